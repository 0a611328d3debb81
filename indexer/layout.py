"""Lines to blocks: find where paragraphs begin and end, join words cut at a line's end.

The *source text* of a document is the text of its blocks joined by line breaks; spans of paragraphs count
characters in it. Normalising is documented here and in `finnish.normalise`: NFC, no zero-width characters, single
spaces, running heads taken out, list marks that the file holds elsewhere put before their items, line ends within a
paragraph turned into a space, a hyphen at a line's end dropped where the word is known without it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.finnish import is_known
from indexer.formats.base import Declared, Line
from indexer.labels import Label
from indexer.model import Reference
from indexer.reading_order import BARE_MARK, in_reading_order
from indexer.running_heads import without_running_heads
from indexer.sentences import has_predicate

LIST_MARK = re.compile(r"^(?:[-–—−˗•·▪◦●‣➢✓*o\uf0b7\uf0a7] |[•·▪◦●‣➢✓\uf0b7\uf0a7]|\(?\d{1,2}[.)] |\(?[a-zåäö]\) )")
_CONJUNCTION = re.compile(r"^(?:ja|tai|sekä|eli|och|eller|and|or)\b")
# "3 §:" + "n", "Oy:" + "lle": a case ending that the line end parts from its word
_SUFFIX_AFTER_COLON = re.compile(
    r"^(?:[nt]|[aä]|t?t[aä]|[eiouyä]+n|[hst]?[aäeiu]+n|i?(?:ss|st|ll|lt)[aä]|i?lle|i?n[aä]|i?ksi|s)\b(?![).])"
)
_ABBREVIATED = re.compile(r"(?:[§\d%€]|\b[A-ZÅÄÖ][\wåäö]{0,3}|\b[A-ZÅÄÖ]{2,}):$")
_NUMBERED = re.compile(r"^(\d{1,2}) [A-ZÅÄÖ]")
# "1.1." + "-31.12.2024": a range of dates that the line end cuts
_RANGE_START, _RANGE_END = re.compile(r"\d\.?$"), re.compile(r"^[-–]\s?\d{1,2}\.\d{1,2}\.")
_SENTENCE_END = (".", "!", "?", ":", ";", "”", '"')
_VOWELS = "aeiouyåäö"
_INDENT = 8.0  # points; a smaller shift is noise of the typesetting
_RAGGED = 0.6  # of the right margin; a shorter line that ends without a stop is no line of a paragraph
_BARE_NUMBER = re.compile(r"^\d{1,2}$")
_FARTHEST_MARK = 60  # lines from a number that stands alone to the next one
_SHORTEST_CUT = 40  # characters of a line that somebody would cut a paragraph after
_LEAST_WRAP = 40  # characters at which texts are wrapped, at least
_UNWRAPPED = 120  # characters; a text with longer lines has one paragraph a line


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the page: joined text, its span in the source text, and the hints of its first line (`Line`).

    `spaced` tells that it stands apart from the block before it by more than the line spacing, `heads` that it holds
    the heads of a table's columns, `numbers` that it is but the number of the item that follows.
    """

    text: str
    page: int | None
    start: int
    end: int
    left: float
    size: float | None
    bold: bool
    opening: int
    spaced: bool
    item: bool = False
    context: str = ""
    declared: Declared | None = None
    label: Label | None = None
    origin: Reference | None = None
    heads: bool = False
    numbers: bool = False

    @property
    def listed(self) -> bool:
        """Tell whether it begins with a list mark, or the file's markup says that it is an item."""
        return self.item or LIST_MARK.match(self.text) is not None

    @property
    def is_mark(self) -> bool:
        """Tell whether it is the mark of a list item whose text is the next block."""
        return self.numbers or BARE_MARK.match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """A document as blocks, its source text, and the running heads that were taken out of it."""

    text: str
    blocks: tuple[Block, ...]
    heads: tuple[str, ...]


def lay_out(lines: Sequence[Line]) -> Layout:
    """Turn the lines of a file into blocks."""
    body, heads = without_running_heads(lines)
    blocks: list[Block] = []
    position = 0
    numbers = _bare_numbers(body)
    for group, spaced in _paragraphs(in_reading_order(body), numbers):
        text = _joined(group)
        first = group[0]
        blocks.append(replace(_block(text, first, position, spaced), numbers=id(first) in numbers))
        position += len(text) + 1
    return Layout("\n".join(block.text for block in blocks), tuple(blocks), heads)


