"""One store becomes another's equal, in both directions, also when it is killed on the way."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest

from indexer.errors import StoreError, StoreLocked, StoreMismatch
from indexer.finnish import ANALYSER_VERSION
from indexer.migration import Migrated, migrate
from indexer.model import DocumentKind, Paragraph, PartKind, Status
from indexer.passages import PASSAGE_VERSION
from indexer.settings import Settings
from indexer.stores.base import StoreWriter
from indexer.stores.keywords import TermIndex
from indexer.stores.opening import open_store, open_writer
from indexer.stores.terms_by_key import TermsByKey
from tests.faults.indexing import started
from tests.indexer.stores import examples
from tests.indexer.stores.examples import a_decision, a_passage, a_report_section, a_source
from tests.postgres import Cluster

MANIFEST = replace(examples.MANIFEST, analyser_version=ANALYSER_VERSION, passage_version=PASSAGE_VERSION)
GROUP = {"access_groups": ("hallitus",)}


@pytest.fixture
def directory(tmp_path: Path) -> Settings:
    """Make a store of minutes over an agenda, a report, restricted material, what was removed and what was skipped."""
    made = Settings(data=tmp_path / "origin")
    with open_writer(made, MANIFEST) as writer:
        put(writer, "esityslista.txt", "1", document_kind=DocumentKind.AGENDA, status=Status.AGENDA)
        for number in range(2, 8):
            put(writer, f"{number}.txt", str(number), case=f"{number}/2025", language="sv" if number == 5 else "fi")
        put(writer, "gone.txt", "20")
        put(writer, "lehtola.txt", "3", decision_id="lehtola/lautakunta/2025-02-20/3", municipality="Lehtola")
        writer.commit()
        put(writer, "poytakirja.txt", "1")  # the agenda stands no more
        put(writer, "salainen.txt", "9", routine=True, **GROUP)
        report = a_report_section()
        writer.put(a_source(report.source_id), [report], [a_passage(report, "vuosi vuosi 2024", page=7)])
        writer.put_skipped(a_source("tyhja.pdf"), "It has no text.")
        writer.remove("gone.txt")
        writer.commit()
    return made


def put(writer: StoreWriter, source_id: str, section: str, **changes: Any) -> None:
    decision = a_decision(section, source_id, **changes)
    second = Paragraph(f"{decision.decision_id}#note-1", PartKind.NOTE, 'Å ja "€" 𝄞.', "", None, 20, 30)
    decision = replace(decision, paragraphs=(*decision.paragraphs, second))
    vectors = np.random.default_rng(int(section)).standard_normal((2, 4))
    words = [f"asia asia sana{section}", "~kanta § 691/00.01.02/2021"]
    writer.put(
        replace(a_source(source_id), access_groups=decision.access_groups),
        [decision],
        [
            a_passage(decision, text, vector.tolist(), number)
            for number, (text, vector) in enumerate(zip(words, vectors, strict=True))
        ],
    )


@pytest.fixture
def database(postgres: Cluster, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "beside", store=postgres.database())


def everything(data: Path) -> dict[str, Any]:
    """Read all that a local store holds, as its files have it."""
    [generation] = (data / "generations").iterdir()
    with closing(sqlite3.connect(generation / "records.sqlite")) as records:
        tables = {
            name: records.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
            for name in ("sources", "decisions", "changes", "passages")
        }
    index = TermIndex(generation / "keywords")
    terms = TermsByKey(index)
    counted = {key: terms.of(key) for key in sorted(index.keys.tolist())}
    index.close()
    return {**tables, "vectors": (generation / "vectors.npy").read_bytes(), "terms": counted}


def without_keys(held: dict[str, Any]) -> dict[str, Any]:
    """Leave out the order in which passages came."""
    passages = sorted(row[1:] for row in held["passages"])
    terms = sorted(str(each) for each in held["terms"].values())
    return {**held, "passages": passages, "terms": terms, "vectors": len(held["vectors"])}


def test_there_and_back_again_is_the_same(directory: Settings, database: Settings, tmp_path: Path) -> None:
    there = migrate(directory, database)
    assert (there.sources, there.copied, there.removed, there.decisions, there.passages) == (12, 12, 0, 11, 21)
    with closing(open_store(database)) as store, closing(open_store(directory)) as origin:
        assert store.check() == []
        assert store.sources() == origin.sources()
        assert store.changes() == origin.changes()
        assert any(each.removed for each in store.changes())
        assert [each.section for each in store.decisions()] == [each.section for each in origin.decisions()]
        assert store.manifest == origin.manifest
        open_to_all = {"field": "meta.access_groups", "operator": "in", "value": []}
        assert store.count_documents(open_to_all) == origin.count_documents(open_to_all) == store.count_documents() - 2
    back = Settings(data=tmp_path / "back")
    again = migrate(database, back)
    assert again.checksum == there.checksum
    assert without_keys(everything(back.data)) == without_keys(everything(directory.data))


def test_store_of_one_municipality_comes_back_byte_for_byte(database: Settings, tmp_path: Path) -> None:
    origin, back = Settings(data=tmp_path / "origin"), Settings(data=tmp_path / "back")
    with open_writer(origin, MANIFEST) as writer:
        for number in range(1, 6):
            put(writer, f"{9 - number}.txt", str(number))
        writer.commit()
    migrate(origin, database)
    migrate(database, back)
    assert everything(back.data) == everything(origin.data)


def test_what_is_there_already_is_not_copied_again(directory: Settings, database: Settings) -> None:
    first = migrate(directory, database)
    told: list[tuple[str, int, int]] = []
    second = migrate(directory, database, report=lambda *progress: told.append(progress))
    assert second == replace(first, copied=0)
    assert {what for what, _, _ in told} == {"comparing", "copying", "verifying"}
    assert told[-1] == ("verifying", 12, 12)
    with open_writer(directory, MANIFEST) as writer:
        put(writer, "3.txt", "33")
        writer.remove("4.txt")
        writer.commit()
    with pytest.raises(StoreError, match=r"1 other files \(4\.txt"):
        migrate(directory, database)
    third = migrate(directory, database, replace=True)
    assert (third.sources, third.copied, third.removed) == (11, 1, 1)


def stop_at(origin: Settings, target: Settings, at: int, reached: Path) -> None:
    """Migrate, committing after each source, and stand still when some have been copied."""

    def report(what: str, done: int, _total: int) -> None:
        if what == "copying" and done == at:
            reached.touch()
            time.sleep(600)

    migrate(origin, target, report=report, commit_every=0.0)


@pytest.mark.parametrize("to_postgres", [True, False])
def test_killed_in_the_middle_it_goes_on(
    directory: Settings, database: Settings, tmp_path: Path, to_postgres: bool
) -> None:
    whole = migrate(directory, database)
    target = Settings(data=tmp_path / "target")
    origin = database
    if to_postgres:
        with psycopg.connect(database.store) as connection:
            connection.execute("DROP SCHEMA pykala CASCADE")
        origin, target = directory, database
    process = started(stop_at, origin, target, 5, tmp_path / "reached")
    while not (tmp_path / "reached").exists():
        assert process.is_alive()
        time.sleep(0.01)
    process.kill()
    process.join()
    with closing(open_store(target)) as store:
        assert store.check() == []
        assert len(store.sources()) == 5
    done = retried(origin, target)
    assert (done.copied, done.checksum) == (7, whole.checksum)


def retried(origin: Settings, target: Settings) -> Migrated:
    """Migrate once the server has noticed that who wrote is gone."""
    for _ in range(100):
        try:
            return migrate(origin, target)
        except StoreLocked:
            time.sleep(0.05)
    raise AssertionError("the lock of a killed process stays")


def test_other_models_and_versions_are_refused(directory: Settings, database: Settings, tmp_path: Path) -> None:
    with open_writer(database, replace(MANIFEST, model="other", passage_version=1)) as writer:
        put(writer, "a.txt", "1")
        writer.commit()
    with pytest.raises(StoreMismatch, match=r"model other instead of test-model.*--replace"):
        migrate(directory, database)
    with pytest.raises(StoreMismatch, match=f"passage_version 1 instead of {PASSAGE_VERSION}"):
        migrate(database, Settings(data=tmp_path / "new"))
    assert not (tmp_path / "new").exists()
    assert migrate(directory, database, replace=True).copied == 12
    with psycopg.connect(database.store) as connection:
        connection.execute("UPDATE pykala.store SET layout = 0")
    with pytest.raises(StoreMismatch, match="layout 0"):
        migrate(database, Settings(data=tmp_path / "new"))
    with pytest.raises(StoreMismatch, match=r"layout 0.*--replace"):
        migrate(directory, database)
    assert migrate(directory, database, replace=True).copied == 12


@pytest.fixture
def tampered(directory: Settings, database: Settings) -> Iterator[psycopg.Connection[Any]]:
    migrate(directory, database)
    with psycopg.connect(database.store, autocommit=True, options="-c search_path=pykala,public") as connection:
        yield connection


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE texts SET content = content || ' ' WHERE key = (SELECT min(key) FROM texts)",
        "UPDATE vectors SET embedding = '[1,0,0,0]' WHERE key = (SELECT min(key) FROM vectors)",
        "UPDATE decisions SET access_groups = '[]' WHERE access_groups <> '[]'",
        "UPDATE decisions SET record = replace(record, 'Asia', 'Osia') WHERE section = '2'",
        "UPDATE postings SET term = 'muu' WHERE term = 'sana2'",
    ],
)
def test_any_difference_is_seen_and_mended(
    directory: Settings, database: Settings, tampered: psycopg.Connection[Any], change: str
) -> None:
    assert tampered.execute(change).rowcount == 1
    assert migrate(directory, database).copied == 1
    assert migrate(directory, database).copied == 0


def test_what_came_from_no_file_is_not_left_behind_in_silence(database: Settings, tmp_path: Path) -> None:
    origin = Settings(data=tmp_path / "origin")
    with open_writer(origin, MANIFEST) as writer:
        stray = a_passage(a_decision(), "asia")
        writer.write_documents([replace(stray, meta={"terms": ["asia"]})])
        writer.commit()
    with pytest.raises(StoreError, match="1 passages in it came from no file"):
        migrate(origin, database)


def test_origin_that_changes_meanwhile_is_told(directory: Settings, database: Settings, tmp_path: Path) -> None:
    migrate(directory, database)

    for origin, target in ((database, "b"), (directory, "a")):

        def change(what: str, done: int, _total: int, origin: Settings = origin) -> None:
            if (what, done) == ("copying", 3):
                with open_writer(origin, MANIFEST) as writer:
                    put(writer, "new.txt", "40")
                    writer.commit()

        with pytest.raises(StoreError, match="was changed while it was"):
            migrate(origin, Settings(data=tmp_path / target), report=change)
