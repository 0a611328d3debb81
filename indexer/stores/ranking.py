"""Choose the best rows of a score array."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Scores = NDArray[np.floating]
Mask = NDArray[np.bool_]

_BLOCK = 128


def best_rows(scores: Scores, rows: Rows, limit: int) -> Rows:
    """Give the rows of the highest scores, best first, ties by row.

    `scores` has one value for each of `rows`, which ascend. A partition alone would choose among ties
    at random; a full sort would cost more than the search.
    """
    if limit <= 0 or not len(rows):
        return rows[:0]
    if limit * _BLOCK < len(rows):
        # The highest score of each block is found at a glance, and as many blocks hold as many rows.
        blocks = scores[: len(scores) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).max(axis=1)
        scores, rows = _at_least(_least(blocks, limit), scores, rows)
    if limit < len(rows):
        scores, rows = _at_least(_least(scores, limit), scores, rows)
    order = np.lexsort((rows, -scores))
    return rows[order[:limit]]


def _least(scores: Scores, limit: int) -> float:
    """Give the least of the highest scores."""
    return float(np.partition(scores, len(scores) - limit)[len(scores) - limit])


def _at_least(least: float, scores: Scores, rows: Rows) -> tuple[Scores, Rows]:
    enough = np.flatnonzero(scores >= least)
    return scores[enough], rows[enough]
