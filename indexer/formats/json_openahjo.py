"""OpenAHJO (Helsinki): items of agendas with typed pieces of text, one or a page of them.

Its `index` is the number on the meeting's agenda; the § is not in the data.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from indexer.finnish import normalise
from indexer.formats.base import Declared, Line, marked_up
from indexer.formats.html import fragment_lines
from indexer.labels import Label
from indexer.model import DocumentKind

_MUNICIPALITY = "Helsinki"
# what an organ proposes to another one, or states, is what it decided; a draft is what was proposed to it
_LABELS: Mapping[str, Label] = {
    "draft proposal": Label.PROPOSAL,
    "draft resolution": Label.PROPOSAL,
    "draft statement": Label.PROPOSAL,
    "hearing": Label.HANDLING,
    "presenter": Label.BACKGROUND,
    "proposal": Label.DECISION,
    "reasons for resolution": Label.BACKGROUND,
    "resolution": Label.DECISION,
    "statement": Label.DECISION,
    "summary": Label.BACKGROUND,
}


class _Content(BaseModel):
    type: str
    text: str


class _Attachment(BaseModel):
    name: str | None = None


class _Issue(BaseModel):
    register_id: str | None = None


class _Meeting(BaseModel):
    date: datetime.date
    policymaker_name: str
    minutes: bool | None = None


class _Item(BaseModel):
    index: int
    subject: str
    content: tuple[_Content, ...]
    issue: _Issue
    meeting: _Meeting
    from_minutes: bool = True
    introducer: str | None = None
    preparer: str | None = None
    resolution: str | None = None
    attachments: tuple[_Attachment, ...] = ()


class _Page(BaseModel):
    objects: tuple[_Item, ...]


def openahjo_lines(data: Any) -> Iterator[Line]:
    """Give the lines of each item: title and diary number, then its pieces under what their types say."""
    page = isinstance(data, dict) and "objects" in data
    for item in _Page.model_validate(data).objects if page else [_Item.model_validate(data)]:
        yield from _lines(item)


def _lines(item: _Item) -> Iterator[Line]:
    title = normalise(item.subject).strip()
    case = normalise(item.issue.register_id or "").strip() or None
    declared = Declared(
        municipality=_MUNICIPALITY,
        organ=item.meeting.policymaker_name,
        date=item.meeting.date.isoformat(),
        item=str(item.index),
        title=title,
        case=case,
        document_kind=DocumentKind.MINUTES if item.from_minutes else DocumentKind.AGENDA,
        resolution=item.resolution,
    )
    yield replace(marked_up(title, bold=True), declared=declared)
    if case:
        yield replace(marked_up(case), declared=declared)
    for each in item.content:
        for line in fragment_lines(each.text):
            yield replace(line, label=_LABELS.get(each.type, Label.BACKGROUND))
    names = [(item.introducer, Label.PRESENTER), (item.preparer, Label.PREPARER)]
    names.extend((attachment.name, Label.ATTACHMENTS) for attachment in item.attachments)
    for name, label in names:
        text = normalise(name or "").strip()
        if text:
            yield replace(marked_up(text), label=label)
