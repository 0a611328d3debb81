"""Meetings and strategies as DOCX: heading styles, real tables and lists, a running head; same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

import docx
from docx.document import Document as Word
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Pt

from _writers.instructions import instructions
from _writers.source import Block, Document, Handling, Heading, Item, Label, Lines, Section, Table, Text
from _writers.words import KIND, OWNER, word

_MOMENT = datetime(2025, 1, 1)
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_BULLET = "List Bullet"
_USED_STYLES = {
    *("Normal", "Header", "Footer", "Title", "Subtitle", "List Bullet", "Table Grid", "Normal Table", "No List"),
    *("Default Paragraph Font", "Heading 1", "Heading 2", "Heading 3", "Heading 4"),
}
_UNUSED_PARTS = (
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    RELATIONSHIP_TYPE.CUSTOM_XML,
)


def word_docx(document: Document) -> bytes:
    """Write a meeting, or a document of headed sections."""
    front = document.front
    word_file = _blank(front.title or f"{KIND[front.kind, front.language]} {front.organ} {front.day}")
    if document.sections:
        _meeting(word_file, document)
    else:
        word_file.sections[0].header.paragraphs[0].text = OWNER[front.language]
        word_file.add_paragraph(front.title, style="Title")
        word_file.add_paragraph(front.subtitle, style="Subtitle")
        _blocks(word_file, document.blocks)
    return _packed(word_file)


def _blank(title: str) -> Word:
    word_file = docx.Document()
    for style in list(word_file.styles):
        if style.name not in _USED_STYLES:
            style.delete()
    word_file.styles["Normal"].font.size = Pt(11)
    for owner in (word_file.part.rels, word_file.part.package.rels if word_file.part.package else {}):
        for key, relation in list(owner.items()):
            if relation.reltype in _UNUSED_PARTS or relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
                del owner[key]
    core = word_file.core_properties
    core.title, core.author, core.last_modified_by, core.comments = title, OWNER["fi"], OWNER["fi"], ""
    core.created = core.modified = _MOMENT
    core.revision = 1
    return word_file


def _packed(word_file: Word) -> bytes:
    """Pack without compression and without dates, since both differ from machine to machine."""
    written, packed = io.BytesIO(), io.BytesIO()
    word_file.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _ZIP_MOMENT)
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def _meeting(word_file: Word, document: Document) -> None:
    front = document.front
    language = front.language
    header = word_file.sections[0].header.paragraphs[0]
    header.text = f"{OWNER[language]}\t{KIND[front.kind, language]} {front.number}\t{front.organ} {front.day}"
    word_file.add_paragraph(f"{KIND[front.kind, language]} {front.number}", style="Title")
    word_file.add_paragraph(front.organ, style="Subtitle")
    _pairs(word_file, [(word("time", language), f"{front.day} {front.time}"), (word("place", language), front.place)])
    word_file.add_paragraph(word("contents", language), style="Heading 1")
    _pairs(word_file, [(f"§ {each.number}", each.title) for each in document.sections])
    for key, names in (("present", front.present), ("others", front.others), ("absent", front.absent)):
        if names:
            word_file.add_paragraph(word(key, language), style="Heading 1")
            _pairs(word_file, [(name, role) for name, _, role in (each.partition(", ") for each in names)])
    _new_page(word_file)
    for section in document.sections:
        _section(word_file, section)
    word_file.add_paragraph(word("signatures", language), style="Heading 1")
    signatures = [(front.chair, word("chair", language)), (front.secretary, word("secretary", language))]
    _pairs(word_file, [*signatures, *((name, front.adjusted) for name in front.adjusters)])
    for instruction in instructions(front):
        _new_page(word_file)
        word_file.add_paragraph(instruction.heading, style="Heading 1")
        word_file.add_paragraph(instruction.listed)
        _blocks(word_file, instruction.blocks)


def _new_page(word_file: Word) -> None:
    word_file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _section(word_file: Word, section: Section) -> None:
    word_file.add_paragraph(f"§ {section.number}", style="Heading 1")
    word_file.add_paragraph(section.title, style="Heading 2")
    if section.case:
        word_file.add_paragraph(section.case)
    _blocks(word_file, section.blocks)


def _blocks(word_file: Word, blocks: Iterable[Block]) -> None:
    for block in blocks:
        match block:
            case Text(text):
                word_file.add_paragraph(text)
            case Lines(lines):
                paragraph = word_file.add_paragraph(lines[0])
                for line in lines[1:]:
                    paragraph.add_run().add_break()
                    paragraph.add_run(line)
            case Item("-", text):
                word_file.add_paragraph(text, style=_BULLET)
            case Item(mark, text):
                word_file.add_paragraph(f"{mark}\t{text}" if mark else text)
            case Heading(level, text):
                word_file.add_paragraph(text, style=f"Heading {level}")
            case Label(text) | Handling(text):
                word_file.add_paragraph().add_run(text).bold = True
            case Table(head, rows):
                _table(word_file, (head, *rows))


def _table(word_file: Word, rows: tuple[tuple[str, ...], ...]) -> None:
    table = word_file.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        for cell, text in zip(table.rows[number].cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = number == 0
    word_file.add_paragraph()


def _pairs(word_file: Word, pairs: list[tuple[str, str]]) -> None:
    table = word_file.add_table(rows=len(pairs), cols=2)
    for row, pair in zip(table.rows, pairs, strict=True):
        for cell, text in zip(row.cells, pair, strict=True):
            cell.text = text
    word_file.add_paragraph()
