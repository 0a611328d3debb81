"""Disks that are full or may not be written to: the store stands, the reason is told, and indexing goes on later."""

from __future__ import annotations

import errno
import itertools
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from indexer.errors import StoreUnwritable
from indexer.readers import Readers
from indexer.stores.archive import back_up, bring_back
from tests.faults.conftest import Tally
from tests.faults.hindering import limit_files, outcome, refuse_changes
from tests.faults.indexing import ReadingHere, run_index, stored, write_minutes

FREE, LOOK, LET = "Free some space", "Its disk is full or failing", "Let this user write to it"


def is_refused(folder: Path, data: Path, remedies: tuple[str, ...], hinder: Callable[[], None] | None = None) -> bool:
    """Index, hindered or not; tell whether that was refused in words, and see that the store is what it was then."""
    before = stored(data)
    said = outcome(folder, data, hinder)
    if not said:
        return False
    assert said.startswith(f"StoreUnwritable: {data}")
    assert any(remedy in said for remedy in remedies), said
    assert stored(data) == before
    return True


def finished(folder: Path, data: Path, expected: set[str]) -> float:
    """Index when nothing hinders any more; give the seconds that this took."""
    began = time.monotonic()
    run_index(folder, data, readers=ReadingHere)
    took = time.monotonic() - began
    assert stored(data) == expected
    return took


def test_no_file_may_grow_beyond_a_size(folder: Path, data: Path, faults: Tally) -> None:
    expected, took = {write_minutes(folder, 0)}, []
    run_index(folder, data, readers=ReadingHere)
    largest = max(each.stat().st_size for each in data.rglob("*"))
    sizes = [0, 100, *(round(share * largest) for share in (0.3, 0.95))]
    for number, size in enumerate(sizes, 1):
        expected.add(write_minutes(folder, number))
        assert is_refused(folder, data, (FREE, LOOK), partial(limit_files, size))
        took.append(finished(folder, data, expected))
    faults("disk full: no file may grow", len(sizes), len(took), max(took))


def test_process_that_reads_finds_no_room_to_start(folder: Path, data: Path) -> None:
    expected = {write_minutes(folder, 0)}
    said = outcome(folder, data, partial(limit_files, 100), Readers)
    assert said.startswith("ReadersUnavailable")
    assert "space in the folder for temporary files" in said
    finished(folder, data, expected)


@pytest.mark.parametrize("apart", [6, pytest.param(1, marks=pytest.mark.slow)])
def test_disk_is_full_from_any_step_on(folder: Path, data: Path, apart: int, faults: Tally) -> None:
    expected: set[str] = set()
    took: list[float] = []
    for number in itertools.count():
        expected.add(write_minutes(folder, number))
        if not is_refused(folder, data, (FREE,), partial(refuse_changes, errno.ENOSPC, data, number * apart)):
            break  # indexing takes fewer steps
        took.append(finished(folder, data, expected))
    assert stored(data) == expected
    assert len(took) * apart > 20
    faults("disk full: from any step on", len(took), len(took), max(took))


@contextmanager
def mounted(*arguments: str) -> Iterator[None]:
    """Mount something, or skip the test where that is not permitted."""
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing may be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", arguments[-1]], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of two megabytes, where a test may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted("-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)):
        yield disk


@contextmanager
def filled(disk: Path, but: int) -> Iterator[None]:
    """Fill a disk but for some bytes."""
    system, filling = os.statvfs(disk), disk / "filling"
    filling.write_bytes(b"0" * (system.f_bavail * system.f_frsize - but))
    yield
    filling.unlink()


def test_disk_is_really_full(folder: Path, small_disk: Path, faults: Tally) -> None:
    data, expected, took = small_disk / "store", {write_minutes(folder, 0)}, []
    run_index(folder, data, readers=ReadingHere)
    needed = sum(each.stat().st_size for each in data.rglob("*") if each.is_file())
    left = [0, 4096, *(round(share * needed) for share in (0.2, 0.4, 0.6, 0.8))]
    for number, but in enumerate(left, 1):
        expected.add(write_minutes(folder, number))
        with filled(small_disk, but):
            assert is_refused(folder, data, (FREE, LOOK))
        took.append(finished(folder, data, expected))
    with filled(small_disk, 4096), pytest.raises(StoreUnwritable, match=FREE):
        back_up(data, {}, small_disk / "backup.zip")
    assert {each.name for each in small_disk.iterdir()} == {"store"}
    faults("disk full: a small one", len(left) + 1, len(took) + 1, max(took))


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """Let nobody write to a folder: not even an administrator, whom rights do not keep from it."""
    if os.geteuid():
        subprocess.run(["chmod", "-R", "a-w", str(place)], check=True)
        yield
        subprocess.run(["chmod", "-R", "u+w", str(place)], check=True)
        return
    with mounted("--bind", str(place), str(place)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(place)], check=True)
        yield


def test_store_may_only_be_read(folder: Path, data: Path, tmp_path: Path, faults: Tally) -> None:
    expected = {write_minutes(folder, 0)}
    run_index(folder, data, readers=ReadingHere)
    backup = tmp_path / "backup.zip"
    with read_only(data):
        assert stored(data) == expected
        back_up(data, {}, backup)
        with pytest.raises(StoreUnwritable, match=LET):
            bring_back(backup, data, {})
        expected.add(write_minutes(folder, 1))
        assert is_refused(folder, data, (LET,))
        assert LET in outcome(folder, data / "within")
    took = finished(folder, data, expected)
    for code in (errno.EROFS, errno.EACCES):  # found while it is written
        expected.add(write_minutes(folder, 1 + code))
        assert is_refused(folder, data, (LET,), partial(refuse_changes, code, data, 5))
        took = max(took, finished(folder, data, expected))
    faults("read-only", 5, 5, took)
