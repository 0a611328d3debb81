"""Tables of a report: where they are on a page, by ruling lines and by figures and words that stand in columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from indexer.cells import Fragment, Sheet, cells_of
from indexer.grids import Grid, grids
from indexer.placing import Placed
from indexer.table_rows import (
    HEADS_ABOVE,
    Strip,
    Table,
    TableRow,
    columns_of,
    is_figure,
    merged_spans,
    overlap,
    said_in,
)

_NEAR = 30.0  # points between two rows of a table
_LONGEST_LABEL = 90
_SHORT_CELL = 40
_MOST_LABELS = 3  # lines without figures between two rows


def read_tables(
    placed: Sequence[Placed], sheets: Mapping[int, Sheet], skipped: Collection[int]
) -> tuple[TableRow, ...]:
    """Find the tables of a document; lines of `skipped` (headings, contents, page numbers) are in none."""
    made: list[TableRow] = []
    carried: tuple[Strip, ...] = ()
    for page, numbered in groupby(enumerate(placed), key=lambda pair: pair[1].page):
        sheet = sheets.get(page or 0)
        if sheet is None:
            carried = ()
            continue
        strips = list(_strips(list(numbered), sheet, skipped))
        regions = list(_regions(strips))
        within = {index for start, end in regions for index in range(start, end)}
        outside = [strip for index, strip in enumerate(strips) if index not in within]
        labels = _far_labels([strip for start, end in regions for strip in strips[start:end]], outside)
        for start, end in regions:
            opens_page = not any(_stands_before(strip) for strip in strips[:start])
            if any(strip.side for strip in strips[start:end]):
                made.extend(_rows_of_sides(strips[start:end], labels))
                carried = ()
                continue
            table = Table(strips[start:end], carried if opens_page else (), labels)
            made.extend(table.rows())
            carried = table.heads
        made.extend(TableRow(label.first, label.after, "", is_head=True) for label in labels.values())
    return tuple(made)


def _rows_of_sides(strips: Sequence[Strip], labels: Mapping[int, Strip]) -> Iterator[TableRow]:
    """Give the rows of two tables side by side; where one runs over, its lines stay apart: the other's lie between."""
    for is_right in (False, True):
        half = [strip for strip in strips if (strip.side == 2) is is_right]
        for row in Table(half, (), labels).rows():
            pieces = [strip for strip in half if row.first <= strip.first < row.after]
            if sum(strip.after - strip.first for strip in pieces) == row.after - row.first:
                yield row
            else:
                yield from (TableRow(strip.first, strip.after, row.context, row.is_head) for strip in pieces)


def _far_labels(rows: Sequence[Strip], outside: Sequence[Strip]) -> dict[int, Strip]:
    """Find the labels of rows of figures alone, which some files hold after all figures, by their height."""
    found: dict[int, Strip] = {}
    for row in rows:
        if not row.figures or not is_figure(row.cells[0]):
            continue
        level = [
            strip
            for strip in outside
            if len(strip.cells) == 1
            and abs(strip.top - row.top) < 3.0
            and strip.cells[0].right <= row.cells[0].left
            and not strip.lone_figure
        ]
        if level:
            found[row.first] = max(level, key=lambda strip: strip.cells[0].right)
    return found


def _strips(numbered: Sequence[tuple[int, Placed]], sheet: Sheet, skipped: Collection[int]) -> Iterator[Strip]:
    """Cut a page into lines and, where ruling lines part them, into rows of several lines."""
    ruled = grids(sheet)
    single = [_strip(index, each, sheet, ruled, index in skipped) for index, each in numbered]
    for _, group in groupby(single, key=lambda pair: (pair[1], pair[0].first if pair[1] is None else None)):
        pairs = list(group)
        band = pairs[0][1]
        strips = [strip for strip, _ in pairs]
        if band is None or len(strips) == 1 or any(strip.side for strip in strips):
            yield from strips
        else:
            yield from _row_of_grid(strips, ruled[band[0]])


_Band = tuple[int, int]


def _strip(index: int, each: Placed, sheet: Sheet, ruled: Sequence[Grid], skipped: bool) -> tuple[Strip, _Band | None]:
    line = each.line
    if skipped or line.top is None:
        return Strip(index, index + 1, (), each.top, each.top, False), None
    cells = cells_of(line, sheet)
    middle = line.top + 0.6 * (line.size or 10.0)
    band = next(
        ((number, at) for number, grid in enumerate(ruled) if (at := grid.band(line.left, middle)) is not None), None
    )
    strip = Strip(index, index + 1, cells, line.top, line.top + 1.2 * (line.size or 10.0), line.bold, side=each.side)
    return (strip if band is None else replace(strip, grid=band[0])), band


