"""Tables in the minutes of a PDF: each row becomes a block of its own under the heads of its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from indexer.cells import read_sheets, ruled_pages
from indexer.formats.base import Line
from indexer.headings import MARK
from indexer.labels import match_label
from indexer.layout import LIST_MARK, Block, Layout
from indexer.placing import Placed, place
from indexer.reading_order import BARE_MARK
from indexer.references import diary_number, handling_header
from indexer.table_rows import TableRow
from indexer.tables import read_tables

_FIGURE_AT_END = re.compile(r"\d\)?\s?(?:%|€|[a-zåäö²³]{1,4}\.?)?$")
_LONGEST_ROW = 250  # characters; where more stand side by side, the page is arranged and no table
_LEAST = 2  # lines that end in a figure on a page with a table that has no ruling lines


def tabulate(layout: Layout, lines: Sequence[Line], content: bytes) -> Layout:
    """Give the layout of a PDF with its tables cut into rows; the source text stays as it is."""
    figures = Counter(line.page for line in lines if line.page and _FIGURE_AT_END.search(line.text))
    pages = {page for page, count in figures.items() if page and count >= _LEAST} | ruled_pages(content)
    if not pages or any(line.top is None for line in lines):
        return layout
    placed = place(layout, lines)
    first = next((index for index, each in enumerate(placed) if _opens_section(each)), 0)
    apart = {index for index, each in enumerate(placed) if index < first or _is_no_cell(each)}
    rows = [
        row
        for run in _runs(read_tables(placed, read_sheets(content, pages), apart))
        for row in _kept(run, placed, layout)
    ]
    return replace(layout, blocks=tuple(_blocks(layout, placed, rows))) if rows else layout


def _opens_section(each: Placed) -> bool:
    header = handling_header(each.text)
    return MARK.match(each.text) is not None or (header is not None and header.section is not None)


def _is_no_cell(each: Placed) -> bool:
    """Tell lines that open a section or a part of it, and items of lists, which are in no table."""
    text = each.text
    if _opens_section(each) or diary_number(text) is not None or match_label(text, each.line.opening) is not None:
        return True
    return BARE_MARK.match(text) is not None or (LIST_MARK.match(text) is not None and text[0] not in "-–—")


def _runs(rows: Sequence[TableRow]) -> Iterator[list[TableRow]]:
    """Give the rows of each table, which follow each other without a line between."""
    run: list[TableRow] = []
    for row in sorted(rows, key=lambda each: each.first):
        if run and row.first != run[-1].after:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _kept(run: Sequence[TableRow], placed: Sequence[Placed], layout: Layout) -> Sequence[TableRow]:
    """Give a table's rows, or none where it is but text that stands side by side."""
    texts = [layout.text[placed[row.first].start : placed[row.after - 1].end] for row in run if not row.is_head]
    told = sum(_FIGURE_AT_END.search(text) is not None for text in texts)
    headed = any(row.context for row in run)
    if not texts or max(map(len, texts)) > _LONGEST_ROW or not (headed or told >= _LEAST):
        return ()
    return run


def _blocks(layout: Layout, placed: Sequence[Placed], rows: Sequence[TableRow]) -> Iterator[Block]:
    """Give the rows as blocks, the heads of a table as one, and what is left of the blocks that they stood in."""
    row_of = {index: row for row in rows for index in range(row.first, row.after)}

    def place_of(index: int) -> tuple[str, int]:
        row = row_of.get(index)
        if row is None:
            return "text", placed[index].block
        return ("head", 0) if row.is_head else ("row", row.first)

    for (kind, _), group in groupby(range(len(placed)), key=place_of):
        indices = list(group)
        first, last = placed[indices[0]], placed[indices[-1]]
        whole = layout.blocks[first.block]
        if kind == "text" and (first.start, last.end) == (whole.start, whole.end):
            yield whole
            continue
        row = row_of.get(indices[0])
        yield replace(
            whole,
            text=layout.text[first.start : last.end],
            start=first.start,
            end=last.end,
            page=first.page,
            left=first.line.left,
            size=first.line.size,
            bold=first.line.bold,
            opening=first.line.opening if kind == "text" else 0,
            spaced=True,
            context=row.context if row else "",
            heads=kind == "head",
        )
