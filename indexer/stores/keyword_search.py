"""Rank passages by BM25 over the postings of the keyword index.

Scoring is Whoosh's BM25F, computed with numpy over whole posting lists that stay in memory once read: some hundred
times faster than Whoosh's own search. For the terms t of a query and a passage p of a store of N passages,

    score(p) = Σ idf(t) · f(t, p) · 2.2 / (f(t, p) + 1.2 · (0.25 + 0.75 · length(p) / mean))
    idf(t)   = ln(N / (n(t) + 1)) + 1

where f counts t in p and n(t) the passages that hold t. A length is the number of terms as Whoosh keeps it in one
byte, and so is the mean that of these lengths: Whoosh's own adds up exact lengths of new segments and kept ones of
merged segments, so that the same passages would score otherwise after another way of coming there. The two means lie
1.6 % apart on minutes of 3,565 passages, which changes the order of the first ten for every ninth question. A test
compares our ranking with Whoosh's, given the same mean.
"""

from __future__ import annotations

import math
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from cachetools import LRUCache, cachedmethod
from numpy.typing import NDArray

from indexer.stores.base import WeightedTerm
from indexer.stores.keywords import TermIndex
from indexer.stores.ranking import Mask, Rows, Scores, best_rows

# Whoosh's defaults for BM25F.
_B = 0.75
_K1 = 1.2
_CACHED_POSTINGS = 16_000_000
_NO_ROW = -1
# A term of more passages than this share is kept as one value for each passage: adding all of those takes a twentieth
# of the time of adding as many at places of their own.
_DENSE_SHARE = 1 / 8
_ALL = slice(None)


