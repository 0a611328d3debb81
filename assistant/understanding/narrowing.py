"""A question as it stands within the meetings that it names by month or as the latest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.model import Question

MEETING = re.compile(r"\bkokou\w+|\bpidet\w+|\bpitäm\w+|\bmeeting\w*|\bmöte\w*|\bsammanträde\w*", re.IGNORECASE)

Newest = Callable[[str | None], str | None]  # the date of the newest meeting, of one organ or of all


def narrowed(question: Question, newest: Newest) -> Iterator[Question]:
    """Give the question within the meetings that it names by month or as the latest, if it does."""
    hints, filters = question.hints, question.filters
    if not filters.leave_all:
        return
    first, last = hints.date_from, hints.date_to
    if hints.latest and hints.organ and MEETING.search(question.text):
        first = last = newest(hints.organ)
    if first and last and first[:7] == last[:7]:
        walls = replace(filters, date_from=first, date_to=last, organ=hints.organ)
        yield replace(question, filters=walls, hints=replace(hints, narrow=hints.organ is not None))
