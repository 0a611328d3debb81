"""What was taken away stands in no byte beneath the data directory, and readers that have it open keep working."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.model import Decision
from indexer.stores.base import WeightedTerm
from indexer.stores.generations import Generations
from indexer.stores.local import LocalStore, LocalStoreWriter
from tests.indexer.stores.examples import EAST, MANIFEST, NORTH, a_decision, a_passage, a_source

SECRET = "Tähtikangas"
FOLDED = "tahtikangas"
OTHERS = 40


def secret_decision(words: str = SECRET) -> Decision:
    """Make a decision that has the words in title, diary number, paragraph and context."""
    decision = a_decision("99", "salainen.txt", title=f"{words} ja tontti", case=f"{words}/2025")
    paragraph = replace(decision.paragraphs[0], text=f"Päätettiin: {words}. " * 400, context=words)
    return replace(decision, paragraphs=(paragraph,))


def put_secret(writer: LocalStoreWriter, words: str = SECRET, term: str = FOLDED) -> None:
    decision = secret_decision(words)
    source = replace(a_source("salainen.txt"), url=f"https://example.org/{words}")
    writer.put(source, [decision], [a_passage(decision, f"asia {term}", NORTH, number) for number in range(5)])


def put_others(writer: LocalStoreWriter) -> None:
    for number in range(OTHERS):
        decision = a_decision(str(number), f"{number}.txt")
        writer.put(a_source(decision.source_id), [decision], [a_passage(decision, f"asia muu{number}")])


def written(data: Path) -> bytes:
    """Give all bytes beneath a directory, names of files included."""
    found = list(data.rglob("*"))
    return b"\0".join(
        [*(str(path).encode() for path in found), *(path.read_bytes() for path in found if path.is_file())]
    )


def holds(data: Path) -> list[str]:
    """Say which of the words stand beneath a directory, as text, as escaped JSON and as terms."""
    forms = {"text": SECRET.encode(), "json": rb"T\u00e4htikangas", "utf-16": SECRET.encode("utf-16-le")}
    stored = written(data)
    return [name for name, form in (forms | {"term": FOLDED.encode()}).items() if form in stored]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Make a store with a source that will be taken away and others that stay."""
    data = tmp_path / "store"
    with LocalStoreWriter(data, MANIFEST) as writer:
        put_secret(writer)
        put_others(writer)
        writer.commit()
    assert holds(data) == ["text", "term"]
    return data


def take_away_one_way(writer: LocalStoreWriter, way: str) -> None:
    match way:
        case "remove":
            writer.remove("salainen.txt")
        case "put changed":
            put_secret(writer, "Kuusikangas", "kuusikangas")
        case "put skipped":
            writer.put_skipped(a_source("salainen.txt"), "broken")
        case "put and remove":
            put_secret(writer)
            writer.remove("salainen.txt")


@pytest.mark.parametrize("way", ["remove", "put changed", "put skipped", "put and remove"])
def test_nothing_is_left_of_what_was_taken_away(data: Path, way: str) -> None:
    with LocalStoreWriter(data, MANIFEST) as writer:
        take_away_one_way(writer, way)
        writer.commit()
        assert holds(data) == []
    assert holds(data) == []
    store = LocalStore.open(data)
    assert store.check() == []
    assert len(store.search_keywords([WeightedTerm("asia")])) == OTHERS + (5 if way == "put changed" else 0)
    store.close()


def test_deleted_passages_leave_nothing_but_their_decision(data: Path) -> None:
    with LocalStoreWriter(data, MANIFEST) as writer:
        put_secret(writer, term="hakusana")  # a word that the decision itself does not have
        writer.commit()
    assert b"hakusana" in written(data)
    with LocalStoreWriter(data, MANIFEST) as writer:
        decision = secret_decision()
        writer.delete_documents([a_passage(decision, number=number).id for number in range(5)])
        writer.commit()
    assert b"hakusana" not in written(data)
    assert holds(data) == ["text", "term"]


def test_nothing_is_left_when_it_came_and_changed_in_many_commits(data: Path) -> None:
    for number in range(3):
        with LocalStoreWriter(data, MANIFEST) as writer:
            put_secret(writer, f"{SECRET} {number}")
            writer.put(a_source("0.txt"), [a_decision("0", "0.txt", title=f"muutos {number}")], [])
            writer.commit()
    with LocalStoreWriter(data, MANIFEST) as writer:
        writer.remove("salainen.txt")
        writer.commit()
    assert holds(data) == []


def test_rebuild_leaves_nothing_of_what_it_does_not_put_again(data: Path) -> None:
    with LocalStoreWriter(data, MANIFEST, rebuild=True) as writer:
        put_others(writer)
        writer.commit()
        assert holds(data) == []


