"""The best rows are those of a full sort, ties by row, however many there are."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.stores.ranking import best_rows


@pytest.mark.parametrize("limit", [0, 1, 7, 50, 4_000, 9_999])
@pytest.mark.parametrize("distinct", [1, 3, 1_000_000])
def test_best_rows_are_those_of_a_full_sort(limit: int, distinct: int) -> None:
    scores = np.random.default_rng(distinct).integers(0, distinct, 5_000).astype(np.float64)
    rows = np.arange(0, 10_000, 2)
    expected = sorted(range(len(rows)), key=lambda place: (-scores[place], place))[:limit]
    assert best_rows(scores, rows, limit).tolist() == [2 * place for place in expected]


def test_best_rows_of_nothing_are_none() -> None:
    assert best_rows(np.empty(0), np.empty(0, dtype=np.int64), 5).tolist() == []
