"""Engines that the conformance suite runs against; add one here and every test of the suite applies to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from indexer.model import Decision
from indexer.stores.base import StoreReader, StoreWriter
from indexer.stores.local import LocalStore, LocalStoreWriter
from tests.indexer.stores.examples import MANIFEST, a_passage, a_source


class Engine(Protocol):
    """A store in an empty place."""

    def writer(self) -> StoreWriter: ...
    def reader(self) -> StoreReader: ...


class LocalEngine:
    """The embedded store in a temporary directory; readers are closed when the test ends."""

    def __init__(self, data: Path, opened: ExitStack) -> None:
        self._data = data
        self._opened = opened

    def writer(self) -> StoreWriter:
        return LocalStoreWriter(self._data, MANIFEST)

    def reader(self) -> StoreReader:
        store = LocalStore.open(self._data)
        self._opened.callback(store.close)
        return store


@pytest.fixture(params=["local"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with ExitStack() as opened:
        yield {"local": LocalEngine}[request.param](tmp_path / "store", opened)


def index(engine: Engine, *decisions: Decision, terms: str = "asia") -> StoreReader:
    """Put decisions, source by source and each with one passage, and open the result."""
    sources: dict[str, list[Decision]] = {}
    for decision in decisions:
        sources.setdefault(decision.source_id, []).append(decision)
    with engine.writer() as writer:
        for source_id, own in sources.items():
            writer.put(a_source(source_id), own, [a_passage(each, terms) for each in own])
        writer.commit()
    return engine.reader()
