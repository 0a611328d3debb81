"""Fuse the ranking by keywords with the ranking by vectors, by how much of the question the keywords cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from haystack import Document, component

from assistant.model import Hints, Question
from indexer.model import DocumentKind
from indexer.names import slug

CANDIDATES = 100  # passages that each half gives

_KEYWORD_SHARE = 0.5
_ENOUGH = 0.25  # coverage from which keywords have their full share
_STEEPNESS = 1.5
_ROUTINE = 0.4
_AGENDA = 0.9
_IN_PERIOD, _IN_YEAR, _BY_ORGAN = 0.6, 0.1, 0.4
_BY_SECTION = 1.0  # what the asked § is ahead of everything else by


@component
class Fusion:
    """Fuse keywords and vectors: a convex combination of scores scaled between the least and the most of each half.

    For a passage p with k(p) and v(p), its scaled scores by keywords and by vectors (0 where a half did not find it):

        score(p) = a * k(p) ** 1.5 + (1 - a) * v(p)        a = 0.5 * min(1, coverage / 0.25)

    Scaling between least and most is that of Bruch, Gai and Ingber (2023), "An Analysis of Fusion Functions for Hybrid
    Retrieval". The least of the keywords is 0 while they have found all there is to find. *Coverage* is the best
    keyword score as a share of its theoretical maximum, words never seen included: where the words of a question are
    hardly anywhere, the best of the passages that hold them says little. The power lets a passage that holds some of
    the words count less than in proportion. Language needs no rule of its own: what the dictionaries do not know is
    not covered. A passage of the § that is asked for stands first; routine matters and agendas are ranked down, and
    what fits the hints up.

    Each value was compared on four sets of questions and documents: Finnish law, Finnish encyclopaedia, services in
    three languages, and the first two asked in English and Swedish; tests/bench/README.md has the table.
    """

    @component.output_types(documents=list[Document])
    def run(self, question: Question, keywords: list[Document], vectors: list[Document]) -> dict[str, Any]:
        coverage = max((each.score or 0.0 for each in keywords), default=0.0)
        share = _KEYWORD_SHARE * min(1.0, coverage / _ENOUGH)
        lexical = _scaled(keywords, None if len(keywords) >= CANDIDATES else 0.0)
        semantic = _scaled(vectors, None)
        documents = {each.id: each for each in [*vectors, *keywords]}
        fused = []
        for id_, each in documents.items():
            score = share * lexical.get(id_, 0.0) ** _STEEPNESS + (1 - share) * semantic.get(id_, 0.0)
            fused.append(replace(each, score=_adjusted(score, each.meta, question.hints)))
        fused.sort(key=lambda each: (-(each.score or 0.0), each.id))
        return {"documents": fused}


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
