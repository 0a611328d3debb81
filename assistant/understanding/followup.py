"""A follow-up question takes over what it leaves unsaid from the question before."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from assistant.model import Answer, Concept, Filters, Question
from assistant.understanding.saying import say

_AGAIN = re.compile(
    r"\buudestaan\b|\buudelleen\b|\bmyöhemmin\b|\bjatkossa\b|\bseuraavaksi\b|\bagain\b|\blater\b|\bafterwards\b"
    r"|\bpå nytt\b|\bsenare\b",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"^(?:entä|och|and|what about)\b|\bsii(?:tä|hen|nä|llä)\b|\bsen\b|\bse\b|\bnii(?:stä|hin)\b|\bniiden\b"
    r"|\btästä\b|\bit\b|\bits\b|\bthey\b|\bthem\b"
    r"|\bdet\b|\bden\b|\bdess\b|\bdärom\b",
    re.IGNORECASE,
)
_OWN_TOPIC = 2  # names or nouns of its own that make a question stand alone


def follow_up(question: Question, previous: Answer) -> Question:
    """Complete a follow-up by the topic, time and organ of the question before; a new topic drops them.

    "When it came up again" keeps the topic and asks for what is later than the answer before.
    """
    before = previous.question
    keys = [concept for concept in question.concepts if concept.key]
    if len(keys) > _OWN_TOPIC and not _REFERS_BACK.search(question.text):
        return question
    hints = question.hints
    if _AGAIN.search(question.text):
        newest = max((citation.date for citation in previous.citations if citation.date), default=None)
        filters = replace(question.filters, date_from=_day_after(newest) if newest else question.filters.date_from)
        hints = replace(hints, organ=hints.organ or before.hints.organ)
    else:
        filters = question.filters
        if hints.year is None and hints.date_from is None:
            hints = replace(
                hints, year=before.hints.year, date_from=before.hints.date_from, date_to=before.hints.date_to
            )
        hints = replace(hints, organ=hints.organ or before.hints.organ)
        named = any(concept.name for concept in question.concepts)
        same_place = len(keys) <= _OWN_TOPIC and not named and question.kind is not before.kind
        if same_place and previous.citations and not filters.without:
            filters = _same_place(question, previous)
    hints = hints.less(filters.without)
    merged = _merged(question.concepts, before.concepts)
    topic = f"{before.topic} {before.text}".strip()
    completed = replace(question, filters=filters, hints=hints, concepts=merged, topic=topic)
    return replace(completed, said=say(completed))


def _merged(own: tuple[Concept, ...], before: tuple[Concept, ...]) -> tuple[Concept, ...]:
    """Put the topic of the question before beside the new one's words, which count less than when they stand alone."""
    said = {concept.own.lower() for concept in before}
    if any(concept.name for concept in own):  # another name takes the place of the one before
        return (*(each for each in before if not each.name), *(each for each in own if each.own.lower() not in said))
    fresh = tuple(replace(each, weight=min(each.weight, 0.8)) for each in own if each.own.lower() not in said)
    return (*before, *fresh)


def _same_place(question: Question, previous: Answer) -> Filters:
    """Ask on about the § that the answer before cites first."""
    first = previous.citations[0]
    return replace(
        question.filters,
        organ=first.organ,
        section=first.section,
        date_from=first.date or question.filters.date_from,
        date_to=first.date or question.filters.date_to,
    )


def _day_after(iso: str) -> str:

    return (date.fromisoformat(iso) + timedelta(days=1)).isoformat()
