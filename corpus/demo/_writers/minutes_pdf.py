"""Minutes and agendas as PDF, in the two manners of case-management systems.

`pdf`: each § opens a page, its mark, title and diary number at the left edge, labels bold above their text.
`pdf-margin`: sections run on, opened by a line of organ, § and date; labels stand in a margin column.
"""

from __future__ import annotations

from collections.abc import Iterable

from _writers.instructions import instructions
from _writers.source import Block, Document, Front, Handling, Heading, Item, Label, Lines, Section, Table, Text
from _writers.typeset import RIGHT, Sheets
from _writers.words import KIND, OWNER, word

_LEFT, _BODY = 57.0, 122.0
_MARGIN_BODY = 172.0
_SIZE = 10.5
_TOP = 112.0


def minutes_pdf(document: Document) -> bytes:
    """Write a meeting."""
    front = document.front
    writer = _MarginWriter(front) if front.format == "pdf-margin" else _Writer(front)
    writer.opening(document.sections)
    writer.attendance()
    for section in document.sections:
        writer.section(section)
    writer.closing()
    title = f"{KIND[front.kind, front.language]} {front.organ} {front.day}"
    return writer.sheets.pdf(title, front.language, writer.head)


class _Writer:
    body = _BODY

    def __init__(self, front: Front) -> None:
        self.front = front
        self.sheets = Sheets(_TOP)

    def head(self, sheets: Sheets, page: int, pages: int) -> None:
        """Write the running head."""
        front = self.front
        sheets.put_at(page, _LEFT, 34, OWNER[front.language], _SIZE, bold=True)
        sheets.put_at(page, 330, 34, KIND[front.kind, front.language], _SIZE, bold=True)
        sheets.put_at(page, 430, 34, front.number, _SIZE)
        sheets.put_at(page, 500, 34, f"{page} ({pages})", _SIZE)
        sheets.put_at(page, _LEFT, 50, front.organ, _SIZE)
        sheets.put_at(page, 330, 50, front.day, _SIZE)
        sheets.rule_at(page, _LEFT, RIGHT, 84)

    def opening(self, sections: Iterable[Section]) -> None:
        """Write time, place and contents; a section that was added later is not in the contents."""
        front, sheets = self.front, self.sheets
        for key, said in (("time", front.time), ("place", front.place)):
            sheets.put(_LEFT, word(key, front.language), _SIZE, bold=True)
            sheets.line(self.body, f"{front.day}, {said}" if key == "time" else said, _SIZE)
            sheets.space(6)
        sheets.space(14)
        contents = word("contents agenda" if front.kind == "agenda" else "contents", front.language)
        sheets.line(_LEFT, contents, _SIZE, bold=True)
        sheets.space(8)
        for section in sections:
            if section.number in front.added:
                continue
            sheets.need(2 * _SIZE * 1.35)
            sheets.put(_LEFT, f"§ {section.number}", _SIZE)
            sheets.paragraph(_BODY, section.title, _SIZE)
            sheets.space(2)

    def attendance(self) -> None:
        """Write who was there, who signed and adjusted, and where the minutes can be seen."""
        front, sheets, language = self.front, self.sheets, self.front.language
        if front.kind == "agenda":
            return
        sheets.new_page()
        for key, names in (("present", front.present), ("others", front.others), ("absent", front.absent)):
            if names:
                sheets.line(_LEFT, word(key, language), _SIZE, bold=True)
                for name in names:
                    sheets.line(self.body, name, _SIZE)
                sheets.space(8)
        sheets.line(_LEFT, word("signatures", language), _SIZE, bold=True)
        sheets.space(10)
        for name, key in ((front.chair, "chair"), (front.secretary, "secretary")):
            sheets.line(self.body, name, _SIZE)
            sheets.line(self.body, word(key, language), _SIZE)
            sheets.space(8)
        sheets.line(_LEFT, word("adjustment", language), _SIZE, bold=True)
        if front.adjusted:
            sheets.line(self.body, word("adjusted", language), _SIZE)
        for name in front.adjusters:
            sheets.line(self.body, f"{front.adjusted} {name}".strip(), _SIZE)
        sheets.space(8)
        if front.shown:
            sheets.line(_LEFT, word("shown", language), _SIZE, bold=True)
            sheets.paragraph(self.body, front.shown, _SIZE)

    def section(self, section: Section) -> None:
        """Write one §, on a page of its own."""
        sheets = self.sheets
        sheets.new_page()
        if section.number in self.front.added:
            sheets.line(_LEFT, word("added", self.front.language), _SIZE, bold=True)
        sheets.line(_LEFT, f"§ {section.number}", _SIZE, bold=True)
        sheets.paragraph(_LEFT, section.title, _SIZE, bold=True)
        if section.case:
            sheets.space(8)
            sheets.line(_LEFT, section.case, _SIZE)
        sheets.space(14)
        self.blocks(section.blocks)

    def closing(self) -> None:
        """Write the instructions for appeal, each on a page of its own."""
        for instruction in instructions(self.front):
            self.sheets.new_page()
            self.sheets.line(_LEFT, instruction.heading, _SIZE, bold=True)
            self.sheets.line(_LEFT, instruction.listed, _SIZE)
            self.sheets.space(10)
            self.blocks(instruction.blocks)

    def blocks(self, blocks: Iterable[Block]) -> None:
        """Write blocks one below the other."""
        before: Block | None = None
        for block in blocks:
            self._space(before, block)
            self._block(block)
            before = block

    def _space(self, before: Block | None, block: Block) -> None:
        tight = isinstance(before, Label) or (isinstance(before, Item) and isinstance(block, Item))
        self.sheets.space(2 if tight else 8)

    def _block(self, block: Block) -> None:
        sheets = self.sheets
        match block:
            case Text(text):
                sheets.paragraph(self.body, text, _SIZE)
            case Lines(lines):
                for line in lines:
                    sheets.paragraph(self.body, line, _SIZE)
            case Item(mark, text):
                self._item(mark, text)
            case Label(text) | Heading(_, text):
                sheets.need(4 * _SIZE)
                sheets.line(self.body, text, _SIZE, bold=True)
            case Handling(text):
                sheets.need(5 * _SIZE)
                sheets.line(_LEFT, text, _SIZE, bold=True)
            case Table():
                sheets.table(self.body, block, 9.0)

    def _item(self, mark: str, text: str) -> None:
        sheets = self.sheets
        if not mark:
            sheets.paragraph(self.body, text, _SIZE)
            return
        printed = "\u2022" if mark == "-" else mark
        lines = sheets.wrap(text, RIGHT - self.body - 18, _SIZE)
        sheets.need(min(2, len(lines)) * _SIZE * 1.35)
        sheets.put(self.body, f"{printed} ", _SIZE)
        for line in lines:
            sheets.line(self.body + 18, line, _SIZE)


