"""Lines to blocks: take running heads away, find where paragraphs end, join words cut at a line's end.

The *source text* of a document is the text of its blocks joined by line breaks; spans of paragraphs count
characters in it. Normalising is documented here and in `finnish.normalise`: NFC, no zero-width characters, single
spaces, running heads taken out, line ends within a paragraph turned into a space, a hyphen at a line's end dropped
where the word is known without it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.finnish import is_known
from indexer.formats.base import Line

LIST_MARK = re.compile(r"^(?:[-–—•▪◦●*o\uf0b7\uf0a7] |[•▪◦●\uf0b7\uf0a7]|\(?\d{1,2}[.)] |\(?[a-zåäö]\) )")
_CONJUNCTION = re.compile(r"^(?:ja|tai|sekä|eli|och|eller|and|or)\b")
_SUFFIX_AFTER_COLON = re.compile(r"^[a-zåäö]{1,5}\b")
_SENTENCE_END = (".", "!", "?", ":", ";", "”", '"')
_ZONE = 6  # lines from a page's edge in which a running head can stand
_EDGE_STEP = 3.0  # type sizes; a wider gap parts a running head from the text
_BARE_MARK = re.compile(r"^(?:§ ?\d+|\d+ ?§)$")
_INDENT = 8.0  # points; a smaller shift is noise of the typesetting
_UNWRAPPED = 120  # characters; a text with longer lines has one paragraph a line


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the page: joined text, its span in the source text, and the hints of its first line.

    `spaced` tells that it stands apart from the block before it by more than the line spacing.
    """

    text: str
    page: int | None
    start: int
    end: int
    left: float
    size: float | None
    bold: bool
    spaced: bool

    @property
    def listed(self) -> bool:
        """Tell whether it begins with a list mark."""
        return LIST_MARK.match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """A document as blocks, its source text, and the running heads that were taken out of it."""

    text: str
    blocks: tuple[Block, ...]
    heads: tuple[str, ...]


def lay_out(lines: Sequence[Line]) -> Layout:
    """Turn lines in reading order into blocks."""
    body, heads = _without_running_heads(lines)
    measure = _Measure.of(body)
    groups: list[tuple[list[Line], bool]] = []
    listing = False  # under a lead-in, where each line that begins with a capital is an item
    for previous, line in zip([None, *body], body, strict=False):
        if previous is None:
            groups.append(([line], False))
        elif measure.breaks(previous, line, groups[-1][0]) or (listing and measure.opens_item(previous, line)):
            apart = measure.apart(previous, line)
            listing = previous.text.endswith(":") or (listing and not apart)
            groups.append(([line], apart))
        else:
            groups[-1][0].append(line)
    blocks: list[Block] = []
    position = 0
    for group, spaced in groups:
        text = _joined(group)
        first = group[0]
        blocks.append(
            Block(text, first.page, position, position + len(text), first.left, first.size, first.bold, spaced)
        )
        position += len(text) + 1
    return Layout("\n".join(block.text for block in blocks), tuple(blocks), heads)


