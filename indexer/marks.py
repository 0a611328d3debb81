"""Which lines open the sections of a meeting: not its contents list, quoted laws or the sections of other meetings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress

from indexer.formats.base import Declared
from indexer.headings import ADDED_SECTIONS, CONTENTS, MARK, section_number
from indexer.histories import history_headers
from indexer.labels import match_label
from indexer.layout import Block
from indexer.meeting import Meeting
from indexer.model import Reference
from indexer.names import slug
from indexer.references import handling_header

_TITLE_START = 24  # characters of a slug by which a title is told, since lines break differently in a contents list
_LARGEST_STEP = 5  # section numbers that a meeting without a table of contents may skip
_OWN_MARK = 40  # blocks after the heading that the markup declares in which the section's own mark stands
_NEAR_MARK = 12  # the same, where the heading does not say its number
_ECHO_BEFORE, _ECHO_AFTER = 400, 4  # blocks around a mark in which a line of organ, date and § repeats it

_Style = tuple[str, bool, float | None, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that opens a section: index of its block, number, the title on the same line, and how it is set.

    `own_header` tells that the line is not "§ 21" but organ, date and § of the meeting itself. `declared` is what the
    file's markup says of the section, whose first block is `start`; the number is 0 where it knows of no §.
    """

    block: int
    number: int
    title: str
    style: _Style
    own_header: bool = False
    declared: Declared | None = None
    start: int | None = None

    @property
    def name(self) -> str:
        """Give the last piece of the section's address: its number or, where there is no §, its place on the agenda."""
        return str(self.number) if self.number else f"asia-{self.declared.item}" if self.declared else ""


def section_marks(blocks: Sequence[Block], meeting: Meeting) -> list[Mark]:
    """Find the marks of a meeting's sections, in the order of the document, each number once.

    Where the file's markup declares them, these are they.
    """
    declared = list(_declared(blocks, meeting))
    if declared:
        return declared
    candidates = list(_candidates(blocks, meeting))
    contents = _contents(blocks, candidates)
    announced = {mark.number: _first_words(blocks, mark) for mark in candidates[:contents]}
    body = _without_echoes(candidates[contents:])
    chosen = _announced(blocks, body, announced) if announced else _consecutive(blocks, body)
    return sorted(chosen, key=lambda mark: mark.block)


def _declared(blocks: Sequence[Block], meeting: Meeting) -> Iterator[Mark]:
    """Give the sections that the markup declares, each with its own mark where that follows: "§ 5"."""
    for index, block in enumerate(blocks):
        declared = block.declared
        if declared is None or not (declared.section or declared.item):
            continue
        if index and declared == blocks[index - 1].declared:
            continue
        own = replace(meeting, organ=declared.organ or meeting.organ, date=declared.date or meeting.date)
        first = _own_mark(blocks[index : index + _OWN_MARK], declared, own)
        title = declared.title or first.title
        yield replace(first, block=index + first.block, title=title, declared=declared, start=index)


def _own_mark(blocks: Sequence[Block], declared: Declared, meeting: Meeting) -> Mark:
    """Find the mark of a declared section among its first blocks, or give the declaration itself."""
    for mark in _candidates(blocks, meeting):
        if declared.section == str(mark.number) or (declared.section is None and mark.block < _NEAR_MARK):
            return mark
    at = next((at for at, block in enumerate(blocks) if block.text == declared.item), 0)
    return Mark(at, int(declared.section or 0), "", _style(blocks[at]))


def _candidates(blocks: Sequence[Block], meeting: Meeting) -> Iterator[Mark]:
    earlier = history_headers(blocks)
    for index, block in enumerate(blocks):
        style = _style(block)
        if match := MARK.match(block.text):
            yield Mark(index, int(section_number(block.text) or 0), (match["title"] or "").strip(), style)
        elif index in earlier:
            continue
        elif (header := handling_header(block.text)) and header.section and _is_own(header, meeting):
            yield Mark(index, int(header.section), "", style, own_header=True)


def _style(block: Block) -> _Style:
    return _form(block.text), block.bold, block.size, round(block.left / 6)


def _form(text: str) -> str:
    """Tell "§ 21", "21 §", "Pykälä 21" and lines that begin otherwise apart."""
    return "§" if text.startswith("§") else "N" if text[:1].isdigit() else "word"


def _is_own(header: Reference, meeting: Meeting) -> bool:
    return header.date == meeting.date and meeting.organ is not None and slug(header.organ or "") == slug(meeting.organ)


def _contents(blocks: Sequence[Block], candidates: Sequence[Mark]) -> int:
    """Count the leading candidates that are a table of contents: close together, and each opened again later."""
    numbers = [mark.number for mark in candidates]
    length = 0
    while length < len(numbers) and numbers[length] not in numbers[:length]:
        length += 1
    while length and not set(numbers[:length]) <= set(numbers[length:]):
        length -= 1
    if not length:
        return 0
    first, last = candidates[0].block, candidates[length - 1].block
    if any(CONTENTS.match(block.text) for block in blocks[:first]):
        return length
    if length == 1:
        return 0
    labels = sum(match_label(block.text, block.opening) is not None for block in blocks[first:last])
    return length if last - first <= 3 * length and labels <= length / 4 else 0


