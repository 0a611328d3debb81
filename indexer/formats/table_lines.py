"""Tables of files with markup: a row is one line, its cells parted by a space, the heads of its columns its context.

A table that only arranges the page (text of several paragraphs, a label beside its part, one column) is read cell by
cell instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.formats.base import Line, marked_up
from indexer.labels import match_label

_MOST_LINES = 3  # of a cell
_LONGEST_CELL = 300
_LABEL_LENGTH = 45


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of a table's cell; `nested` tells that it holds another table."""

    lines: tuple[Line, ...]
    nested: bool = False

    @property
    def text(self) -> str:
        """Give its words in one line."""
        return " ".join(line.text for line in self.lines)


def table_lines(rows: Sequence[Sequence[Cell]], *, size: float | None = None) -> Iterator[Line]:
    """Give the lines of a table, row by row."""
    filled = [[cell for cell in row if cell.lines] for row in rows]
    filled = [row for row in filled if row]
    if all(len(row) == 1 for row in filled):
        alone = all(len(cell.lines) == 1 for (cell,) in filled)
        yield from (replace(line, gap=0) if alone else line for (cell,) in filled for line in cell.lines)
        return
    if _arranges(filled):
        yield from (line for row in filled for cell in row for line in cell.lines)
        return
    heads = " | ".join(cell.text for cell in filled[0]) if _has_heads(filled) else ""
    for number, row in enumerate(filled):
        yield _row_line(row, heads if number else "", size)


def _row_line(row: Sequence[Cell], heads: str, size: float | None) -> Line:
    lines = [line for cell in row for line in cell.lines]
    first = len(row[0].text)
    line = marked_up(
        " ".join(cell.text for cell in row),
        page=lines[0].page,
        size=size,
        bold=all(line.bold for line in lines),
        opening=first if len(row) > 1 and first <= _LABEL_LENGTH else 0,
        context=heads,
    )
    declared = next((each.declared for each in lines if each.declared), None)
    return replace(line, gap=0, declared=declared, label=lines[0].label, origin=lines[0].origin)


def _arranges(rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell a table that arranges the page from one that holds data."""
    for row in rows:
        if any(cell.nested or len(cell.lines) > _MOST_LINES or len(cell.text) > _LONGEST_CELL for cell in row):
            return True
        label = match_label(row[0].text)
        if len(row) == 2 and label and not label.rest and not all(line.bold for line in row[1].lines):
            return True
    return False


def _has_heads(rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether the first row says what the columns are: set in bold, or without figures above rows of figures."""
    head, *body = rows
    if not body or len(head) < 2 or head[0].text.endswith(":"):  # "Puhelin: | 040 …" says what stands beside it
        return False
    bold = [all(line.bold for cell in row for line in cell.lines) for row in rows]
    if bold[0] and not all(bold):
        return True
    figures = [any(character.isdigit() for cell in row for character in cell.text) for row in rows]
    return not figures[0] and all(figures[1:])
