"""Blocks of minutes to decisions: where each section begins and ends, and its title and diary number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.headings import ADDED_SECTIONS, CONTENTS, MARK, MEETING_APPEAL, SIGNATURES
from indexer.labels import match_label
from indexer.language import detect
from indexer.layout import Block, Layout
from indexer.marks import Mark, section_marks
from indexer.meeting import Meeting, identify, names_meeting
from indexer.model import Decision, Paragraph, PartKind, Reference, Source
from indexer.names import slug
from indexer.parts import read_parts
from indexer.references import diary_number, handling_header, references
from indexer.routine import is_routine
from indexer.secrecy import secrecy

_TITLE_LENGTH = 300
_CLASS = re.compile(r"^\d{2}(?:[. ]\d{2}){1,4}$")  # of the filing plan


def read_minutes(source: Source, layout: Layout) -> tuple[Decision, ...]:
    """Read the sections of one meeting, and last what belongs to the meeting as a whole.

    Gives nothing where the document holds no section of a dated meeting of an organ.
    """
    meeting = identify(source, layout)
    blocks = layout.blocks
    marks = section_marks(blocks, meeting)
    if not marks or meeting.organ is None or meeting.date is None:
        return ()
    starts = _starts(blocks, marks)
    closing = _closing(blocks, marks[-1].block)
    sections = [
        _Writer(source, meeting.of(mark.declared, source)).section(mark, blocks[start:end], mark.block - start)
        for mark, start, end in zip(marks, starts, [*starts[1:], closing], strict=True)
    ]
    if not any(_says_something(section) for section in sections):
        return ()  # a list of what a meeting dealt with
    return (*sections, *_Writer(source, meeting).matter(blocks[: starts[0]], blocks[closing:]))


def _says_something(section: Decision) -> bool:
    return any(not paragraph.is_heading for paragraph in section.paragraphs)


def _starts(blocks: Sequence[Block], marks: Sequence[Mark]) -> list[int]:
    """Find where each section begins: its mark, the handling lines above it, or a title that stands above it."""
    if marks[0].declared is not None:
        return [mark.start or 0 for mark in marks]
    starts = [_start(blocks, mark, lone=index == 0) for index, mark in enumerate(marks)]
    if len(marks) == 1 and _is_extract(blocks, marks[0]):
        return [0]
    return starts


def _start(blocks: Sequence[Block], mark: Mark, *, lone: bool) -> int:
    start = mark.block
    while start and _repeats_meeting(blocks[start - 1]):
        start -= 1
    if mark.own_header and not _title_follows(blocks, mark.block):
        while start and _is_title(blocks[start - 1]) and (lone or mark.block - start < 1):
            start -= 1
    return start


def _is_extract(blocks: Sequence[Block], mark: Mark) -> bool:
    """Tell a document of one section whose title and background stand above the line of organ, date and §."""
    before = blocks[: mark.block]
    if not mark.own_header or _title_follows(blocks, mark.block):
        return False
    return not any(CONTENTS.match(block.text) or _names_own_meeting(block) for block in before)


def _names_own_meeting(block: Block) -> bool:
    """Tell a line that says which meeting it is from the heading of an earlier handling that is recounted."""
    return names_meeting(block.text) and handling_header(block.text) is None


def _title_follows(blocks: Sequence[Block], index: int) -> bool:
    following = next((block for block in blocks[index + 1 : index + 3] if diary_number(block.text) is None), None)
    return following is not None and _is_title(following)


def _is_title(block: Block) -> bool:
    text = block.text
    return (
        len(text) <= _TITLE_LENGTH
        and not text.endswith((".", ":", ";"))
        and diary_number(text) is None
        and match_label(text, block.opening) is None
        and not names_meeting(text)
        and MARK.match(text) is None
    )


def _closing(blocks: Sequence[Block], last_mark: int) -> int:
    """Find where the last section ends and the meeting's signatures or instructions for appeal begin."""
    for index in range(last_mark + 1, len(blocks)):
        text = blocks[index].text
        if SIGNATURES.match(text):
            return index
        if not MEETING_APPEAL.match(text):
            continue
        opens_page = blocks[index - 1].page != blocks[index].page
        named = any(re.match(r"^(?:§|Pykälä|Paragraf)", after.text) for after in blocks[index + 1 : index + 4])
        if opens_page or named:
            return index
    return len(blocks)


@dataclass(frozen=True, slots=True)
class _Heading:
    """A section's title and diary number, and the indices of the blocks that say so."""

    blocks: frozenset[int]
    title: str
    case: str | None