def _without_running_heads(lines: Sequence[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """Take out lines at a page's edge that stand at the same height, figures aside, on most pages."""
    pages: dict[int | None, list[Line]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    if len(pages) < 2 or any(line.top is None for line in lines):
        return list(lines), ()
    edges = {page: [*_edge(sheet), *_edge(sheet[::-1])] for page, sheet in pages.items()}
    seen = Counter(key for edge in edges.values() for key in {_head_key(line) for line in edge})
    needed = max(2, (len(pages) + 1) // 2)
    heads: dict[str, None] = {}
    kept: list[Line] = []
    for page, sheet in pages.items():
        out = {id(line) for line in edges[page] if seen[_head_key(line)] >= needed}
        heads.update((line.text, None) for line in sheet if id(line) in out)
        kept.extend(line for line in sheet if id(line) not in out)
    return kept, tuple(heads)


def _edge(sheet: Sequence[Line]) -> list[Line]:
    """Give the lines from a page's edge to the first wide gap or bare section mark."""
    edge: list[Line] = []
    for line in sheet[:_ZONE]:
        step = abs((line.top or 0.0) - (edge[-1].top or 0.0)) if edge else 0.0
        if _BARE_MARK.match(line.text) or step > _EDGE_STEP * (line.size or 12.0):
            break
        edge.append(line)
    return edge


def _head_key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round((line.top or 0.0) / 3)


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in a document: the right margin, the distance of wrapped lines, whether wraps keep their space."""

    margin: float
    pitch: float | None
    keeps_space: bool
    wrapped: bool

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Measure:
        if not lines:
            return cls(0.0, None, False, False)
        geometric = lines[0].top is not None
        rights = sorted(line.right for line in lines)
        margin = rights[int(len(rights) * (0.98 if geometric else 0.9))] if len(rights) > 1 else rights[0]
        steps = Counter(
            round(b.top - a.top, 1)
            for a, b in zip(lines, lines[1:], strict=False)
            if a.top is not None and b.top is not None and a.page == b.page and 4 < b.top - a.top < 60
        )
        pitch = min((step for step, count in steps.items() if count >= max(steps.values()) / 3), default=None)
        full = fitting = full_soft = fitting_soft = 0
        for a, b in zip(lines, lines[1:], strict=False):
            if a.right + b.first_word + (3.0 if geometric else 1.0) > margin:
                full += 1
                full_soft += a.soft
            else:
                fitting += 1
                fitting_soft += a.soft
        keeps_space = full_soft > 0.8 * full and fitting_soft < 0.3 * fitting
        return cls(margin, pitch, keeps_space, geometric or margin <= _UNWRAPPED)

    def apart(self, a: Line, b: Line) -> bool:
        """Tell whether there is more than the line spacing between two lines."""
        if a.page != b.page:
            return False
        if a.top is None or b.top is None or self.pitch is None:
            return b.gap > 0
        return b.top - a.top > 1.25 * max(self.pitch, 1.1 * (a.size or 0))

    def opens_item(self, a: Line, b: Line) -> bool:
        """Tell an item of an unmarked list from a wrapped line, where the layout itself does not tell."""
        runs_over = a.text.endswith(("-", ",")) or _CONJUNCTION.match(a.text.rsplit(" ", 1)[-1]) is not None
        return not self.keeps_space and b.text[0].isupper() and not runs_over

    def breaks(self, a: Line, b: Line, group: Sequence[Line]) -> bool:
        """Tell whether a new paragraph begins between two lines; `group` is the paragraph so far."""
        if a.text.endswith("§") and b.text[0].isdigit():
            return False
        if LIST_MARK.match(b.text) and not _is_range_or_amount(a.text, b.text):
            return True
        geometric = a.top is not None and b.top is not None
        runs_on = b.text[0].islower() and not a.text.endswith(_SENTENCE_END)
        if not geometric:
            if not self.wrapped or (b.gap and not runs_on):
                return True
            return not runs_on and a.right + 1 + b.first_word <= self.margin
        if a.bold != b.bold or abs((a.size or 0) - (b.size or 0)) > 0.6:
            return True
        if a.page == b.page and a.top is not None and b.top is not None and abs(b.top - a.top) < 2 and b.left >= a.right - 2:
            return False
        if self.apart(a, b):
            return True
        hanging = LIST_MARK.match(group[0].text) is not None or len(group) > 1
        if b.left < a.left - _INDENT or (b.left > a.left + _INDENT and not hanging):
            return not (runs_on and a.soft)
        if a.right + 3.0 + b.first_word <= self.margin:
            return not (a.soft and self.keeps_space and runs_on)
        return self.keeps_space and not a.soft and not a.text.endswith("-") and b.text[0].isupper()


def _is_range_or_amount(before: str, text: str) -> bool:
    """Tell a dash or number that continues a sentence from a list mark: "… 400 \\n- 500 euroa"."""
    return before[-1:].isdigit() and re.match(r"^[-–] ?\d", text) is not None


def _joined(lines: Sequence[Line]) -> str:
    text = lines[0].text
    soft = lines[0].soft
    for line in lines[1:]:
        text = _join(text, line.text, soft)
        soft = line.soft
    return text


def _join(text: str, following: str, soft: bool) -> str:
    """Join two lines of a paragraph, undoing hyphenation where the word is known without the hyphen."""
    if following.startswith("/"):
        return text + following
    if text.endswith(":") and not soft and _SUFFIX_AFTER_COLON.match(following) and re.search(r"[\w€%§]:$", text):
        return text + following
    if not text.endswith("-") or text.endswith(" -") or _CONJUNCTION.match(following):
        return f"{text} {following}"
    if soft:
        return f"{text} {following}"
    head = re.search(r"([^\W\d_]+)-$", text)
    tail = re.match(r"([^\W\d_]+)", following)
    if head and tail and tail[1][0].islower() and head[1][-1].islower() and is_known(head[1] + tail[1]):
        return text[:-1] + following
    return text + following
