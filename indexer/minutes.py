"""Blocks of minutes to decisions: whose meeting it is, where its sections begin, which part each paragraph is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer.labels import (
    ADDED_SECTIONS,
    CONTENTS,
    KIND_WORDS,
    MARK,
    MEETING_APPEAL,
    ORGAN_ENDING,
    ROUTINE,
    match_label,
)
from indexer.language import detect
from indexer.layout import Block, Layout
from indexer.model import Decision, DocumentKind, PartKind, Reference, Source, Status
from indexer.names import municipality_in, slug
from indexer.parts import read_parts
from indexer.references import diary_number, first_date, handling_header, references

_TIME = re.compile(r"^(?:Aika|Kokousaika|Kokouksen aika|Aika ja paikka|Tid|Sammanträdestid|Tidpunkt)\b", re.IGNORECASE)
_ORGAN_AND_DATE = re.compile(r"^(?P<organ>[A-ZÅÄÖ][\wåäöÅÄÖ ,-]*?),?\s+(?P<date>[0-3]?\d\.[01]?\d\.(?:19|20)\d\d)(?:\s+\d+\s*/\s*\d{4}|\s+§.*|\s+\d+ ?(?:\(\d+\))?)?\s*$")
_ADJUSTED = re.compile(r"tarkastettu ja hyväksytty|pöytäkirja on tarkastettu|protokollet (?:är |har )?justerat", re.IGNORECASE)
_OPENING = 40  # blocks in which a meeting says what it is
_TITLE_LENGTH = 300
_TITLE_START = 24  # characters of a slug by which a title is told, since lines break differently in a contents list
_LARGEST_STEP = 5  # section numbers that a meeting without a table of contents may skip


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a document says of its meeting; organ and date may be None where it says nothing."""

    municipality: str
    organ: str | None
    date: str | None
    document_kind: DocumentKind
    status: Status | None


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line that may open a section: index of its block, number, and the title on the same line."""

    block: int
    number: int
    title: str
    own_header: bool = False


def read_minutes(source: Source, layout: Layout) -> tuple[Decision, ...]:
    """Read the sections of one meeting, and last what belongs to the meeting as a whole.

    Gives nothing where the document holds no section of a dated meeting of an organ.
    """
    meeting = identify(source, layout)
    blocks = layout.blocks
    marks = _section_marks(blocks, meeting)
    if not marks or meeting.organ is None or meeting.date is None:
        return ()
    starts = [_section_start(blocks, mark, first=number == 0) for number, mark in enumerate(marks)]
    closing = _meeting_closes(blocks, marks[-1].block)
    ends = [*starts[1:], closing]
    sections = [
        _section(source, meeting, mark, blocks[start:end], mark.block - start)
        for mark, start, end in zip(marks, starts, ends, strict=True)
    ]
    matter = [*blocks[: starts[0]], *blocks[closing:]]
    return (*sections, *_meeting_matter(source, meeting, matter, starts[0]))


def identify(source: Source, layout: Layout) -> Meeting:
    """Find out municipality, organ, date and kind of document; what the source's sidecar says stands above the text."""
    opening = [*layout.heads, *(block.text for block in layout.blocks[:_OPENING])]
    organ, dated = _organ_and_date(opening)
    time = next((first_date(text) for text in opening if _TIME.match(text)), None)
    kind = source.document_kind or _kind(opening)
    if kind is None:
        kind = DocumentKind.MINUTES
    status = source.status
    if status is None and kind is DocumentKind.AGENDA:
        status = Status.AGENDA
    if status is None and kind is DocumentKind.MINUTES:
        status = Status.ADJUSTED if _ADJUSTED.search(layout.text) else Status.MINUTES
    return Meeting(
        municipality=source.municipality
        or municipality_in(layout.heads)
        or municipality_in([layout.text])
        or _folder_name(source),
        organ=source.organ or organ,
        date=source.date or time or dated,
        document_kind=kind,
        status=status,
    )


def _organ_and_date(texts: Sequence[str]) -> tuple[str | None, str | None]:
    for text in texts:
        match = _ORGAN_AND_DATE.match(text)
        if match and ORGAN_ENDING.search(match["organ"].strip(" ,")):
            return match["organ"].strip(" ,"), first_date(match["date"])
    for text in texts:
        match = _ORGAN_AND_DATE.match(text)
        if match and not _TIME.match(text):
            return match["organ"].strip(" ,"), first_date(match["date"])
    organ = next((text for text in texts if len(text) < 80 and ORGAN_ENDING.search(text)), None)
    return organ, None


