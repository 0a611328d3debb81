"""Every decision that a search finds, best first, with its counts: no limit of the ranking hides any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.model import Question
from assistant.retrieval import Candidate, keyword_terms, store_filter
from indexer.stores.base import Heading, StoreReader

# So many of the best stand although they hold none of the words: they are near in meaning.
_BY_MEANING = 20


@dataclass(frozen=True, slots=True)
class Ranked:
    """A decision that was found; `paragraph_ids` are its best ones first, none where only words found it."""

    heading: Heading
    score: float
    paragraph_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """All that was found, best first; `by_words` of them hold a word of the question."""

    decisions: Sequence[Ranked]
    by_words: int

    def facets(self) -> dict[str, Mapping[str, int]]:
        """Count the decisions by organ, year, kind and municipality, the most frequent first."""
        return facets([each.heading for each in self.decisions])


def ranking(store: StoreReader, question: Question, candidates: Sequence[Candidate]) -> Ranking:
    """Put the candidates of both halves first, then whatever else holds a word of the question, by its keywords.

    Of the candidates that hold none of the words the nearest in meaning stay: a search for a rare word would else
    count everything.
    """
    terms = keyword_terms(question)
    matched = store.matches(terms, store_filter(question.filters)) if terms else []
    by_words = {_key(heading) for heading, _ in matched}
    found: dict[tuple[str, str], Ranked] = {}
    for place, each in enumerate(candidates):
        heading = _heading(each)
        if place < _BY_MEANING or _key(heading) in by_words:
            found[_key(heading)] = Ranked(heading, each.score, each.paragraph_ids)
    last = min((each.score for each in found.values()), default=1.0)
    best = matched[0][1] if matched else 1.0
    for heading, score in matched:
        found.setdefault(_key(heading), Ranked(heading, last * min(1.0, score / best)))
    return Ranking(tuple(found.values()), len(by_words))


def listing(store: StoreReader, question: Question) -> Ranking:
    """List every decision under the filters of a question, by date and section."""
    headings = store.headings(store_filter(question.filters))
    return Ranking([Ranked(each, 0.0) for each in headings], len(headings))


def best_paragraphs(store: StoreReader, question: Question, page: Sequence[Ranked]) -> dict[tuple[str, str], str]:
    """Find the paragraph that tells the words best for those of a page that words alone have found."""
    bare = [each.heading for each in page if not each.paragraph_ids]
    terms = keyword_terms(question)
    if not bare or not terms:
        return {}
    within = {"field": "meta.decision_id", "operator": "in", "value": [each.decision_id for each in bare]}
    under = {"operator": "AND", "conditions": [store_filter(question.filters), within]}
    found: dict[tuple[str, str], str] = {}
    for document in store.search_keywords(terms, under, store.count_documents(under)):
        ids = document.meta["paragraph_ids"]
        if ids:
            found.setdefault((document.meta["decision_id"], document.meta["language"]), ids[0])
    return found


def facets(headings: Sequence[Heading]) -> dict[str, Mapping[str, int]]:
    """Count decisions by organ, year, kind and municipality, the most frequent first."""
    counted = {
        "organ": Counter(each.organ for each in headings if each.organ),
        "year": Counter(each.date[:4] for each in headings if each.date),
        "document_kind": Counter(each.document_kind for each in headings),
        "municipality": Counter(each.municipality for each in headings),
    }
    return {name: dict(counts.most_common()) for name, counts in counted.items()}


def _key(heading: Heading) -> tuple[str, str]:
    return heading.decision_id, heading.language


def _heading(candidate: Candidate) -> Heading:
    decision = candidate.decision
    return Heading(
        decision.decision_id,
        decision.language,
        decision.municipality,
        decision.organ,
        decision.date,
        decision.section,
        decision.case,
        decision.title,
        str(decision.document_kind),
    )