def _heading(blocks: Sequence[Block], mark: Mark, mark_at: int) -> _Heading:
    """Read the heading: what stands above the mark as long as it is a title, the mark, and the title below it."""
    head, title = {mark_at}, mark.title
    case = mark.declared.case if mark.declared else None
    titled = mark.own_header and mark.declared is None
    for index, block in enumerate(blocks[:mark_at]):
        number = diary_number(block.text)
        case = case or number
        if mark.own_header and handling_header(block.text):
            break  # an earlier handling is recounted
        if titled and not number and not _repeats_meeting(block):
            titled = case is None and _is_title(block)
            title = f"{title} {block.text}".strip() if titled else title
        if titled or number or _repeats_meeting(block) or block.declared or _CLASS.match(block.text):
            head.add(index)
    for index in range(mark_at + 1, len(blocks)):
        number = diary_number(blocks[index].text)
        if blocks[index].declared is not None and mark.declared is not None:
            case = case or number
            head.add(index)
            continue
        if number is None and not _goes_on(blocks, index, title, case):
            break
        title = title if number else f"{title} {blocks[index].text}".strip()
        case = case or number
        head.add(index)
    return _Heading(frozenset(head), title, case)


def _repeats_meeting(block: Block) -> bool:
    return handling_header(block.text) is not None or ADDED_SECTIONS.match(block.text) is not None


def _goes_on(blocks: Sequence[Block], index: int, title: str, case: str | None) -> bool:
    """Tell whether a block below the mark is the title or, set as its first line is, goes on with it."""
    block, previous = blocks[index], blocks[index - 1]
    if handling_header(block.text) or len(block.text) > _TITLE_LENGTH:
        return False
    label = match_label(block.text, block.opening)
    if label is not None:  # right below a mark a lone word that might be a label is the title
        return not title and not label.rest and MARK.match(previous.text) is not None
    return not title or (block.bold and previous.bold and case is None and not block.spaced and _is_title(block))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Makes the decisions of one meeting."""

    source: Source
    meeting: Meeting

    def section(self, mark: Mark, blocks: Sequence[Block], mark_at: int) -> Decision:
        heading = _heading(blocks, mark, mark_at)
        own = Reference(self.meeting.organ, self.meeting.date, str(mark.number) if mark.number else None)
        decision_id = f"{self._meeting_id()}/{mark.name}"
        paragraphs = read_parts(decision_id, blocks, heading.blocks, own)
        resolution = mark.declared.resolution if mark.declared else None
        return self._decision(decision_id, heading.title, paragraphs, own, heading.case, resolution)

    def matter(self, opening: Sequence[Block], closing: Sequence[Block]) -> tuple[Decision, ...]:
        """Keep attendance, contents, signatures and appeal instructions as the meeting's own record."""
        if not opening and not closing:
            return ()
        decision_id = self._meeting_id()
        own = Reference(self.meeting.organ, self.meeting.date, None)
        paragraphs = (
            *read_parts(decision_id, opening, frozenset(), own, only=PartKind.NOTE),
            *read_parts(decision_id, closing, frozenset(), own, only=PartKind.APPEAL),
        )
        return (self._decision(decision_id, paragraphs[0].text, paragraphs, own, None),)

    def _meeting_id(self) -> str:
        meeting = self.meeting
        return f"{slug(meeting.municipality)}/{slug(meeting.organ or '')}/{meeting.date}"

    def _decision(
        self,
        decision_id: str,
        title: str,
        paragraphs: tuple[Paragraph, ...],
        own: Reference,
        case: str | None,
        resolution: str | None = None,
    ) -> Decision:
        text = " ".join(paragraph.text for paragraph in paragraphs)
        is_section = decision_id != self._meeting_id()
        others = references(text) if is_section else ()
        return Decision(
            decision_id=decision_id,
            source_id=self.source.source_id,
            document_kind=self.meeting.document_kind,
            status=self.meeting.status,
            language=self.source.language or detect(text),
            municipality=self.meeting.municipality,
            organ=self.meeting.organ,
            date=self.meeting.date,
            section=own.section,
            case=case,
            title=title,
            heading_path=(),
            references=tuple(reference for reference in others if reference != own),
            paragraphs=paragraphs,
            routine=not is_section or is_routine(title, case, paragraphs),
            access_groups=self.source.access_groups,
            confidential=secrecy(title, paragraphs) if is_section else None,
            resolution=resolution,
        )
