"""Minutes that tests write: as text, and as PDF with running heads, bold labels, columns and page breaks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from fpdf import FPDF

from indexer.formats import MEDIA_TYPES, read
from indexer.layout import Layout, lay_out
from indexer.minutes import read_minutes
from indexer.model import Decision, DocumentKind, PartKind, Source, Status

FOLDER = "/kokoukset/naavaharju"


def a_source(
    name: str,
    *,
    municipality: str | None = None,
    organ: str | None = None,
    date: str | None = None,
    document_kind: DocumentKind | None = None,
    language: str | None = None,
    status: Status | None = None,
    media_type: str | None = None,
) -> Source:
    path = f"{FOLDER}/{name}"
    return Source(
        source_id=path,
        path=path,
        name=PurePath(name).name,
        checksum="0",
        media_type=media_type or MEDIA_TYPES.get(PurePath(name).suffix, "text/plain"),
        municipality=municipality,
        organ=organ,
        date=date,
        document_kind=document_kind,
        language=language,
        status=status,
    )


def layout_of(content: str | bytes) -> Layout:
    """Lay out a text, or a PDF's bytes."""
    if isinstance(content, bytes):
        return lay_out(read("kokous.pdf", content))
    return lay_out(read("kokous.txt", content.encode()))


def decisions(content: str | bytes, source: Source | None = None) -> dict[str | None, Decision]:
    """Read minutes; give the decisions by section number, and by None what belongs to the meeting as a whole."""
    found = read_minutes(source or a_source("kokous.txt"), layout_of(content))
    by_section = {decision.section: decision for decision in found}
    assert len(by_section) == len(found), "a section came twice"
    return by_section


def texts(decision: Decision, part: PartKind, inner: PartKind | None = None) -> list[str]:
    """Give the paragraphs of a part, headings aside; `inner` narrows an earlier handling to one of its own parts."""
    return [
        paragraph.text
        for paragraph in decision.paragraphs
        if paragraph.part is part and not paragraph.is_heading and inner in (None, paragraph.origin_part)
    ]


def headings(decision: Decision) -> list[str]:
    return [paragraph.text for paragraph in decision.paragraphs if paragraph.is_heading]


class Sheets:
    """A PDF in the making: lines are set at a left margin, downwards from `top`; every page bears the running heads."""

    WIDTH = 440.0  # of the column of text

    def __init__(self, heads: Sequence[str] = (), left: float = 60.0, size: float = 10.0) -> None:
        self._pdf = FPDF(unit="pt", format="A4")
        self._pdf.set_auto_page_break(False)
        self._heads = heads
        self._left = left
        self._size = size
        self.top = 0.0
        self._pages = 0
        self.page()

    def page(self) -> None:
        """Begin a page. In a head, {page} is its number."""
        self._pdf.add_page()
        self._pages += 1
        for number, head in enumerate(self._heads):
            self._set(self._left, 30 + 12 * number, head.format(page=self._pages), bold=number == 0)
        self.top = 120.0

    def line(self, text: str, *, bold: bool = False, indent: float = 0.0, label: str = "", size: float = 0.0) -> None:
        """Set one line; `label` stands in bold in the margin column before it."""
        if label:
            self._set(self._left, self.top, label, bold=True)
        self._set(self._left + indent, self.top, text, bold=bold, size=size)
        self.top += 13.0

    def paragraph(self, text: str, *, bold: bool = False, indent: float = 0.0, apart: bool = True) -> None:
        """Set a paragraph, wrapped at the right margin; a hyphen cuts a long word where the text has a soft hyphen."""
        self.top += 7.0 if apart else 0.0
        for line in self.wrap(text, self.WIDTH - indent, bold=bold):
            if self.top > 780:
                self.page()
            self.line(line, bold=bold, indent=indent)

    def wrap(self, text: str, width: float, *, bold: bool = False) -> list[str]:
        self._pdf.set_font("Helvetica", "B" if bold else "", self._size)
        lines, line = [], ""
        for word in text.split(" "):
            candidate = f"{line} {word}".strip()
            if self._pdf.get_string_width(candidate.replace("\u00ad", "")) <= width:
                line = candidate
                continue
            head, cut, tail = word.partition("\u00ad")
            if cut and self._pdf.get_string_width(f"{line} {head}-") <= width:
                lines.append(f"{line} {head}-")
                line = tail
            else:
                lines.append(line)
                line = word
        return [each.replace("\u00ad", "") for each in [*lines, line]]

    def marks_first(self, marks: Sequence[str], items: Sequence[str]) -> None:
        """Set a list whose marks the file holds before all of its items, as some systems write them."""
        tops = [self.top + 13.0 * number for number in range(len(items))]
        for mark, top in zip(marks, tops, strict=True):
            self._set(self._left + 20, top, mark)
        for item, top in zip(items, tops, strict=True):
            self._set(self._left + 40, top, item)
        self.top += 13.0 * len(items)

    def skip(self, points: float = 10.0) -> None:
        self.top += points

    def lock(self, password: str) -> None:
        self._pdf.set_encryption(owner_password=password, user_password=password)

    def content(self) -> bytes:
        return bytes(self._pdf.output())

    def _set(self, left: float, top: float, text: str, *, bold: bool = False, size: float = 0.0) -> None:
        self._pdf.set_font("Helvetica", "B" if bold else "", size or self._size)
        self._pdf.text(left, top, text)
