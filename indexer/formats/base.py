"""What every reader gives: lines in reading order, with the hints that tell paragraphs and headings apart."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.labels import Label
from indexer.model import DocumentKind, Reference


@dataclass(frozen=True, slots=True)
class Declared:
    """What the markup or the typed fields of a file say of a section; None where they say nothing.

    `item` is the number on the agenda, for systems that give that and no §; `resolution` their code of the outcome.
    """

    municipality: str | None = None
    organ: str | None = None
    date: str | None = None
    section: str | None = None
    item: str | None = None
    title: str | None = None
    case: str | None = None
    document_kind: DocumentKind | None = None
    resolution: str | None = None

    @property
    def names_matter(self) -> bool:
        """Tell whether it is of a section, and not of the file as a whole."""
        return any((self.section, self.item, self.title, self.case))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document.

    `text` is normalised (`indexer.finnish.normalise`), never empty. `page` counts from 1. Lengths are points in a
    PDF and characters in a text: `left`, `right`, `top` (from the page's upper edge), `first_word` (the width of
    the first word, which tells whether it would have fitted on the line before), `size` (of the type). `depth` is `top`
    as a share of the page's height.
    `opening` is the length of the first words where bold type or a wide gap sets them apart from the rest, as a label
    in a margin column is; else 0. `body` is where the rest begins, if it is known.
    `soft` says whether the line ends in a space, as lines that a word processor wrapped do.
    `gap` counts the empty lines before it in a text without geometry.

    Formats with markup say more: `whole` that the line is a paragraph, `item` that it is an item of a list, `context`
    the heads of the table whose row it is. `declared` stands on the lines that head a section and says what is known
    of it; `label` what the file's own fields say the text is, which no wording overrules; `origin` whose words these
    are, where they are those of another meeting.
    """

    text: str
    page: int | None
    left: float
    right: float
    first_word: float
    top: float | None = None
    depth: float | None = None
    size: float | None = None
    bold: bool = False
    opening: int = 0
    body: float | None = None
    soft: bool = False
    gap: int = 0
    whole: bool = False
    item: bool = False
    context: str = ""
    declared: Declared | None = None
    label: Label | None = None
    origin: Reference | None = None


def marked_up(
    text: str,
    *,
    page: int | None = None,
    left: float = 0.0,
    size: float | None = None,
    bold: bool = False,
    opening: int = 0,
    item: bool = False,
    context: str = "",
) -> Line:
    """Make the line of a paragraph whose markup says where it begins and ends; `text` is normalised."""
    return Line(
        text=text,
        page=page,
        left=left,
        right=left + len(text),
        first_word=len(text.split(" ", 1)[0]),
        size=size,
        bold=bold,
        opening=opening,
        gap=0 if item else 1,
        whole=True,
        item=item,
        context=context,
    )
