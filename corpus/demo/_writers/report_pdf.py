"""Reports as PDF: a title page, contents with page numbers, headings larger than the text, ruled tables."""

from __future__ import annotations

from collections.abc import Sequence

from _writers.source import Block, Document, Handling, Heading, Item, Label, Lines, Table, Text
from _writers.typeset import RIGHT, Sheets
from _writers.words import OWNER

_LEFT = 64.0
_SIZE = 10.5
_TOP = 84.0
_HEADING_SIZES = {1: 16.0, 2: 13.0, 3: 11.0, 4: 10.5}


def report_pdf(document: Document) -> bytes:
    """Write a report: laid out once to learn on which page each heading stands, then with its contents."""
    pages = _laid_out(document, [])[1]
    sheets, _ = _laid_out(document, pages)
    front = document.front

    def head(sheets: Sheets, page: int, _pages: int) -> None:
        if page > 1:
            sheets.put_at(page, _LEFT, 36, f"{OWNER[front.language]} | {front.title}", 8.5)
            sheets.put_at(page, RIGHT - 20, 800, str(page), 8.5)

    return sheets.pdf(front.title, front.language, head)


def _laid_out(document: Document, pages: Sequence[tuple[Heading, int]]) -> tuple[Sheets, list[tuple[Heading, int]]]:
    front, sheets = document.front, Sheets(_TOP)
    sheets.y = 260
    sheets.paragraph(_LEFT, front.title, 24, bold=True)
    sheets.y += 12
    for line in (front.subtitle, OWNER[front.language]):
        sheets.paragraph(_LEFT, line, 12)
        sheets.y += 6
    sheets.new_page()
    sheets.line(_LEFT, "Sisällys" if front.language == "fi" else "Innehåll", 16, bold=True)
    sheets.space(10)
    for heading, page in pages:
        left = _LEFT + 14 * (heading.level - 1)
        stop = RIGHT - 20
        room = stop - 6 - left - sheets.width(heading.text + " ", _SIZE)
        dots = "." * int(room / sheets.width(".", _SIZE))
        sheets.put(left, f"{heading.text} {dots}", _SIZE)
        sheets.line(stop, str(page), _SIZE)
    sheets.new_page()
    found: list[tuple[Heading, int]] = []
    before: Block | None = None
    for block in document.blocks:
        _block(sheets, block, before)
        if isinstance(block, Heading) and block.level < 4:
            found.append((block, sheets.page))
        before = block
    return sheets, found


def _block(sheets: Sheets, block: Block, before: Block | None) -> None:
    match block:
        case Heading(level, text):
            size = _HEADING_SIZES[level]
            if level == 1 and sheets.y > 560:
                sheets.new_page()
            sheets.need(90)
            sheets.space(20 if level < 3 else 12)
            sheets.paragraph(_LEFT, text, size, bold=True)
        case Text(text):
            sheets.space(7)
            sheets.paragraph(_LEFT, text, _SIZE)
        case Lines(lines):
            sheets.space(7)
            for line in lines:
                sheets.paragraph(_LEFT, line, _SIZE)
        case Item(mark, text):
            sheets.space(2 if isinstance(before, Item) else 5)
            if mark:
                sheets.put(_LEFT, "\u2022 " if mark == "-" else f"{mark} ", _SIZE)
            for line in sheets.wrap(text, RIGHT - _LEFT - 16, _SIZE):
                sheets.line(_LEFT + (16 if mark else 0), line, _SIZE)
        case Label(text) | Handling(text):
            sheets.space(8)
            sheets.line(_LEFT, text, _SIZE, bold=True)
        case Table():
            sheets.space(10)
            sheets.table(_LEFT, block, 9.0)
