"""What another manifest is refused for, and what a rebuild takes over from the store that it replaces."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import StoreError, StoreMismatch
from indexer.stores.local import LocalStore, LocalStoreWriter
from indexer.stores.manifest import FORMAT
from tests.indexer.stores.examples import MANIFEST, NORTH, a_decision, a_passage, a_source

PASSAGE = a_passage(a_decision("1"), "asia", NORTH)
TEXT = PASSAGE.content or ""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with LocalStoreWriter(tmp_path, MANIFEST) as writer:
        writer.put(a_source(), [a_decision("1")], [PASSAGE])
        writer.commit()
    return tmp_path


def sections(data: Path) -> list[str | None]:
    store = LocalStore.open(data)
    try:
        assert store.check() == []
        return [each.section for each in store.decisions()]
    finally:
        store.close()


@pytest.mark.parametrize(
    "change", [{"model": "another"}, {"dimensions": 8}, {"analyser_version": 9}, {"passage_version": 9}]
)
def test_other_manifest_is_refused_unless_rebuilding(data: Path, change: dict[str, Any]) -> None:
    other = replace(MANIFEST, **change)
    with pytest.raises(StoreMismatch, match=rf"{next(iter(change.values()))}.*pykala index --rebuild"):
        LocalStoreWriter(data, other)
    with LocalStoreWriter(data, other, rebuild=True) as writer:
        assert writer.sources() == []
        writer.commit()
    assert sections(data) == []
    store = LocalStore.open(data)
    assert store.manifest == other
    store.close()


def test_rebuild_that_is_not_committed_leaves_the_store(data: Path) -> None:
    with LocalStoreWriter(data, MANIFEST, rebuild=True) as writer:
        writer.put(a_source(), [a_decision("2")], [])
    assert sections(data) == ["1"]
    assert [path.name for path in (data / "generations").iterdir()] == ["000001"]


def of_format(data: Path, number: int | None) -> None:
    [manifest] = data.glob("generations/*/manifest.json")
    written = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**written, "format": number}), encoding="utf-8")


@pytest.mark.parametrize("number", [1, None])
def test_store_of_an_older_format_is_refused_with_the_remedy(data: Path, number: int | None) -> None:
    of_format(data, number)
    for open_it in (LocalStore.open, lambda each: LocalStoreWriter(each, MANIFEST)):
        with pytest.raises(StoreMismatch, match=rf"format {number}, not {FORMAT}.*pykala index --rebuild"):
            open_it(data)
    with LocalStoreWriter(data, MANIFEST, rebuild=True) as writer:
        assert writer.vectors_of([TEXT]) == {}
        writer.commit()
    assert sections(data) == []


@pytest.mark.parametrize(
    ("change", "known"),
    [
        ({}, {TEXT: NORTH}),
        ({"analyser_version": 9}, {TEXT: NORTH}),
        ({"passage_version": 9}, {TEXT: NORTH}),
        ({"model": "another"}, {}),
        ({"dimensions": 8}, {}),
    ],
)
def test_rebuild_knows_vectors_of_the_same_model_only(
    data: Path, change: dict[str, Any], known: dict[str, list[float]]
) -> None:
    with LocalStoreWriter(data, replace(MANIFEST, **change), rebuild=True) as writer:
        assert writer.vectors_of([TEXT, "muu"]) == known


def test_rebuild_knows_vectors_of_the_replaced_store_after_its_first_commits(data: Path) -> None:
    other = a_decision("2", "b.txt")
    with LocalStoreWriter(data, replace(MANIFEST, analyser_version=9), rebuild=True) as writer:
        for number in range(3):
            writer.put(a_source("b.txt"), [other], [a_passage(other, f"uusi{number}")])
            writer.commit()
        assert set(writer.vectors_of([TEXT, f"{other.title}: uusi2"])) == {TEXT, f"{other.title}: uusi2"}
    with LocalStoreWriter(data, replace(MANIFEST, analyser_version=9)) as writer:
        assert writer.vectors_of([TEXT]) == {}


@pytest.mark.parametrize("file", ["manifest.json", "records.sqlite", "vectors.npy"])
def test_damaged_store_can_be_rebuilt_and_says_that_nothing_is_taken_over(
    data: Path, file: str, caplog: pytest.LogCaptureFixture
) -> None:
    (data / "generations" / "000001" / file).write_bytes(b"{")
    with pytest.raises(StoreError, match="pykala index --rebuild"):
        LocalStoreWriter(data, MANIFEST)
    with LocalStoreWriter(data, MANIFEST, rebuild=True) as writer:
        assert writer.vectors_of([TEXT]) == {}
        writer.put(a_source(), [a_decision("1")], [PASSAGE])
        writer.commit()
    assert "takes nothing over" in caplog.text
    assert sections(data) == ["1"]


def test_spoilt_vectors_are_not_taken_over(data: Path) -> None:
    import numpy as np

    np.save(data / "generations" / "000001" / "vectors.npy", np.full((1, 4), np.nan, dtype=np.float32))
    with LocalStoreWriter(data, MANIFEST, rebuild=True) as writer:
        assert writer.vectors_of([TEXT]) == {}


def test_changes_are_remembered_across_a_rebuild(data: Path) -> None:
    def changes() -> list[tuple[str, bool, str]]:
        store = LocalStore.open(data)
        try:
            return [(each.decision_id[-1], each.removed, each.changed) for each in store.changes()]
        finally:
            store.close()

    second = a_decision("2", "b.txt")
    with LocalStoreWriter(data, MANIFEST) as writer:
        writer.put(a_source("b.txt"), [second], [a_passage(second)])
        writer.commit()
    before = changes()
    with LocalStoreWriter(data, replace(MANIFEST, model="another"), rebuild=True) as writer:
        writer.put(a_source(), [a_decision("1")], [PASSAGE])
        writer.commit()
    [first, removed] = changes()
    assert first == before[0]
    assert removed[:2] == ("2", True)
    assert removed[2] > before[1][2]
