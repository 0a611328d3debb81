"""Find passages by keywords and by vectors under one filter, and group the fused ones by decision."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from haystack import Document, component
from numpy.typing import NDArray

from assistant.fusion import CANDIDATES
from assistant.model import Filters, Question
from indexer.finnish import STOP_WORDS, query_terms
from indexer.model import Decision, Source, Value, Values
from indexer.names import slug
from indexer.stores.base import StoreReader, WeightedTerm, scored

_PART_WEIGHT = 0.5  # of a compound's part beside the whole word
_GUESS_WEIGHT = 0.8
_SUPPORT = 0.15  # what the second-best passage of a decision adds
_LATEST = 0.1
_ACROSS = 5  # times as many passages are read where it is asked across municipalities
_EACH, _MOST = 3, 60  # decisions of each municipality that are kept then, and of all together


def store_filter(filters: Filters) -> dict[str, Any]:
    """Say filters as the one Haystack filter that keywords, vectors and listing obey.

    Sources without access groups are for everybody; others only for askers who share a group.
    """
    conditions: list[dict[str, Any]] = []

    def add(field: str, operator: str, value: Any) -> None:
        conditions.append({"field": f"meta.{field}", "operator": operator, "value": value})

    if filters.municipality is not None:
        add("municipality_slug", "==", slug(filters.municipality))
    if filters.organ is not None:
        add("organ_slug", "==", slug(filters.organ))
    for field in ("year", "document_kind", "part", "section", "case"):
        value = getattr(filters, field)
        if value is not None:
            add(field, "==", value)
    if filters.date_from is not None:
        add("date", ">=", filters.date_from)
    if filters.date_to is not None:
        add("date", "<=", filters.date_to)
    add("access_groups", "in", list(filters.groups))
    return {"operator": "AND", "conditions": conditions}


def is_visible(found: Decision | Source, filters: Filters) -> bool:
    """Tell whether the asker may see a decision or file that was found by its id or case, not under a filter."""
    return not found.access_groups or not set(found.access_groups).isdisjoint(filters.groups)


@dataclass(frozen=True, slots=True)
class Candidate(Value):
    """A decision that may answer: its score (about 0 to 1) and its passages' paragraphs, best first."""

    decision: Decision
    score: float
    paragraph_ids: tuple[str, ...]
    passage_scores: tuple[float, ...] = ()


@component
class KeywordRetriever:
    """Rank passages by BM25 over the concepts of a question; a concept's alternatives score as their best one."""

    def __init__(self, store: StoreReader, limit: int = CANDIDATES) -> None:
        self._store = store
        self._limit = limit

    @component.output_types(documents=Sequence[Document])
    def run(self, question: Question) -> dict[str, Any]:
        """Give documents whose score is their share of the most that any passage could reach."""
        terms = keyword_terms(question)
        if not terms:
            return {"documents": Values()}
        limit = self._limit * (_ACROSS if question.hints.across else 1)
        found = _with_section(question, lambda under: self._store.search_keywords(terms, under, limit))
        most = self._most(terms)
        return {"documents": Values(scored(each, (each.score or 0.0) / most) for each in found)}

    def _most(self, terms: Sequence[WeightedTerm]) -> float:
        """Add up what each group would score at best; a word never seen counts, so that a poor match stays poor."""
        count = max(1, self._store.count_documents())
        seen: dict[int, float] = {}
        unseen: dict[int, float] = {}
        for term in terms:
            frequency = self._store.document_frequency(term.term)
            value = 2.2 * (math.log(count / (frequency + 1)) + 1) * term.weight  # 2.2: BM25's k1 + 1
            best = seen if frequency else unseen
            best[term.group] = max(best.get(term.group, 0.0), value)
        return max(1e-6, sum((unseen | seen).values()))


def keyword_terms(question: Question) -> list[WeightedTerm]:
    """Give what keywords look up for a question: a group for each concept, its terms weighed."""
    terms: dict[tuple[str, int], float] = {}
    for group, concept in enumerate(question.concepts):
        for alternative in concept.alternatives:
            weight = alternative.weight * min(1.0, 0.4 + 0.6 * concept.weight)
            whole = weight if len(alternative.terms) == 1 else weight * _PART_WEIGHT
            for term in alternative.terms:
                _raise(terms, term, group, whole if not term.startswith("~") else whole * _GUESS_WEIGHT)
            for part in alternative.parts:
                _raise(terms, part, group, weight * _PART_WEIGHT)
    if not terms:  # a question of frame words only: search by what it says
        for each in query_terms(question.text, STOP_WORDS):
            _raise(terms, each.term, each.group, 1.0)
    return [WeightedTerm(term, weight, group) for (term, group), weight in terms.items()]


