"""The headings of a report: by its table of contents, by numbers in sequence, and by larger or bolder type."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from indexer.contents import Contents, Entry, heading_number
from indexer.placing import Placed

_MOST_LINES = 3
_LONGEST = 160
_LARGER = 1.5  # points above the body's type
_SMALLER = 0.7
_MARGIN = 10.0  # points; a heading farther in only opens a part of its section
_ALIKE = 0.9
_NO_END = (".", ",", ";", ":")
_LIST_MARK = re.compile(r"^(?:[-–—−•▪◦●*] |\(?[a-zåäö]\) |\d{1,2}\) )")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: the indices of its first line and of the one after its last, its text, and its level from 1.

    `minor` headings open no section of their own: they stand over the paragraphs after them. `listed` ones are in the
    table of contents.
    """

    first: int
    after: int
    text: str
    level: int
    minor: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """What is usual in a report: size of the type, left margin of the text."""

    size: float
    left: float

    @classmethod
    def of(cls, placed: Sequence[Placed]) -> Body:
        sizes: Counter[float] = Counter()
        lefts: Counter[int] = Counter()
        for each in placed:
            sizes[each.line.size or 0.0] += len(each.text)
            if len(each.text) > 60:
                lefts[round(each.line.left / 4)] += 1
        left = lefts.most_common(1)[0][0] * 4.0 if lefts else 0.0
        return cls(sizes.most_common(1)[0][0] if sizes else 0.0, left)


def listed_headings(placed: Sequence[Placed], contents: Contents, skipped: Collection[int]) -> list[Heading]:
    """Find the entries of the table of contents in the text, each after the one before and on its page."""
    body = Body.of(placed)
    after = contents.lines.stop
    found = _candidates(placed, contents.entries, after, skipped)
    offset = _offset(placed, contents.entries, found)
    made: list[Heading] = []
    for at, entry in enumerate(contents.entries):
        options = [each for each in found[at] if each[0] >= after]
        options = options or _nearly(placed, entry, entry.page + offset, after, skipped)
        if not options:
            continue
        first, end = min(options, key=lambda each: _unfit(placed, body, each, entry.page + offset))
        if abs((placed[first].page or 0) - entry.page - offset) > 2:
            continue
        said = _text(placed[first:end])
        text = entry.title if _key(entry.title) == _key(said) else said  # the table breaks fewer words
        made.append(Heading(first, end, text, entry.level, listed=True))
        after = end
    return made


_Span = tuple[int, int]


def _candidates(
    placed: Sequence[Placed], entries: Sequence[Entry], start: int, skipped: Collection[int]
) -> Mapping[int, list[_Span]]:
    """Find for each entry the runs of lines that say the same letters."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(entries):
        wanted[_key(entry.title)].append(at)
    found: dict[int, list[_Span]] = defaultdict(list)
    for first in range(start, len(placed)):
        if first in skipped:
            continue
        for end in range(first + 1, min(first + _MOST_LINES, len(placed)) + 1):
            for at in wanted.get(_key(_text(placed[first:end])), ()):
                found[at].append((first, end))
    return found


def _offset(placed: Sequence[Placed], entries: Sequence[Entry], found: Mapping[int, list[_Span]]) -> int:
    """Learn by how much the file's pages run ahead of the printed ones."""
    seen = Counter((placed[first].page or 0) - entries[at].page for at, spans in found.items() for first, _ in spans)
    return seen.most_common(1)[0][0] if seen else 0


def _unfit(placed: Sequence[Placed], body: Body, span: _Span, page: int) -> tuple[int, int, float, int]:
    """Rank a candidate: on its page, bold, large, early."""
    line = placed[span[0]].line
    plain = not line.bold and (line.size or 0.0) < body.size + _LARGER
    return abs((line.page or 0) - page), int(plain), -(line.size or 0.0), span[0]


def _nearly(placed: Sequence[Placed], entry: Entry, page: int, start: int, skipped: Collection[int]) -> list[_Span]:
    """Find lines on an entry's page that say nearly the same: a heading edited after the table was made."""
    key = _key(entry.title)
    found = []
    for first in range(start, len(placed)):
        if first in skipped or placed[first].page != page or not placed[first].opens:
            continue
        for end in range(first + 1, min(first + _MOST_LINES, len(placed)) + 1):
            if SequenceMatcher(None, key, _key(_text(placed[first:end]))).ratio() >= _ALIKE:
                found.append((first, end))
    return found


