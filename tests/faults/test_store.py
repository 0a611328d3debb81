"""Whatever happens to the store or to who writes it: it opens whole, and the next indexing finishes the work."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from indexer.errors import StoreError, StoreMismatch
from indexer.readers import Readers
from indexer.stores.archive import back_up, bring_back
from indexer.stores.local import LocalStore
from indexer.stores.manifest import FORMAT
from tests.faults import indexing
from tests.faults.conftest import Tally
from tests.faults.indexing import AnyReaders, ReadingHere, run_index, started, stored, write_minutes


@pytest.mark.parametrize(
    ("kills", "readers"),
    [
        (15, ReadingHere),
        pytest.param(200, ReadingHere, marks=pytest.mark.slow),
        pytest.param(20, Readers, marks=pytest.mark.slow),
    ],
)
def test_killed_at_any_instant(
    folder: Path, data: Path, tmp_path: Path, kills: int, readers: AnyReaders, faults: Tally
) -> None:
    dice, expected, longest = random.Random(kills), {write_minutes(folder, 0)}, 0.0
    run_index(folder, data, readers=readers)
    span = [1.0, 0.1]  # seconds from which a moment is chosen, after the beginning and after that of writing
    ended_itself = half_written = 0
    for number in range(1, kills + 1):
        before = stored(data)
        expected.add(write_minutes(folder, number))
        begun = tmp_path / f"begun-{number}"
        process = started(indexing.begin_and_index, folder, data, begun, "local", readers)
        wait_until(begun.exists, process)
        late = number % 2
        if late:
            wait_until(lambda: is_half_written(data), process)
        process.join(timeout=dice.uniform(0.0, span[late]))
        span[late] *= 1.05 if process.exitcode is None else 0.8  # one of five has just ended
        ended_itself += process.exitcode is not None
        process.kill()
        process.join()
        half_written += is_half_written(data)
        assert stored(data) in (before, expected)
        began = time.monotonic()
        run_index(folder, data, readers=readers)
        longest = max(longest, time.monotonic() - began)
        assert stored(data) == expected
    assert ended_itself < kills / 2
    assert half_written >= kills // 5, "hardly any was killed while it wrote"
    faults(f"killed ({half_written} while writing a generation)", kills, kills, longest)


def wait_until(is_so: Callable[[], bool], process: BaseProcess) -> None:
    while process.is_alive() and not is_so():
        time.sleep(0.0005)


def is_half_written(data: Path) -> bool:
    return len(list((data / "generations").iterdir())) > 1


def test_a_file_of_the_store_is_cut_or_changed(folder: Path, data: Path, tmp_path: Path, faults: Tally) -> None:
    expected = {write_minutes(folder, number) for number in range(3)}
    run_index(folder, data, readers=ReadingHere)
    files = sorted(each.relative_to(data) for each in data.rglob("*") if each.is_file() and each.stat().st_size)
    assert {"CURRENT", "records.sqlite", "vectors.npy", "manifest.json", "checksums.json"} <= {f.name for f in files}
    tried, longest = 0, 0.0
    for name in files:
        for damage in (cut(0.0), cut(0.5), cut(0.99), changed_within):
            tried += 1
            damaged = tmp_path / f"damaged-{tried}"
            shutil.copytree(data, damaged)
            content = (damaged / name).read_bytes()
            (damaged / name).write_bytes(damage(content))
            if name.name not in ("CURRENT", "LOCK"):  # these name what is there, and hold nothing
                assert faults_of(damaged), name
        began = time.monotonic()
        run_index(folder, damaged, rebuild=True, readers=ReadingHere)
        longest = max(longest, time.monotonic() - began)
        assert stored(damaged) == expected, name
    faults("a file cut or changed", tried, tried, longest)


def cut(share: float) -> Callable[[bytes], bytes]:
    return lambda content: content[: int(share * len(content))]


def changed_within(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0x11]) + content[middle + 1 :]


def faults_of(data: Path) -> list[str]:
    """Give what is said of a damaged store: an error with a remedy when it is opened, or sentences of the check."""
    try:
        store = LocalStore.open(data)
    except StoreError as error:
        return [error.remedy]
    with closing(store):
        return store.check()


def test_the_pointer_to_the_generation_is_lost(folder: Path, data: Path, tmp_path: Path, faults: Tally) -> None:
    expected = {write_minutes(folder, number) for number in range(2)}
    run_index(folder, data, readers=ReadingHere)
    new, longest = write_minutes(folder, 2), 0.0
    ways: dict[str, Callable[[Path], object]] = {
        "gone": lambda pointer: pointer.unlink(),
        "empty": lambda pointer: pointer.write_bytes(b""),
        "of another generation": lambda pointer: pointer.write_bytes(b"7\n"),
        "beside an older and a broken generation": beside_others,
    }
    for way, lose in ways.items():
        damaged = tmp_path / way
        shutil.copytree(data, damaged)
        lose(damaged / "CURRENT")
        with closing(LocalStore.open(damaged)) as store:
            assert {each.decision_id for each in store.decisions() if each.section} == expected, way
            assert ["CURRENT" in fault and "pykala index" in fault for fault in store.check()] == [True], way
        began = time.monotonic()
        run_index(folder, damaged, readers=ReadingHere)
        longest = max(longest, time.monotonic() - began)
        assert stored(damaged) == {*expected, new}, way
        assert len(list((damaged / "generations").iterdir())) == 1, way
    faults("the pointer lost", len(ways), len(ways), longest)


def beside_others(pointer: Path) -> None:
    """Lose the pointer where an empty older generation is there too, and a newer one whose records are cut."""
    pointer.unlink()
    generations = pointer.parent / "generations"
    (whole,) = generations.iterdir()
    whole.rename(generations / "000003")
    for number in (1, 4):
        shutil.copytree(generations / "000003", generations / f"{number:06d}")
        (generations / f"{number:06d}" / "records.sqlite").write_bytes(b"SQLite format 3\0")


def test_a_lost_pointer_is_mended_although_nothing_is_to_be_indexed(folder: Path, data: Path) -> None:
    expected = {write_minutes(folder, 0)}
    run_index(folder, data, readers=ReadingHere)
    (data / "CURRENT").unlink()
    run_index(folder, data, readers=ReadingHere)
    assert (data / "CURRENT").read_bytes() == b"1\n"
    assert stored(data) == expected


def test_backups_while_the_store_changes(folder: Path, data: Path, tmp_path: Path, faults: Tally) -> None:
    expected = {write_minutes(folder, 0)}
    run_index(folder, data, readers=ReadingHere)
    ended = threading.Event()

    def update() -> None:
        for number in range(1, 9):
            write_minutes(folder, number)
            run_index(folder, data, readers=ReadingHere)
        ended.set()

    writer = threading.Thread(target=update)
    writer.start()
    taken: list[Path] = []
    while not ended.is_set():
        taken.append(tmp_path / f"{len(taken)}.zip")
        back_up(data, {}, taken[-1])
        ended.wait(0.3)
    writer.join()
    longest = 0.0
    for number, file in enumerate(taken):
        began = time.monotonic()
        bring_back(file, tmp_path / f"restored-{number}", {})
        longest = max(longest, time.monotonic() - began)
        assert stored(tmp_path / f"restored-{number}") >= expected
    assert os.stat(taken[0]).st_mode & 0o077 == 0
    faults("backups of a changing store", len(taken), len(taken), longest)


def test_backup_of_another_format_says_what_to_do(folder: Path, data: Path, tmp_path: Path) -> None:
    expected, backup = {write_minutes(folder, 0)}, tmp_path / "older.zip"
    run_index(folder, data, readers=ReadingHere)
    older = tmp_path / "older"
    shutil.copytree(data, older)
    (manifest,) = older.glob("generations/*/manifest.json")
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(f'"format": {FORMAT}', '"format": 1'), "utf-8")
    back_up(older, {}, backup)
    with pytest.raises(StoreMismatch, match=rf"older.zip: .*format 1, not {FORMAT}.*version of Pykälä that made it"):
        bring_back(backup, data, {})
    assert stored(data) == expected
    assert [each.name for each in (data / "generations").iterdir()] == ["000001"]
