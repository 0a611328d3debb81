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
from indexer.stores.postgres.reader import PostgresStore
from indexer.stores.postgres.writer import PostgresStoreWriter
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


class PostgresEngine:
    """A database of its own in the cluster of the tests."""

    def __init__(self, address: str, opened: ExitStack) -> None:
        self.address = address
        self._opened = opened

    def writer(self) -> StoreWriter:
        return PostgresStoreWriter(self.address, MANIFEST)

    def reader(self) -> StoreReader:
        store = PostgresStore.open(self.address)
        self._opened.callback(store.close)
        return store


@pytest.fixture(params=["local", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with ExitStack() as opened:
        if request.param == "local":
            yield LocalEngine(tmp_path / "store", opened)
        else:
            yield PostgresEngine(request.getfixturevalue("postgres").database(), opened)


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
