"""Read a file to its decisions and passages: all that is done in a process of its own, and needs no store."""

from __future__ import annotations

from dataclasses import dataclass

from haystack import Document

from indexer.distinct import distinct
from indexer.formats import read
from indexer.formats.base import Line
from indexer.layout import Layout, lay_out
from indexer.minutes import read_minutes
from indexer.model import Decision, Source
from indexer.originals import read_original
from indexer.passages import all_passages
from indexer.plain import read_plain
from indexer.reports import read_report
from indexer.tabulated import tabulate


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: its decisions, and the passages that these are cut into."""

    decisions: list[Decision]
    documents: list[Document]


def read_source(source: Source) -> Reading:
    """Read a file as it was described.

    Raises SourceError with the reason where it cannot be read, SourceChanged where it is another file meanwhile.
    """
    content = read_original(source)
    lines = read(source.name, content)
    decisions = read_decisions(source, content, lines, lay_out(lines))
    return Reading(decisions, all_passages(decisions))


def read_decisions(source: Source, content: bytes, lines: tuple[Line, ...], layout: Layout) -> list[Decision]:
    """Read a document as a report, else as minutes, else as plain paragraphs."""
    report = read_report(source, layout, lines, content)
    if report:
        return distinct(report)
    if source.media_type == "application/pdf":
        layout = tabulate(layout, lines, content)
    return distinct(read_minutes(source, layout) or read_plain(source, layout))
