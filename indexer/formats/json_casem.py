"""CaseM (CloudNC): the properties of one item of an agenda, as its OData interface gives them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from indexer.finnish import normalise
from indexer.formats.base import Declared, Line, marked_up
from indexer.formats.html import fragment_lines
from indexer.labels import Label
from indexer.model import DocumentKind, Reference

_LABELS: Mapping[str, Label] = {
    "Draftsmans": Label.PREPARER,
    "DraftingNotes": Label.PREPARER,
    "DecisionNotes": Label.PREPARER,
    "Presenters": Label.PRESENTER,
    "Description": Label.BACKGROUND,
    "Decisionproposal": Label.PROPOSAL,
    "Meetingcontent": Label.HANDLING,
    "Disqualification": Label.HANDLING,
    "DissentingOpinion": Label.HANDLING,
    "Opinions": Label.HANDLING,
    "Decision": Label.DECISION,
    "Inform": Label.DELIVERY,
    "Attachments": Label.ATTACHMENTS,
    "Correctioninstructions": Label.APPEAL,
}
_HISTORY: Mapping[str, Label] = {  # spelt as the system spells them
    "Description": Label.BACKGROUND,
    "DescisionProposal": Label.PROPOSAL,
    "Meetingcontent": Label.HANDLING,
    "Disqualification": Label.HANDLING,
    "DissentingOpinion": Label.HANDLING,
    "Descision": Label.DECISION,
}
_SEPARATOR = re.compile(r"[;!]?#[!#]*")  # between the fields of a person: "Name;#title;#;#address;#"
_HOST = re.compile(r"//([a-zåäö-]+)\.")
_MILLISECONDS = re.compile(r"/Date\((\d+)")
_FINLAND = timezone(timedelta(hours=3))  # of summer: in winter, no meeting begins in the hour before midnight


class _Property(BaseModel):
    name: str = Field(alias="Name")
    text: str | None = Field(alias="Text")


class _Item(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    metadata: str = Field(alias="odata.metadata")
    value: tuple[_Property, ...]

    def first(self, name: str) -> str | None:
        """Give the text of a property, or None where it is missing or blank."""
        found = (each.text for each in self.value if each.name == name and each.text and each.text.strip())
        return next(found, None)


def casem_lines(data: Any) -> Iterator[Line]:
    """Give the lines of an item: title and diary number, then each property under what its name says."""
    item = _Item.model_validate(data)
    title = normalise(item.first("Name") or "").strip()
    if not title:
        return
    declared = _declared(item, title)
    yield replace(marked_up(title, bold=True), declared=declared)
    if declared.case:
        yield replace(marked_up(declared.case), declared=declared)
    for each in item.value:
        if each.name == "HistoryTopics" and each.text:
            yield from _earlier(each.text)
        elif each.name in _LABELS and each.text:
            yield from _labelled(each.text, _LABELS[each.name])


def _declared(item: _Item, title: str) -> Declared:
    host = _HOST.search(item.metadata)
    article = (item.first("Article") or "").strip()
    decided = item.first("Decision") is not None
    return Declared(
        municipality=host[1].capitalize() if host else None,
        section=article if article.isdigit() and article != "0" else None,
        title=title,
        case=normalise(item.first("CaseNativeId") or "").strip() or None,
        document_kind=DocumentKind.MINUTES if decided else DocumentKind.AGENDA,
    )


def _labelled(text: str, label: Label, origin: Reference | None = None) -> Iterator[Line]:
    if label in (Label.PREPARER, Label.PRESENTER):
        text = "\n".join(piece for piece in _SEPARATOR.split(text) if piece.strip())
    for line in fragment_lines(text):
        yield replace(line, label=label, origin=origin)


def _earlier(text: str) -> Iterator[Line]:
    """Give the earlier handlings of the matter, which a property holds as JSON."""
    try:
        topics = json.loads(text)
    except ValueError:
        return
    for topic in topics if isinstance(topics, list) else ():
        if not isinstance(topic, dict):
            continue
        organ = normalise(str(topic.get("Party") or "")).strip()
        if not organ:
            continue
        day = _day(str(topic.get("MeetingDate")))
        origin = Reference(organ, day, None)
        yield replace(marked_up(organ, bold=True), label=Label.EARLIER, origin=origin)
        for name, label in _HISTORY.items():
            if topic.get(name):
                yield from _labelled(str(topic[name]), label, origin)


def _day(told: str) -> str | None:
    """Give the day of a moment in milliseconds; None where there is none, or no calendar has it."""
    moment = _MILLISECONDS.search(told)
    try:
        return datetime.fromtimestamp(int(moment[1]) / 1000, _FINLAND).date().isoformat() if moment else None
    except (OverflowError, ValueError, OSError):
        return None
