"""Lists and their lead-ins: an item means nothing without the words that open its list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from indexer.layout import LIST_MARK, Block
from indexer.model import Paragraph, PartKind
from indexer.sentences import has_predicate

_LEAD_LENGTH = 400
_SHORT_ITEM = 160
_LONGEST_LEAD = 120  # of an unfinished sentence that its items end: "Lautakunta päättää," … "että …"
_BULLET = re.compile(r"^[-–—−˗•·▪◦●‣*] ?\D")
_SENTENCE_END = (".", "!", "?")


@dataclass(slots=True)
class OpenList:
    """A lead-in and the items read under it so far; `marked` tells that list marks stand before the items."""

    lead: Paragraph
    part: PartKind
    items: list[Block] = field(default_factory=list)
    marked: bool = False

    def context_of(self, block: Block) -> str:
        """Give the lead-in's words, the last of them where it is long; of a list within an item, that item's too."""
        said = self.lead.text
        if _BULLET.match(block.text) and self.items and not _BULLET.match(self.items[0].text):
            over = [item.text for item in self.items if not _BULLET.match(item.text)]
            said = f"{said} {over[-1]}"
        return said[-_LEAD_LENGTH:]

    def takes(self, block: Block, part: PartKind, marked: bool) -> bool:
        """Tell whether a block is the next item; `marked` says that a list mark stands before it."""
        if part is not self.part or (block.text.endswith(":") and not marked):
            return False
        if not self.items:
            return True
        if self.marked:
            return marked
        if _goes_on(self.items[0]) and not self.lead.text.endswith(":"):
            return _goes_on(block)
        if marked or (not block.spaced and block.page == self.items[-1].page):
            return True
        first, last = self.items[0], self.items[-1]
        loose = len(self.items) == 1 or any(item.spaced for item in self.items[1:])
        alike = not first.text.endswith(".") and len(block.text) <= max(_SHORT_ITEM, 2 * len(first.text))
        return alike and not block.text.endswith((".", ":")) and (loose or block.page != last.page)

    def add(self, block: Block, marked: bool) -> str:
        """Take an item in; give the end of its paragraph id."""
        self.marked = marked if not self.items else self.marked
        self.items.append(block)
        return f"{self.lead.paragraph_id}.{len(self.items)}"


def _goes_on(block: Block | None) -> bool:
    """Tell a paragraph that only ends a sentence begun before it."""
    return block is not None and block.text[:1].islower() and not LIST_MARK.match(block.text)


def leads(text: str, following: Block | None) -> bool:
    """Tell whether a paragraph opens a list: by a colon, or unfinished, before a list mark or a small letter."""
    if text.endswith(":"):
        return True
    if LIST_MARK.match(text):
        return False
    if _goes_on(following) and len(text) <= _LONGEST_LEAD and not text.endswith(_SENTENCE_END):
        return text[:1].isupper() and has_predicate(text)
    listed = following is not None and (following.listed or following.is_mark)
    return listed and not text.endswith(_SENTENCE_END) and re.search(r"[a-zåäö]", text) is not None
