"""A follow-up question takes over what it leaves unsaid from the question before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assistant.model import Answer, Citation, Concept, Filters, Question
from assistant.understanding.saying import say
from indexer.finnish import index_terms

_AGAIN = re.compile(
    r"\buudestaan\b|\buudelleen\b|\bmyöhemmin\b|\bjatkossa\b|\bseuraavaksi\b|\bagain\b|\blater\b|\bafterwards\b"
    r"|\bpå nytt\b|\bsenare\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^(?:entä|entäs|ja|och|and|what about|how about|hur är det med)\b|\bsii(?:tä|hen|nä|llä)\b|\bnii(?:stä|hin)\b"
    r"|\bniiden\b|\btästä\b|\bdärom\b",
    re.IGNORECASE,
)
# In a question with a topic of its own these refer to that topic, in one without to the question before.
_PRONOUN = re.compile(
    r"\bse\b|\bsen\b|\bsitä\b|\bsille\b|\bne\b|\bit\b|\bits\b|\bthey\b|\bthem\b|\bdet\b|\bden\b|\bdess\b|\bde\b",
    re.IGNORECASE,
)
_OWN_TOPIC = 2  # names or nouns of its own that make a question stand alone, whatever pronouns it has


def follow_ups(question: Question, previous: Answer) -> Iterator[Question]:
    """Complete a follow-up in the ways in which it may be meant, the likeliest first.

    What names no time, organ or name of its own asks on about the § that the answer before cites first; "when it came
    up again" about the case of that §. Else it asks about the same topic in all of them.
    """
    completed = follow_up(question, previous)
    if completed is not question and previous.citations and not question.filters.without:
        hints, first = question.hints, previous.citations[0]
        keys = [concept for concept in question.concepts if concept.key]
        elsewhere = hints.year or hints.date_from or hints.organ or any(concept.name for concept in keys)
        filters = None
        if _AGAIN.search(question.text) and first.case:
            filters = replace(completed.filters, case=first.case, municipality=first.municipality)
        elif not elsewhere and not _AGAIN.search(question.text) and len(keys) <= _OWN_TOPIC:
            filters = _same_place(question, first)
        if filters is not None:
            placed = replace(completed, filters=filters)
            yield replace(placed, said=say(placed))
    yield completed


def follow_up(question: Question, previous: Answer) -> Question:
    """Complete a follow-up by the topic, time and organ of the question before; a new topic drops them.

    "When it came up again" keeps the topic and asks for what is later than the answer before.
    """
    before = previous.question
    keys = [concept for concept in question.concepts if concept.key]
    if _is_new(question, keys, previous):
        return question
    hints = question.hints
    filters = question.filters
    if _AGAIN.search(question.text):
        newest = max((citation.date for citation in previous.citations if citation.date), default=None)
        filters = replace(filters, date_from=_day_after(newest) if newest else filters.date_from)
    elif hints.year is None and hints.date_from is None:
        hints = replace(hints, year=before.hints.year, date_from=before.hints.date_from, date_to=before.hints.date_to)
    hints = replace(hints, organ=hints.organ or before.hints.organ).less(filters.without)
    merged = _merged(question.concepts, before.concepts)
    # The first question holds the topic; what was asked in between is told by the concepts that it left.
    topic = before.topic or before.text
    completed = replace(question, filters=filters, hints=hints, concepts=merged, topic=topic)
    return replace(completed, said=say(completed))


def _is_new(question: Question, keys: Sequence[Concept], previous: Answer) -> bool:
    """Tell whether a question has a topic of its own: things to speak of, none of them in the answer before."""
    if _GOES_ON.search(question.text) or _AGAIN.search(question.text) or not keys:
        return False
    if len(keys) > _OWN_TOPIC:
        return True
    if _PRONOUN.search(question.text):
        return False
    told = " ".join(part for each in previous.citations for part in (each.title, each.context, each.quote))
    words = frozenset(index_terms(told))
    said = {each.own.lower() for each in previous.question.concepts}
    return not any(each.own.lower() in said or _is_told(each, words) for each in keys)


def _is_told(concept: Concept, words: frozenset[str]) -> bool:
    return any(alternative.terms <= words for alternative in concept.alternatives)


def _merged(own: tuple[Concept, ...], before: tuple[Concept, ...]) -> tuple[Concept, ...]:
    """Put the topic of the question before beside the new one's words, which count less than when they stand alone.

    What a follow-up in between added is not handed on, so that a conversation does not narrow without end.
    """
    topic = tuple(concept for concept in before if concept.key) or before
    said = {concept.own.lower() for concept in topic}
    if any(concept.name for concept in own):  # another name takes the place of the one before
        return (*(each for each in topic if not each.name), *(each for each in own if each.own.lower() not in said))
    fresh = tuple(replace(each, weight=min(each.weight, 0.8)) for each in own if each.own.lower() not in said)
    return (*topic, *fresh)


def _same_place(question: Question, first: Citation) -> Filters:
    """Ask on about the § that is cited."""
    return replace(
        question.filters,
        organ=first.organ,
        section=first.section,
        date_from=first.date or question.filters.date_from,
        date_to=first.date or question.filters.date_to,
    )


def _day_after(iso: str) -> str:
    return (date.fromisoformat(iso) + timedelta(days=1)).isoformat()
