"""Where a text says the words of a question, in whatever form they stand there."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.model import Alternative, Concept, Question
from indexer.finnish import analyse, query_terms
from indexer.words import AnalysedTexts, terms_of

Span = tuple[int, int]
Spans = tuple[Span, ...]
_SHORTEST_NAME = 5  # letters of a name that may open a longer one


def spans(text: str, question: Question, analysed: AnalysedTexts | None = None) -> Spans:
    """Give the first character and the end of each word that says one of the question's, in order.

    A text that opens one of those `analysed` at indexing is not analysed again.
    """
    tokens = analysed.placed(text) if analysed else None
    if tokens is None:
        tokens = [(token.start, token.end, terms_of(token)) for token in analyse(text)]
    everything = frozenset().union(*(terms for *_, terms in tokens))
    wanted = [each for concept in question.concepts for each in _ways(concept, everything)]
    if not question.concepts:  # a question of frame words only was searched by what it says
        wanted = [frozenset({each.term}) for each in query_terms(question.text)]
    names = tuple(name for concept in question.concepts if concept.name for name in _names(concept))
    return tuple(
        (start, end)
        for start, end, terms in tokens
        if any(way <= terms for way in wanted) or (names and any(term.startswith(names) for term in terms))
    )


def _ways(concept: Concept, everything: frozenset[str]) -> Iterator[frozenset[str]]:
    """Give sets of terms of which a word has to bear all of one; a phrase is told where all its words stand."""
    for alternative in concept.alternatives:
        yield alternative.terms
        if len(alternative.parts) > 1:
            yield frozenset(alternative.parts)
        if _is_phrase(alternative) and alternative.terms <= everything:
            yield from (frozenset({term}) for term in alternative.terms)


def _is_phrase(alternative: Alternative) -> bool:
    return len(alternative.terms) > 1


def _names(concept: Concept) -> Iterator[str]:
    for alternative in concept.alternatives:
        for term in alternative.terms:
            if not _is_phrase(alternative) and len(term) >= _SHORTEST_NAME and term.isalpha():
                yield term
