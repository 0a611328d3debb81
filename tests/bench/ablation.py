"""Measure what each kind of term of the Finnish analyser is worth: `python -m tests.bench.ablation`.

It writes that section of README.md, where the sets of questions lie beside the checkout.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import Qrel, ScoredDoc, nDCG
from numpy.typing import NDArray

from assistant.evaluation.beir import read_benchmark
from indexer.finnish import STOP_WORDS, TokenKind, analyse, fold
from indexer.reading import read_source
from indexer.sources import describe, walk
from indexer.stores.base import WeightedTerm
from indexer.stores.keyword_search import Keywords
from indexer.stores.ranking import Scores
from indexer.voikko import canonical_form
from tests.bench.quality import sets
from tests.bench.sections import write_section
from tests.conftest import ROOT

_FOUND = 10
_QUESTIONS = 500  # of a set, spread evenly
_PREFIX = 6


class Kind(StrEnum):
    """Kinds of terms that a token is found by; a guess is "~stem" and the stem of a foreign word."""

    LEMMA = "dictionary forms"
    PART = "parts of compounds"
    WRITTEN = "written forms"
    GUESS = "stems"
    EXACT = "exact terms"


_WEIGHTS = {Kind.PART: 0.5, Kind.GUESS: 0.8}  # those of a question's terms in the product; 1 for other kinds
Word = dict[Kind, list[str]]
Choose = Callable[[Word], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A set of questions over documents, all as words; `relevant` has the grades by document, for each question."""

    name: str
    documents: Sequence[Sequence[Word]]
    questions: Sequence[Sequence[Word]]
    relevant: Sequence[Mapping[int, int]]
    excluded: Sequence[frozenset[int]]


class Postings:
    """A keyword index in memory: `Keywords` scores it as it scores the files of a store."""

    deleted = 0

    def __init__(self, documents: Iterable[Sequence[str]]) -> None:
        self._lengths: list[int] = []
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, terms in enumerate(documents):
            self._lengths.append(len(terms))
            for term, frequency in Counter(terms).items():
                self._postings[term].append((number, frequency))
        self.keys: NDArray[np.int64] = np.arange(len(self._lengths), dtype=np.int64)
        self.total_length = sum(self._lengths)

    def lengths(self) -> Scores:
        return np.array(self._lengths, dtype=np.float64)

    def expect(self, terms: Sequence[str]) -> None: ...

    def postings(self, term: str) -> Iterator[tuple[NDArray[np.int64], Scores]]:
        if found := self._postings.get(term):
            pairs = np.array(found, dtype=np.int64)
            yield pairs[:, 0], pairs[:, 1].astype(np.float64)

    def terms(self) -> tuple[str, ...]:
        return tuple(self._postings)

    def close(self) -> None: ...


def words(text: str, stop_words: frozenset[str] = frozenset()) -> list[Word]:
    """Read the words of a text, without its stop words, as the analyser does."""
    read: list[Word] = []
    for token in analyse(text):
        if token.kind is not TokenKind.WORD:
            read.append({Kind.EXACT: [fold(each) for each in (*token.lemmas, *token.parts)]})
            continue
        written = canonical_form(text[token.start : token.end])
        if not stop_words.isdisjoint((written, *token.lemmas)):
            continue
        made: Word = {Kind.PART: list(token.parts), Kind.WRITTEN: [written]}
        made[Kind.LEMMA] = [each for each in token.lemmas if "~" not in each]
        made[Kind.GUESS] = [each for each in token.lemmas if "~" in each]
        read.append({kind: [fold(each) for each in terms] for kind, terms in made.items()})
    return read


def only(*kinds: Kind) -> Choose:
    """Choose terms of some kinds, each with the greatest weight that it has."""

    def chosen(word: Word) -> Mapping[str, float]:
        weights: dict[str, float] = {}
        for kind in kinds:
            for term in word.get(kind, ()):
                weights[term] = max(weights.get(term, 0.0), _WEIGHTS.get(kind, 1.0))
        return weights

    return chosen


