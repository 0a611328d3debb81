"""The table of contents of a report: its entries with page and level, and the lines that it takes up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.headings import CONTENTS
from indexer.placing import Placed

_LEADERS = re.compile(r"^(?P<title>.*?)\s*(?:\.\s?){4,}\s*(?P<page>\d{1,4})$")
_PLAIN = re.compile(r"^(?P<title>\D.*?\S|\d+(?:\.\d+)*\.? \D.*?\S)\s+(?P<page>\d{1,4})$")
_NUMBER = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=\S)")
_INDENT = 4.0  # points within which entries stand at one indentation
_WRAPPED = 2  # lines that an entry may take before its last
_FEWEST = 3
_MOST_GAP = 8  # lines between two entries of one table


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table: heading, printed page number and level from 1."""

    title: str
    page: int
    level: int

    @property
    def number(self) -> str | None:
        return heading_number(self.title)


@dataclass(frozen=True, slots=True)
class Contents:
    """The entries, and the indices of the lines of the table from its first to its last."""

    entries: tuple[Entry, ...]
    lines: range


def names_contents(text: str) -> bool:
    """Tell the heading of a table of contents."""
    return CONTENTS.match(text) is not None or text.strip(" :").lower() == "sisällys"


def heading_number(text: str) -> str | None:
    """Give the number of a heading ("3.2.1 Henkilöstö"), without its last point, or None."""
    match = _NUMBER.match(text)
    return match["number"] if match else None


def without_number(text: str) -> str:
    """Give a heading without its number."""
    return _NUMBER.sub("", text)


def read_contents(placed: Sequence[Placed]) -> Contents:
    """Find the table of contents by its dotted leaders or, below its heading, by page numbers at the ends of lines."""
    found = _run([(i, match) for i, each in enumerate(placed) if (match := _LEADERS.match(each.text))])
    if len(found) < _FEWEST:
        found = _below_heading(placed)
    if len(found) < _FEWEST:
        return Contents((), range(0))
    first, last = found[0][0], found[-1][0]
    while first and found[0][0] - first < 3 and placed[first - 1].page == placed[first].page:
        first -= 1
        if names_contents(placed[first].text):
            break
    else:
        first = found[0][0]
    entries: list[tuple[str, int, float]] = []
    previous = first - 1
    for index, match in found:
        title, left = match["title"].strip(" ."), placed[index].line.left
        above = [each for each in placed[max(previous + 1, index - _WRAPPED) : index] if not names_contents(each.text)]
        if above and heading_number(title) is None and _wraps(title, above[-1].text, placed[index], above[-1]):
            title, left = _joined(above[-1].text, title), above[-1].line.left
        previous = index
        if any(character.isalpha() for character in title):
            entries.append((title, int(match["page"]), left))
    return Contents(_levelled(entries), range(first, last + 1))


def _wraps(title: str, above: str, line: Placed, before: Placed) -> bool:
    """Tell whether an entry begins on the line above that of its page number."""
    goes_on = title[:1].islower() or above.endswith("-") or heading_number(above) is not None
    return goes_on and before.page == line.page and not above.rstrip()[-1:].isdigit()


def _joined(above: str, title: str) -> str:
    return above[:-1] + title if above.endswith("-") and title[:1].islower() else f"{above} {title}"


def _run(found: Sequence[tuple[int, re.Match[str]]]) -> list[tuple[int, re.Match[str]]]:
    """Keep the longest run of entries that lie near each other: leaders also stand in forms."""
    best: list[tuple[int, re.Match[str]]] = []
    run: list[tuple[int, re.Match[str]]] = []
    for entry in found:
        run = [*run, entry] if run and entry[0] - run[-1][0] <= _MOST_GAP else [entry]
        best = run if len(run) > len(best) else best
    return best


def _below_heading(placed: Sequence[Placed]) -> list[tuple[int, re.Match[str]]]:
    """Read lines that end in a page number, none smaller than the one before, below a heading "Sisällys"."""
    start = next((i for i, each in enumerate(placed) if names_contents(each.text)), None)
    found: list[tuple[int, re.Match[str]]] = []
    if start is None:
        return found
    for index in range(start + 1, len(placed)):
        match = _PLAIN.match(placed[index].text)
        if match and (not found or int(match["page"]) >= int(found[-1][1]["page"])):
            found.append((index, match))
        elif index - (found[-1][0] if found else start) > _WRAPPED:
            break
    return found


def _levelled(entries: Sequence[tuple[str, int, float]]) -> tuple[Entry, ...]:
    """Give each entry its level: by its number, else by the indentation of numbered entries or by its rank."""
    stops: list[float] = []
    for left in sorted(left for _, _, left in entries):
        if not stops or left - stops[-1] > _INDENT:
            stops.append(left)

    def rank(left: float) -> int:
        return min(range(len(stops)), key=lambda at: abs(stops[at] - left))

    depths: dict[int, int] = {}
    for title, _, left in entries:
        number = heading_number(title)
        if number:
            depths[rank(left)] = max(depths.get(rank(left), 0), number.count(".") + 1)
    made: list[Entry] = []
    for title, page, left in entries:
        number = heading_number(title)
        at = rank(left)
        known = number.count(".") + 1 if number else depths.get(at, at + 1)
        made.append(Entry(title, page, min(known, made[-1].level + 1) if made and not number else known))
    return tuple(made)
