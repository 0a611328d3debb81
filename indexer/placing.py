"""Lines of a file with their place in the source text, so that what the layout joined can be told apart again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.formats.base import Line
from indexer.layout import Layout
from indexer.reading_order import in_reading_order
from indexer.running_heads import without_running_heads

_PAGE_NUMBER = re.compile(
    r"^(?:sivu |sida |s\. ?|[-–] ?)?\d{1,4}(?: ?/ ?\d{1,4}| ?\(\d{1,4}\)| ?[-–])?$", re.IGNORECASE
)
_SHARE = 0.5  # of the pages that bear a page number at one height


@dataclass(frozen=True, slots=True)
class Placed:
    """A line, its span in the source text, and the number of its block; `opens` says that the block begins with it.

    `side` is 1 or 2 for a line, or the piece of one, in the left or the right of two tables side by side; else 0.
    """

    line: Line
    text: str
    start: int
    end: int
    block: int
    opens: bool
    spaced: bool
    side: int = 0

    @property
    def page(self) -> int | None:
        return self.line.page

    @property
    def top(self) -> float:
        """Height on the page; lines of a file without geometry have none and count as apart."""
        return self.line.top if self.line.top is not None else 0.0


def place(layout: Layout, lines: Sequence[Line]) -> tuple[Placed, ...]:
    """Find each line in the source text; a block whose lines are not found counts as one line."""
    body, _ = without_running_heads(lines)
    text = layout.text
    starts = [block.start for block in layout.blocks]
    found: dict[int, list[Placed]] = {}
    cursor = 0
    for line in in_reading_order(body):
        start, end = _find(text, line.text, cursor)
        if start < 0:
            continue
        cursor = end
        at = bisect_right(starts, start) - 1
        if end > layout.blocks[at].end:
            continue
        opens = start == layout.blocks[at].start
        placed = Placed(line, text[start:end], start, end, at, opens, opens and layout.blocks[at].spaced)
        found.setdefault(at, []).append(placed)
    return tuple(each for at in range(len(layout.blocks)) for each in _whole(layout, at, found.get(at, [])))


def _find(text: str, words: str, cursor: int) -> tuple[int, int]:
    """Find a line at the cursor or, where something came between, after it; its last hyphen may have gone."""
    while cursor < len(text) and text[cursor].isspace():
        cursor += 1
    for said in (words, words[:-1] if words.endswith("-") else words):
        if text.startswith(said, cursor):
            return cursor, cursor + len(said)
    at = text.find(words, cursor, cursor + 4_000)
    return (at, at + len(words)) if at >= 0 else (-1, -1)


def _whole(layout: Layout, at: int, lines: Sequence[Placed]) -> Iterator[Placed]:
    """Give the lines of a block where they cover all of it, else the block as one line."""
    block = layout.blocks[at]
    rest = sum(each.end - each.start for each in lines)
    blank = sum(character.isspace() for character in block.text)
    kept = sum(character.isspace() for each in lines for character in each.text)
    if lines and rest - kept >= len(block.text) - blank:
        yield from lines
        return
    line = Line(
        block.text, block.page, block.left, block.left, 0.0, size=block.size, bold=block.bold, opening=block.opening
    )
    yield Placed(line, block.text, block.start, block.end, at, True, block.spaced)


def page_numbers(placed: Sequence[Placed]) -> frozenset[int]:
    """Find the lines that only number their page: many pages have one at the same height, and they count on."""
    pages = {each.page for each in placed}
    numbers = [i for i, each in enumerate(placed) if each.line.top is not None and _PAGE_NUMBER.match(each.text)]
    heights = Counter(height for i in numbers for height in {round(placed[i].top / 4)})
    needed = max(3, _SHARE * len(pages))
    usual = {i for i in numbers if heights[round(placed[i].top / 4)] >= needed}
    ahead = Counter(_number(placed[i]) - (placed[i].page or 0) for i in usual)
    step = ahead.most_common(1)[0][0] if ahead else None
    turned = {i for i in numbers if "/" in placed[i].text and _number(placed[i]) - (placed[i].page or 0) == step}
    return frozenset(usual | turned)  # a page on its side has its number elsewhere


def _number(placed: Placed) -> int:
    found = re.search(r"\d+", placed.text)
    return int(found[0]) if found else 0
