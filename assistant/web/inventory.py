"""What is in here: counts by organ and year, as bars and as a table. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.model import Held
from assistant.web.addresses import Asked
from assistant.web.charts import Bar, bars

_COLUMNS = 12  # the latest years of the table


@dataclass(frozen=True, slots=True)
class Cell:
    """A count and what it leads to."""

    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """An organ's counts."""

    municipality: str
    organ: str
    address: str
    cells: Sequence[Cell]
    total: int


@dataclass(frozen=True, slots=True)
class InventoryView:
    """Everything that the page shows."""

    decisions: int
    files: int
    organs: int
    newest: str | None
    years: Sequence[str]
    bars: Sequence[Bar]
    rows: Sequence[Row]
    totals: Sequence[int]
    several_towns: bool
    skipped: Sequence[Mapping[str, Any]]


def inventory_view(status: Mapping[str, Any], held: Sequence[Held]) -> InventoryView:
    """Show what there is of an asker's documents."""
    by_year: Counter[str] = Counter()
    for each in held:
        by_year[each.year or ""] += each.decisions
    years = sorted(by_year, key=lambda year: year or "0")[-_COLUMNS:]
    names = sorted({(each.municipality, each.organ or "") for each in held}, key=lambda name: (not name[1], name))
    return InventoryView(
        decisions=sum(by_year.values()),
        files=status["files"],
        organs=sum(1 for _, organ in names if organ),
        newest=status["newest"],
        years=years,
        bars=bars([(year, by_year[year]) for year in years]),
        rows=[_row(*name, years, held) for name in names],
        totals=[by_year[year] for year in years],
        several_towns=len({municipality for municipality, _ in names}) > 1,
        skipped=status["skipped"],
    )


def _row(municipality: str, organ: str, years: Sequence[str], held: Sequence[Held]) -> Row:
    counts: Counter[str] = Counter()
    for each in held:
        if (each.municipality, each.organ or "") == (municipality, organ):
            counts[each.year or ""] += each.decisions
    within = Asked(organ=organ or None, municipality=municipality)
    cells = [
        Cell(counts[year], within.address(year=int(year)) if organ and year else "") for year in years
    ]  # fmt: skip
    return Row(municipality, organ, within.address() if organ else "", cells, sum(counts.values()))
