"""The service takes in a new generation while it runs, and lets go of the old one, whose files are then gone."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.engine import opening
from assistant.engine.opening import Opening
from assistant.settings import Settings
from indexer.stores.local import LocalStoreWriter
from tests.indexer.stores.examples import MANIFEST, a_decision, a_passage, a_source

UPDATES = 20


def commit(data: Path, number: int) -> None:
    with LocalStoreWriter(data, MANIFEST) as writer:
        decision = a_decision(str(number), f"{number}.txt")
        writer.put(a_source(f"{number}.txt"), [decision], [a_passage(decision, "asia")])
        writer.commit()


def held(data: Path) -> tuple[int, int]:
    """Count the files beneath a directory that this process has open or mapped, and those of them that are deleted."""
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    opened = []
    for each in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile by another thread
            opened.append(os.readlink(each))
    ours = [each for each in (*mapped, *opened) if str(data) in each]
    return len(ours), sum("(deleted)" in each for each in ours)


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Keep Python's collector from finding what is let go of, as it does once the service has warmed up."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
def test_older_generations_are_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_A_QUESTION", 0.2)
    commit(tmp_path, 0)
    opened = Opening(Settings(data=tmp_path))
    first = opened.store
    first_cycle = [first]
    first_cycle.append(first_cycle)  # type: ignore[arg-type]  # what only the collector would find
    for number in range(1, UPDATES + 1):
        commit(tmp_path, number)
        asked, newest = first, opened.store
        assert len(newest.decisions()) == number + 1
        if number == 1:
            assert len(asked.decisions()) == 1, "a question that has begun is answered from what it began with"
    until = time.monotonic() + 20
    while held(tmp_path)[1]:
        assert time.monotonic() < until, held(tmp_path)
        time.sleep(0.05)
    assert held(tmp_path)[0] > 0
    assert len(opened.store.decisions()) == UPDATES + 1
