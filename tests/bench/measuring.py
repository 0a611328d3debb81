"""Measure one engine in a process of its own, so that its memory is its own and no cache is another's."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.collection import Asked, Collection
from tests.bench.engines import Engine


@dataclass(frozen=True, slots=True)
class Measured:
    """What an engine took: seconds to open, milliseconds a question (first and again), megabytes of the process."""

    opened: float
    first: tuple[float, ...]
    again: tuple[float, ...]
    megabytes: float
    found: float


def apart(work: Callable[..., Any], *arguments: Any, within: float | None = None) -> Any:
    """Call a function in a new process and give what it gives; raise TimeoutError after `within` seconds."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        try:
            return pool.apply_async(work, arguments).get(within)
        except multiprocessing.TimeoutError as error:
            raise TimeoutError from error


def build(engine: type[Engine], collection: Collection, folder: Path) -> float:
    """Build an index and give the seconds."""
    began = time.perf_counter()
    engine.build(collection, folder)
    return time.perf_counter() - began


def ask(engine: type[Engine], collection: Collection, folder: Path, count: int) -> Measured:
    """Ask distinct questions, once and once more."""
    questions = collection.questions()
    spare, questions = questions[-1], questions[: min(count, len(questions) - 1)]
    began = time.perf_counter()
    opened = engine(folder)
    opened.search(spare)  # what is loaded once is part of opening
    opening = time.perf_counter() - began
    first, found = _times(opened, questions)
    again, _ = _times(opened, questions)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(opening, tuple(first), tuple(again), peak, found / len(questions))


def percentile(times: Sequence[float], share: int) -> float:
    """Give the milliseconds that a share (in hundredths) of the questions took at most."""
    return statistics.quantiles(times, n=100, method="inclusive")[share - 1]


def _times(engine: Engine, questions: Sequence[Asked]) -> tuple[list[float], int]:
    times, found = [], 0
    for asked in questions:
        began = time.perf_counter()
        results = engine.search(asked)
        times.append((time.perf_counter() - began) * 1000)
        found += len(results)
    return times, found
