"""Two tables side by side, as the two sides of a balance sheet: each line that runs across both is cut between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from indexer.cells import Fragment, Sheet, cells_of
from indexer.placing import Placed
from indexer.table_rows import is_figure

_FARTHEST = 45.0  # points between two lines of one table
_LEAST_ROWS = 2  # that have a label on either side
_LABELLED = 0.8  # of what stands on the right begins with a label


def part_sides(placed: Sequence[Placed], sheets: Mapping[int, Sheet]) -> tuple[Placed, ...]:
    """Cut the lines of tables that stand side by side, and say of each piece on which side it is."""
    made: list[Placed] = []
    for page, group in groupby(placed, key=lambda each: each.page):
        sheet = sheets.get(page or 0)
        lines = list(group)
        made.extend(_parted(lines, sheet) if sheet else lines)
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two tables: the lines from one index to another, and the height of the gutter between them."""

    first: int
    after: int
    gutter: float


def _parted(lines: Sequence[Placed], sheet: Sheet) -> Iterator[Placed]:
    cells = [cells_of(each.line, sheet) for each in lines]
    at = 0
    for pair in _pairs(lines, cells):
        yield from lines[at : pair.first]
        for index in range(pair.first, pair.after):
            yield from _cut(lines[index], cells[index], pair.gutter)
        at = pair.after
    yield from lines[at:]


def _pairs(lines: Sequence[Placed], cells: Sequence[Sequence[Fragment]]) -> Iterator[_Pair]:
    """Find the pairs of tables: by heads that say the same on either side, and by labels on either side below."""
    done = 0
    for index in range(len(lines)):
        gutter = _gutter(cells[index]) if index >= done else None
        if gutter is None:
            continue
        after = _end(lines, cells, index, gutter)
        if _has_labels_on_either_side(cells[index + 1 : after], gutter):
            yield _Pair(index, after, gutter)
            done = after


def _gutter(heads: Sequence[Fragment]) -> float | None:
    """Give where a line of heads that says the same twice is to be cut: "Assets 2024 2023 | Liabilities 2024 2023"."""
    half, rest = divmod(len(heads), 2)
    if rest or half < 2:
        return None
    left, right = heads[:half], heads[half:]
    same = all(one.text == other.text for one, other in zip(left[1:], right[1:], strict=True))
    if not same or is_figure(left[0]) or is_figure(right[0]) or left[-1].right >= right[0].left:
        return None
    return (left[-1].right + right[0].left) / 2


def _end(lines: Sequence[Placed], cells: Sequence[Sequence[Fragment]], first: int, gutter: float) -> int:
    """Find the first line that runs through the gutter or stands far below the others."""
    lowest = lines[first].top
    for index in range(first + 1, len(lines)):
        top = lines[index].top
        if not lowest - _FARTHEST < top < lowest + _FARTHEST:
            return index
        if not cells[index] or any(cell.left < gutter < cell.right for cell in cells[index]):
            return index
        lowest = max(lowest, top)
    return len(lines)


def _has_labels_on_either_side(rows: Sequence[Sequence[Fragment]], gutter: float) -> bool:
    on_the_right = [[cell for cell in row if cell.left > gutter] for row in rows]
    begun = [cells for cells in on_the_right if cells]
    labelled = [cells for cells in begun if not is_figure(cells[0])]
    both = [
        cells
        for row, cells in zip(rows, on_the_right, strict=True)
        if cells in labelled and row[0].right < gutter and not is_figure(row[0])
    ]
    return len(both) >= _LEAST_ROWS and len(labelled) >= _LABELLED * len(begun)


def _cut(placed: Placed, cells: Sequence[Fragment], gutter: float) -> Iterator[Placed]:
    """Cut a line at the gutter, or say on which side it is."""
    left = [cell for cell in cells if cell.left < gutter]
    right = [cell for cell in cells if cell.left >= gutter]
    if not (left and right):
        yield replace(placed, side=2 if right else 1)
        return
    begins = _tail(placed.text, "".join(cell.text for cell in right))
    if begins is None:
        yield placed
        return
    said = placed.text[:begins].rstrip()
    line = placed.line
    yield replace(
        placed,
        line=replace(line, text=said, right=left[-1].right),
        text=said,
        end=placed.start + len(said),
        side=1,
    )
    yield replace(
        placed,
        line=replace(line, text=placed.text[begins:], left=right[0].left, opening=0),
        text=placed.text[begins:],
        start=placed.start + begins,
        opens=False,
        spaced=False,
        side=2,
    )


def _tail(text: str, words: str) -> int | None:
    """Find where the words, blanks aside, begin that a text ends with."""
    wanted = [character for character in words if not character.isspace()]
    at = len(text)
    while wanted and at > 0:
        at -= 1
        if text[at].isspace():
            continue
        if text[at] != wanted.pop():
            return None
    return at if not wanted and at > 0 else None
