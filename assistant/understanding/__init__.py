"""A question's text to what it asks: language, kind, time, organ, references, concepts. Deterministic."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from assistant.model import Filters, Hints, Question, QuestionKind
from assistant.understanding.actors import absent_actor
from assistant.understanding.concepts import concepts
from assistant.understanding.kinds import question_kind, speaks_of_decision
from assistant.understanding.language import question_language
from assistant.understanding.narrowing import MEETING, Newest, narrowed
from assistant.understanding.organs import find_organ
from assistant.understanding.periods import Period, period
from assistant.understanding.saying import say
from indexer.finnish import normalise
from indexer.foreign import FOREIGN
from indexer.names import slug
from indexer.references import DIARY_NUMBER, SECTION

T = TypeVar("T")

_DECIDING = frozenset({QuestionKind.DECISION, QuestionKind.VOTE})

_LATEST = re.compile(
    r"\bviimei(?:sin|simmä|ne|se)\w*|\bviimeksi\b|\buusin\b|\buusimma\w*|\blatest\b|\bmost recent\b"
    r"|\bsenaste\b|\bnyaste\b",
    re.IGNORECASE,
)
_OF_A_LAW = re.compile(
    r"(?:lain|asetuksen|säännön|kaaren|ohjeen|määräyksen|lagens?|stadgans?|förordningens?|act|code|rules?)"
    r"\s+(?:\d+ luvun\s+)?$",
    re.IGNORECASE,
)


def understand(
    text: str,
    organs: Iterable[str],
    filters: Filters,
    language: str | None = None,
    today: date | None = None,
    municipalities: Iterable[str] = (),
    newest: Newest = lambda _: None,
    languages: Iterable[str] = ("fi",),
    across: bool = False,
    place: str = "",
) -> Question:
    """Read a question; `filters` are those that the asker set, `organs`, `municipalities` and `languages` the store's.

    `place` are the words that say whose decisions are meant, `across` whether those of all municipalities.

    What is said beyond doubt (a date with §, a diary number, the day of a meeting) becomes a filter, all else a hint.
    `newest` gives the day of the newest meeting of an organ, or of all, by which a month without a year is dated.
    What the filters name as `without` is left among the words of the question. Characters that are not seen, or are
    halves of others, change nothing, and the question is kept without them.
    """
    text = normalise(text)
    without = filters.without
    spoken = question_language(text)
    kind = question_kind(text)
    when = _unless(period(text, today or date.today(), lambda: newest(None)), without, "year", "date_from", "date_to")
    named = find_organ(text, organs)
    organ = _unless(named, without, "organ")
    section = _unless(_own_section(text), without, "section")
    diary = _unless(DIARY_NUMBER.search(text), without, "case")
    latest = _unless(_LATEST.search(text), without, "latest")
    number = (section["after"] or section["before"]) if section else None
    walls = filters
    if diary:
        walls = replace(walls, case=diary[0])
    elif section and when and when.day:
        walls = replace(walls, section=number, date_from=when.first, date_to=when.last)
        walls = replace(walls, organ=organ[0]) if organ and walls.organ is None else walls
        kind = QuestionKind.REFERENCE
    elif when and when.day and organ and MEETING.search(text):
        walls = replace(walls, date_from=when.first, date_to=when.last, organ=walls.organ or organ[0])
    hints = Hints(
        year=when.year if when else None,
        date_from=when.first if when and not when.year else None,
        date_to=when.last if when and not when.year else None,
        organ=organ[0] if organ else None,
        latest=latest is not None,
        section=number if number and walls.section is None else None,
        across=across,
    )
    said = [place, when.words if when else "", organ[1] if organ else "", *_matched(section, diary, latest)]
    topic = _without(text, said)
    others = [each for each in FOREIGN if each in languages]
    towns = frozenset(map(slug, municipalities))
    deciding = kind in _DECIDING or (kind is QuestionKind.REASON and speaks_of_decision(text))
    absent = "" if across else absent_actor(text, named[0] if named else None, towns, deciding=deciding)
    question = Question(
        text, language or spoken, kind, walls, hints, concepts(topic, spoken, others), spoken=spoken, absent=absent
    )
    return replace(question, said=say(question))


def _own_section(text: str) -> re.Match[str] | None:
    """Find the § of a meeting that a text names; one of a law or a rule is a word like others."""
    return next((match for match in SECTION.finditer(text) if not _OF_A_LAW.search(text[: match.start()])), None)


def _unless(found: T | None, without: Iterable[str], *names: str) -> T | None:
    """Give what was found in a text, unless the asker took it away by one of its names."""
    return None if set(names).intersection(without) else found


def _matched(*matches: re.Match[str] | None) -> Iterable[str]:
    return (match[0] for match in matches if match)


def _without(text: str, phrases: Iterable[str]) -> str:
    """Take phrases out of a text, the longest first, keeping its length, so that positions still hold."""
    for phrase in sorted(filter(None, phrases), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", " " * len(phrase), text, count=1)
    return text


__all__ = ["Period", "narrowed", "understand"]
