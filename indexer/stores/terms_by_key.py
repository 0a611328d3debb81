"""Turn posting lists round: give the terms of each passage, which a keyword index knows by term alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.stores.keyword_search import Index

_AT_ONCE = 2_000  # terms that are fetched together


class TermsByKey:
    """Know how often each term stands in each passage: ten bytes in memory for each, twice that while it is read."""

    def __init__(self, index: Index) -> None:
        """Read a whole index."""
        self._terms = sorted(index.terms())
        blocks = list(_blocks(index, self._terms))
        documents = _joined(blocks, 0, np.int32)
        order = np.argsort(documents, kind="stable")
        self._numbers = _joined(blocks, 1, np.int32)[order]
        self._counts = _joined(blocks, 2, np.int32)[order]
        self._starts = np.searchsorted(documents[order], np.arange(len(index.keys) + 1))
        self._places = dict(zip(index.keys.tolist(), range(len(index.keys)), strict=True))

    def of(self, key: int) -> dict[str, int]:
        """Count the terms of a passage, in alphabetical order; none for a key that the index does not hold."""
        place = self._places.get(key)
        if place is None:
            return {}
        own = slice(self._starts[place], self._starts[place + 1])
        numbers, counts = self._numbers[own].tolist(), self._counts[own].tolist()
        return {self._terms[number]: count for number, count in zip(numbers, counts, strict=True)}


def _blocks(index: Index, terms: list[str]) -> Iterator[tuple[NDArray[Any], ...]]:
    """Give document numbers, numbers of terms and frequencies, some terms at a time."""
    for start in range(0, len(terms), _AT_ONCE):
        some = terms[start : start + _AT_ONCE]
        index.expect(some)
        found = [(number, *piece) for number, term in enumerate(some, start) for piece in index.postings(term)]
        yield (
            np.concatenate([documents for _, documents, _ in found]).astype(np.int32),
            np.concatenate([np.full(len(documents), number) for number, documents, _ in found]).astype(np.int32),
            np.concatenate([frequencies for _, _, frequencies in found]).astype(np.int32),
        )


def _joined(blocks: list[tuple[NDArray[Any], ...]], place: int, kind: type[np.int32]) -> NDArray[np.int32]:
    return np.concatenate([np.empty(0, dtype=kind), *(block[place] for block in blocks)])
