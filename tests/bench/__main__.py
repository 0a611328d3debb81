"""Measure speed beside other engines and write that section of README.md: `python -m tests.bench`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench import collection as collections
from tests.bench import embedding, quality
from tests.bench.collection import Collection
from tests.bench.engines import Bm25s, Engine, Fts5, Haystack, Pykala, PykalaFused, Tantivy, Txtai
from tests.bench.measuring import Measured, apart, ask, build, percentile
from tests.bench.sections import write_section

_SIZES = (10_000, 100_000)
_PATIENCE = 300  # seconds that another engine may take to index
_FEW = 20  # questions that an engine of seconds a question is asked


@dataclass(frozen=True, slots=True)
class Row:
    """An engine of the table: `largest` is the most paragraphs that it is given."""

    name: str
    engine: type[Engine]
    fused: bool = False
    questions: int = collections.QUESTIONS
    largest: int = max(_SIZES)
    built_by: type[Engine] | None = None


_ROWS = (
    Row("Pykälä", Pykala),
    Row("tantivy", Tantivy),
    Row("bm25s", Bm25s),
    Row("SQLite FTS5", Fts5, questions=200),
    Row("Pykälä", PykalaFused, fused=True, built_by=Pykala),
    Row("txtai hybrid", Txtai, fused=True, questions=200),
    Row("Haystack in memory", Haystack, fused=True, questions=_FEW, largest=10_000),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What one engine took at one size."""

    row: Row
    size: int
    built: float
    measured: Measured


def main() -> None:
    """Run what is asked for and print it; write README.md when everything was run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(_SIZES), help="numbers of paragraphs")
    parser.add_argument("--only", nargs="*", help="names of engines")
    parser.add_argument("--embedding", action="store_true", help="measure embedding alone")
    arguments = parser.parse_args()
    sections: list[str] = []
    if not arguments.embedding:
        with tempfile.TemporaryDirectory() as folder:
            results = list(_results(Path(folder), arguments.sizes, arguments.only))
            sections += [_table(results), _beside(results), _quality(Path(folder), arguments.only)]
    if arguments.embedding or not arguments.only:
        _tell("embedding, by ONNX Runtime and by torch")
        sections.append(_embedding(apart(embedding.measure)))
    text = "\n".join(sections)
    print(text)
    if not arguments.only and not arguments.embedding and tuple(arguments.sizes) == _SIZES:
        write_section("speed", f"{_HEAD}\n{_circumstances()}\n\n{text}")


def _results(folder: Path, sizes: list[int], only: list[str] | None) -> Iterator[Result]:
    for size in sizes:
        _tell(f"making {size:,} paragraphs")
        made = Collection(folder / str(size) / "collection")
        apart(collections.make, made.folder, size)
        print(f"{size:,} paragraphs, analysed at {made.analysed_per_second:,.0f} a second", flush=True)
        seconds: dict[type[Engine], float] = {}
        for row in _ROWS:
            if size > row.largest or (only and row.name not in only):
                continue
            builder = row.built_by or row.engine
            index = folder / str(size) / builder.__name__
            if builder not in seconds:
                _tell(f"{row.name} indexes {size:,} paragraphs")
                patience = None if builder is Pykala else _PATIENCE
                try:
                    seconds[builder] = apart(build, builder, made, index, within=patience)
                except TimeoutError:
                    _tell(f"{row.name} is given up: it had not indexed after {_PATIENCE} seconds")
                    continue
            _tell(f"{row.name} is asked among {size:,}")
            result = Result(row, size, seconds[builder], apart(ask, row.engine, made, index, row.questions))
            print(_line(result), flush=True)
            yield result


def _quality(folder: Path, only: list[str] | None) -> str:
    """Measure how well the same engines find on the sets that lie beside the checkout."""
    rows = [row for row in _ROWS if not only or row.name in only]
    scores: dict[tuple[Row, str], float] = {}
    sets = quality.sets()
    for each in sets:
        _tell(f"embedding the documents of {each.name}")
        made = Collection(folder / each.name / "collection")
        apart(quality.make, each, made.folder)
        built: set[type[Engine]] = set()
        for row in rows:
            _tell(f"{row.name} is asked about {each.name}")
            builder = row.built_by or row.engine
            index = folder / each.name / builder.__name__
            if builder not in built:
                apart(build, builder, made, index)
                built.add(builder)
            scores[row, each.name] = quality.score(each, apart(quality.found, row.engine, made, index))
    if not sets:
        return "How well the engines find was not measured: no sets of questions lie beside this checkout.\n"
    titles = ["searched by", "engine", *(f"nDCG@10, {each.name}" for each in sets)]
    lines = [f"| {' | '.join(titles)} |", "| --- " * len(titles) + "|"]
    for row in rows:
        cells = [_searched_by(row), row.name, *(f"{scores[row, each.name]:.3f}" for each in sets)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _tell(doing: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {doing}", file=sys.stderr, flush=True)


_HEAD = """# How fast it is

