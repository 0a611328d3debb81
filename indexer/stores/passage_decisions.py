"""Gather ranked passages by the decision that they are of."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from indexer.stores.base import Heading
from indexer.stores.ranking import Rows, Scores
from indexer.stores.records import Records


class DecisionsOfPassages:
    """Know the decision of each row; read when first asked for, since only lists of decisions need it."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._lock = threading.Lock()
        self._read: tuple[list[Heading], NDArray[np.int32]] | None = None

    def of(self, rows: Rows, scores: Scores) -> list[tuple[Heading, float]]:
        """Give each decision once, with the score of its first row; rows without a decision are left out."""
        headings, numbers = self._known()
        found = numbers[rows]
        kept = found >= 0
        chosen, first = np.unique(found[kept], return_index=True)
        order = np.argsort(first, kind="stable")
        best = scores[kept][first[order]].tolist()
        return [(headings[number], score) for number, score in zip(chosen[order].tolist(), best, strict=True)]

    def _known(self) -> tuple[list[Heading], NDArray[np.int32]]:
        with self._lock:
            if self._read is None:
                headings, numbers = self._records.headings_of_passages()
                self._read = headings, np.array(numbers, dtype=np.int32)
            return self._read
