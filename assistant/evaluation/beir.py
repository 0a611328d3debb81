"""Read a folder in the layout of BEIR: `corpus.jsonl`, queries and judgements."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BenchmarkUnreadable


@dataclass(frozen=True, slots=True)
class Text:
    """A document of the corpus."""

    id: str
    title: str
    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Query:
    """A query; `exclude` are ids of documents that its ranking leaves out."""

    id: str
    text: str
    exclude: frozenset[str]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A corpus, the queries that have judgements, and those: query id to document id to grade."""

    texts: tuple[Text, ...]
    queries: tuple[Query, ...]
    judgements: Mapping[str, Mapping[str, int]]


def read_benchmark(folder: Path, queries: Path | None = None, qrels: Path | None = None) -> Benchmark:
    """Read a benchmark; without `queries` or `qrels`, the one file of the folder that is named so.

    Raise BenchmarkUnreadable, naming file and line, where the layout is another one.
    """
    judgements = _judgements(_find(folder, qrels, "qrels", "tsv"))
    texts = tuple(
        Text(_id(row), str(row.get("title") or ""), str(row.get("text") or ""), row.get("lang"))
        for row in _rows(folder / "corpus.jsonl")
    )
    asked = (
        Query(_id(row), str(row.get("text") or ""), _excluded(row.get("exclude")))
        for row in _rows(_find(folder, queries, "queries", "jsonl"))
    )
    return Benchmark(texts, tuple(each for each in asked if any(judgements.get(each.id, {}).values())), judgements)


def _find(folder: Path, given: Path | None, name: str, suffix: str) -> Path:
    if given is not None:
        return given if given.is_file() else folder / given
    plain = folder / f"{name}.{suffix}"
    if plain.is_file():
        return plain
    # BEIR keeps judgements in a folder of their own; some sets name the split before the suffix.
    found = sorted([*folder.glob(f"{name}*.{suffix}"), *folder.glob(f"{name}/test.{suffix}")])
    if len(found) != 1:
        names = ", ".join(each.name for each in found) or "none"
        raise BenchmarkUnreadable(f"{folder}: one {name}*.{suffix} is wanted, found: {names}")
    return found[0]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    row = json.loads(line)
                    if not isinstance(row, dict) or "_id" not in row:
                        raise BenchmarkUnreadable(f"{path}: line {number} has no _id")
                    yield row
    except (OSError, ValueError) as error:
        raise BenchmarkUnreadable(f"{path}: {error}") from error


def _id(row: Mapping[str, Any]) -> str:
    return str(row["_id"])


def _excluded(value: Any) -> frozenset[str]:
    if value is None:
        return frozenset()
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset({str(value)})


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
                if not row or (number == 1 and not row[-1].strip().isdigit()):
                    continue
                # TREC writes an iteration between query and document.
                query, document, grade = row[0], row[-2], row[-1]
                found[query][document] = int(grade)
    except (OSError, ValueError, IndexError) as error:
        raise BenchmarkUnreadable(f"{path}: {error}") from error
    return dict(found)
