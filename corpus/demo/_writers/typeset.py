"""Set lines on A4 pages: what every PDF of the demo municipality is made with.

The pages are laid out first and drawn afterwards, so that heads and contents can tell page numbers. Standard fonts,
no compression, no identifier, a fixed date: the same source gives the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fpdf import FPDF

from _writers.source import Table

WIDTH, HEIGHT = 595.28, 841.89
RIGHT = 552.0
BOTTOM = 780.0
_FONT = "Helvetica"
_CELL_PAD = 4.0
_MOMENT = datetime(2025, 1, 1, tzinfo=UTC)


class _Printer(FPDF):
    """fpdf2 without anything that differs from run to run."""

    def __init__(self) -> None:
        super().__init__(orientation="portrait", unit="pt", format="A4")
        self.core_fonts_encoding = "windows-1252"
        self.set_compression(False)
        self.set_auto_page_break(False)
        self.set_creator("Kuusnivan kaupunki")
        self.set_producer("corpus/demo")
        self.set_creation_date(_MOMENT)

    def file_id(self) -> None:
        """Leave the identifier out."""


@dataclass(frozen=True, slots=True)
class _Ink:
    """A piece of text, or a rule where the text is empty; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float = 0.0
    bold: bool = False
    to: float = 0.0


class Sheets:
    """Pages being written, from the top down."""

    def __init__(self, top: float) -> None:
        self._top = top
        self._measure = _Printer()
        self._pages: list[list[_Ink]] = [[]]
        self.y = top

    @property
    def page(self) -> int:
        """Give the number of the page that is being written."""
        return len(self._pages)

    @property
    def is_fresh(self) -> bool:
        """Tell whether nothing stands on the page yet."""
        return not self._pages[-1]

    def new_page(self) -> None:
        """Begin a page, unless this one is fresh."""
        if not self.is_fresh:
            self._pages.append([])
        self.y = self._top

    def need(self, height: float) -> None:
        """Begin a page where less than a height is left on this one."""
        if self.y + height > BOTTOM:
            self.new_page()

    def space(self, height: float) -> None:
        """Leave a gap, but not at the top of a page."""
        if not self.is_fresh:
            self.y += height

    def put(self, x: float, text: str, size: float, *, bold: bool = False, page: int | None = None) -> None:
        """Write at the current height without moving down."""
        self._pages[(page or self.page) - 1].append(_Ink(x, self.y + size, text, size, bold))

    def put_at(self, page: int, x: float, y: float, text: str, size: float, *, bold: bool = False) -> None:
        """Write at a height of a page."""
        self._pages[page - 1].append(_Ink(x, y + size, text, size, bold))

    def rule(self, x: float, to: float) -> None:
        """Draw a thin line at the current height."""
        self._pages[-1].append(_Ink(x, self.y, "", to=to))

    def rule_at(self, page: int, x: float, to: float, y: float) -> None:
        """Draw a thin line at a height of a page."""
        self._pages[page - 1].append(_Ink(x, y, "", to=to))

    def line(self, x: float, text: str, size: float, *, bold: bool = False) -> None:
        """Write one line and move below it."""
        self.need(size * 1.35)
        self.put(x, text, size, bold=bold)
        self.y += size * 1.35

    def paragraph(self, x: float, text: str, size: float, *, bold: bool = False, to: float = RIGHT) -> None:
        """Write a paragraph of as many lines as it needs; a wrapped line keeps its space at the end."""
        lines = self.wrap(text, to - x, size, bold=bold)
        if len(lines) > 1:
            self.need(2 * size * 1.35)
        for line in lines:
            self.line(x, line, size, bold=bold)

    def wrap(self, text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
        """Break a text into lines of a width."""
        lines = [""]
        for word in text.split(" "):
            trial = f"{lines[-1]}{word}"
            if lines[-1] and self.width(trial, size, bold=bold) > width:
                lines.append("")
                trial = word
            lines[-1] = f"{trial} "
        lines[-1] = lines[-1].rstrip()
        return lines

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Give the width of a text in points."""
        self._measure.set_font(_FONT, "B" if bold else "", size)
        return float(self._measure.get_string_width(text))

    def table(self, x: float, table: Table, size: float, *, to: float = RIGHT) -> None:
        """Write a table, ruled between its rows; columns of figures stand to the right."""
        widths = self._columns(table, to - x, size)
        figures = [all(map(_is_figure, filter(None, column))) for column in zip(*table.rows, strict=True)]
        self.need(size * 5)
        for number, row in enumerate((table.head, *table.rows)):
            self._row(x, row, widths, figures, size, bold=number == 0 or row[0].startswith("Yhteensä"))
        self.rule(x, x + sum(widths))
        self.y += size * 0.6

    def _row(
        self,
        x: float,
        row: Sequence[str],
        widths: Sequence[float],
        figures: Sequence[bool],
        size: float,
        *,
        bold: bool,
    ) -> None:
        cells = [
            self.wrap(cell, width - 2 * _CELL_PAD, size, bold=bold) for cell, width in zip(row, widths, strict=True)
        ]
        self.need(max(len(cell) for cell in cells) * size * 1.25 + 5)
        self.rule(x, x + sum(widths))
        self.y += 2.5
        top, lowest, left = self.y, self.y, x
        for cell, width, is_figure in zip(cells, widths, figures, strict=True):
            self.y = top
            for line in cell:
                bare = line.rstrip()
                shift = width - 2 * _CELL_PAD - self.width(bare, size, bold=bold) if is_figure else 0.0
                self.put(left + _CELL_PAD + shift, bare, size, bold=bold)
                self.y += size * 1.25
            lowest = max(lowest, self.y)
            left += width
        self.y = lowest + 2.5

    def _columns(self, table: Table, room: float, size: float) -> list[float]:
        """Give each column the width of its longest cell, and where that is too much, take from the widest."""
        columns = zip(table.head, *table.rows, strict=True)
        widths = [max(self.width(cell, size, bold=True) for cell in column) + 2 * _CELL_PAD + 1 for column in columns]
        while sum(widths) > room:
            widest = max(widths)
            second = max((width for width in widths if width < widest), default=0.0)
            wide = [at for at, width in enumerate(widths) if width == widest]
            cut = min(widest - second, (sum(widths) - room) / len(wide))
            for at in wide:
                widths[at] -= cut
            if cut < 0.01:
                break
        return widths

    def pdf(self, title: str, language: str, decorate: Callable[[Sheets, int, int], None]) -> bytes:
        """Draw the pages; `decorate` writes the head of a page, told its number and how many there are."""
        for number in range(1, len(self._pages) + 1):
            body, self._pages[number - 1] = self._pages[number - 1], []
            decorate(self, number, len(self._pages))
            self._pages[number - 1].extend(body)
        printer = _Printer()
        printer.set_title(title)
        printer.set_lang(language)
        for page in self._pages:
            printer.add_page()
            for ink in page:
                _draw(printer, ink)
        return bytes(printer.output())


def _draw(printer: FPDF, ink: _Ink) -> None:
    if not ink.text:
        printer.set_line_width(0.5)
        printer.line(ink.x, ink.y, ink.to, ink.y)
        return
    printer.set_font(_FONT, "B" if ink.bold else "", ink.size)
    printer.text(ink.x, ink.y, ink.text)


def _is_figure(text: str) -> bool:
    return text[0] in "0123456789-+" and not any(character.isalpha() for character in text.replace("€", ""))
