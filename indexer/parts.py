"""Blocks of one section to labelled paragraphs: parts, lists with their lead-ins, earlier handling of other meetings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.labels import CONFIDENTIAL, Label, LabelMatch, match_label
from indexer.layout import Block
from indexer.model import Paragraph, PartKind, Reference
from indexer.references import handling_header

_PART_OF: dict[Label, PartKind] = {
    Label.BACKGROUND: PartKind.BACKGROUND,
    Label.PROPOSAL: PartKind.PROPOSAL,
    Label.HANDLING: PartKind.HANDLING,
    Label.DECISION: PartKind.DECISION,
    Label.EARLIER: PartKind.EARLIER,
    Label.DELIVERY: PartKind.DELIVERY,
    Label.ATTACHMENTS: PartKind.ATTACHMENTS,
    Label.APPEAL: PartKind.APPEAL,
    Label.NOTE: PartKind.NOTE,
}
_RULE = re.compile(r"^[_\-–—=*\s]{5,}$")
_CONTACT_LENGTH = 120
_ATTACHMENT = re.compile(r"^(?:(?:Liite|Bilaga)\s*)?\d{1,3}[.:)]?\s|^[-–•]", re.IGNORECASE)
_LEAD_LENGTH = 400


@dataclass(slots=True)
class _State:
    """Where the reading of a section stands."""

    part: PartKind = PartKind.BACKGROUND
    origin: Reference | None = None
    quoted_decision: bool = False  # the earlier handling has told its own decision
    own_cycle: bool = False  # the section has opened its own proposal or decision
    contact: str | None = None  # a preparer or presenter label is being filled
    attachments: bool = False
    lead: Paragraph | None = None
    items: list[Block] = field(default_factory=list)
    item_part: PartKind | None = None


def read_parts(
    decision_id: str,
    blocks: Sequence[Block],
    head: frozenset[int],
    own: Reference,
    only: PartKind | None = None,
) -> tuple[Paragraph, ...]:
    """Label the blocks of a section, in order; `head` are the indices of its heading.

    Words that open a part, headings, numbers, and who prepared or presented the matter become heading paragraphs of
    the part `note`, so that the parts hold their own words only. `only` puts everything into one part (what belongs to a meeting as a whole).
    """
    return _PartReader(decision_id, own, only).read(blocks, head)


class _PartReader:
    def __init__(self, decision_id: str, own: Reference, only: PartKind | None) -> None:
        self._decision_id = decision_id
        self._own = own
        self._only = only
        self._counts: Counter[PartKind] = Counter()
        self._paragraphs: list[Paragraph] = []
        self._state = _State(part=only or PartKind.BACKGROUND)

    def read(self, blocks: Sequence[Block], head: frozenset[int]) -> tuple[Paragraph, ...]:
        for index, block in enumerate(blocks):
            if index in head:
                self._heading(block, block.start, block.end)
            elif self._only is not None:
                self._paragraph(block, block.start)
            else:
                self._block(block, blocks[index + 1] if index + 1 < len(blocks) else None)
        return tuple(self._paragraphs)

    def _block(self, block: Block, following: Block | None) -> None:
        state = self._state
        header = handling_header(block.text)
        if header is not None:
            self._open_handling(header)
            self._heading(block, block.start, block.end)
            return
        if _RULE.match(block.text):
            if state.origin is not None and state.quoted_decision:
                self._open_handling(self._own)
            self._heading(block, block.start, block.end)
            return
        label = match_label(block.text)
        if label is not None:
            self._open_label(block, label)
            return
        if state.contact is not None and self._is_contact(block):
            self._add(PartKind.NOTE, block.text, state.contact, block.page, block.start, heading=True)
            return
        state.contact = None
        if state.attachments and not self._is_attachment(block):
            state.attachments = False
            state.part = PartKind.BACKGROUND
        self._paragraph(block, block.start)

    def _open_handling(self, header: Reference) -> None:
        """Enter the earlier handling of another meeting, or come back to this one."""
        own = header.date == self._own.date and header.section == self._own.section
        self._state = _State(
            part=PartKind.BACKGROUND, origin=None if own else header, own_cycle=self._state.own_cycle
        )

    def _open_label(self, block: Block, match: LabelMatch) -> None:
        state = self._state
        state.lead = None
        state.attachments = False
        rest_start = block.start + match.at
        contact = match.label in (Label.PREPARER, Label.PRESENTER)
        if contact:
            state.contact = match.words
        else:
            state.contact = None
            self._enter(match.label)
        label_end = rest_start if match.rest else block.end
        if contact and match.rest:
            self._heading(block, block.start, block.end)
            state.contact = None if match.label is Label.PRESENTER else state.contact
            return
        self._heading(block, block.start, label_end)
        if match.rest.startswith("/") or match_label(match.rest.lstrip("/ ")) is not None:
            self._heading(block, rest_start, block.end)
        elif match.rest:
            self._paragraph(block, rest_start)

    def _enter(self, label: Label) -> None:
        """Change the part. A second proposal after an earlier handling's decision belongs to this meeting."""
        state = self._state
        if label is Label.MOTIVATION:
            if state.part in (PartKind.NOTE, PartKind.ATTACHMENTS, PartKind.DELIVERY):
                state.part = PartKind.BACKGROUND
            return
        if state.origin is not None and state.quoted_decision and label in (Label.PROPOSAL, Label.BACKGROUND):
            state.origin = None
            state.quoted_decision = False
        state.part = _PART_OF[label]
        if label is Label.DECISION and state.origin is not None:
            state.quoted_decision = True
        if label is Label.EARLIER:
            state.origin = Reference(None, None, None)
        state.attachments = label is Label.ATTACHMENTS

    def _is_contact(self, block: Block) -> bool:
        """Tell a line of a preparer's name, title and address from the text that follows it."""
        previous = self._paragraphs[-1]
        sentence = block.text.endswith((".", ":")) and not block.text.endswith((" vs.", " vt.", " puh."))
        if sentence or len(block.text) > _CONTACT_LENGTH:
            return False
        return previous.is_heading or not block.spaced or "@" in block.text

    def _is_attachment(self, block: Block) -> bool:
        return (
            _ATTACHMENT.match(block.text) is not None
            or CONFIDENTIAL.match(block.text) is not None
            or (not block.spaced and not block.text.endswith("."))
        )

    def _heading(self, block: Block, start: int, end: int) -> None:
        text = block.text[start - block.start : end - block.start].rstrip()
        self._state.lead = None
        self._add(PartKind.NOTE, text, "", block.page, start, heading=True)

    def _paragraph(self, block: Block, start: int) -> None:
        text = block.text[start - block.start :]
        state = self._state
        inner = state.part
        kind = PartKind.EARLIER if state.origin is not None else inner
        where = self._origin_words()
        if self._continues_list(block, kind) and state.lead is not None:
            lead = state.lead
            state.items.append(block)
            words = ": ".join(piece for piece in (where, lead.text[-_LEAD_LENGTH:]) if piece)
            self._add(kind, text, words, block.page, start, item=f"{lead.paragraph_id}.{len(state.items)}", inner=inner)
            return
        paragraph = self._add(kind, text, where, block.page, start, inner=inner)
        state.lead = paragraph if text.endswith(":") else None
        state.items = []
        state.item_part = kind

    def _continues_list(self, block: Block, kind: PartKind) -> bool:
        """Tell whether a block is an item under the open lead-in."""
        state = self._state
        if state.lead is None or state.item_part is not kind:
            return False
        if not state.items:
            return True
        first, last = state.items[0], state.items[-1]
        if first.listed:
            return block.listed
        if block.listed or (not block.spaced and block.page == last.page):
            return True
        loose = len(state.items) == 1 or any(item.spaced for item in state.items[1:])
        alike = block.text.endswith(".") == first.text.endswith(".") and len(block.text) <= max(160, 2 * len(first.text))
        return alike and not block.text.endswith(".") and (loose or block.page != last.page)

    def _origin_words(self) -> str:
        origin = self._state.origin
        if origin is None or origin.date is None:
            return ""
        day = ".".join(str(int(piece)) for piece in reversed(origin.date.split("-")))
        return f"{origin.organ} {day} § {origin.section}"

    def _add(
        self,
        part: PartKind,
        text: str,
        context: str,
        page: int | None,
        start: int,
        *,
        heading: bool = False,
        item: str | None = None,
        inner: PartKind | None = None,
    ) -> Paragraph:
        if item is None:
            self._counts[part] += 1
            item = f"{self._decision_id}#{part}-{self._counts[part]}"
            is_item = False
        else:
            is_item = True
        paragraph = Paragraph(
            paragraph_id=item,
            part=part,
            text=text,
            context=context,
            page=page,
            start=start,
            end=start + len(text),
            origin=self._state.origin if part is PartKind.EARLIER else None,
            origin_part=inner if part is PartKind.EARLIER else None,
            is_item=is_item,
            is_heading=heading,
        )
        self._paragraphs.append(paragraph)
        return paragraph
