"""What is new, by organ, for the page and the feed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from assistant.web.addresses import decision_address
from assistant.web.words import day

MOST = 200  # changes on the page; programs page through all of them


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that was added, changed or removed; of what was removed only its id is known."""

    reference: str
    organ: str
    title: str
    language: str
    status: str
    summary: str
    changed: str
    removed: bool
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of an organ, newest first."""

    organ: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class NewsView:
    """What changed since a time."""

    since: str
    by_visit: bool
    organ: str
    organs: Sequence[str]
    groups: Sequence[Group]
    entries: Sequence[Change]
    cut: int
    feed: str
    updated: str


def news_view(
    changes: Sequence[tuple[Any, Any | None]],
    since: str,
    organs: Sequence[str],
    organ: str = "",
    *,
    by_visit: bool = False,
    is_cut: bool = False,
) -> NewsView:
    """Show changes, newest first, each with its decision where it stands."""
    made = [_change(change, decision) for change, decision in changes]
    groups = {each.organ: [one for one in made if one.organ == each.organ] for each in made}
    return NewsView(
        since=since,
        by_visit=by_visit,
        organ=organ,
        organs=sorted(set(organs)),
        groups=[Group(name, groups[name]) for name in sorted(groups, key=lambda name: (not name, name))],
        entries=[each for each in made if not each.removed],
        cut=len(made) if is_cut else 0,
        feed="/new.atom" + (f"?{urlencode({'organ': organ})}" if organ else ""),
        updated=made[0].changed if made else since,
    )


def _change(change: Any, decision: Any | None) -> Change:
    if decision is None:
        _, organ, date, section = (*change.decision_id.split("/"), "", "", "")[:4]
        place = f"{organ.replace('-', ' ').capitalize()} {_day(date)} § {section}" if section else organ
        return Change(place, "", "", change.language, "", "", change.changed, True, "")
    decided = (each.text for each in decision.paragraphs if each.part in ("decision", "body") and not each.is_heading)
    return Change(
        decision.reference,
        decision.organ or "",
        decision.title,
        decision.language,
        str(decision.status or ""),
        next(decided, ""),
        change.changed,
        False,
        decision_address(decision.decision_id),
    )


def _day(date: str) -> str:
    return day(date) if date[:4].isdigit() and date.count("-") == 2 else date
