"""The paragraphs of one section of a report: text, list items, rows of tables, and what stands over each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from indexer.layout import Layout
from indexer.model import Paragraph, PartKind
from indexer.outline import Heading
from indexer.placing import Placed
from indexer.table_rows import TableRow

_MARK = re.compile(r"^(?:[-–—−•▪◦●*o\uf0b7\uf0a7] |[•▪◦●\uf0b7\uf0a7]|\(?\d{1,2}[.)] |\(?[a-zåäö]\) )")
_BARE_MARK = re.compile(r"^(?:[-–—−•▪◦●*o\uf0b7\uf0a7]|\(?\d{1,2}[.)]|\(?[a-zåäö]\))$")
_LEAD_LENGTH = 400
_SHORT_ITEM = 160
_SHORT_HEADING = 60
_SENTENCE_END = (".", "!", "?")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(slots=True)
class SectionWriter:
    """Makes the paragraphs of one section, in order."""

    decision_id: str
    layout: Layout
    placed: Sequence[Placed]
    skipped: Collection[int]
    rows: Mapping[int, TableRow]
    headings: Mapping[int, Heading]
    first: int
    after: int
    _made: list[Paragraph] = field(default_factory=list)
    _count: int = 0
    _items: int = 0
    _lead: Paragraph | None = None
    _marked: bool = False
    _after_table: bool = False
    _over: list[tuple[float, str]] = field(default_factory=list)

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Read the lines of the section from its first to its last."""
        index = self.first
        while index < self.after:
            row = self.rows.get(index)
            if index in self.skipped:
                index += 1
            elif index in self.headings:
                self._heading(self.headings[index])
                index = self.headings[index].after
            elif row is not None:
                index = self._row(row)
            else:
                index = self._text(index)
        return tuple(self._made)

    def _add(self, first: int, after: int, context: str, *, item: bool, numbered: bool, heading: bool = False) -> None:
        """Add the lines from one index to another; `numbered` begins a new number, else it is an item of the last."""
        if numbered:
            self._count, self._items = self._count + 1, 0
        else:
            self._items += 1
        placed = self.placed
        start, end = placed[first].start, placed[after - 1].end
        number = f"{self._count}" if numbered else f"{self._count}.{self._items}"
        self._made.append(
            Paragraph(
                paragraph_id=f"{self.decision_id}#{PartKind.BODY}-{number}",
                part=PartKind.BODY,
                text=self.layout.text[start:end],
                context=context,
                page=placed[first].page,
                start=start,
                end=end,
                is_item=item,
                is_heading=heading,
            )
        )

    def _heading(self, heading: Heading) -> None:
        self._after_table = False
        if heading.minor:
            self._set_over(self.placed[heading.first].line.left, heading.text)
        self._lead = None
        self._add(heading.first, heading.after, "", item=False, numbered=True, heading=True)

    def _set_over(self, left: float, text: str) -> None:
        """Let a heading within the section stand over what follows, until one as far out comes."""
        self._over = [*((at, said) for at, said in self._over if at < left - 2), (left, text)]

    def _row(self, row: TableRow) -> int:
        """Add a row of a table, or its heads, all of them in one paragraph."""
        self._lead, self._after_table = None, True
        if not row.is_head:
            headed = bool(self._made) and (self._made[-1].is_heading or self._items > 0)
            self._add(row.first, row.after, row.context, item=False, numbered=not (headed and row.context))
            return row.after
        after = row.after
        while (following := self.rows.get(after)) and following.is_head and after < self.after:
            after = following.after
        self._add(row.first, after, "", item=False, numbered=True, heading=True)
        return after

    def _text(self, first: int) -> int:
        """Add a paragraph of running text, a list item, or a short line that stands over the next paragraph."""
        placed = self.placed
        after = self._end(first)
        while _BARE_MARK.match(placed[after - 1].text) and after < self.after and self._joins(after):
            after = self._end(after)
        line = placed[first].line
        text = self.layout.text[placed[first].start : placed[after - 1].end]
        self._over = [(at, said) for at, said in self._over if line.left > at - 4 and not self._after_table]
        self._after_table = False
        if self._stands_over(first, after, text):
            self._set_over(line.left, text)
            self._lead = None
            self._add(first, after, "", item=False, numbered=True, heading=True)
        elif self._lead is not None and self._is_item(first, text):
            self._marked = _MARK.match(text) is not None
            self._add(first, after, self._lead.text[-_LEAD_LENGTH:], item=True, numbered=False)
        else:
            self._add(first, after, " – ".join(said for _, said in self._over), item=False, numbered=True)
            self._lead = self._made[-1] if self._leads(text, after) else None
        return after

    def _joins(self, index: int) -> bool:
        return index not in self.skipped and index not in self.headings and index not in self.rows

    def _end(self, first: int) -> int:
        """Find where the paragraph that begins at a line ends: with its block, or before a table or page number."""
        placed = self.placed
        after = first + 1
        while after < self.after and placed[after].block == placed[first].block and self._joins(after):
            after += 1
        return after

    def _stands_over(self, first: int, after: int, text: str) -> bool:
        """Tell a short line over a paragraph of text, such as a heading in italics."""
        placed = self.placed
        if after - first > 1 or len(text) > _SHORT_HEADING or after >= self.after or _MARK.match(text):
            return False
        if not (text[0].isupper() and text[-1].isalnum() and len(_WORD.findall(text)) > 0) or re.search(r"\d{4}", text):
            return False
        following = placed[after]
        apart = (placed[first].spaced or placed[first - 1].page != placed[first].page) and following.spaced
        return apart and self._joins(after) and len(following.text) > _SHORT_HEADING and following.text[0].isupper()

    def _is_item(self, first: int, text: str) -> bool:
        """Tell the next item of the open list: marked as the first one is or, without marks, close and short."""
        if text.endswith(":"):
            return False
        marked = _MARK.match(text) is not None
        if self._items and marked != self._marked:
            return False
        return marked or (not self.placed[first].spaced and (self._items > 0 or len(text) <= _SHORT_ITEM))

    def _leads(self, text: str, after: int) -> bool:
        """Tell whether a paragraph opens a list: by a colon, or by an unfinished sentence before a list mark."""
        if text.endswith(":"):
            return True
        if after >= self.after or _MARK.match(text) or text.endswith(_SENTENCE_END):
            return False
        following = self.placed[after].text
        return _MARK.match(following) is not None or _BARE_MARK.match(following) is not None
