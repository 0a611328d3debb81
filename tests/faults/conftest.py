"""Count what was tried and what came of it, and print it as a table when the tests are over."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest

Tally = Callable[..., None]
_FAULTS = ("tried", "survived", "lost", "longest recovery, s")
_INPUTS = ("tried", "crashes", "over the limit", "slowest, s")


@pytest.fixture(scope="session", autouse=True)
def ready_server() -> None:
    """Load all that processes need into their server, so that each begins at once; one that runs stays as it is."""
    forkserver.set_forkserver_preload(["indexer.reading_server", "indexer.drawing", "tests.faults.indexing"])
    forkserver.ensure_running()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an empty folder of documents."""
    made = tmp_path / "corpus"
    made.mkdir()
    return made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Give the place of a store that is not there yet."""
    return tmp_path / "store"


@pytest.fixture
def faults(record_property: Callable[[str, object], None]) -> Tally:
    """Tell of faults: how many were tried, how many survived, and the seconds of the longest recovery."""

    def tell(name: str, tried: int, survived: int, recovery: float) -> None:
        record_property("fault", [name, tried, survived, tried - survived, recovery])

    return tell


@pytest.fixture
def inputs(record_property: Callable[[str, object], None]) -> Tally:
    """Tell of inputs: how many were tried, how many crashed, how many took longer than they may, the slowest."""

    def tell(name: str, tried: int, crashes: int, late: int, slowest: float) -> None:
        record_property("input", [name, tried, crashes, late, slowest])

    return tell


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the tables; also of tests that other processes ran."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    told = [each for report in reports if report.when == "call" for each in report.user_properties]
    for kind, heads in (("fault", _FAULTS), ("input", _INPUTS)):
        given = [row for name, row in told if name == kind]
        names = dict.fromkeys(row[0] for row in given)
        rows = [_sum(name, [row for row in given if row[0] == name]) for name in names]
        if rows:
            terminalreporter.write_line(f"\n{kind + 's':44}" + "".join(f"{head:>21}" for head in heads))
            for row in [*rows, _sum("all", rows)]:
                terminalreporter.write_line(f"{row[0]:44}" + "".join(f"{round(each, 2):>21}" for each in row[1:]))


def _sum(name: str, rows: list[list[Any]]) -> list[Any]:
    return [name, *(sum(row[place] for row in rows) for place in (1, 2, 3)), max(row[4] for row in rows)]