def _kind(texts: Iterable[str]) -> DocumentKind | None:
    for text in texts:
        if len(text) > _TITLE_LENGTH:
            continue
        for word in re.findall(r"[^\W\d_]+", text.lower()):
            if word in KIND_WORDS:
                return KIND_WORDS[word]
    return None


def _folder_name(source: Source) -> str:
    pieces = source.source_id.split("/")
    return pieces[-2].capitalize() if len(pieces) > 1 else source.name.split(".")[0]


def _section_marks(blocks: Sequence[Block], meeting: Meeting) -> list[_Mark]:
    """Find the lines that open this meeting's sections: not its table of contents, not quoted laws or other meetings."""
    candidates = list(_candidates(blocks, meeting))
    contents = _contents(blocks, candidates)
    numbers = [mark.number for mark in candidates[:contents]]
    expected = range(min(numbers), max(numbers) + 1) if numbers else range(0)
    titles = {mark.number: _first_words(blocks, mark) for mark in candidates[:contents]}
    body = _in_sequence(_as_announced(blocks, candidates[contents:], titles))
    marks: list[_Mark] = []
    seen: set[int] = set()
    for mark in body:
        if mark.number in seen:
            continue
        if expected:
            fits = mark.number in expected
        else:
            fits = mark.own_header or not marks or 0 < mark.number - marks[-1].number <= _LARGEST_STEP
        if fits:
            seen.add(mark.number)
            marks.append(mark)
    return marks


def _candidates(blocks: Sequence[Block], meeting: Meeting) -> Iterable[_Mark]:
    for index, block in enumerate(blocks):
        if match := MARK.match(block.text):
            number = match["number"] or match["number2"] or match["number3"]
            yield _Mark(index, int(number), (match["title"] or "").strip())
        elif (header := handling_header(block.text)) and header.section and _is_own(header, meeting):
            opened = index and any(
                (mark := MARK.match(earlier.text)) and header.section in (mark["number"], mark["number2"], mark["number3"])
                for earlier in blocks[max(0, index - 400) : index]
            )
            followed = any(
                (mark := MARK.match(later.text)) and header.section in (mark["number"], mark["number2"], mark["number3"])
                for later in blocks[index + 1 : index + 4]
            )
            if not opened and not followed:
                yield _Mark(index, int(header.section), "", own_header=True)


def _is_own(header: Reference, meeting: Meeting) -> bool:
    return header.date == meeting.date and meeting.organ is not None and slug(header.organ or "") == slug(meeting.organ)


def _contents(blocks: Sequence[Block], candidates: Sequence[_Mark]) -> int:
    """Count the leading candidates that are a table of contents: close together, and each opened again later."""
    numbers = [mark.number for mark in candidates]
    length = 0
    while length < len(numbers) and numbers[length] not in numbers[:length]:
        length += 1
    while length and not set(numbers[:length]) <= set(numbers[length:]):
        length -= 1
    if not length:
        return 0
    heading = any(CONTENTS.match(block.text) for block in blocks[: candidates[0].block])
    first, last = candidates[0].block, candidates[length - 1].block
    labels = sum(match_label(block.text) is not None for block in blocks[first:last])
    return length if heading or (last - first <= 3 * length and labels <= length / 4) else 0


def _first_words(blocks: Sequence[Block], mark: _Mark) -> str:
    following = blocks[mark.block + 1].text if mark.block + 1 < len(blocks) else ""
    return slug(mark.title or following)[:_TITLE_START]


def _as_announced(
    blocks: Sequence[Block], candidates: Sequence[_Mark], titles: Mapping[int, str]
) -> list[_Mark]:
    """Of several marks with one number keep those whose title the table of contents announces, where any does."""
    announced = {
        mark.number
        for mark in candidates
        if titles.get(mark.number) and _first_words(blocks, mark) == titles[mark.number]
    }
    return [
        mark
        for mark in candidates
        if mark.number not in announced or _first_words(blocks, mark) == titles[mark.number]
    ]


def _in_sequence(candidates: Sequence[_Mark]) -> list[_Mark]:
    """Leave out a mark that jumps ahead and comes again in its place: it is a quoted section of a law or a rule."""
    kept: list[_Mark] = []
    for index, mark in enumerate(candidates):
        later = {other.number: at for at, other in reversed(list(enumerate(candidates[index + 1 :])))}
        expected = kept[-1].number + 1 if kept else None
        comes_again = mark.number in later
        jumps = expected is not None and mark.number != expected and expected in later
        if comes_again and jumps and later[expected] < later[mark.number]:  # type: ignore[index]
            continue
        kept.append(mark)
    return kept


