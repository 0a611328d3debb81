"""Lines of a page in the order in which people read them, where the file has them in another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from indexer.formats.base import Line

BARE_MARK = re.compile(r"^(?:\(?\d{1,2}[.)]|\(?[a-zåäö]\)|[-–—−˗•·▪◦●‣➢✓*o\uf0b7\uf0a7])$")
_BASELINE = 0.4  # type sizes by which a list mark and its text may stand apart


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Bring each list mark that stands alone before the text on its right; a PDF may hold all marks of a list first."""
    pages: dict[int | None, list[Line]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    return [line for sheet in pages.values() for line in _ordered(sheet)]


def _ordered(sheet: Sequence[Line]) -> Iterator[Line]:
    marks = {id(line): line for line in sheet if line.top is not None and BARE_MARK.match(line.text)}
    before: dict[int, Line] = {}
    for mark in marks.values():
        item = _item(mark, [line for line in sheet if id(line) not in marks])
        if item is not None:
            before[id(item)] = mark
    placed = {id(mark) for mark in before.values()}
    for line in sheet:
        if id(line) in before:
            yield before[id(line)]
        if id(line) not in placed:
            yield line


def _item(mark: Line, lines: Sequence[Line]) -> Line | None:
    """Find the line that begins nearest to the right of a mark, on its baseline."""
    beside = [
        line
        for line in lines
        if line.top is not None
        and mark.top is not None
        and abs(line.top - mark.top) < _BASELINE * (mark.size or 12.0)
        and line.left >= mark.right
    ]
    return min(beside, key=lambda line: line.left, default=None)
