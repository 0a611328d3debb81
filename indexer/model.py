"""The values that the indexer makes and the store keeps: frozen, and importing nothing of ours.

A source is read into decisions, a decision holds paragraphs in order, and retrieval ranks passages,
which are Haystack documents made of neighbouring paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self, TypeVar, overload

T = TypeVar("T")


class Value:
    """Something frozen: Haystack copies what goes from component to component, and what cannot change need not be."""

    __slots__ = ()

    def __copy__(self) -> Self:
        """Give the value itself."""
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Give the value itself."""
        return self


class Values(Value, Sequence[T]):
    """Several values in their order, which Haystack need not look into one by one either."""

    __slots__ = ("_values",)

    def __init__(self, values: Iterable[T] = ()) -> None:
        self._values = tuple(values)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._values[place]

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[T]:
        return iter(self._values)

    def __eq__(self, other: object) -> bool:
        """Tell whether another sequence holds the same values in the same order."""
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(self._values)


class PartKind(StrEnum):
    """What a paragraph is within its section; the names are part of the contract."""

    BACKGROUND = "background"
    PROPOSAL = "proposal"
    HANDLING = "handling"
    DECISION = "decision"
    EARLIER = "earlier"
    DELIVERY = "delivery"
    ATTACHMENTS = "attachments"
    APPEAL = "appeal"
    NOTE = "note"
    BODY = "body"


class DocumentKind(StrEnum):
    """What a source is; the names are part of the contract."""

    MINUTES = "minutes"
    AGENDA = "agenda"
    REPORT = "report"
    STRATEGY = "strategy"
    OFFICEHOLDER = "officeholder"
    OTHER = "other"


class Status(StrEnum):
    """How final a decision's text is."""

    AGENDA = "agenda"
    MINUTES = "minutes"
    ADJUSTED = "adjusted"


@dataclass(frozen=True, slots=True)
class Reference(Value):
    """A mention of a section: organ as written (or None), ISO date (or None), section number."""

    organ: str | None
    date: str | None
    section: str | None


@dataclass(frozen=True, slots=True)
class Source(Value):
    """One file of the corpus. Values that are None are read from the document itself.

    `source_id` is the path as found from where it was indexed, `checksum` the SHA-256 of bytes and sidecar. `redacted`
    names the redactions that took words out of it, `redacted_pages` where they stood; `personal` the kinds of personal
    data that were found in it.
    """

    source_id: str
    path: str
    name: str
    checksum: str
    media_type: str
    municipality: str | None = None
    organ: str | None = None
    date: str | None = None
    document_kind: DocumentKind | None = None
    language: str | None = None
    status: Status | None = None
    url: str | None = None
    access_groups: tuple[str, ...] = ()
    attachment_of: str | None = None
    redacted: tuple[str, ...] = ()
    redacted_pages: tuple[int, ...] = ()
    personal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph(Value):
    """The smallest citable piece: a paragraph, a list item or a table row.

    `text` is verbatim after normalising; `context` is the lead-in, table heads or enclosing earlier handling
    that it means nothing without; `page` counts from 1; `start` and `end` are characters in the source text.
    `origin` is set where the words are those of another meeting that the section quotes.
    """

    paragraph_id: str
    part: PartKind
    text: str
    context: str
    page: int | None
    start: int
    end: int
    origin: Reference | None = None
    origin_part: PartKind | None = None
    is_item: bool = False
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Decision(Value):
    """One section of one meeting of one organ, or one headed section of a report.

    `section` is None for what belongs to the meeting as a whole (attendance, contents, appeal instructions);
    `case` is the diary number; `routine` marks sections that no question is about; `confidential` holds the words by
    which the minutes say that the matter, or a part of it, is secret; `resolution` is the publisher's own code of what
    became of the proposal ("PASSED_REVISED").
    """

    decision_id: str
    source_id: str
    document_kind: DocumentKind
    status: Status | None
    language: str
    municipality: str
    organ: str | None
    date: str | None
    section: str | None
    case: str | None
    title: str
    heading_path: tuple[str, ...]
    references: tuple[Reference, ...]
    paragraphs: tuple[Paragraph, ...]
    routine: bool = False
    access_groups: tuple[str, ...] = ()
    confidential: str | None = None
    resolution: str | None = None

    @property
    def is_listed(self) -> bool:
        """Tell a section, of a meeting or a report, from what belongs to a meeting as a whole."""
        return self.section is not None or self.document_kind not in (DocumentKind.MINUTES, DocumentKind.AGENDA)

    @property
    def reference(self) -> str:
        """Name the decision for people: "Hyvinvointilautakunta 20.2.2025 § 21"; of a report its title and heading."""
        day = ".".join(str(int(piece)) for piece in reversed(self.date.split("-"))) if self.date else None
        section = f"§ {self.section}" if self.section else None
        said = " ".join(piece for piece in (self.organ, day, section) if piece)
        return said or self.title