class Index(Protocol):
    """Posting lists as a store keeps them; `keys` has the key of each document number."""

    keys: NDArray[np.int64]
    deleted: int

    def lengths(self) -> Scores: ...
    def expect(self, terms: Sequence[str]) -> None: ...
    def postings(self, term: str) -> Iterator[tuple[NDArray[np.int64], Scores]]: ...
    def terms(self) -> tuple[str, ...]: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Impacts:
    """What a term contributes to the scores of the rows that hold it; of all rows in their order, without `rows`."""

    rows: Rows | None
    values: NDArray[np.float32]

    @property
    def size(self) -> int:
        """Memory, in postings of twelve bytes each."""
        return 1 + (len(self.values) if self.rows is not None else len(self.values) // 3)

    @property
    def at(self) -> Rows | slice:
        """Choose the rows that the values are of."""
        return self.rows if self.rows is not None else _ALL


class Keywords:
    """Search one immutable keyword index; safe to share between threads.

    `keys` are the keys of all passages, ascending; the place of a key in them is the passage's row.
    """

    def __init__(self, index: Path | Index, keys: NDArray[np.int64]) -> None:
        """Search an index, or open that of a directory; raise ValueError if it is damaged."""
        self._reading = threading.Lock()
        self._cache_lock = threading.Lock()
        self._index: Index = TermIndex(index) if isinstance(index, Path) else index
        self._rows = _rows(self._index.keys, keys)
        self._all_rows = np.arange(len(keys), dtype=np.int64)
        self._own = threading.local()
        self._saturation = self._saturations()
        self._cache: LRUCache[str, Impacts] = LRUCache(_CACHED_POSTINGS, lambda found: found.size)
        self._terms: tuple[str, ...] | None = None

    @property
    def index(self) -> Index:
        """The posting lists that are searched."""
        return self._index

    @property
    def deleted(self) -> int:
        """The number of passages that are taken away and still in the files."""
        return self._index.deleted

    def keys(self) -> NDArray[np.int64]:
        """Give the keys of all indexed passages, ascending."""
        return np.sort(self._index.keys)

    def search(self, terms: Sequence[WeightedTerm], mask: Mask, limit: int) -> tuple[Rows, Scores]:
        """Rank the rows under a mask by BM25, best first; give rows and scores.

        The terms of one group are alternatives and count as the best of them; groups add up.
        """
        groups: defaultdict[int, list[WeightedTerm]] = defaultdict(list)
        for term in terms:
            groups[term.group].append(term)
        with self._cache_lock:
            unknown = [each.term for each in terms if each.term not in self._cache]
        self._index.expect(unknown)
        scores, best = self._scratch()
        for alternatives in groups.values():
            self._add_group(scores, best, alternatives)
        scores *= mask
        chosen = best_rows(scores, self._all_rows, limit)
        chosen = chosen[scores[chosen] > 0]
        return chosen, scores[chosen]

    def document_frequency(self, term: str, mask: Mask) -> int:
        """Count the rows under a mask that hold a term."""
        found = self._impacts(term)
        holding = mask[found.rows] if found.rows is not None else mask & (found.values > 0)
        return int(np.count_nonzero(holding))

    def terms(self) -> Sequence[str]:
        """List every term of the index; kept once read."""
        with self._reading:
            if self._terms is None:
                self._terms = self._index.terms()
            return self._terms

    def close(self) -> None:
        """Close the files of the index."""
        self._index.close()

    def _scratch(self) -> tuple[Scores, NDArray[np.float32]]:
        """Give the thread's own two arrays of zeros: among a million passages new ones cost more than the search."""
        if not hasattr(self._own, "scores"):
            self._own.scores = np.empty(len(self._all_rows), dtype=np.float64)
            self._own.best = np.zeros(len(self._all_rows), dtype=np.float32)
        scores: Scores = self._own.scores
        scores.fill(0)
        return scores, self._own.best

    def _add_group(self, scores: Scores, best: NDArray[np.float32], alternatives: Sequence[WeightedTerm]) -> None:
        """Add the best of some alternatives to the scores; `best` is all zeros before and after."""
        found = [(self._impacts(each.term), each.weight) for each in alternatives]
        found = [(impacts, weight) for impacts, weight in found if len(impacts.values)]
        if len(found) == 1:
            impacts, weight = found[0]
            scores[impacts.at] += impacts.values * weight
            return
        for impacts, weight in found:
            if impacts.rows is None:
                np.maximum(best, impacts.values * weight, out=best)
            else:
                best[impacts.rows] = np.maximum(best[impacts.rows], impacts.values * weight)
        if any(impacts.rows is None for impacts, _ in found):
            scores += best
            best.fill(0)
            return
        for impacts, _ in found:
            scores[impacts.at] += best[impacts.at]
            best[impacts.at] = 0  # what several alternatives share is added once

    @cachedmethod(lambda self: self._cache, key=lambda _, term: term, lock=lambda self: self._cache_lock)
    def _impacts(self, term: str) -> Impacts:
        """Give the rows that hold a term and what it contributes to the score of each."""
        with self._reading:  # a reader of Whoosh's serves one thread at a time
            pieces = list(self._index.postings(term))
        if not pieces:
            return Impacts(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
        numbers = np.concatenate([numbers for numbers, _ in pieces])
        frequencies = np.concatenate([frequencies for _, frequencies in pieces])
        idf = math.log(len(self._rows) / (len(numbers) + 1)) + 1
        values = (idf * frequencies * (_K1 + 1) / (frequencies + self._saturation[numbers])).astype(np.float32)
        rows = self._rows[numbers]
        kept = rows != _NO_ROW
        rows, values = rows[kept], values[kept]
        if len(rows) <= _DENSE_SHARE * len(self._all_rows):
            return Impacts(rows, values)
        dense = np.zeros(len(self._all_rows), dtype=np.float32)
        dense[rows] = values
        return Impacts(None, dense)

    def _saturations(self) -> Scores:
        """Give, for each document number, the part of BM25's denominator that depends on its length."""
        lengths = self._index.lengths()
        mean = lengths.mean() if len(lengths) else 1
        return _K1 * ((1 - _B) + _B * lengths / mean)


def _rows(indexed: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the row of each document number, or none for what the records do not know."""
    rows = np.full(len(indexed), _NO_ROW, dtype=np.int64)
    places = np.searchsorted(keys, indexed)
    known = places < len(keys)
    known[known] = keys[places[known]] == indexed[known]
    rows[known] = places[known]
    return rows