class _MarginWriter(_Writer):
    body = _MARGIN_BODY

    def head(self, sheets: Sheets, page: int, pages: int) -> None:
        front = self.front
        sheets.put_at(page, _LEFT, 34, OWNER[front.language].upper(), _SIZE, bold=True)
        sheets.put_at(page, 290, 34, KIND[front.kind, front.language].upper(), _SIZE, bold=True)
        sheets.put_at(page, 400, 34, front.number, _SIZE)
        sheets.put_at(page, 500, 34, f"Sivu {page}", _SIZE)
        sheets.rule_at(page, _LEFT, RIGHT, 50)
        sheets.put_at(page, _LEFT, 56, front.organ, _SIZE)
        sheets.put_at(page, 290, 56, front.day, _SIZE)
        sheets.rule_at(page, _LEFT, RIGHT, 74)

    def section(self, section: Section) -> None:
        front, sheets = self.front, self.sheets
        if section.number == min(s for s in (section.number, *front.no_appeal, *front.correction)):
            sheets.new_page()
        sheets.need(9 * _SIZE)
        sheets.space(22)
        if section.number in front.added:
            sheets.line(_LEFT, word("added", front.language), _SIZE, bold=True)
        sheets.line(_LEFT, f"{front.organ} § {section.number} {front.day}", _SIZE, bold=True)
        sheets.space(8)
        sheets.paragraph(_LEFT, section.title, _SIZE, bold=True)
        if section.case:
            sheets.space(4)
            sheets.line(_LEFT, section.case, _SIZE)
        sheets.space(6)
        self.blocks(section.blocks)

    def _space(self, before: Block | None, block: Block) -> None:
        if isinstance(before, Label):
            return
        super()._space(before, block)

    def _block(self, block: Block) -> None:
        if isinstance(block, Label):
            self.sheets.need(4 * _SIZE)
            self.sheets.put(_LEFT, block.text, _SIZE, bold=True)
            return
        super()._block(block)
