"""Which errors of the system say that a place cannot be written, and which are left as they are."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import StoreUnwritable
from indexer.stores.unwritable import told_if_unwritable
from indexer.stores.vectors import load_vectors, save_vectors


def raised(error: Exception, place: Path) -> str:
    """Give what is told of an error; nothing where it is left as it is."""
    with pytest.raises((StoreUnwritable, type(error))) as told, told_if_unwritable(place):
        raise error
    assert told.value is error or told.value.__cause__ is error
    return str(told.value) if isinstance(told.value, StoreUnwritable) else ""


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EDQUOT, "Free some space"),
        (errno.EIO, "full or failing"),
        (errno.EROFS, "Let this user write"),
        (errno.EACCES, "Let this user write"),
        (errno.EINTR, ""),
    ],
)
def test_errors_of_the_system(tmp_path: Path, code: int, remedy: str) -> None:
    for named in (None, str(tmp_path / "within"), str(tmp_path.parent)):
        said = raised(OSError(code, "why", named), tmp_path)
        assert remedy in said
        assert bool(said) == bool(remedy)


def test_right_that_is_missing_elsewhere_is_told_as_it_is(tmp_path: Path) -> None:
    assert raised(PermissionError(errno.EACCES, "why", str(tmp_path / "corpus")), tmp_path / "store") == ""
    assert raised(OSError("another"), tmp_path) == ""


def test_errors_of_sqlite(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA max_page_count = 3")
        with pytest.raises(StoreUnwritable, match="Free some space"), told_if_unwritable(tmp_path):
            database.execute("CREATE TABLE t AS SELECT randomblob(100000) AS b")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        with pytest.raises(StoreUnwritable, match="Let this user write"), told_if_unwritable(tmp_path):
            database.execute("CREATE TABLE t (a)")
        with pytest.raises(sqlite3.OperationalError, match="incomplete input"), told_if_unwritable(tmp_path):
            database.execute("CREATE")


def test_vectors_that_find_no_room(tmp_path: Path) -> None:
    rows = np.arange(40_000, dtype=np.float32).reshape(-1, 4)
    with pytest.raises(StoreUnwritable, match="Free some space"), told_if_unwritable(tmp_path):
        save_vectors(Path("/dev/full"), rows)


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_vectors_come_back(tmp_path: Path, count: int) -> None:
    rows = np.arange(4 * count, dtype=np.float32).reshape(-1, 4)
    save_vectors(tmp_path / "vectors.npy", rows[:, :])
    assert np.array_equal(load_vectors(tmp_path / "vectors.npy"), rows)