def _row_of_grid(strips: Sequence[Strip], grid: Grid) -> Iterator[Strip]:
    """Join the lines of a ruled row cell by cell, unless the ruling lines part columns only."""
    pieces = [cell for strip in strips for cell in strip.cells]
    apart = merged_spans((cell.left, cell.right) for cell in pieces)
    columns: dict[int, list[Fragment]] = {}
    for cell in pieces:
        column = sum(left <= cell.left for left, _ in apart)
        columns.setdefault(grid.column(cell.left, cell.top + 5.0) if grid.upright else column, []).append(cell)
    stacked = any(sum(is_figure(cell) for cell in cells) > 1 for cells in columns.values())
    if stacked or len(columns) < 2:
        yield from strips
        return
    cells = tuple(
        Fragment(said_in(each), min(c.left for c in each), max(c.right for c in each), min(c.top for c in each))
        for _, each in sorted(columns.items())
    )
    top, bottom = min(strip.top for strip in strips), max(strip.bottom for strip in strips)
    bold = all(strip.bold for strip in strips)
    yield Strip(strips[0].first, strips[-1].after, cells, top, bottom, bold, strips[0].grid)


def _regions(strips: Sequence[Strip]) -> Iterator[tuple[int, int]]:
    """Find the runs of lines that make up a table, its heads included."""
    done = 0
    at = 0
    while at < len(strips):
        if not strips[at].several:
            at += 1
            continue
        last, labels = at, 0
        for index in range(at + 1, len(strips)):
            strip = strips[index]
            if not strip.cells or abs(strip.top - strips[index - 1].bottom) > _NEAR + (strip.bottom - strip.top):
                break
            if strip.several:
                last, labels = index, 0
            elif labels < _MOST_LABELS * 2 and _is_label(strip, strips[last]):
                labels += 1
            else:
                break
        rows = strips[at : last + 1]
        if _is_table(rows):
            yield max(done, _above(strips, at, rows)), last + 1
            done = last + 1
        at = last + 1


def _is_table(rows: Sequence[Strip]) -> bool:
    """Tell a table: rows with figures, a ruled one, or rows whose cells begin one below the other."""
    several = [row for row in rows if row.several]
    if any(row.grid is not None for row in several) and len(several) > 1:
        return True
    if sum(row.figures for row in several) > 1:
        return True
    lefts = [[round(cell.left / 4) for cell in row.cells[1:]] for row in several]
    aligned = sum(bool(set(a) & set(b)) for a, b in pairwise(lefts))
    return len(several) > 2 and aligned >= 0.6 * (len(several) - 1)


def _is_label(strip: Strip, row: Strip) -> bool:
    """Tell a line that stands in one column of a table from a line of running text."""
    cell = strip.cells[0]
    beside = min(each.left for each in row.cells[1:])
    in_column = cell.right <= beside + 10 or cell.left >= beside - 60
    return in_column and len(cell.text) <= _LONGEST_LABEL and not (len(cell.text) > 60 and cell.text.endswith("."))


def _is_prose(text: str) -> bool:
    """Tell running text, or its last line, from a head."""
    if len(text) > _SHORT_CELL or text.endswith(":") or text.count(")") > text.count("("):
        return True
    return text.endswith(".") and (text[:1].islower() or text[:-1].isdigit()) and text.count(" ") != 1


def _stands_before(strip: Strip) -> bool:
    """Tell a line that parts a table from the one on the page before it; the rest of a row's label does not."""
    return bool(strip.cells) and (strip.several or _is_prose(strip.cells[0].text))


def _above(strips: Sequence[Strip], at: int, rows: Sequence[Strip]) -> int:
    """Find where the heads above a table's first row of several cells begin: lines that stand over its columns."""
    columns = columns_of(rows)
    first = at
    for index in range(at - 1, -1, -1):
        strip = strips[index]
        if not strip.cells or strips[at].top - strip.top > HEADS_ABOVE or _is_prose(strip.cells[0].text):
            break
        if any(overlap(cell, column) for cell in strip.cells for column in columns) or strip.several:
            first = index
        elif abs(strip.top - strips[at].top) > 14.0:
            break
    return first