def _block(text: str, first: Line, start: int, spaced: bool) -> Block:
    return Block(
        text=text,
        page=first.page,
        start=start,
        end=start + len(text),
        left=first.left,
        size=first.size,
        bold=first.bold,
        opening=first.opening,
        spaced=spaced,
        item=first.item,
        context=first.context,
        declared=first.declared,
        label=first.label,
        origin=first.origin,
    )


def _paragraphs(lines: Sequence[Line], numbers: Collection[int]) -> list[tuple[list[Line], bool]]:
    """Gather the lines of each paragraph, and tell whether it stands apart from the one before it.

    `numbers` are the ids of lines that but number the item that follows.
    """
    measure = _Measure.of(lines)
    groups: list[tuple[list[Line], bool]] = [([lines[0]], False)] if lines else []
    listing = False  # under a lead-in, where each line that begins with a capital is an item
    for previous, line in pairwise(lines):
        item = len(groups) > 1 and id(groups[-2][0][-1]) in numbers
        if item and not line.gap and line.text[0].islower():
            groups[-1][0].append(line)
        elif measure.breaks(previous, line, groups[-1][0], listing=listing) or (
            listing and measure.opens_item(previous, line)
        ):
            apart = measure.apart(previous, line)
            listing = previous.text.endswith(":") or (listing and not apart)
            groups.append(([line], apart))
        else:
            groups[-1][0].append(line)
    return groups


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in a document: right margin, distance of wrapped lines, whether wraps keep their space."""

    margin: float
    pitch: float | None
    keeps_space: bool
    wrapped: bool

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Measure:
        if not lines:
            return cls(0.0, None, False, False)
        geometric = lines[0].top is not None
        rights = sorted(line.right for line in lines) if geometric else _wrapped_widths(lines)
        margin = rights[int(len(rights) * 0.98)] if rights else 0.0
        steps = Counter(
            round(b.top - a.top, 1)
            for a, b in pairwise(lines)
            if a.top is not None and b.top is not None and a.page == b.page and 4 < b.top - a.top < 60
        )
        pitch = min((step for step, count in steps.items() if count >= max(steps.values()) / 3), default=None)
        slack = 3.0 if geometric else 1.0
        full = [a.soft for a, b in pairwise(lines) if a.right + b.first_word + slack > margin]
        fitting = [a.soft for a, b in pairwise(lines) if a.right + b.first_word + slack <= margin]
        keeps_space = sum(full) > 0.8 * len(full) and sum(fitting) < 0.3 * len(fitting)
        return cls(margin, pitch, keeps_space, geometric or 0.0 < margin <= _UNWRAPPED)

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

    def breaks(self, a: Line, b: Line, group: Sequence[Line], *, listing: bool) -> bool:
        """Tell whether a new paragraph begins between two lines; `group` is the paragraph so far.

        `listing` says that it stands under a lead-in.
        """
        if b.whole:
            return listing or not _cut_by_hand(a, b)
        if (a.text.endswith("§") and b.text[0].isdigit()) or _parts_suffix(a.text, b.text):
            return False
        if _RANGE_END.match(b.text) and _RANGE_START.search(a.text):
            return False
        if _follows_in_number(group[0].text, b.text):
            return True
        if BARE_MARK.match(a.text) or BARE_MARK.match(b.text):
            return True
        if LIST_MARK.match(b.text) and not self._only_looks_listed(a, b):
            return True
        runs_on = b.text[0].islower() and not a.text.endswith(_SENTENCE_END)
        if a.top is None or b.top is None:
            return self._breaks_text(a, b, runs_on)
        hanging = LIST_MARK.match(group[0].text) is not None or len(group) > 1
        return self._breaks_page(a, b, runs_on, hanging=hanging, listing=listing)

    def _only_looks_listed(self, a: Line, b: Line) -> bool:
        """Tell a range or an ordinal that wrapping put first from a list mark: "… 400 / - 500 euroa", "16. luvun"."""
        if re.match(r"^[-–] ?\d", b.text):
            return a.text[-1].isdigit()
        full = a.right + 3.0 + b.first_word > self.margin
        return full and not a.text.endswith(_SENTENCE_END) and re.match(r"^\d{1,2}\. [a-zåäö]", b.text) is not None

    def _breaks_text(self, a: Line, b: Line, runs_on: bool) -> bool:
        if not self.wrapped or (b.gap and not runs_on):
            return True
        return not runs_on and a.right + 1 + b.first_word <= self.margin

    def _breaks_page(self, a: Line, b: Line, runs_on: bool, *, hanging: bool, listing: bool) -> bool:
        if a.bold != b.bold or abs((a.size or 0) - (b.size or 0)) > 0.6:
            return True
        if a.page == b.page and abs((b.top or 0) - (a.top or 0)) < 2 and b.left >= a.right - 2:
            return False
        if self.apart(a, b):
            return True
        if a.bold and runs_on and abs(b.left - a.left) < _INDENT:
            return False  # a label or a title in a narrow column
        beside_label = a.body is not None and abs(b.left - a.body) < _INDENT
        if b.left < a.left - _INDENT or (b.left > a.left + _INDENT and not hanging and not beside_label):
            return not (runs_on and a.soft)
        if a.right + 3.0 + b.first_word <= self.margin:
            long = a.right > _RAGGED * self.margin
            wrapped = self.keeps_space and a.soft and long and not listing and not a.text.endswith(_SENTENCE_END)
            ragged = a.soft if self.keeps_space or beside_label else long
            return not (wrapped or (runs_on and ragged) or a.text.endswith(" /"))
        return self.keeps_space and not a.soft and not a.text.endswith("-") and b.text[0].isupper()


def _cut_by_hand(a: Line, b: Line) -> bool:
    """Tell a paragraph of a file with markup that was cut in two where its line ended on paper.

    Nothing parts the two, and the sentence of the first is begun and not ended.
    """
    if b.gap or a.item or b.item or a.bold or b.bold or a.context or b.context or a.left != b.left:
        return False
    if a.label is not b.label or b.opening or len(a.text) < _SHORTEST_CUT or LIST_MARK.match(b.text):
        return False
    if a.text.endswith((*_SENTENCE_END, ",")) or a.declared != b.declared or _BARE_NUMBER.match(b.text):
        return False
    return b.text[0].islower() or has_predicate(a.text)


def _bare_numbers(lines: Sequence[Line]) -> frozenset[int]:
    """Find the numbers that stand alone before the items of a list in a file with markup: "1", "2" and so on."""
    found: list[int] = []
    for index, line in enumerate(lines):
        if not (line.whole and _BARE_NUMBER.match(line.text)) or line.context or index + 1 == len(lines):
            continue
        number, before = int(line.text), int(lines[found[-1]].text) if found else 0
        if number == 1 or (found and number == before + 1 and index - found[-1] <= _FARTHEST_MARK):
            found.append(index)
    steps = {int(lines[index].text): index for index in found}
    return frozenset(id(lines[index]) for index in found) if 2 in steps else frozenset()


def _parts_suffix(before: str, text: str) -> bool:
    return _ABBREVIATED.search(before) is not None and _SUFFIX_AFTER_COLON.match(text) is not None


def _follows_in_number(first: str, text: str) -> bool:
    """Tell the next of a numbered list whose marks have no stop: "1 Kartta", "2 Kustannusarvio"."""
    before, after = _NUMBERED.match(first), _NUMBERED.match(text)
    return before is not None and after is not None and int(after[1]) == int(before[1]) + 1


def _wrapped_widths(lines: Sequence[Line]) -> list[float]:
    """Give the widths, in order, of the lines of a text that plainly go on in the next one."""
    return sorted(
        a.right
        for a, b in pairwise(lines)
        if a.right >= _LEAST_WRAP and b.gap == 0 and b.text[0].islower() and not a.text.endswith(_SENTENCE_END)
    )


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
    if soft:
        return f"{text} {following}"
    if _parts_suffix(text, following):
        return text + following
    if not text.endswith("-") or text.endswith(" -") or _CONJUNCTION.match(following):
        return f"{text} {following}"
    head = re.search(r"([^\W\d_]+)-$", text)
    tail = re.match(r"([^\W\d_]+)", following)
    if head is None or tail is None or not (head[1][-1].islower() and tail[1][0].islower()):
        return text + following
    kept = head[1][-1] == tail[1][0] and tail[1][0] in _VOWELS  # "ranta-alue": two like vowels keep their hyphen
    return text + following if kept or not is_known(head[1] + tail[1]) else text[:-1] + following