def all_headings(
    placed: Sequence[Placed], listed: Sequence[Heading], contents: Contents, skipped: Collection[int]
) -> list[Heading]:
    """Add to the listed headings those that only their number or their type shows; give all in order."""
    body = Body.of(placed)
    deepest = max((number.count(".") + 1 for each in listed if (number := heading_number(each.text))), default=0)
    taken = {index for each in listed for index in range(each.first, each.after)} | set(contents.lines)
    by_first = {each.first: each for each in listed}
    made: list[Heading] = []
    numbers: list[int] = []
    for first, each in enumerate(placed):
        heading = by_first.get(first)
        if heading is None and first not in taken and first not in skipped and each.opens:
            heading = _styled(placed, first, body, taken, skipped)
            number = heading_number(heading.text) if heading else None
            if heading and number and number.count(".") >= deepest and _follows(numbers, number):
                heading = replace(heading, level=number.count(".") + 1, minor=False)
        if heading is None:
            continue
        number = heading_number(heading.text)
        if number and heading.level:
            numbers = [int(piece) for piece in number.split(".")]
        made.append(heading)
    return _levelled(placed, made)


def _styled(
    placed: Sequence[Placed], first: int, body: Body, taken: Collection[int], skipped: Collection[int]
) -> Heading | None:
    """Tell whether a paragraph is set as a heading: short, alone, bolder or larger than the body; level 0."""
    end = first + 1
    while end < len(placed) and not placed[end].opens and end not in skipped:
        end += 1
    text = _text(placed[first:end])
    line = placed[first].line
    large = (line.size or 0.0) >= body.size + _LARGER
    if end - first > _MOST_LINES or len(text) > _LONGEST or not (line.bold or large):
        return None
    if not all(each.line.bold == line.bold and each.line.size == line.size for each in placed[first:end]):
        return None
    letters = sum(character.isalpha() for character in text)
    if letters < 3 or letters < 0.5 * len(text) or text.endswith(_NO_END) or _LIST_MARK.match(text):
        return None
    if not (text[0].isupper() or text[0].isdigit()) or any(index in taken for index in range(first, end)):
        return None
    inner = line.left > body.left + _MARGIN or (line.size or 0.0) < body.size - _SMALLER
    return Heading(first, end, text, 0, minor=not large and inner)


def _follows(before: Sequence[int], number: str) -> bool:
    """Tell whether a number goes on from the last one: the next at its own or a higher level, or its first child."""
    said = [int(piece) for piece in number.split(".")]
    if not before:
        return said in ([1], [1, 1])
    if said == [*before, 1]:
        return True
    depth = len(said)
    return depth <= len(before) and said[:-1] == list(before[: depth - 1]) and 0 < said[-1] - before[depth - 1] <= 2


def _levelled(placed: Sequence[Placed], headings: Sequence[Heading]) -> list[Heading]:
    """Give unnumbered headings their level: below the last known one, by the rank of their type."""
    styles = sorted({_style(placed[each.first], each.text) for each in headings if not each.level}, reverse=True)
    made: list[Heading] = []
    known = 0
    for each in headings:
        if each.level:
            known = each.level
            made.append(each)
            continue
        level = known + 1 + styles.index(_style(placed[each.first], each.text))
        made.append(replace(each, level=level))
    return list(_closed_up(made))


def _style(placed: Placed, text: str) -> tuple[float, bool]:
    return placed.line.size or 0.0, text.isupper()


def _closed_up(headings: Sequence[Heading]) -> Iterator[Heading]:
    """Let no level be skipped: a heading is at most one level below the section that it stands in."""
    open_: list[int] = []
    for each in headings:
        if each.minor:
            yield replace(each, level=len(open_) + 1)
            continue
        while open_ and open_[-1] >= each.level:
            open_.pop()
        open_.append(each.level)
        yield each if each.listed else replace(each, level=len(open_))


def _text(lines: Sequence[Placed]) -> str:
    """Join the lines of a heading, undoing hyphenation as the layout did, or would have within a paragraph."""
    said, cut = "", False
    for each in lines:
        parted = said.endswith("-") and each.text[:1].islower()
        said = f"{said.removesuffix('-')}{each.text}" if cut or parted else f"{said} {each.text}".strip()
        cut = each.line.text.endswith("-") and not each.text.endswith("-")
    return said


def _key(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
