"""Several processes at one store: of two writers one is refused, and readers see whole generations and keep nothing."""

from __future__ import annotations

import multiprocessing
import re
import time
from contextlib import closing
from pathlib import Path

import pytest

from indexer.errors import StoreLocked
from indexer.stores.local import LocalStore
from tests.faults import indexing, watching
from tests.faults.conftest import Tally
from tests.faults.hindering import outcomes as outcomes_of
from tests.faults.indexing import ReadingHere, run_index, started, stored, write_minutes
from tests.faults.watching import Seen

UPDATES = 20


def test_second_writer_is_refused_while_the_first_one_writes(folder: Path, data: Path, tmp_path: Path) -> None:
    before = {write_minutes(folder, 0)}
    run_index(folder, data)
    new = write_minutes(folder, 1)
    writing, go = tmp_path / "writing", tmp_path / "go"
    first = started(indexing.index_in_two_steps, folder, data, writing, go)
    wait_for(writing)
    for rebuild in (False, True):
        with pytest.raises(StoreLocked, match=f"process {first.pid} is writing to it. Wait until"):
            run_index(folder, data, rebuild=rebuild)
    assert stored(data) == before
    go.touch()
    first.join()
    assert first.exitcode == 0
    assert stored(data) == {*before, new}
    first = started(indexing.index_in_two_steps, folder, data, writing, go)
    first.join()
    assert (data / "LOCK").read_bytes() == b"", "who is done is named no more"


def wait_for(file: Path) -> None:
    while not file.exists():
        time.sleep(0.005)


def test_writers_that_begin_together(folder: Path, data: Path, faults: Tally) -> None:
    expected: set[str] = set()
    longest, rounds, refused = 0.0, 4, 0
    for number in range(rounds):
        expected.add(write_minutes(folder, number))
        outcomes = outcomes_of(folder, data, 3)
        assert "" in outcomes.values(), outcomes
        assert stored(data) == expected
        for said in filter(None, outcomes.values()):
            assert said.startswith("StoreLocked"), said
            assert {int(each) for each in re.findall(r"process (\d+)", said)} <= set(outcomes)
            refused += 1
        began = time.monotonic()
        run_index(folder, data)
        longest = max(longest, time.monotonic() - began)
        assert stored(data) == expected
    assert refused
    faults("writers that begin together", rounds, rounds, longest)


def test_readers_through_twenty_updates(folder: Path, data: Path, faults: Tally) -> None:
    write_minutes(folder, 0)
    run_index(folder, data)
    here, there = multiprocessing.Pipe()
    reader = started(watching.read_on, data, there)
    there.close()
    assert here.recv() == "reading"  # a process takes as long to start as many an update
    old, longest = LocalStore.open(data), 0.0
    with closing(old):
        for number in range(1, UPDATES + 1):
            write_minutes(folder, number)
            began = time.monotonic()
            run_index(folder, data, readers=ReadingHere)
            longest = max(longest, time.monotonic() - began)
        assert not old.is_current()
        assert (len([each for each in old.decisions() if each.section]), old.check()) == (1, [])
    here.send("stop")
    seen: list[Seen] = here.recv()
    reader.join()
    assert [each.faults for each in seen] == [[]] * len(seen)
    generations = [each.generation for each in seen]
    assert generations == sorted(generations)
    assert len(set(generations)) > UPDATES / 2
    assert generations[-1] == UPDATES + 1
    assert all(each.deleted == 0 for each in seen), "files of an older generation are held"
    assert {each.files for each in seen[1:]} == {seen[1].files}
    third = len(seen) // 3
    assert max(each.memory for each in seen[third:]) < 1.05 * seen[third].memory
    faults("updates under open readers", UPDATES, UPDATES, longest)
