"""Fuse the ranking by keywords with the ranking by vectors, by how much of the question the keywords cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from haystack import Document, component

from assistant.model import Hints, Question
from assistant.reranking import Rerank
from indexer.model import DocumentKind, Values
from indexer.names import slug
from indexer.stores.base import scored

CANDIDATES = 100  # passages that each half gives

_KEYWORD_SHARE = 0.5
_ENOUGH = 0.15  # coverage from which keywords have their full share
_ROUTINE = 0.4
_AGENDA = 0.9
_IN_PERIOD, _IN_YEAR, _BY_ORGAN = 0.6, 0.1, 0.4
_BY_SECTION = 1.0  # what the asked § is ahead of everything else by


@component
class Fusion:
    """Fuse keywords and vectors: a convex combination of scores scaled between the least and the most of each half.

    For a passage p with k(p) and v(p), its scaled scores by keywords and by vectors (0 where a half did not find it):

        score(p) = a * k(p) + (1 - a) * v(p)        a = 0.5 * min(1, coverage / 0.15)

    Scaling between least and most is that of Bruch, Gai and Ingber (2023), "An Analysis of Fusion Functions for Hybrid
    Retrieval". The least of the keywords is 0 while they have found all there is to find. *Coverage* is the best
    keyword score as a share of its theoretical maximum, words never seen included: where the words of a question are
    hardly anywhere, the best of the passages that hold them says little. Language needs no rule of its own: what the
    dictionaries do not know is not covered. A passage of the § that is asked for stands first; routine matters and
    agendas are ranked down, and what fits the hints up.

    nDCG@10 of 80 questions on Finnish law, 44 on services in three languages, 1,087 on a Finnish encyclopaedia, and of
    100 of the first and the third asked in English and in Swedish (tests/assistant/evaluation/test_dev_sets.py):

        keywords alone                                     .645  .884  .761  .423  .434
        vectors alone                                      .726  .907  .716  .283  .291
        reciprocal ranks, k = 60                           .724  .922  .783  .474  .518
        half and half, keywords as a share of their most   .749  .934  .774  .378  .391
        half and half, both scaled                         .760  .932  .811  .487  .507
        as it is                                           .759  .932  .811  .487  .508
        as it is, with 0.4 instead of 0.5                  .755  .934  .803  .433  .450
        as it is, with 0.6 instead of 0.5                  .735  .923  .806  .497  .531

    The best values on all sets but one (keywords .50 or .55) give on that one .031, .022, .042, and .064 and .073 more
    than its better half. Coverage matters to few questions: on the 13 below .15 keywords alone reach .06 and vectors
    .43, half and half .40, as it is .41. Powers of the scaled scores brought nothing.
    """

    def __init__(self, rerank: Rerank | None = None) -> None:
        self._rerank = rerank

    @component.output_types(documents=Sequence[Document])
    def run(self, question: Question, keywords: Sequence[Document], vectors: Sequence[Document]) -> dict[str, Any]:
        coverage = max((each.score or 0.0 for each in keywords), default=0.0)
        share = _KEYWORD_SHARE * min(1.0, coverage / _ENOUGH)
        lexical = _scaled(keywords, None if len(keywords) >= CANDIDATES else 0.0)
        semantic = _scaled(vectors, None)
        documents = {each.id: each for each in [*vectors, *keywords]}
        fused = []
        for id_, each in documents.items():
            score = share * lexical.get(id_, 0.0) + (1 - share) * semantic.get(id_, 0.0)
            fused.append(scored(each, _adjusted(score, each.meta, question.hints)))
        fused.sort(key=lambda each: (-(each.score or 0.0), each.id))
        return {"documents": Values(self._rerank(question, fused) if self._rerank else fused)}


def _scaled(documents: Sequence[Document], least: float | None) -> dict[str, float]:
    """Scale scores to 0 to 1 between the least, which is the lowest of them if not given, and the most."""
    scores = {each.id: each.score or 0.0 for each in documents}
    if not scores:
        return {}
    low, high = min(scores.values()) if least is None else least, max(scores.values())
    return {id_: (score - low) / (high - low) if high > low else 1.0 for id_, score in scores.items()}


def _adjusted(score: float, meta: Mapping[str, Any], hints: Hints) -> float:
    """Rank routine matters and agendas down, and what fits the hints up."""
    date = meta.get("date") or ""
    factor = 1.0
    if hints.date_from and hints.date_to and hints.date_from <= date <= hints.date_to:
        factor += _IN_PERIOD
    if hints.year is not None and meta.get("year") == hints.year:
        factor += _IN_YEAR
    if hints.organ is not None and meta.get("organ_slug") == slug(hints.organ):
        factor += _BY_ORGAN
    if meta.get("routine"):
        factor *= _ROUTINE
    if meta.get("document_kind") == DocumentKind.AGENDA:
        factor *= _AGENDA
    first = _BY_SECTION if hints.section is not None and meta.get("section") == hints.section else 0.0
    return score * factor + first
