"""DOCX: python-docx opens the file; paragraphs and tables of its body in order, headers and footers left out.

Numbers and bullets that Word adds to a list are no text of the file: such a paragraph is marked as an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from indexer.errors import UnreadableSource
from indexer.finnish import normalise
from indexer.formats.base import Declared, Line, marked_up
from indexer.formats.packages import opened, reading
from indexer.formats.table_lines import Cell, table_lines
from indexer.names import municipality_in

_PLAIN = 11.0  # points
_LARGEST, _STEP = 18.0, 2.0  # of headings of the first level, and from a level to the next
_HEADING = re.compile(r"^Heading (\d)$")
_LABEL_LENGTH = 45
_WIDE_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]*\t\s*|[ \u00a0]{3,})(?=\S)")
_SKIPPED = {
    qn("w:del"),
    qn("w:pPr"),
    qn("w:rPr"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def read_docx(name: str, content: bytes) -> tuple[Line, ...]:
    """Read the text of a document of Word; pages are those of its last printing, where it knows them."""
    with reading(name, "DOCX"):
        document = docx.Document(opened(name, content))
        lines = list(_Reader(document).lines())
        municipality = municipality_in(_headers(document)) if lines else None
    if not lines:
        raise UnreadableSource(name, "the document holds no text", "Replace it or take it out of the corpus.")
    if municipality is not None:
        lines[0] = replace(lines[0], declared=Declared(municipality=municipality))
    return tuple(lines)


def _headers(document: Document) -> Iterator[str]:
    for section in document.sections:
        yield from (paragraph.text for paragraph in section.header.paragraphs)


@dataclass(slots=True)
class _Text:
    """The words of a paragraph, whether all are bold, and how many characters of bold type open it."""

    raw: str = ""
    bold: bool = True
    opening: int = 0
    boxes: list[Any] = field(default_factory=list)  # elements of text boxes that hang on it

    def add(self, text: str, *, bold: bool) -> None:
        if text.strip():
            if self.bold and not bold and self.raw.strip():
                self.opening = len(self.raw)
            self.bold = self.bold and bold
        self.raw += text


class _Reader:
    """Reads the body of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._body = document.element.body
        self._page = 1 if self._body.findall(f".//{qn('w:lastRenderedPageBreak')}") else None

    def lines(self) -> Iterator[Line]:
        yield from self._lines_of(self._body)

    def _lines_of(self, parent: Any) -> Iterator[Line]:
        for element in parent:
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from table_lines(list(self._rows(element)), size=_PLAIN)
            elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:txbxContent")):
                yield from self._lines_of(element)

    def _rows(self, table: Any) -> Iterator[list[Cell]]:
        for row in table.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is table:
                yield [
                    Cell(tuple(self._lines_of(cell)), nested=cell.find(f".//{qn('w:tbl')}") is not None)
                    for cell in row.iter(qn("w:tc"))
                    if next(cell.iterancestors(qn("w:tr"))) is row
                ]

    def _paragraph(self, element: Any) -> Iterator[Line]:
        paragraph = Paragraph(element, self._document)
        styles = list(_styles(paragraph))
        level = next((found for style in styles if (found := _level(style)) is not None), None)
        text = _Text()
        page = self._page
        self._collect(element, text, bold=level is not None or _is_bold(styles))
        item = _is_listed(element) or any(_is_listed(style.element) for style in styles)
        size = _PLAIN if level is None else max(_PLAIN + 1, _LARGEST - _STEP * level)
        for number, raw in enumerate(text.raw.split("\n")):
            said = normalise(raw).strip()
            if said:
                line = marked_up(said, page=page, size=size, bold=text.bold, item=item and number == 0)
                opening = _opening(raw, text.opening, said) if number == 0 else 0
                yield replace(line, opening=opening, gap=line.gap if number == 0 else 0)
        for box in text.boxes:
            yield from self._lines_of(box)

    def _collect(self, element: Any, text: _Text, *, bold: bool) -> None:
        """Gather the text beneath an element, insertions and links too."""
        for child in element:
            if child.tag in _SKIPPED:
                continue
            if child.tag == qn("w:txbxContent"):
                text.boxes.append(child)
            elif child.tag == qn("w:t"):
                text.add(child.text or "", bold=bold)
            elif child.tag == qn("w:tab"):
                text.add("\t", bold=bold)
            elif child.tag == qn("w:noBreakHyphen"):
                text.add("-", bold=bold)
            elif child.tag in (qn("w:br"), qn("w:cr")):
                text.add("\n", bold=bold)
            elif child.tag == qn("w:lastRenderedPageBreak"):
                self._page = None if self._page is None else self._page + 1
            elif child.tag == qn("w:r"):
                self._collect(child, text, bold=_run_is_bold(child, bold))
            else:
                self._collect(child, text, bold=bold)


def _opening(raw: str, bold: int, text: str) -> int:
    wide = _WIDE_GAP.search(raw[:_LABEL_LENGTH])
    end = wide.start() if wide else bold if bold <= _LABEL_LENGTH else 0
    length = len(normalise(raw[:end]).strip())
    return length if length < len(text) else 0


def _styles(paragraph: Paragraph) -> Iterator[ParagraphStyle]:
    """Give the style of a paragraph and those that it is based on."""
    style = paragraph.style
    while isinstance(style, ParagraphStyle):
        yield style
        style = style.base_style


def _level(style: ParagraphStyle) -> int | None:
    """Give the level of a heading's style from 1, of a title 0."""
    match = _HEADING.match(style.name or "")
    if match:
        return int(match[1])
    return 0 if style.name == "Title" else None


def _is_bold(styles: list[ParagraphStyle]) -> bool:
    return next((bool(style.font.bold) for style in styles if style.font.bold is not None), False)


def _run_is_bold(run: Any, inherited: bool) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    if mark is None:
        return inherited
    return mark.get(qn("w:val"), "1") not in ("0", "false", "off")


def _is_listed(element: Any) -> bool:
    """Tell whether a paragraph or a style has a number or bullet that Word adds."""
    number = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    return number is not None and number.get(qn("w:val")) != "0"
