"""Meetings as web pages, in the manners of two publishing systems.

`html`: the whole meeting on one page of labelled blocks, UTF-8. `html-pages`: one page a section, made by a word
processor, ISO-8859-1 with numeric entities for what it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from _writers.instructions import instructions
from _writers.source import Block, Document, Handling, Heading, Item, Label, Lines, Section, Table, Text
from _writers.words import KIND, OWNER, word

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block as a template needs it; neighbouring items of a list are one piece."""

    kind: str
    text: str = ""
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A label, blank above the first one, and what stands under it."""

    label: str
    pieces: tuple[_Piece, ...]


def web_page(document: Document) -> bytes:
    """Write a meeting as one page."""
    told = {
        "sections": [(section, _parts(section.blocks)) for section in document.sections],
        "instructions": [(each, list(_pieces(each.blocks))) for each in instructions(document.front)],
    }
    return _render("labelled.html.jinja", document, told).encode()


def web_pages(document: Document) -> Mapping[str, bytes]:
    """Write a meeting as one page a section: the ends of the file names, and the pages."""
    made = {}
    for number, section in enumerate(document.sections, start=1):
        told = {"section": section, "number": number, "parts": _parts(section.blocks)}
        page = _render("word_made.html.jinja", document, told)
        made[f"-{number}.htm"] = page.encode("iso-8859-1", errors="xmlcharrefreplace")
    return made


def _render(template: str, document: Document, told: Mapping[str, object]) -> str:
    front = document.front
    return _TEMPLATES.get_template(template).render(
        front=front, owner=OWNER[front.language], kind=KIND[front.kind, front.language], word=word, **told
    )


def _parts(blocks: Sequence[Block]) -> list[_Part]:
    """Gather blocks under their labels."""
    parts: list[tuple[str, list[Block]]] = [("", [])]
    for block in blocks:
        if isinstance(block, Label):
            parts.append((block.text, []))
        else:
            parts[-1][1].append(block)
    return [_Part(label, tuple(_pieces(under))) for label, under in parts if label or under]


def _pieces(blocks: Iterable[Block]) -> Iterator[_Piece]:
    items: list[Item] = []
    for block in blocks:
        if items and not (isinstance(block, Item) and bool(block.mark) == bool(items[0].mark)):
            yield _list(items)
            items = []
        match block:
            case Item():
                items.append(block)
            case Text(text):
                yield _Piece("text", text)
            case Lines(lines):
                yield _Piece("lines", lines=lines)
            case Label(text) | Handling(text) | Heading(_, text):
                yield _Piece("heading", text)
            case Table(head, rows):
                yield _Piece("table", head=head, rows=rows)
    if items:
        yield _list(items)


def _list(items: Sequence[Item]) -> _Piece:
    return _Piece("list", lines=tuple(item.text for item in items), mark=items[0].mark)


def section_name(section: Section) -> str:
    """Give the anchor of a section on a page."""
    return f"pykala-{section.number}"


_TEMPLATES.globals["section_name"] = section_name
