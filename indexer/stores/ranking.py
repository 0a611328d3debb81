"""Choose the best rows of a score array."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Scores = NDArray[np.floating]
Mask = NDArray[np.bool_]


def best_rows(scores: Scores, rows: Rows, limit: int) -> Rows:
    """Give the rows of the highest scores, best first, ties by row.

    `scores` has one value for each of `rows`, which ascend. A partition alone would choose among ties
    at random; a full sort would cost more than the search.
    """
    if limit <= 0 or not len(rows):
        return rows[:0]
    if limit < len(rows):
        least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        enough = scores >= least
        scores, rows = scores[enough], rows[enough]
    order = np.lexsort((rows, -scores))
    return rows[order[:limit]]
