"""Reports and strategies to decisions: one for each headed section, with its path from the top and its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.cells import read_sheets
from indexer.contents import Contents, names_contents, read_contents, without_number
from indexer.formats import MEDIA_TYPES
from indexer.formats.base import Line
from indexer.language import detect
from indexer.layout import Layout
from indexer.model import Decision, Source
from indexer.names import municipality_in, slug
from indexer.outline import Heading, all_headings, listed_headings
from indexer.placing import Placed, page_numbers, place
from indexer.references import references
from indexer.report_paragraphs import SectionWriter
from indexer.report_titles import Title, report_title, unique_slugs
from indexer.sides import part_sides
from indexer.table_rows import TableRow
from indexer.tables import read_tables

_CONTENTS_NAMES = {"fi": "Sisällysluettelo", "sv": "Innehållsförteckning", "en": "Contents"}
_SENTENCE_END = (".", "!", "?")


def read_report(
    source: Source, layout: Layout, lines: Sequence[Line] = (), content: bytes | None = None
) -> tuple[Decision, ...]:
    """Read the sections of a report or strategy; nothing where the document is neither.

    `lines` are those that the layout was made of; `content` is the file: from the geometry of a PDF the columns of
    tables are read.
    """
    placed = place(layout, lines)
    is_pdf = source.media_type == MEDIA_TYPES[".pdf"]  # whatever the first bytes of another file look like
    sheets = read_sheets(content, (each.page for each in placed if each.page)) if content and is_pdf else {}
    placed = part_sides(placed, sheets)
    contents = read_contents(placed)
    municipality = source.municipality or municipality_in(layout.heads) or municipality_in([layout.text])
    municipality = municipality or _folder(source)
    title = report_title(source, layout, placed, contents, municipality)
    if title is None or not placed:
        return ()
    numbers = page_numbers(placed)
    listed = listed_headings(placed, contents, numbers)
    known = numbers | set(contents.lines) | {index for each in listed for index in range(each.first, each.after)}
    rows = read_tables(placed, sheets, known)
    tabular = {index for row in rows for index in range(row.first, row.after)}
    headings = all_headings(placed, listed, contents, numbers | tabular)
    by_first = {row.first: row for row in rows}
    language = source.language or detect(layout.text)
    document = _Document(source, layout, placed, numbers, by_first, municipality, title, language)
    return document.decisions(contents, headings)


def _folder(source: Source) -> str:
    pieces = source.source_id.split("/")
    return pieces[-2].capitalize() if len(pieces) > 1 else source.name.split(".")[0]


@dataclass(frozen=True, slots=True)
class _Section:
    """A stretch of lines under a heading; `path` leads to it from the top."""

    first: int
    after: int
    path: tuple[str, ...]
    heading: Heading | None
    minor: tuple[Heading, ...] = ()
    routine: bool = False


@dataclass(frozen=True, slots=True)
class _Document:
    """A report as it is cut into decisions."""

    source: Source
    layout: Layout
    placed: Sequence[Placed]
    skipped: frozenset[int]
    rows: Mapping[int, TableRow]
    municipality: str
    title: Title
    language: str

    def decisions(self, contents: Contents, headings: Sequence[Heading]) -> tuple[Decision, ...]:
        sections = [each for each in self._sections(contents, headings) if self._says_something(each)]
        addresses = unique_slugs([[without_number(piece) for piece in each.path] for each in sections])
        plain = [slug(without_number(each.path[-1])) for each in sections]
        return tuple(
            self._decision(section, address, alone=plain.count(name) == 1)
            for section, address, name in zip(sections, addresses, plain, strict=True)
        )

    def _says_something(self, section: _Section) -> bool:
        return any(index not in self.skipped for index in range(section.first, section.after))

    def _sections(self, contents: Contents, headings: Sequence[Heading]) -> Iterator[_Section]:
        """Cut the lines at the headings that open sections; what stands before the contents is the front."""
        table = contents.lines
        openers = [each for each in headings if not each.minor and each.first >= table.stop]
        minor = [each for each in headings if each.minor or each.first < table.start]
        first = openers[0].first if openers else len(self.placed)
        front, name = min(first, table.start) if table else first, self.title.text
        if front:
            yield self._section(0, front, (name,), None, minor)
        if table:
            yield _Section(table.start, table.stop, (self._contents_name(table.start),), None, routine=True)
        if table and table.stop < first:
            yield self._section(table.stop, first, (name,), None, minor)
        path: list[tuple[int, str]] = []
        ends = [*(each.first for each in openers[1:]), len(self.placed)]
        for each, after in zip(openers, ends, strict=False):  # without a heading there is one end and nothing to end
            path = [*(step for step in path if step[0] < each.level), (each.level, each.text)]
            yield self._section(each.first, after, tuple(text for _, text in path), each, minor)

    def _contents_name(self, first: int) -> str:
        said = self.placed[first].text
        return said if names_contents(said) else _CONTENTS_NAMES.get(self.language, "Sisällysluettelo")

    def _section(
        self, first: int, after: int, path: tuple[str, ...], heading: Heading | None, minor: Sequence[Heading]
    ) -> _Section:
        inner = tuple(each for each in minor if first <= each.first and each.after <= after)
        told = any(each.text.endswith(_SENTENCE_END) for each in self.placed[first:after] if len(each.text) > 40)
        return _Section(first, after, path, heading, inner, routine=heading is None and not told)

    def _decision(self, section: _Section, address: str, *, alone: bool) -> Decision:
        decision_id = f"{slug(self.municipality)}/{slug(self.title.text)}/{address}"
        headings = {each.first: each for each in section.minor}
        if section.heading:
            headings[section.first] = section.heading
        paragraphs = SectionWriter(
            decision_id,
            self.layout,
            self.placed,
            self.skipped,
            self.rows,
            headings,
            section.first,
            section.after,
        ).paragraphs()
        steps = [without_number(piece) for piece in (section.path if alone else section.path[-2:])]
        name = steps[-1] if alone else ", ".join(steps)
        return Decision(
            decision_id=decision_id,
            source_id=self.source.source_id,
            document_kind=self.title.kind,
            status=self.source.status,
            language=self.language,
            municipality=self.municipality,
            organ=self.source.organ,
            date=self.source.date,
            section=None,
            case=None,
            title=name if name == self.title.text else f"{self.title.text}: {name}",
            heading_path=section.path,
            references=references(" ".join(each.text for each in paragraphs)),
            paragraphs=paragraphs,
            routine=section.routine,
            access_groups=self.source.access_groups,
        )