def _raise(terms: dict[tuple[str, int], float], term: str, group: int, weight: float) -> None:
    terms[term, group] = max(weight, terms.get((term, group), 0.0))


@component
class VectorRetriever:
    """Rank passages by the similarity of their vectors to the question's."""

    def __init__(self, store: StoreReader, limit: int = CANDIDATES) -> None:
        self._store = store
        self._limit = limit

    @component.output_types(documents=Sequence[Document])
    def run(self, question: Question, embedding: list[float] | NDArray[np.float32]) -> dict[str, Any]:
        limit = self._limit * (_ACROSS if question.hints.across else 1)
        found = _with_section(question, lambda under: self._store.search_vectors(embedding, under, limit))
        return {"documents": Values(found)}


def _with_section(question: Question, search: Callable[[dict[str, Any]], list[Document]]) -> list[Document]:
    """Search under the filters of a question and, where it names a §, within the sections of that number as well."""
    found = search(store_filter(question.filters))
    if question.hints.section is None:
        return found
    within = search(store_filter(replace(question.filters, section=question.hints.section)))
    return list({each.id: each for each in [*found, *within]}.values())


@component
class DecisionGrouper:
    """Group passages by decision; a decision counts as its best passage and a little of its second."""

    def __init__(self, store: StoreReader, limit: int = 40) -> None:
        self._store = store
        self._limit = limit

    @component.output_types(candidates=Sequence[Candidate])
    def run(self, question: Question, documents: Sequence[Document]) -> dict[str, Any]:
        groups: dict[tuple[str, str], list[Document]] = {}
        for document in documents:
            groups.setdefault((document.meta["decision_id"], document.meta["language"]), []).append(document)
        scored = sorted(groups.items(), key=lambda item: (-_group_score(item[1]), item[0]))
        scored = _of_each(scored) if question.hints.across else scored[: self._limit]
        candidates = []
        for (decision_id, language), group in scored:
            decision = self._store.decision(decision_id, language)
            if decision is not None:
                ids = [id_ for document in group for id_ in document.meta["paragraph_ids"]]
                scores = [document.score or 0.0 for document in group for _ in document.meta["paragraph_ids"]]
                candidates.append(Candidate(decision, _group_score(group), tuple(ids), tuple(scores)))
        if question.hints.latest:
            candidates = _newest_first(candidates)
        return {"candidates": Values(candidates)}


def _of_each(ranked: list[tuple[tuple[str, str], list[Document]]]) -> list[tuple[tuple[str, str], list[Document]]]:
    """Keep the first decisions of each municipality."""
    kept: dict[str, list[tuple[tuple[str, str], list[Document]]]] = {}
    for each in ranked:
        of_one = kept.setdefault(each[0][0].partition("/")[0], [])
        if len(of_one) < _EACH:
            of_one.append(each)
    return [each for each in ranked if each in kept[each[0][0].partition("/")[0]]][:_MOST]


def _group_score(group: Sequence[Document]) -> float:
    scores = sorted((document.score or 0.0 for document in group), reverse=True)
    return scores[0] + (_SUPPORT * scores[1] if len(scores) > 1 else 0.0)


def _newest_first(candidates: list[Candidate]) -> list[Candidate]:
    """Where the latest is asked for, let newer meetings rank up by their place in time."""
    days = sorted({each.decision.date for each in candidates if each.decision.date})
    place = {day: (number + 1) / len(days) for number, day in enumerate(days)}
    raised = [
        replace(each, score=each.score * (1 + 4 * _LATEST * place.get(each.decision.date or "", 0.0)))
        for each in candidates
    ]
    return sorted(raised, key=lambda each: -each.score)


__all__ = [
    "Candidate",
    "DecisionGrouper",
    "KeywordRetriever",
    "VectorRetriever",
    "is_visible",
    "keyword_terms",
    "store_filter",
]