def _first_words(blocks: Sequence[Block], mark: Mark) -> str:
    following = blocks[mark.block + 1].text if mark.block + 1 < len(blocks) else ""
    return slug(mark.title or following)[:_TITLE_START]


def _without_echoes(candidates: Sequence[Mark]) -> list[Mark]:
    """Leave out lines of organ, date and § that stand about a plain mark of the same number and only repeat it."""
    plain: Mapping[int, list[int]] = defaultdict(list)
    for mark in candidates:
        if not mark.own_header:
            plain[mark.number].append(mark.block)
    return [
        mark
        for mark in candidates
        if not mark.own_header
        or not any(-_ECHO_BEFORE <= block - mark.block <= _ECHO_AFTER for block in plain[mark.number])
    ]


def _announced(blocks: Sequence[Block], candidates: Sequence[Mark], titles: Mapping[int, str]) -> list[Mark]:
    """Choose for each number that the table of contents spans the mark with the announced title, or the likeliest.

    Sections added at the end of the meeting may follow with the next numbers.
    """
    of_number: dict[int, list[Mark]] = defaultdict(list)
    for mark in candidates:
        of_number[mark.number].append(mark)

    def is_announced(mark: Mark) -> bool:
        return _first_words(blocks, mark) == titles.get(mark.number)

    usual = _usual_style([mark for mark in candidates if is_announced(mark)])
    chosen = [
        min(of_number[number], key=lambda mark: (not is_announced(mark), mark.style != usual, mark.block))
        for number in range(min(titles), max(titles) + 1)
        if number in of_number
    ]
    number = max(titles) + 1
    while chosen:
        end = max(mark.block for mark in chosen)
        added = [mark for mark in of_number[number] if mark.block > end and _is_added(blocks, mark, usual)]
        if not added:
            break
        chosen.append(added[0])
        number += 1
    return chosen


def _is_added(blocks: Sequence[Block], mark: Mark, usual: _Style | None) -> bool:
    """Tell a section that the table of contents does not know yet: it is set, and labelled, as the others are."""
    if mark.block and ADDED_SECTIONS.match(blocks[mark.block - 1].text):
        return True
    following = blocks[mark.block + 1 :]
    end = next((at for at, block in enumerate(following) if section_number(block.text)), len(following))
    return mark.style == usual and any(match_label(block.text, block.opening) for block in following[:end])


def _usual_style(marks: Sequence[Mark]) -> _Style | None:
    return Counter(mark.style for mark in marks).most_common(1)[0][0] if marks else None


def _consecutive(blocks: Sequence[Block], candidates: Sequence[Mark]) -> list[Mark]:
    """Choose the likeliest run of growing numbers, then sections of its range that stand out of order.

    A mark weighs more where a label follows before the next one, since quoted sections of rules have none;
    a skipped number costs.
    """
    if not candidates:
        return []
    ends = [*(mark.block for mark in candidates[1:]), len(blocks)]
    labelled = [
        any(match_label(b.text, b.opening) for b in blocks[mark.block + 1 : end])
        for mark, end in zip(candidates, ends, strict=True)
    ]
    usual = _usual_style(list(compress(candidates, labelled)))
    weights = [
        1.0 + has_label + mark.own_header + (mark.style == usual) / 2
        for mark, has_label in zip(candidates, labelled, strict=True)
    ]
    scores: list[float] = []
    before: list[int | None] = []
    for index, mark in enumerate(candidates):
        best, origin = 0.0, None
        for earlier in range(index):
            step = mark.number - candidates[earlier].number
            if step < 1 or (step > _LARGEST_STEP and not mark.own_header):
                continue
            score = scores[earlier] - 0.3 * min(step - 1, _LARGEST_STEP)
            if score > best:
                best, origin = score, earlier
        scores.append(best + weights[index])
        before.append(origin)
    chain: list[Mark] = []
    at: int | None = max(range(len(scores)), key=scores.__getitem__)
    while at is not None:
        chain.insert(0, candidates[at])
        at = before[at]
    return [*chain, *_out_of_order(list(compress(candidates, labelled)), chain)]


def _out_of_order(labelled: Sequence[Mark], chain: Sequence[Mark]) -> list[Mark]:
    """Find marks of numbers that the run skips, or that come next, set as its own are and followed by a label."""
    usual = _usual_style(chain)
    taken = {mark.number for mark in chain}
    found: list[Mark] = []
    for mark in sorted(labelled, key=lambda mark: (mark.number, mark.block)):
        fits = chain[0].number < mark.number < chain[-1].number or mark.number - 1 in taken
        if fits and mark.number not in taken and mark.style == usual:
            taken.add(mark.number)
            found.append(mark)
    return found
