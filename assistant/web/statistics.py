"""How questions were answered: bars and tables of the same figures, and the tables as CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from assistant.service.statistics import Asked, Statistics, Stretch, Topic
from assistant.web.charts import Bar, bars
from assistant.web.words import day

PERIODS = (7, 14, 30, 90, 365)
MOST = 50  # rows of a table; the file has all
Table = Literal["stretches", "topics", "limits", "unanswered", "useless", "slow"]
_ROWS: dict[str, type[Stretch | Topic | Asked]] = {
    "stretches": Stretch, "topics": Topic, "limits": Topic, "unanswered": Asked, "useless": Asked, "slow": Asked
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with which a spreadsheet would begin to calculate


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a heading; `name` is that of its text."""

    name: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class StatisticsView:
    """Everything that the page shows."""

    days: int
    periods: Sequence[int]
    told: Statistics
    share: int  # of the questions that found nothing, in per cent
    charts: Sequence[Chart]
    shows_questions: bool
    most: int = MOST


def statistics_view(told: Statistics, days: int, kept: int, shows_questions: bool) -> StatisticsView:
    """Show what is told of some days; `kept` is how many days answers are kept."""
    parts = told.stretches
    figures = {
        "admin_asked": [each.asked for each in parts],
        "admin_unanswered": [each.unanswered for each in parts],
        "admin_median": [each.median_ms for each in parts],
    }
    labels = [short(each.begins) for each in parts]
    return StatisticsView(
        days=days,
        periods=sorted({*periods(kept), days}),
        told=told,
        share=round(100 * len(told.unanswered) / told.answers) if told.answers else 0,
        charts=[Chart(name, bars(list(zip(labels, counts, strict=True)))) for name, counts in figures.items()],
        shows_questions=shows_questions,
    )


def periods(kept: int) -> list[int]:
    """List the periods that can be chosen: none reaches further back than answers are kept."""
    return [each for each in PERIODS if each < kept] + [kept]


def short(iso: str) -> str:
    """Write a day without its year."""
    return day(iso).rpartition(".")[0] + "."


def as_csv(told: Statistics, table: Table) -> str:
    """Write a table as spreadsheets of Finland and Sweden read it: semicolons, and a mark that it is UTF-8."""
    written = io.StringIO()
    names = [each.name for each in fields(_ROWS[table])]
    out = csv.writer(written, delimiter=";")
    out.writerow(names)
    for row in getattr(told, table):
        values = asdict(row)
        out.writerow([_cell(values[name]) for name in names])
    return "\ufeff" + written.getvalue()


def _cell(value: Any) -> Any:
    """Let nothing that somebody wrote be calculated."""
    text = " | ".join(value) if isinstance(value, tuple | list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text
