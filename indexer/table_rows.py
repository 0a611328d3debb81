"""The rows of one table: heads, groups, labels that run over a line, and what each row means under them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from indexer.cells import Fragment

_LONGEST_LABEL = 90
_SHORT_CELL = 40
HEADS_ABOVE = 48.0  # points above the first row in which its heads stand
_HEAD_HEIGHT = 14.0  # points by which the heads of one line may differ in height
_FIGURE = re.compile(
    r"^(?:(?:yli|alle|noin|n\.|n|vähintään|enintään|minst|högst|över|under|ca)\s)?[-–−+±(<>]?\s?\d[\d\s.,:/–-]*\)?"
    r"\s?(?:%|€|[a-zåäö²³/€.]{1,12})?(?::a)?$|^[-–−]$",
    re.IGNORECASE,
)
_NO_DATA = re.compile(
    r"^(?:[1-9]\.?(?: ?000)+ ?(?:€|e|euroa?)|(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)$",
    re.IGNORECASE,
)  # units, years and days
_BULLET = re.compile(r"^[-–—−•·▪◦●*o\uf0b7\uf0a7]$")
_NUMBER = re.compile(r"^(?:\(?\d{1,2}[.)]|\(?[a-zåäö]\))$")
_TOTAL = re.compile(r"yhteensä|\bsumma\b|sammanlagt|totalt|^netto\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: the indices of its first line and of the one after its last, and its context.

    A head has no context; that of a row is its group and the heads of its columns.
    """

    first: int
    after: int
    context: str
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """A line, or the lines of one row of a ruled table, as cells; no cells where it belongs to no table.

    `grid` numbers the ruled table that it is in; `side` says which of two tables side by side.
    """

    first: int
    after: int
    cells: tuple[Fragment, ...]
    top: float
    bottom: float
    bold: bool
    grid: int | None = None
    side: int = 0

    @property
    def several(self) -> bool:
        """Tell whether it has cells side by side; the mark of a list is none."""
        if len(self.cells) < 2 or _BULLET.match(self.cells[0].text):
            return False
        return self.grid is not None or not _NUMBER.match(self.cells[0].text)

    @property
    def lone_figure(self) -> bool:
        """Tell a figure, or the first piece of one, that a narrow column set on a line of its own."""
        return len(self.cells) == 1 and is_figure(self.cells[0]) and not _NO_DATA.match(self.cells[0].text)

    @property
    def figures(self) -> bool:
        """Tell whether there are figures beside its label that are more than years, days and units."""
        beside = self.cells[1:] if not _FIGURE.match(self.cells[0].text) else self.cells
        return self.several and any(is_figure(cell) and not _NO_DATA.match(cell.text) for cell in beside)


def is_figure(cell: Fragment) -> bool:
    """Tell a figure, with its unit or the words that bound it, from words."""
    return _FIGURE.match(cell.text) is not None


_Column = tuple[float, float]


def said_in(cells: Sequence[Fragment]) -> str:
    """Join the pieces of a cell, undoing hyphenation."""
    said = ""
    for cell in cells:
        cut = said.endswith("-") and cell.text[:1].islower()
        said = said[:-1] + cell.text if cut else f"{said} {cell.text}".strip()
    return said


def columns_of(rows: Sequence[Strip]) -> list[_Column]:
    """Gather the cells of rows with figures, their labels aside, into columns that do not overlap."""
    cells = [cell for row in rows if row.figures for cell in row.cells if is_figure(cell)]
    cells = cells or [cell for row in rows if row.several for cell in row.cells[1:]]
    return merged_spans((cell.left, cell.right) for cell in cells)


def merged_spans(spans: Iterable[_Column]) -> list[_Column]:
    """Join the spans that overlap; give them from left to right."""
    made: list[_Column] = []
    for left, right in sorted(spans):
        if made and left < made[-1][1] - 1:
            made[-1] = (made[-1][0], max(made[-1][1], right))
        else:
            made.append((left, right))
    return made


def overlap(cell: Fragment, column: _Column) -> bool:
    """Tell whether a cell stands over or under a column."""
    return cell.left < column[1] + 2 and cell.right > column[0] - 2