def _section_start(blocks: Sequence[Block], mark: _Mark, *, first: bool) -> int:
    """Find where a section begins: with the handling lines above its mark, or with a title that stands above it."""
    start = mark.block
    while start and handling_header(blocks[start - 1].text):
        start -= 1
    if start and ADDED_SECTIONS.match(blocks[start - 1].text):
        start -= 1
    if mark.own_header and not _title_follows(blocks, mark.block):
        while start and _is_title(blocks[start - 1]) and (first or mark.block - start < 1):
            start -= 1
    return start


def _title_follows(blocks: Sequence[Block], index: int) -> bool:
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    return following is not None and _is_title(following)


def _is_title(block: Block) -> bool:
    text = block.text
    return (
        len(text) <= _TITLE_LENGTH
        and not text.endswith((".", ":", ";"))
        and diary_number(text) is None
        and match_label(text) is None
        and _ORGAN_AND_DATE.match(text) is None
        and MARK.match(text) is None
    )


def _meeting_closes(blocks: Sequence[Block], last_mark: int) -> int:
    """Find where the last section ends and the meeting's instructions for appeal begin."""
    for index in range(last_mark + 1, len(blocks)):
        block = blocks[index]
        if not MEETING_APPEAL.match(block.text):
            continue
        opens_page = blocks[index - 1].page != block.page
        named = any(re.match(r"^(?:§|Pykälä|Paragraf)", following.text) for following in blocks[index + 1 : index + 4])
        if opens_page or named:
            return index
    return len(blocks)


def _section(source: Source, meeting: Meeting, mark: _Mark, blocks: Sequence[Block], mark_at: int) -> Decision:
    head, title, case = _heading(blocks, mark, mark_at)
    decision_id = f"{slug(meeting.municipality)}/{slug(meeting.organ or '')}/{meeting.date}/{mark.number}"
    own = Reference(meeting.organ, meeting.date, str(mark.number))
    paragraphs = read_parts(decision_id, blocks, head, own)
    text = " ".join(paragraph.text for paragraph in paragraphs)
    return Decision(
        decision_id=decision_id,
        source_id=source.source_id,
        document_kind=meeting.document_kind,
        status=meeting.status,
        language=source.language or detect(text),
        municipality=meeting.municipality,
        organ=meeting.organ,
        date=meeting.date,
        section=str(mark.number),
        case=case,
        title=title,
        heading_path=(),
        references=tuple(reference for reference in references(text) if reference != own),
        paragraphs=paragraphs,
        routine=ROUTINE.search(title) is not None,
        access_groups=source.access_groups,
    )


def _heading(blocks: Sequence[Block], mark: _Mark, mark_at: int) -> tuple[frozenset[int], str, str | None]:
    """Find a section's title and diary number; give the indices of the blocks that are heading, title, number."""
    head = set(range(mark_at + 1))
    title = mark.title
    if mark_at and not title:
        above = [block.text for block in blocks[:mark_at] if not handling_header(block.text) and not ADDED_SECTIONS.match(block.text)]
        title = " ".join(above)
    index = mark_at + 1
    case: str | None = None
    while index < len(blocks):
        block = blocks[index]
        number = diary_number(block.text)
        if number:
            case = case or number
        elif title and not (block.bold and blocks[index - 1].bold and case is None and _is_title(block) and not block.spaced):
            break
        elif handling_header(block.text) or match_label(block.text) or len(block.text) > _TITLE_LENGTH:
            break
        else:
            title = f"{title} {block.text}".strip()
        head.add(index)
        index += 1
    return frozenset(head), title, case


def _meeting_matter(source: Source, meeting: Meeting, blocks: Sequence[Block], front: int) -> tuple[Decision, ...]:
    """Keep attendance, contents, signatures and appeal instructions as the meeting's own record."""
    if not blocks:
        return ()
    decision_id = f"{slug(meeting.municipality)}/{slug(meeting.organ or '')}/{meeting.date}"
    own = Reference(meeting.organ, meeting.date, None)
    opening = read_parts(decision_id, blocks[:front], frozenset(), own, only=PartKind.NOTE)
    closing = read_parts(decision_id, blocks[front:], frozenset(), own, only=PartKind.APPEAL)
    return (
        Decision(
            decision_id=decision_id,
            source_id=source.source_id,
            document_kind=meeting.document_kind,
            status=meeting.status,
            language=source.language or detect(" ".join(block.text for block in blocks)),
            municipality=meeting.municipality,
            organ=meeting.organ,
            date=meeting.date,
            section=None,
            case=None,
            title=blocks[0].text if blocks else "",
            heading_path=(),
            references=(),
            paragraphs=(*opening, *closing),
            routine=True,
            access_groups=source.access_groups,
        ),
    )
