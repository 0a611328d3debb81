"""Meetings and memoranda as plain text, in two manners.

`txt-wrapped`: as copied from a word processor, lines of 76 characters, title above the line of organ, date and §,
labels in front of their text. `txt`: as pasted from a web page, one paragraph a line, labels on lines of their own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from _writers.instructions import instructions
from _writers.source import Block, Document, Front, Handling, Heading, Item, Label, Lines, Section, Table, Text
from _writers.words import KIND, OWNER, word

_WIDTH = 76


def plain_text(document: Document) -> bytes:
    """Write a meeting, or a document without sections."""
    front = document.front
    if not document.sections:
        lines = [OWNER[front.language], front.title, front.subtitle, "", *_blocks(document.blocks, wrapped=False)]
    elif front.format == "txt-wrapped":
        lines = [*_opening(front), *_attendance(front)]
        lines += [line for section in document.sections for line in _wrapped_section(front, section)]
    else:
        lines = [*_opening(front), *_contents(front, document.sections), *_attendance(front)]
        lines += [line for section in document.sections for line in _pasted_section(section)]
    if document.sections:
        lines += list(_closing(front))
    return ("\n".join(lines).strip() + "\n").encode()


def _opening(front: Front) -> Iterator[str]:
    language = front.language
    yield f"{OWNER[language]}   {KIND[front.kind, language]} {front.number}"
    yield front.organ
    yield ""
    yield f"{word('time', language)}   {front.day} {front.time}"
    yield f"{word('place', language)}   {front.place}"
    yield ""


def _contents(front: Front, sections: Iterable[Section]) -> Iterator[str]:
    yield word("contents", front.language)
    yield ""
    for section in sections:
        if section.number not in front.added:
            yield f"§ {section.number} {section.title}"
    yield ""


def _attendance(front: Front) -> Iterator[str]:
    for key, names in (("present", front.present), ("others", front.others), ("absent", front.absent)):
        if names:
            yield word(key, front.language)
            yield from names
            yield ""
    yield word("adjustment", front.language)
    yield from (f"{name} {front.adjusted}".strip() for name in front.adjusters)
    yield ""
    yield ""


def _wrapped_section(front: Front, section: Section) -> Iterator[str]:
    yield from _wrap(section.title)
    yield ""
    yield f"{front.organ} {front.day} § {section.number}  "
    if section.case:
        yield f"{section.case}  "
    yield ""
    yield from _blocks(section.blocks, wrapped=True)
    yield ""
    yield ""


def _pasted_section(section: Section) -> Iterator[str]:
    yield f"§ {section.number}"
    yield section.title
    if section.case:
        yield ""
        yield section.case
    yield ""
    yield from _blocks(section.blocks, wrapped=False)
    yield ""


def _blocks(blocks: Iterable[Block], *, wrapped: bool) -> Iterator[str]:
    label = ""
    before: Block | None = None
    for block in blocks:
        if before is not None and not _stays(before, block):
            yield ""
        before = block
        if isinstance(block, Label) and wrapped:
            label = block.text
            continue
        lines = list(_block(block, wrapped, label))
        yield from lines
        label = ""


def _stays(before: Block, block: Block) -> bool:
    """Tell whether a block follows without an empty line: items of a list, and a text after its label."""
    if isinstance(block, Item):
        return isinstance(before, Item)
    return isinstance(before, Label)


def _block(block: Block, wrapped: bool, label: str) -> Iterator[str]:
    opening = f"{label} " if label else ""
    match block:
        case Text(text):
            yield from _wrap(opening + text) if wrapped else [text]
        case Lines(lines):
            yield from [f"{opening if at == 0 else ''}{line}" for at, line in enumerate(lines)]
        case Item(mark, text):
            printed = f"{mark} {text}" if mark else text
            if label:
                yield label
            yield from _wrap(printed) if wrapped else [printed]
        case Label(text) | Handling(text) | Heading(_, text):
            yield text
        case Table(head, rows):
            widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
            for row in (head, *rows):
                yield "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _wrap(text: str) -> list[str]:
    """Wrap as a word processor does: each line but the last keeps its space."""
    lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [*(f"{line} " for line in lines[:-1]), lines[-1]]


def _closing(front: Front) -> Iterator[str]:
    for instruction in instructions(front):
        yield instruction.heading
        yield instruction.listed
        yield ""
        yield from _blocks(instruction.blocks, wrapped=False)
        yield ""
