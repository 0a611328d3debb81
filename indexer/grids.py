"""Tables by their ruling lines: which lines of a page stand in the same row of a ruled table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.cells import Rule, Sheet

_TOUCH = 3.0  # points within which ruling lines meet
_FARTHEST = 90.0  # points between two level lines of a table without upright ones
_SAME = 4.0  # points within which two ruling lines are one


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: heights of its level lines, and its upright lines, which may stop within it or be none."""

    level: tuple[float, ...]
    upright: tuple[Rule, ...]
    left: float
    right: float

    def band(self, left: float, height: float) -> int | None:
        """Give the number of the row at a height, or None outside the table."""
        inside = self.level[0] <= height <= self.level[-1] and self.left - _TOUCH <= left <= self.right + _TOUCH
        return sum(at <= height for at in self.level) if inside else None

    def column(self, left: float, height: float) -> int:
        """Give the number of the column that a place lies in, counted by the upright lines at its height."""
        return sum(rule.at <= left + _TOUCH and rule.start <= height <= rule.end for rule in self.upright)


def grids(sheet: Sheet) -> tuple[Grid, ...]:
    """Find the ruled tables of a page: ruling lines that meet, with two columns or more, or level lines alone."""
    level, upright = _merged(sheet.level), _merged(sheet.upright)
    made: list[Grid] = []
    for levels, uprights in _meeting(level, upright):
        heights = _distinct(rule.at for rule in levels)
        if len(heights) >= 2 and len(_distinct(rule.at for rule in uprights)) >= 3:
            left, right = min(rule.start for rule in levels), max(rule.end for rule in levels)
            made.append(Grid(tuple(heights), tuple(uprights), left, right))
    return (*made, *(grid for grid in _level_only(level) if not any(_within(grid, other) for other in made)))


def _level_only(level: Sequence[Rule]) -> Iterator[Grid]:
    """Find tables whose rows are ruled and whose columns are not: level lines of one width, none far from the next."""
    alike: dict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in level:
        alike[round(rule.start / _SAME), round(rule.end / _SAME)].append(rule)
    for rules in alike.values():
        run: list[float] = []
        for at in [*_distinct(rule.at for rule in rules), float("inf")]:
            if run and at - run[-1] > _FARTHEST:
                if len(run) > 2:
                    yield Grid(tuple(run), (), rules[0].start, rules[0].end)
                run = []
            run.append(at)


def _within(grid: Grid, other: Grid) -> bool:
    return other.level[0] - _TOUCH <= grid.level[0] and grid.level[-1] <= other.level[-1] + _TOUCH


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Join the pieces of a ruling line that cells draw one by one."""
    lines: dict[int, list[Rule]] = defaultdict(list)
    for rule in sorted(rules, key=lambda each: (round(each.at / 1.5), each.start)):
        line = lines[round(rule.at / 1.5)]
        if line and rule.start <= line[-1].end + _TOUCH:
            line[-1] = Rule(line[-1].at, line[-1].start, max(line[-1].end, rule.end))
        else:
            line.append(rule)
    return [rule for line in lines.values() for rule in line]


def _meeting(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Gather the ruling lines that hang together."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    for line in level:
        met = [
            rule
            for rule in upright
            if line.start - _TOUCH <= rule.at <= line.end + _TOUCH
            and rule.start - _TOUCH <= line.at <= rule.end + _TOUCH
        ]
        together = [group for group in groups if any(rule in group[1] for rule in met)]
        levels = [line, *(each for group in together for each in group[0])]
        uprights = list(dict.fromkeys([*met, *(each for group in together for each in group[1])]))
        groups = [group for group in groups if group not in together]
        groups.append((levels, uprights))
    return groups


def _distinct(values: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _SAME:
            kept.append(value)
    return kept