Written by one command, `python -m tests.bench`, which wants the extra `peers`. All engines run in this one run, each in
a process of its own, one question after the other.

Paragraphs are synthetic minutes (`synthetic.py`): Finnish compounds and inflected words by Zipf's law. The first four
engines get the same terms of our analyser and give the texts of the best ten. The others search text and vectors, and
their time holds the embedding of the question by the same model; vectors of paragraphs are drawn around those of real
ones, since speed needs no meaning. Time of the question is measured once with nothing known of it (first) and once more
(again). Memory is the peak of the process that answers.

How well they find is measured on real questions: two hundred of each set, spread evenly, each document whole and one
paragraph to all. The product cuts documents into passages, which `pykala benchmark` measures.
"""


def _circumstances() -> str:
    day = datetime.now(UTC).date().isoformat()
    load = os.getloadavg()[0]
    packages = ", ".join(f"{name} {version(name)}" for name in ("tantivy", "bm25s", "txtai", "haystack-ai", "whoosh3"))
    return f"{day}, {os.cpu_count()} processors, load {load:.1f} at the end; {packages}."


def _table(results: list[Result]) -> str:
    titles = "searched by|engine|paragraphs|first p50|first p95|again p50|again p95|memory|opens|indexes".split("|")
    return "\n".join([f"| {' | '.join(titles)} |", "| --- " * len(titles) + "|", *map(_line, results), ""])


def _line(result: Result) -> str:
    measured = result.measured
    times = [percentile(taken, share) for taken in (measured.first, measured.again) for share in (50, 95)]
    rate = f"{result.size / result.built:,.0f}/s" if result.built > 0.1 else "in memory"
    cells = [_searched_by(result.row), result.row.name, f"{result.size:,}", *(f"{each:.1f} ms" for each in times)]
    return f"| {' | '.join([*cells, f'{measured.megabytes:,.0f} MB', f'{measured.opened:.1f} s', rate])} |"


def _searched_by(row: Row) -> str:
    return "words and vectors" if row.fused else "words"


def _beside(results: list[Result]) -> str:
    """Say the ratios that are promised."""
    found = {(result.row.engine, result.size): result.measured for result in results}
    lines = []
    for size in sorted({size for _, size in found}):
        if (Pykala, size) in found and (Tantivy, size) in found:
            ratio = percentile(found[Pykala, size].again, 50) / percentile(found[Tantivy, size].again, 50)
            lines.append(f"- At {size:,} paragraphs words take {ratio:.1f} times what tantivy takes (again, p50).")
        for engine, name, wanted in ((Pykala, "words", 25), (PykalaFused, "words and vectors", 45)):
            if (engine, size) in found:
                times = found[engine, size].first
                lines.append(
                    f"- At {size:,} paragraphs {name} take {percentile(times, 95):.1f} ms at p95 of {len(times):,}"
                    f" distinct questions (wanted: {wanted} ms)"
                    f" and {found[engine, size].megabytes:,.0f} MB (wanted: 900 MB)."
                )
    for engine, name in ((Pykala, "Words"), (PykalaFused, "Words and vectors")):
        sizes = sorted(size for asked, size in found if asked is engine)
        if len(sizes) > 1:
            least, most = (percentile(found[engine, size].again, 50) for size in (sizes[0], sizes[-1]))
            lines.append(f"- {name}: {sizes[-1]:,} paragraphs take {most / least:.1f} times what {sizes[0]:,} take.")
    return "\n".join([*lines, ""])


def _embedding(rates: embedding.Rates) -> str:
    return "\n".join(
        [
            "| embedding | passages | one question |",
            "| --- | --- | --- |",
            f"| int8, ONNX Runtime | {rates.onnx_tokens:,.0f} tokens/s | {rates.onnx_question:.1f} ms |",
            f"| fp32, torch | {rates.torch_tokens:,.0f} tokens/s | {rates.torch_question:.1f} ms |",
            "",
            f"That is {rates.onnx_tokens / rates.torch_tokens:.2f} times the tokens of torch; least cosine between the"
            f" two {rates.cosine:.3f}.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
