"""What is the local engine's own: generations, the lock, the manifest, what a killed writer leaves behind."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from indexer.errors import StoreError, StoreLocked, StoreMissing
from indexer.stores.generations import Generations
from indexer.stores.local import LocalStore, LocalStoreWriter
from tests.indexer.stores.examples import MANIFEST, a_decision, a_passage, a_source


def put_and_commit(data: Path, section: str, source_id: str = "a.txt") -> None:
    with LocalStoreWriter(data, MANIFEST) as writer:
        decision = a_decision(section, source_id)
        writer.put(a_source(source_id), [decision], [a_passage(decision, "asia")])
        writer.commit()


def sections(data: Path) -> list[str | None]:
    store = LocalStore.open(data)
    try:
        assert store.check() == []
        return [each.section for each in store.decisions()]
    finally:
        store.close()


def generation_names(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "generations").iterdir())


def test_missing_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="pykala index"):
        LocalStore.open(tmp_path)


def test_only_the_current_generation_is_kept(tmp_path: Path) -> None:
    for section in "1234":
        put_and_commit(tmp_path, section)
    assert generation_names(tmp_path) == ["000004"]
    assert sections(tmp_path) == ["4"]


def test_commit_without_changes_makes_no_generation(tmp_path: Path) -> None:
    put_and_commit(tmp_path, "1")
    with LocalStoreWriter(tmp_path, MANIFEST) as writer:
        writer.commit()
    assert generation_names(tmp_path) == ["000001"]


def test_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with LocalStoreWriter(tmp_path, MANIFEST), pytest.raises(StoreLocked, match=str(os.getpid())):
        LocalStoreWriter(tmp_path, MANIFEST)
    put_and_commit(tmp_path, "1")


def _die_while(step: str, data: Path) -> None:
    """Commit § 2 and be killed just before a step of publishing."""

    def die(*_: object, **__: object) -> None:
        os._exit(9)

    if step == "writing keywords":
        from indexer.stores import local_writer

        vars(local_writer)["update_keywords"] = die
    elif step == "naming the generation":
        Path.rename = die  # type: ignore[method-assign, assignment]
    elif step == "pointing to it":
        Path.replace = die  # type: ignore[method-assign, assignment]
    elif step == "sweeping":
        swept = Generations.sweep
        Generations.sweep = lambda self: swept(self) if self.number() == 1 else die()  # type: ignore[method-assign]
    put_and_commit(data, "2")


@pytest.mark.parametrize(
    ("step", "expected"),
    [("writing keywords", "1"), ("naming the generation", "1"), ("pointing to it", "1"), ("sweeping", "2")],
)
def test_killed_writer_leaves_the_old_or_the_new_generation(tmp_path: Path, step: str, expected: str) -> None:
    put_and_commit(tmp_path, "1")
    process = multiprocessing.get_context("spawn").Process(target=_die_while, args=(step, tmp_path))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert sections(tmp_path) == [expected]
    put_and_commit(tmp_path, "3", "b.txt")
    assert sections(tmp_path) == [expected, "3"]
    [name] = generation_names(tmp_path)
    assert name.isdigit()


@pytest.mark.parametrize("file", ["manifest.json", "records.sqlite", "vectors.npy"])
def test_damaged_generation_is_named_with_a_remedy(tmp_path: Path, file: str) -> None:
    put_and_commit(tmp_path, "1")
    (tmp_path / "generations" / "000001" / file).write_bytes(b"{")
    with pytest.raises(StoreError, match="pykala index --rebuild"):
        LocalStore.open(tmp_path)


def test_missing_keyword_index_is_named_with_a_remedy(tmp_path: Path) -> None:
    put_and_commit(tmp_path, "1")
    shutil.rmtree(tmp_path / "generations" / "000001" / "keywords")
    with pytest.raises(StoreError, match="pykala index --rebuild"):
        LocalStore.open(tmp_path)


def test_check_says_what_disagrees(tmp_path: Path) -> None:
    with LocalStoreWriter(tmp_path, MANIFEST) as writer:
        decision = a_decision()
        passages = [a_passage(decision, "asia", number=number) for number in range(3)]
        lost = a_passage(decision, "asia", number=4, paragraph_ids=["x#decision-9"])
        stray = a_passage(a_decision("99"), "asia", number=5)
        writer.put(a_source(), [decision], [*passages, lost, stray])
        writer.commit()
    generation = tmp_path / "generations" / "000001"
    (generation / "checksums.json").unlink()  # so that not these, but the records are compared
    with sqlite3.connect(generation / "records.sqlite") as records:
        records.execute("DELETE FROM passages WHERE key = 1")
    records.close()
    np.save(generation / "vectors.npy", np.full((5, 4), np.nan, dtype=np.float32))
    store = LocalStore.open(tmp_path)
    said = "\n".join(store.check())
    store.close()
    assert "1 passages of the keyword index are not in the records: keys 1." in said
    assert "5 vectors of 4 dimensions; records and manifest want 4 of 4" in said
    assert "5 vectors are not finite or not of length 1" in said
    assert "names the paragraph x#decision-9" in said
    assert "which a.txt does not hold" in said


def test_vectors_are_multiplied_on_one_thread(tmp_path: Path) -> None:
    put_and_commit(tmp_path, "1")
    LocalStore.open(tmp_path).close()
    # Other tests load libraries with a BLAS of their own.
    assert {each["num_threads"] for each in threadpool_info() if "numpy.libs" in each["filepath"]} == {1}
