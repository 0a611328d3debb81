"""Blocks of one section to labelled paragraphs: parts, lists with lead-ins, earlier handling of other meetings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer import secrecy
from indexer.headings import ORGAN_ENDING
from indexer.histories import RULE, listed_handlings, old_handlings
from indexer.labels import PART_OF, Label, LabelMatch, match_label, match_speaker, names_presenter, names_speaker
from indexer.layout import Block
from indexer.lists import OpenList, leads
from indexer.model import Paragraph, PartKind, Reference
from indexer.reading_order import BARE_MARK
from indexer.references import handling_header, handling_prefix
from indexer.sentences import has_predicate

_CONTACTS = frozenset({Label.PREPARER, Label.PRESENTER})
_OPENS_OWN = frozenset({Label.PROPOSAL, Label.BACKGROUND, Label.PREPARER, Label.PRESENTER})
_CLOSES = frozenset({Label.DELIVERY, Label.APPEAL, Label.ATTACHMENTS})
_CONTACT_LENGTH = 120
_ATTACHMENT = re.compile(r"^(?:(?:Liite|Bilaga)\s*)?\d{1,3}[.:)]?\s|^[-–•]", re.IGNORECASE)
_OF_PRESENTER = re.compile(r"^(?:Esittelijän|Föredragandens)\b", re.IGNORECASE)
_UNDATED = Reference(None, None, None)  # earlier handling that does not say whose it is


@dataclass(slots=True)
class _State:
    """Where the reading of a section stands."""

    part: PartKind = PartKind.BACKGROUND
    origin: Reference | None = None
    origin_decided: bool = False  # the earlier handling has told its own decision
    contact: str | None = None  # the label of a preparer or presenter that is being filled
    attachments: bool = False
    list: OpenList | None = None
    marked: bool = False  # the block before was a list mark
    typed: Label | None = None  # what the file's markup says that it reads
    old: bool = False  # the earlier handling goes on to the next rule, whatever its labels say


def read_parts(
    decision_id: str,
    blocks: Sequence[Block],
    head: frozenset[int],
    own: Reference,
    only: PartKind | None = None,
) -> tuple[Paragraph, ...]:
    """Label the blocks of a section, in order; `head` are the indices of its heading.

    Words that open a part, headings, list marks that stand alone, and who prepared or presented the matter become
    heading paragraphs of the part `note`, so that the parts hold their own words only. `only` puts everything into
    one part (what belongs to a meeting as a whole).
    """
    reader = _PartReader(decision_id, own)
    listed, old = listed_handlings(blocks), old_handlings(blocks)
    for index, block in enumerate(blocks):
        if only is not None:
            reader.put(only, block)
        elif index in head:
            reader.open_section(block)
        elif index in listed:
            reader.list_handling(block)
        else:
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            (reader.read_old if index in old else reader.read)(block, following)
    return reader.paragraphs


def _cut(block: Block, start: int, end: int) -> Block:
    return replace(block, text=block.text[start:end], start=block.start + start, end=block.start + end, opening=0)


def _presents(block: Block, following: Block | None) -> bool:
    """Tell who presents a matter, named above the label of the proposal: "Kaupunginjohtaja Maija Meikäläinen:"."""
    if following is None or not block.text.endswith(":") or not names_presenter(block.text):
        return False
    label = match_label(following.text, following.opening)
    return label is not None and label.label is Label.PROPOSAL


class _PartReader:
    def __init__(self, decision_id: str, own: Reference) -> None:
        self._decision_id = decision_id
        self._own = own
        self._own_decided = False  # this meeting's decision has been told
        self._counts: Counter[PartKind] = Counter()
        self._paragraphs: list[Paragraph] = []
        self._state = _State()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(self._paragraphs)

    def put(self, part: PartKind, block: Block) -> None:
        """Keep a block as a paragraph of a part, whatever it says."""
        self._add(part, block.text, "", block.page, block.start)

    def put_heading(self, block: Block) -> None:
        """Keep a block as a heading."""
        self._heading(block, block.start, block.end)

    def open_section(self, block: Block) -> None:
        """Keep a line of the section's own heading; what stood above it is over."""
        self._state = _State()
        self.put_heading(block)

    def list_handling(self, block: Block) -> None:
        """Keep the mention of an earlier handling that is not retold."""
        self._state = _State(part=PartKind.EARLIER, origin=_UNDATED)
        self.put_heading(block)

    def read_old(self, block: Block, following: Block | None) -> None:
        """Label one block of an earlier handling that does not say whose it is and that ends with a rule."""
        if not self._state.old:
            self._state = _State(origin=_UNDATED, old=True)
        self.read(replace(block, label=None, origin=None), following)

    def read_typed(self, block: Block, label: Label, following: Block | None) -> None:
        """Label one block by what the file's markup says; of its wording only words of the same label count."""
        state = self._state
        if label is not state.typed or block.origin != state.origin:
            self._state = _State(part=PART_OF.get(label, PartKind.BACKGROUND), origin=block.origin, typed=label)
            self._own_decided = self._own_decided or (label is Label.DECISION and block.origin is None)
        match = match_label(block.text, block.opening)
        if (
            self._names_typed_speaker(block, label)
            or (match and not match.rest and block.bold)
            or (block.origin and block.text == block.origin.organ)
        ):
            self.put_heading(block)
        elif match and match.rest and match.label is label and label not in _CONTACTS:
            self._open_label(block, match, following)
        elif label in _CONTACTS:
            self.put_heading(block)
        else:
            self._paragraph(block, block.start, following)

    def read(self, block: Block, following: Block | None) -> None:
        """Label one block."""
        if block.label is not None:
            self.read_typed(block, block.label, following)
            return
        if block.heads:
            numbered = self._state.list if self._state.list and self._state.list.marked else None
            self.put_heading(block)
            self._state.list = numbered  # which goes on after the table
            return
        prefix = handling_prefix(block.text)
        if prefix:
            self.read(_cut(block, 0, prefix), None)
            block = _cut(block, prefix + 1, len(block.text))
        header = handling_header(block.text)
        label = match_label(block.text, block.opening) or match_speaker(block.text, following.text if following else "")
        if header is not None:
            self._open_handling(header)
            self.put_heading(block)
        elif RULE.match(block.text):
            if self._state.old or (self._state.origin_decided and not self._own_decided):
                self._state = _State()
            self.put_heading(block)
        elif block.is_mark:
            self._add(PartKind.NOTE, block.text, "", block.page, block.start, heading=True)
            self._state.marked = True
        elif label is not None:
            self._open_label(block, label, following)
        elif self._is_speaker(block) or _presents(block, following):
            self.put_heading(block)
        elif self._state.contact is not None and self._is_contact(block):
            self._add(PartKind.NOTE, block.text, self._state.contact, block.page, block.start, heading=True)
        else:
            self._state.contact = None
            if self._state.attachments and not self._is_attachment(block):
                self._state.attachments = False
                self._state.part = PartKind.BACKGROUND
            self._paragraph(block, block.start, following)

    def _open_handling(self, header: Reference) -> None:
        """Enter the earlier handling of another meeting, or come back to this one."""
        self._state = _State(origin=None if self._is_own(header) else header)

    def _is_own(self, header: Reference) -> bool:
        if header.section != self._own.section:
            return False
        if header.date is not None:
            return header.date == self._own.date
        return (header.organ or "")[:1].lower() == (self._own.organ or "")[:1].lower()

    def _open_label(self, block: Block, match: LabelMatch, following: Block | None) -> None:
        state = self._state
        state.attachments = False
        state.contact = None
        self._enter(match.label)
        if match.label is Label.MOTIVATION and _OF_PRESENTER.match(match.words) and state.origin is None:
            state.part = PartKind.BACKGROUND  # below the decision, too, they are no part of it
        rest_start = block.start + match.at
        if match.label in _CONTACTS:
            # who presents stands on the label's line, or below it
            state.contact = None if match.rest and match.label is Label.PRESENTER else match.words
            self.put_heading(block)
        elif match.rest and not self._is_heading(match.rest):
            self._heading(block, block.start, rest_start)
            self._paragraph(block, rest_start, following)
        else:
            self._heading(block, block.start, rest_start if match.rest else block.end)
            if match.rest:
                self._heading(block, rest_start, block.end)

    @staticmethod
    def _is_heading(rest: str) -> bool:
        """Tell words after a label that say who presents or which organ decides from the part's own text."""
        if rest.startswith("/") or names_presenter(rest) or BARE_MARK.match(rest):
            return True
        if rest.endswith(":") and ORGAN_ENDING.search(rest[:-1]):
            return True
        inner = match_label(rest)
        return inner is not None and inner.label in _CONTACTS

    def _enter(self, label: Label) -> None:
        """Change the part. What follows an earlier handling's decision belongs to this meeting again."""
        state = self._state
        if state.origin is not None and not state.old:
            undated = state.origin == _UNDATED and (not self._own_decided or label in _CLOSES)
            if undated or (state.origin_decided and label in _OPENS_OWN and not self._own_decided):
                state.origin, state.origin_decided, state.part = None, False, PartKind.BACKGROUND
        if label in _CONTACTS:
            return
        if label is Label.MOTIVATION:
            if state.part in (PartKind.NOTE, PartKind.ATTACHMENTS, PartKind.DELIVERY, PartKind.EARLIER):
                state.part = PartKind.BACKGROUND
            return
        state.part = PART_OF[label]
        if label is Label.EARLIER:
            state.origin = _UNDATED
        if label is Label.DECISION:
            if state.origin is None:
                self._own_decided = True
            else:
                state.origin_decided = True
        state.attachments = label is Label.ATTACHMENTS

    def _is_speaker(self, block: Block) -> bool:
        """Tell who makes a proposal, named right below its label, from the proposal."""
        below = bool(self._paragraphs) and self._paragraphs[-1].is_heading
        return below and self._state.part is PartKind.PROPOSAL and names_speaker(block.text)

    def _names_typed_speaker(self, block: Block, label: Label) -> bool:
        """Tell who makes the proposal, named before it in the field that holds it: "Puheenjohtaja:"."""
        first = label is Label.PROPOSAL and not any(each.part is PartKind.PROPOSAL for each in self._paragraphs)
        named = block.text.endswith(":") and len(block.text) <= _CONTACT_LENGTH and not has_predicate(block.text)
        return first and named

    def _is_contact(self, block: Block) -> bool:
        """Tell a line of a preparer's name, title and address from the text that follows it."""
        sentence = block.text.endswith((".", ":")) and not block.text.endswith((" vs.", " vt.", " puh."))
        if sentence or len(block.text) > _CONTACT_LENGTH:
            return False
        return self._paragraphs[-1].is_heading or not block.spaced or "@" in block.text

    def _is_attachment(self, block: Block) -> bool:
        return (
            self._state.marked
            or _ATTACHMENT.match(block.text) is not None
            or secrecy.MARK.match(block.text) is not None
            or (not block.spaced and not block.text.endswith("."))
        )

    def _heading(self, block: Block, start: int, end: int) -> None:
        text = block.text[start - block.start : end - block.start].rstrip()
        self._state.list = None
        self._state.marked = False
        self._add(PartKind.NOTE, text, "", block.page, start, heading=True)

    def _paragraph(self, block: Block, start: int, following: Block | None) -> None:
        text = block.text[start - block.start :]
        state = self._state
        inner = state.part
        kind = PartKind.EARLIER if state.origin is not None else inner
        marked = state.marked or block.listed
        state.marked = False
        where = self._origin_words()
        if block.context:
            context = ": ".join(piece for piece in (where, block.context) if piece)
            self._add(kind, text, context, block.page, start, inner=inner)
            if state.list is not None and not state.list.marked:
                state.list = None
            return
        if state.list is not None and state.list.takes(block, kind, marked):
            context = ": ".join(piece for piece in (where, state.list.context_of(block)) if piece)
            item = state.list.add(block, marked)
            self._add(kind, text, context, block.page, start, item=item, inner=inner)
            return
        paragraph = self._add(kind, text, where, block.page, start, inner=inner)
        state.list = OpenList(paragraph, kind) if leads(text, None if marked else following) else None

    def _origin_words(self) -> str:
        origin = self._state.origin
        if origin is None or origin.organ is None:
            return ""
        day = ".".join(str(int(piece)) for piece in reversed(origin.date.split("-"))) if origin.date else ""
        return " ".join(piece for piece in (origin.organ, day, f"§ {origin.section}") if piece)

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
        paragraph = Paragraph(
            paragraph_id=item or f"{self._decision_id}#{part}-{self._counts[part]}",
            part=part,
            text=text,
            context=context,
            page=page,
            start=start,
            end=start + len(text),
            origin=self._state.origin if part is PartKind.EARLIER else None,
            origin_part=inner if part is PartKind.EARLIER else None,
            is_item=item is not None,
            is_heading=heading,
        )
        self._paragraphs.append(paragraph)
        return paragraph