def prefixes(word: Word) -> Mapping[str, float]:
    """Choose the first letters of what is written: the simplest stemmer that serves Finnish."""
    return {term[:_PREFIX]: 1.0 for term in only(Kind.WRITTEN, Kind.EXACT)(word)}


def score(asked: Asked, choose: Choose) -> float:
    """Give nDCG@10 of a set with the chosen terms on both sides."""
    postings = Postings([term for word in text for term in choose(word)] for text in asked.documents)
    keywords = Keywords(postings, postings.keys)
    mask = np.ones(len(asked.documents), dtype=np.bool_)
    run, judged = [], []
    for number, (question, relevant, excluded) in enumerate(
        zip(asked.questions, asked.relevant, asked.excluded, strict=True)
    ):
        terms = [
            WeightedTerm(term, weight, group)
            for group, word in enumerate(question)
            for term, weight in choose(word).items()
        ]
        rows = keywords.search(terms, mask, _FOUND + len(excluded))[0].tolist() if terms else []
        ranked = [row for row in rows if row not in excluded][:_FOUND]
        run += [ScoredDoc(str(number), str(row), float(-place)) for place, row in enumerate(ranked)]
        judged += [Qrel(str(number), str(row), grade) for row, grade in relevant.items()]
    return float(ir_measures.calc_aggregate([nDCG @ 10], judged, run)[nDCG @ 10])


def asked_of(folder: Path) -> Asked:
    """Read a set in the layout of BEIR, each document whole."""
    benchmark = read_benchmark(folder)
    queries = benchmark.queries[:: max(1, len(benchmark.queries) // _QUESTIONS)]
    numbers = {text.id: number for number, text in enumerate(benchmark.texts)}
    return Asked(
        folder.name,
        [words(f"{text.title}\n{text.text}") for text in benchmark.texts],
        [words(query.text, STOP_WORDS) for query in queries],
        [{numbers[id_]: grade for id_, grade in benchmark.judgements[query.id].items()} for query in queries],
        [frozenset(numbers[id_] for id_ in query.exclude if id_ in numbers) for query in queries],
    )


def diary_numbers(corpus: Path) -> Asked:
    """Ask the decisions of a corpus for each diary number that one of them bears."""
    decisions = [decision for path in walk([corpus]) for decision in read_source(describe(path)).decisions]
    bearers: dict[str, dict[int, int]] = defaultdict(dict)
    for number, decision in enumerate(decisions):
        if decision.case:
            bearers[decision.case][number] = 1
    texts = ["\n".join([d.title, d.case or "", *(each.text for each in d.paragraphs)]) for d in decisions]
    return Asked(
        "diary numbers",
        [words(text) for text in texts],
        [words(re.sub(r"\s+", " ", case), STOP_WORDS) for case in bearers],
        list(bearers.values()),
        [frozenset()] * len(bearers),
    )


VARIANTS: Mapping[str, Choose] = {
    "all kinds": only(*Kind),
    **{f"without {left}": only(*(kind for kind in Kind if kind is not left)) for left in Kind},
    "written forms alone": only(Kind.WRITTEN, Kind.EXACT),
    f"first {_PREFIX} letters": prefixes,
}


def table() -> str:
    """Measure every variant on every set that is at hand."""
    measured = [*map(asked_of, sets()), diary_numbers(ROOT / "corpus" / "demo")]
    titles = ["terms", *(f"nDCG@10, {each.name} ({len(each.questions)})" for each in measured)]
    lines = [f"| {' | '.join(titles)} |", "| --- " * len(titles) + "|"]
    for name, choose in VARIANTS.items():
        lines.append(f"| {' | '.join([name, *(f'{score(each, choose):.3f}' for each in measured)])} |")
    return "\n".join(lines)


_HEAD = """# What each kind of term is worth

Written by one command, `python -m tests.bench.ablation`: keywords alone, each document whole, BM25 as in the product.
Each row leaves one kind of term out, on both sides; the last two are what a search without a dictionary could do. The
numbers of questions stand in the titles.
"""


def main() -> None:
    """Print the table and write it down."""
    text = table()
    print(text)
    if sets():
        write_section("analyser", f"{_HEAD}\n{text}")


if __name__ == "__main__":
    main()
