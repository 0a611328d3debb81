"""Ranked decisions as a page shows them: results, removable limits, facets, pages. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.model import SearchPage, SearchResult
from assistant.web.addresses import Asked, decision_address
from assistant.web.marking import Piece, Span, excerpt, marked
from assistant.web.words import Words, day, figure

PAGE = 10
_FACETS = ("organ", "year", "document_kind", "municipality")
_SHOWN = 8  # values of a facet before the rest is folded away
_AROUND = 2  # pages on either side of the one that is shown


@dataclass(frozen=True, slots=True)
class Limit:
    """A filter or hint that can be taken away."""

    said: str
    is_filter: bool
    address: str


@dataclass(frozen=True, slots=True)
class Meant:
    """What was probably meant, and where it is searched for."""

    text: str
    address: str

    @classmethod
    def of(cls, text: str, asked: Asked) -> Meant | None:
        """Make it where there is something."""
        return cls(text, asked.address(q=text)) if text else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A decision found, with its best paragraph and the question's words marked in it."""

    reference: str
    municipality: str
    part: str
    document_kind: str
    title: Sequence[Piece]
    language: str
    address: str
    runs: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet."""

    said: str
    count: str
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its commonest values, and the others."""

    name: str
    values: Sequence[Choice]
    others: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class FoundView:
    """Everything that is shown of a search."""

    asked: Asked
    total: int
    total_text: str
    first: int
    last: int
    by_words: int
    limits: Sequence[Limit]
    did_you_mean: Meant | None
    hits: Sequence[Hit]
    several_towns: bool
    facets: Sequence[Facet]
    pages: Sequence[tuple[int, str]]
    previous: str
    next: str


def found_view(
    page: SearchPage, asked: Asked, spans: Sequence[tuple[Sequence[Span], Sequence[Span]]], t: Words
) -> FoundView:
    """Show a page of results; `spans` are the question's words in title and snippet of each."""
    pages = -(-page.total // PAGE)
    first = (asked.page - 1) * PAGE + 1 if page.results else 0
    by_words = page.by_words if asked.q.strip() and page.by_words != page.total else 0
    return FoundView(
        asked=asked,
        total=page.total,
        total_text=figure(page.total),
        first=first,
        last=first + len(page.results) - 1 if page.results else 0,
        by_words=by_words,
        limits=limits(page.understood, asked),
        did_you_mean=Meant.of(page.did_you_mean, asked),
        hits=[_hit(result, *said) for result, said in zip(page.results, spans, strict=True)],
        several_towns=len(page.facets.get("municipality", ())) > 1,
        facets=[made for name in _FACETS if (made := _facet(name, page.facets.get(name, {}), asked, t))],
        pages=_pages(asked, pages),
        previous=asked.address(page=asked.page - 1) if asked.page > 1 else "",
        next=asked.address(page=asked.page + 1) if asked.page < pages else "",
    )


def limits(understood: Mapping[str, Any], asked: Asked) -> list[Limit]:
    """Show what was understood as limits that can be taken away, each once."""
    made: dict[str, Limit] = {}
    for each in understood["said_each"]:
        made.setdefault(each["said"], Limit(each["said"], each["is_filter"], asked.less(tuple(each["names"]))))
    return list(made.values())


def _hit(result: SearchResult, in_title: Sequence[Span], in_text: Sequence[Span]) -> Hit:
    anchor = result.paragraph_id.partition("#")[2]
    section = f"§ {result.section}" if result.section else ""
    place = " ".join(piece for piece in (result.organ or "", day(result.date), section) if piece)
    return Hit(
        reference=place or result.municipality,
        municipality=result.municipality,
        part=result.part,
        document_kind=result.document_kind,
        title=marked(result.title, in_title),
        language=result.language,
        address=decision_address(result.decision_id, anchor, paragraph=anchor),
        runs=excerpt(result.snippet, in_text),
    )


def _facet(name: str, counts: Mapping[str, int], asked: Asked, t: Words) -> Facet | None:
    """Show a facet where there is a choice, or where one was made."""
    chosen = getattr(asked, name)
    if len(counts) < 2 and chosen is None:
        return None
    ordered = sorted(counts.items(), reverse=True) if name == "year" else list(counts.items())
    choices = []
    for value, count in ordered:
        is_chosen = chosen is not None and str(chosen) == value
        wall = None if is_chosen else int(value) if name == "year" else value
        choices.append(Choice(t.value(name, value), figure(count), asked.address(**{name: wall}), is_chosen))
    return Facet(name, choices[:_SHOWN], choices[_SHOWN:])


def _pages(asked: Asked, pages: int) -> list[tuple[int, str]]:
    """List the numbers of pages with their addresses: the first, the last and those around; no address is a gap."""
    if pages < 2:
        return []
    near = range(asked.page - _AROUND, asked.page + _AROUND + 1)
    shown = [number for number in range(1, pages + 1) if number in (1, pages) or number in near]
    listed: list[tuple[int, str]] = []
    for number in shown:
        if listed and number > listed[-1][0] + 1:
            listed.append((number - 1, ""))
        listed.append((number, asked.address(page=number)))
    return listed
