"""Answers across municipalities: what the best decision of each says."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.asked import asks_deed
from assistant.answering.draft import Draft
from assistant.answering.lists import MOST, ROOM, told_by
from assistant.answering.reading import Reading
from assistant.model import Question
from assistant.understanding.kinds import speaks_of_decision

_COVERAGE = 0.85  # of what the best one tells of the question, which each of the others has to tell


def by_municipality(readings: Sequence[Reading], question: Question) -> Draft:
    """Tell of each municipality the decision that answers best; first that of the best of all.

    `readings` come best first. A decision that tells less of the question than the best one does is of another matter.
    """
    first: dict[str, Reading] = {}
    for each in readings:
        if each.coverage >= _COVERAGE * readings[0].coverage:
            first.setdefault(each.decision.municipality, each)
    chosen = list(first.values())[:MOST]
    room = max(160, ROOM // len(chosen))
    deed = asks_deed(question) or speaks_of_decision(question.text)
    claims = (told for each in chosen for told in told_by(each, room, deed=deed))
    return Draft(tuple(claims), titled=True, grouped=True)
