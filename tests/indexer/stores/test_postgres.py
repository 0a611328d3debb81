"""What PostgreSQL alone has to do: locks by municipality, a rebuild beside readers, and the local store's ranking."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import psycopg
import pytest

from indexer.errors import StoreLocked, StoreMismatch, StoreMissing, StoreUnavailable
from indexer.stores.base import StoreReader, StoreWriter, WeightedTerm
from indexer.stores.local import LocalStore, LocalStoreWriter
from indexer.stores.postgres import reader as postgres_reader
from indexer.stores.postgres.reader import PostgresStore
from indexer.stores.postgres.writer import PostgresStoreWriter
from tests.indexer.stores.examples import MANIFEST, NORTH, a_decision, a_passage, a_source, where
from tests.postgres import Cluster


@pytest.fixture
def address(postgres: Cluster) -> str:
    return postgres.database(empty=True)


def put(writer: StoreWriter, section: str, municipality: str = "koivula", terms: str = "asia") -> None:
    decision_id = f"{municipality}/lautakunta/2025-02-20/{section}"
    decision = a_decision(section, f"{municipality}-{section}.txt", decision_id=decision_id)
    writer.put(a_source(decision.source_id), [decision], [a_passage(decision, terms)])


def test_one_municipality_has_one_writer_and_others_have_theirs(address: str) -> None:
    with PostgresStoreWriter(address, MANIFEST) as first, PostgresStoreWriter(address, MANIFEST) as second:
        put(first, "1")
        with pytest.raises(StoreLocked, match="koivula"):
            put(second, "2")
        put(second, "3", "lehtola")
        second.commit()
        first.commit()
    store = PostgresStore.open(address)
    assert sorted(each.decision_id.split("/")[0] for each in store.decisions()) == ["koivula", "lehtola"]
    assert store.check() == []
    store.close()


def test_a_rebuild_wants_the_store_alone_and_readers_keep_the_old_one_until_its_commit(address: str) -> None:
    with PostgresStoreWriter(address, MANIFEST) as writer:
        put(writer, "1")
        writer.commit()
        with pytest.raises(StoreLocked):
            PostgresStoreWriter(address, MANIFEST, rebuild=True)
    store = PostgresStore.open(address)
    with PostgresStoreWriter(address, replace(MANIFEST, analyser_version=9), rebuild=True) as writer:
        assert writer.sources() == []
        put(writer, "2")
        assert [each.section for each in store.decisions()] == ["1"]
        writer.commit()
    assert not store.is_current()
    assert [each.section for each in store.decisions()] == ["2"]
    assert store.manifest.analyser_version == 9
    with pytest.raises(StoreMismatch, match="analyser_version 9 instead of 1"):
        PostgresStoreWriter(address, MANIFEST)
    store.close()


def test_tables_of_another_layout_are_refused_until_a_rebuild(address: str) -> None:
    with pytest.raises(StoreMissing):
        PostgresStore.open(address)
    with PostgresStoreWriter(address, MANIFEST) as writer:
        put(writer, "1")
        writer.commit()
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE pykala.store SET layout = 0")
    with pytest.raises(StoreMismatch, match="layout 0"):
        PostgresStore.open(address)
    with pytest.raises(StoreMismatch, match="layout 0"):
        PostgresStoreWriter(address, MANIFEST)
    with PostgresStoreWriter(address, MANIFEST, rebuild=True) as writer:
        put(writer, "2")
        writer.commit()
    store = PostgresStore.open(address)
    assert [each.section for each in store.decisions()] == ["2"]
    store.close()


def test_database_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(StoreUnavailable) as told:
        PostgresStore.open("postgresql://pykala:hunter2@127.0.0.1:1/none")
    assert "hunter2" not in str(told.value)


def fill(writer: StoreWriter, count: int, *, twice: bool = False) -> None:
    chance = random.Random(5)
    words = [f"sana{number}" for number in range(200)]
    weights = [1 / (place + 1) for place in range(len(words))]
    for number in range(count):
        texts = " ".join(chance.choices(words, weights, k=chance.randint(1, 150)))
        vector = [chance.gauss(0, 1) for _ in range(4)]
        section = str(number % (count - 40))  # the last ones replace the first
        decision = a_decision(section, f"{section}.txt", date=f"20{10 + number % 15}-01-02")
        writer.put(a_source(decision.source_id), [decision], [a_passage(decision, texts, vector)])
        if twice and number == count - 30:
            writer.commit()
    writer.commit()


@pytest.fixture
def both(address: str, tmp_path: Path) -> Iterator[tuple[StoreReader, StoreReader]]:
    with LocalStoreWriter(tmp_path, MANIFEST) as local, PostgresStoreWriter(address, MANIFEST) as postgres:
        fill(local, 240, twice=True)  # the order in which passages come is the same, how often they are merged is not
        fill(postgres, 240)
    with closing(LocalStore.open(tmp_path)) as opened, closing(PostgresStore.open(address)) as asked:
        yield opened, asked


def test_ranking_is_that_of_the_local_store(
    both: tuple[StoreReader, StoreReader], monkeypatch: pytest.MonkeyPatch
) -> None:
    local, postgres = both
    assert postgres.check() == local.check() == []
    for number, filters in enumerate([None, where("year", "==", 2013), where("date", ">=", "2018-01-01")] * 4):
        terms = [WeightedTerm(f"sana{number * 3}"), WeightedTerm("sana1", 0.5), WeightedTerm(f"sana{number}", 1, 1)]
        ours, theirs = (store.search_keywords(terms, filters, 20) for store in (local, postgres))
        assert [each.id for each in theirs] == [each.id for each in ours]
        assert [each.score for each in theirs] == pytest.approx([each.score for each in ours])
        vector = np.random.default_rng(number).standard_normal(4)
        ours, theirs = (store.search_vectors(vector, filters, 20) for store in (local, postgres))
        assert [each.id for each in theirs] == [each.id for each in ours]
        monkeypatch.setattr(postgres_reader, "EXACT", 0 if number % 2 else 20_000)


def test_graph_is_made_when_it_is_worth_it_and_filters_still_hold(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("reader", "writer"):
        monkeypatch.setattr(f"indexer.stores.postgres.{module}.EXACT", 20)
    with PostgresStoreWriter(address, MANIFEST) as writer:
        fill(writer, 240, twice=True)
    with psycopg.connect(address) as connection:
        sql = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('pykala.vectors_by_nearness')"
        assert connection.execute(sql).fetchall() == [(True,)]
    store = PostgresStore.open(address)
    found = store.search_vectors(NORTH, where("year", ">=", 2015), 20)
    assert len(found) == 20
    assert {each.meta["year"] >= 2015 for each in found} == {True}
    assert [each.score for each in found] == sorted((each.score or 0 for each in found), reverse=True)
    store.close()