def _die_while(step: str, data: Path) -> None:
    """Take away and be killed at a step of the commit."""

    def die(*_: object, **__: object) -> None:
        os._exit(9)

    with LocalStoreWriter(data, MANIFEST) as writer:
        writer.remove("salainen.txt")
        put_secret(writer, f"{SECRET} uudestaan")
        writer.remove("salainen.txt")
        if step == "building":
            die()
        Generations.sweep = die  # type: ignore[method-assign]
        writer.commit()


@pytest.mark.parametrize("step", ["building", "sweeping"])
def test_next_writer_cleans_up_after_a_killed_one(data: Path, step: str) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_die_while, args=(step, data))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert len(list((data / "generations").iterdir())) == 2
    with LocalStoreWriter(data, MANIFEST) as writer:
        writer.remove("salainen.txt")
        writer.commit()
    assert holds(data) == []


def test_writer_that_gives_up_leaves_nothing_unfinished(tmp_path: Path) -> None:
    with LocalStoreWriter(tmp_path, MANIFEST) as writer:
        put_secret(writer)
    assert holds(tmp_path) == []


def test_purge_that_fails_is_an_error(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(f"cannot delete {path}")

    with LocalStoreWriter(data, MANIFEST) as writer:
        writer.remove("salainen.txt")
        monkeypatch.setattr("indexer.stores.generations.shutil.rmtree", refuse)
        with pytest.raises(PermissionError):
            writer.commit()
        monkeypatch.undo()


def answers(store: LocalStore) -> dict[str, object]:
    """Ask a store everything, without what it may have in memory from asking before."""
    secret = secret_decision()
    ways: dict[str, Callable[[], object]] = {
        "decision": lambda: store.decision(secret.decision_id),
        "decisions": lambda: len(store.decisions()),
        "case": lambda: store.case("koivula", f"{SECRET}/2025"),
        "keywords": lambda: len(store.search_keywords([WeightedTerm(FOLDED)])),
        "rare": lambda: [each.meta["section"] for each in store.search_keywords([WeightedTerm("muu7")])],
        "frequency": lambda: store.document_frequency("asia"),
        "vectors": lambda: len(store.search_vectors(NORTH, limit=5)),
        "east": lambda: len(store.search_vectors(EAST, limit=100)),
        "documents": lambda: len(store.filter_documents()),
        "sources": lambda: len(store.sources()),
        "organs": store.organs,
        "coverage": store.coverage,
        "changes": lambda: len(store.changes()),
        "check": store.check,
    }
    return {name: ask() for name, ask in ways.items()}


def test_open_reader_keeps_answering_after_the_purge_until_it_reopens(data: Path) -> None:
    untouched, asked = LocalStore.open(data), LocalStore.open(data)
    before = answers(asked)
    assert (before["keywords"], before["decisions"], before["check"]) == (5, OTHERS + 1, [])
    with LocalStoreWriter(data, MANIFEST) as writer:
        writer.remove("salainen.txt")
        writer.commit()
    # Even without the directory, so nothing is opened late.
    kept = data.with_name("moved")
    shutil.move(data, kept)
    assert answers(untouched) == answers(asked) == before
    shutil.move(kept, data)
    for store in (untouched, asked):
        assert not store.is_current()
        store.close()
    reopened = LocalStore.open(data)
    after = answers(reopened)
    assert (after["decision"], after["case"], after["keywords"]) == (None, [], 0)
    assert (after["decisions"], after["documents"], after["check"]) == (OTHERS, OTHERS, [])
    reopened.close()


@pytest.mark.parametrize("gone", ["*", "records.sqlite", "keywords", "keywords/*.toc", "keywords/*.seg", "vectors.npy"])
def test_reader_that_is_just_opening_takes_the_next_generation(
    data: Path, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Purge the generation when a reader knows its number and has opened none or some of its files."""
    current = Generations.current

    def purged_meanwhile(self: Generations) -> Path:
        monkeypatch.undo()
        generation = current(self)
        aside = data.with_name("aside")
        shutil.copytree(generation, aside)
        with LocalStoreWriter(data, MANIFEST) as writer:
            writer.remove("salainen.txt")
            writer.commit()
        aside.rename(generation)
        for path in generation.glob(gone):
            (shutil.rmtree if path.is_dir() else os.remove)(path)
        return generation

    monkeypatch.setattr(Generations, "current", purged_meanwhile)
    store = LocalStore.open(data)
    assert store.generation == 2
    store.close()


def test_deleted_words_in_the_keyword_index_are_found_by_check(data: Path) -> None:
    from whoosh import index

    generation = data / "generations" / "000001"
    keyword_index = index.open_dir(str(generation / "keywords"))
    writer = keyword_index.writer()
    writer.delete_document(0)
    writer.commit(merge=False)
    (generation / "checksums.json").unlink()  # so that not these, but what the files hold is looked at
    store = LocalStore.open(data)
    assert "The files of the keyword index still hold 1 passages that were taken away." in store.check()
    store.close()
