"""Addresses of pages: an address says all that a view shows, so that a link to it reproduces it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from assistant.model import Filters

WALLS = ("organ", "year", "document_kind", "municipality", "part", "date_from", "date_to", "section", "case")
_NAMES = {"date_from": "from", "date_to": "to"}  # as the contract has them
_SAFE = "/~:@!$,;="


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for: words, the walls that the reader set, what is not meant, which page of results."""

    q: str = ""
    organ: str | None = None
    year: int | None = None
    document_kind: str | None = None
    municipality: str | None = None
    part: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    section: str | None = None
    case: str | None = None
    without: tuple[str, ...] = ()
    page: int = 1
    conversation: str = ""

    @property
    def filters(self) -> Filters:
        """The walls as filters; who asks is not among them."""
        return Filters(**{name: getattr(self, name) for name in WALLS}, without=self.without)

    @property
    def walls(self) -> dict[str, Any]:
        """The walls that are set."""
        return {name: value for name in WALLS if (value := getattr(self, name)) is not None}

    @property
    def is_question(self) -> bool:
        """Tell whether an answer is asked for: a further page of results and a mere list have none."""
        return bool(self.q.strip()) and self.page == 1

    def query(self) -> str:
        """Write everything as the query of an address."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(_NAMES.get(name, name), str(value)) for name, value in self.walls.items()]
        pairs += [("without", name) for name in self.without]
        pairs += [("conversation", self.conversation)] if self.conversation else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return urlencode(pairs)

    def address(self, **changes: Any) -> str:
        """Give the address of a search; with other walls it begins at its first page."""
        asked = replace(self, **{"page": 1, **changes})
        query = asked.query()
        return f"/search?{query}" if query else "/search"

    def without_walls(self) -> str:
        """Give the address of the same words with no limit at all."""
        return Asked(self.q, conversation=self.conversation).address()

    def less(self, names: tuple[str, ...]) -> str:
        """Give the address without a limit: a wall is dropped, what was understood is not meant."""
        said = [name for name in names if getattr(self, name, None) is None]
        return self.address(
            **{name: None for name in names if name in WALLS},
            without=tuple(dict.fromkeys((*self.without, *said))),
        )


def decision_address(decision_id: str, anchor: str = "", **query: Any) -> str:
    """Give the address of a decision's page, or of a place on it."""
    asked = urlencode({name: value for name, value in query.items() if value})
    path = f"/decisions/{quote(decision_id, safe=_SAFE)}"
    return path + (f"?{asked}" if asked else "") + (f"#{quote(anchor, safe='.-')}" if anchor else "")


def picture_address(decision_id: str, page: int) -> str:
    """Give the address of a page's picture."""
    return f"/pictures/{quote(decision_id, safe=_SAFE)}?{urlencode({'page': page})}"


def case_address(municipality: str, diary_number: str) -> str:
    """Give the address of a case; a stroke in its diary number is written as a tilde."""
    return f"/cases/{quote(municipality)}/{quote(diary_number.replace('/', '~'), safe='~')}"


def switched(path: str, query: Iterable[tuple[str, str]], language: str) -> str:
    """Give the address of the same page in another language."""
    kept = [(name, value) for name, value in query if name != "lang"]
    return f"{path}?{urlencode([*kept, ('lang', language)])}"
