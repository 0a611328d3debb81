"""Prove that records, keywords and vectors of a generation agree."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from indexer.stores.base import Manifest
from indexer.stores.keyword_search import Keywords
from indexer.stores.records import Records
from indexer.stores.vectors import Matrix, are_sound

_NAMED = 5


def disagreements(manifest: Manifest, records: Records, keywords: Keywords, matrix: Matrix) -> list[str]:
    """Say in sentences what does not agree; an empty list proves that everything does."""
    keys = records.keys()
    return [
        *key_disagreements(keys, keywords.keys()),
        *_remains(keywords.deleted),
        *_vector_disagreements(len(keys), manifest.dimensions, matrix),
        *paragraph_disagreements(records),
    ]


def key_disagreements(records: NDArray[np.int64], keywords: NDArray[np.int64]) -> Iterator[str]:
    """Say where the keyword index does not hold each passage of the records once."""
    if len(np.unique(keywords)) < len(keywords):
        yield "The keyword index holds a passage more than once."
    unsearchable = np.setdiff1d(records, keywords)
    if len(unsearchable):
        yield f"{len(unsearchable)} passages of the records are not in the keyword index: keys {_some(unsearchable)}."
    unknown = np.setdiff1d(keywords, records)
    if len(unknown):
        yield f"{len(unknown)} passages of the keyword index are not in the records: keys {_some(unknown)}."


def _remains(deleted: int) -> Iterator[str]:
    if deleted:
        yield f"The files of the keyword index still hold {deleted} passages that were taken away."


def _vector_disagreements(count: int, dimensions: int, matrix: Matrix) -> Iterator[str]:
    if matrix.shape != (count, dimensions):
        yield (
            f"The vector file holds {matrix.shape[0]} vectors of {matrix.shape[1]} dimensions;"
            f" records and manifest want {count} of {dimensions}."
        )
    wrong = np.flatnonzero(~are_sound(matrix))
    if len(wrong):
        yield f"{len(wrong)} vectors are not finite or not of length 1: rows {_some(wrong)}."


def paragraph_disagreements(records: Records) -> Iterator[str]:
    """Say which passages belong to no decision or name a paragraph that it does not have."""
    paragraphs = records.paragraphs_of_decisions()
    for passage_id, source_id, decision_id, language, paragraph_ids in records.paragraphs_of_passages():
        known = paragraphs.get((source_id, decision_id, language))
        if known is None:
            yield f"Passage {passage_id} belongs to {decision_id} ({language}), which {source_id} does not hold."
            continue
        for missing in sorted(set(paragraph_ids) - known):
            yield f"Passage {passage_id} names the paragraph {missing}, which {decision_id} does not have."


def _some(numbers: NDArray[np.int64]) -> str:
    named = ", ".join(str(number) for number in numbers[:_NAMED])
    return f"{named}, …" if len(numbers) > _NAMED else named
