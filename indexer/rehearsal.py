"""A writer that changes nothing, so that a dry run goes the way of the real one and tells what that would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from haystack import Document

from indexer.model import Decision, Source
from indexer.stores.base import SourceRecord, StoreWriter


class Rehearsal:
    """Read what a store's writer reads, and write nothing."""

    def __init__(self, writer: StoreWriter) -> None:
        self._writer = writer

    def sources(self) -> list[SourceRecord]:
        """List what the store's writer lists."""
        return self._writer.sources()

    def sources_beneath(self, prefix: str) -> list[str]:
        """List what the store's writer lists."""
        return self._writer.sources_beneath(prefix)

    def decisions_of(self, source_id: str) -> list[Decision]:
        """List what the store's writer lists."""
        return self._writer.decisions_of(source_id)

    def vectors_of(self, contents: Iterable[str]) -> dict[str, list[float]]:
        """Give the vectors that the store's writer gives."""
        return self._writer.vectors_of(contents)

    def put(self, source: Source, decisions: Sequence[Decision], documents: Sequence[Document]) -> None:
        """Leave everything as it is."""

    def put_skipped(self, source: Source, reason: str) -> None:
        """Leave everything as it is."""

    def remove(self, source_id: str) -> None:
        """Leave everything as it is."""

    def forget(self, decision_ids: Iterable[str]) -> None:
        """Leave everything as it is."""

    def commit(self) -> None:
        """Leave everything as it is."""