@dataclass(slots=True)
class Table:
    """The strips of one table, read downwards: heads, groups and rows."""

    strips: Sequence[Strip]
    heads: tuple[Strip, ...]
    labels: Mapping[int, Strip]
    _columns: list[_Column] = field(init=False)
    _group: Fragment | None = None
    _set_in: bool = False
    _in_group: bool = False
    _record: str = ""
    _first_head: str = ""
    _since_head: list[Strip] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._columns = columns_of(self.strips)

    def rows(self) -> list[TableRow]:
        """Give the rows in order; a label that runs over to the next line goes with its figures."""
        made: list[TableRow] = []
        plain = any(not strip.bold for strip in self.strips if strip.several)
        figures = any(strip.figures for strip in self.strips)
        begun: Strip | None = None
        before: Strip | None = None
        for index, strip in enumerate(self.strips):
            following = self.strips[index + 1] if index + 1 < len(self.strips) else None
            if begun is None and self._is_head(index, figures=figures, plain=plain):
                self._take_head(strip, before)
                made.append(TableRow(strip.first, strip.after, "", is_head=True))
            elif begun is None and self._is_group(strip, following, figures=figures):
                self._group, self._set_in, self._in_group = strip.cells[0], False, False
                made.append(TableRow(strip.first, strip.after, "", is_head=True))
            else:
                whole = _together(begun, strip) if begun else strip
                if following and not strip.figures and _runs_over(strip, following, self._pitch()):
                    begun = whole
                else:
                    begun = None
                    made.append(TableRow(whole.first, whole.after, self._context(whole)))
                    self._since_head.append(whole)
            before = strip
        if begun is not None:
            made.append(TableRow(begun.first, begun.after, self._context(begun)))
        return made

    def _is_group(self, strip: Strip, following: Strip | None, *, figures: bool) -> bool:
        """Tell a line that opens a group from the first line of a row, and from a row of one cell only."""
        if strip.several or strip.lone_figure or following is None:
            return False
        return (figures or strip.bold) and not _runs_over(strip, following, self._pitch())

    def _pitch(self) -> float:
        """Give the usual distance of two rows: of those with figures or, in a ruled table, of all that it rules."""
        tops = [strip.top for strip in self.strips if strip.figures or strip.grid is not None]
        steps = sorted(b - a for a, b in pairwise(tops) if b > a)
        return steps[len(steps) // 2] if steps else 0.0

    def _is_head(self, index: int, *, figures: bool, plain: bool) -> bool:
        strip = self.strips[index]
        if strip.figures or strip.lone_figure:
            return False
        if figures:
            leading = not any(each.figures for each in self.strips[: index + 1])
            if not strip.bold and any(each.several and each.bold for each in self.strips[:index]):
                leading = False  # a row of words below heads in bold
            over = any(overlap(cell, column) for cell in strip.cells for column in self._columns)
            close = any(
                (each.figures or each.several) and (at <= index + 7 or abs(each.top - strip.top) < HEADS_ABOVE)
                for at, each in enumerate(self.strips[index + 1 :], index + 1)
            )
            if strip.several:
                return over and close and (leading or strip.bold or _names_no_data(strip) or self._spans_heads(index))
            return close and (over or (leading and self._amid_heads(index)))
        if not strip.several or any(len(cell.text) > _SHORT_CELL for cell in strip.cells):
            return False
        if strip.bold and plain:
            return True
        return index == 0 and strip.grid is not None and not any(cell.text.endswith(".") for cell in strip.cells)

    def _spans_heads(self, index: int) -> bool:
        """Tell heads that span those right below them, which are years or units: "Konserni | Kunta" over four years."""
        following = self.strips[index + 1] if index + 1 < len(self.strips) else None
        if following is None or not following.several or not _names_no_data(following):
            return False
        return len(following.cells) % len(self.strips[index].cells) == 0 and not self.strips[index].figures

    def _amid_heads(self, index: int) -> bool:
        """Tell whether a label stands at the height of the heads of the other columns."""
        top = self.strips[index].top
        return any(
            abs(strip.top - top) < _HEAD_HEIGHT
            and any(overlap(cell, column) for cell in strip.cells for column in self._columns)
            for strip in self.strips
            if not strip.figures and strip is not self.strips[index]
        )

    def _take_head(self, strip: Strip, before: Strip | None) -> None:
        """Begin new heads, or go on with those that the strip before began."""
        if before is not None and self.heads and self.heads[-1] is before:
            self.heads = (*self.heads, strip)
            return
        said = " ".join(cell.text for cell in strip.cells)
        if not self._first_head or said == self._first_head:
            self._first_head, self._record = said, ""
        elif len(self._since_head) == 1 and not self._record and not strip.figures:
            self._record = self._since_head[0].cells[0].text[:_LONGEST_LABEL]
        self.heads = (strip,)
        self._group = None
        self._since_head = []

    def _context(self, row: Strip) -> str:
        """Say the group of a row and the heads of the columns in which it has something."""
        label = row.cells[0] if row.cells and not is_figure(row.cells[0]) else None
        cells = row.cells[1:] if label else row.cells
        fragments = [cell for strip in self.heads for cell in strip.cells]
        over = [self._heads_over(self._column(cell)) for cell in cells]
        used = {id(head) for column in [*self._columns, *map(self._column, cells)] for head in self._heads_over(column)}
        first = [head for head in fragments if id(head) not in used and label and head.left < label.right + 10]
        columns = [heads for before, heads in pairwise([[], *over]) if heads and heads != before]
        said = [said_in(heads) for heads in ([first] if first else []) + columns]
        far = self.labels.get(row.first)
        group = far.cells[0].text if far else self._group_of(row)
        return ": ".join(piece for piece in (self._record or group, " | ".join(said)) if piece)

    def _heads_over(self, column: _Column) -> list[Fragment]:
        """Give the heads of a column from the top; a head set over several columns is that of each."""
        found: list[Fragment] = []
        for strip in self.heads:
            wide = self._spread(strip)
            if wide > 1 and column in self._columns:
                found.append(strip.cells[self._columns.index(column) // wide])
            else:
                found.extend(cell for cell in strip.cells if overlap(cell, column))
        return found

    def _spread(self, strip: Strip) -> int:
        """Give the number of columns that each cell of a line of heads stands over, 1 where they share none evenly."""
        wide, rest = divmod(len(self._columns), len(strip.cells))
        if rest or len(strip.cells) < 2:
            return 1
        groups = [self._columns[at : at + wide] for at in range(0, len(self._columns), wide)]
        fits = all(overlap(cell, (group[0][0], group[-1][1])) for cell, group in zip(strip.cells, groups, strict=True))
        return wide if fits else 1

    def _column(self, cell: Fragment) -> _Column:
        return next((each for each in self._columns if overlap(cell, each)), (cell.left, cell.right))

    def _group_of(self, row: Strip) -> str:
        """Give the group of a row; it ends with a sum, and where rows that were set in are so no longer."""
        group = self._group
        if group is None or not row.cells:
            return ""
        left = row.cells[0].left
        if left > group.left + 4:
            self._set_in = True
        elif self._set_in or left < group.left - 4:
            self._group = None
            return ""
        if _TOTAL.search(row.cells[0].text):
            self._group = None
            return group.text if self._in_group else ""  # what has nothing above its sum was a row without figures
        self._in_group = True
        return group.text


def _names_no_data(strip: Strip) -> bool:
    return all(_NO_DATA.match(cell.text) for cell in strip.cells)


def _runs_over(label: Strip, following: Strip, pitch: float) -> bool:
    """Tell whether a label goes on in the next strip: in lower case, after a hyphen, or nearer than rows are."""
    if not following.cells:
        return False
    if label.grid is not None and label.several:
        return False
    ends, begins = label.cells[-1].text, following.cells[0].text
    if ends.endswith(("-", ",")) or begins[:1].islower():
        return True
    return pitch > 0 and abs(following.top - label.top) < 0.8 * pitch and (following.figures or following.lone_figure)


def _together(first: Strip, second: Strip) -> Strip:
    """Join two strips of one row."""
    label, rest = first.cells, second.cells
    if not is_figure(rest[0]):
        joined = Fragment(said_in((label[0], rest[0])), label[0].left, max(label[0].right, rest[0].right), label[0].top)
        cells = (joined, *label[1:], *rest[1:])
    else:
        cells = (*label, *rest)
    return replace(second, first=first.first, cells=cells, top=first.top)
