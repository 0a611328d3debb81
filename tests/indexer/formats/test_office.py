"""DOCX, PPTX and Markdown: hints of headings, labels, lists, tables and pages."""

from __future__ import annotations

from io import BytesIO

import docx
import pptx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from pptx.util import Cm

from indexer.errors import UnreadableSource, UnsupportedFormat
from indexer.formats import read
from indexer.formats.base import Line
from indexer.layout import lay_out
from indexer.minutes import read_minutes
from indexer.model import PartKind
from tests.indexer.writing import a_source, texts


def lines(document: Document) -> tuple[Line, ...]:
    return read("kokous.docx", content(document))


def content(document: Document) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def minutes() -> Document:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Naavaharjun kunta"
    document.add_heading("Pöytäkirja 3/2031", 0)
    document.add_paragraph("Kunnanhallitus")
    document.add_paragraph("Aika 20.3.2031 klo 17")
    document.add_heading("§ 66", 1)
    document.add_heading("Uimarannan laituri", 2)
    proposal = document.add_paragraph()
    proposal.add_run("Ehdotus").bold = True
    proposal.add_run("\tKunnanhallitus hankkii rannalle:")
    document.add_paragraph("laiturin", style="List Bullet")
    document.add_paragraph("tikkaat", style="List Bullet")
    document.add_paragraph().add_run("Päätös").bold = True
    document.add_paragraph("Hyväksyttiin.")
    return document


def test_minutes_in_word() -> None:
    source = a_source("kokous.docx")
    section, _matter = read_minutes(source, lay_out(lines(minutes())))
    assert section.decision_id == "naavaharju/kunnanhallitus/2031-03-20/66"
    assert section.title == "Uimarannan laituri"
    assert texts(section, PartKind.PROPOSAL) == ["Kunnanhallitus hankkii rannalle:", "laiturin", "tikkaat"]
    assert [paragraph.is_item for paragraph in section.paragraphs if paragraph.part is PartKind.PROPOSAL] == [
        False, True, True
    ]  # fmt: skip
    assert texts(section, PartKind.DECISION) == ["Hyväksyttiin."]


def test_headers_are_no_text_and_name_the_municipality() -> None:
    found = lines(minutes())
    assert "Naavaharjun kunta" not in [line.text for line in found]
    assert found[0].declared is not None
    assert found[0].declared.municipality == "Naavaharju"


def test_hints_of_word() -> None:
    title, _, _, mark, name, proposal, item, *_ = lines(minutes())
    assert title.bold
    assert mark.bold
    assert (title.size or 0) > (mark.size or 0) > (name.size or 0) > (proposal.size or 0)
    assert proposal.text[: proposal.opening] == "Ehdotus"
    assert (item.text, item.item, proposal.item) == ("laiturin", True, False)
    assert {line.page for line in lines(minutes())} == {None}


def test_a_table_of_word_and_one_that_arranges_the_page() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for cell, text in zip(table.rows[0].cells, ("Hanke", "Euroa"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for cell, text in zip(table.rows[1].cells, ("Laituri", "12 000"), strict=True):
        cell.text = text
    beside = document.add_table(1, 2)
    beside.rows[0].cells[0].text = "Päätös"
    beside.rows[0].cells[1].text = "Hyväksyttiin."
    head, row, label, decision = lines(document)
    assert (head.text, row.text, row.context) == ("Hanke Euroa", "Laituri 12 000", "Hanke | Euroa")
    assert (label.text, decision.text) == ("Päätös", "Hyväksyttiin.")


def test_line_breaks_insertions_and_pages_of_word() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Naavaharju\nKunnanhallitus")
    inserted = OxmlElement("w:ins")
    inserted.append(paragraph.add_run(" 20.3.2031")._r)
    paragraph._p.append(inserted)
    following = document.add_paragraph()
    following.add_run()._r.append(OxmlElement("w:lastRenderedPageBreak"))
    following.add_run("Toinen sivu")
    document.add_paragraph("Yhä toinen")
    found = lines(document)
    assert [line.text for line in found] == ["Naavaharju", "Kunnanhallitus 20.3.2031", "Toinen sivu", "Yhä toinen"]
    assert [line.gap for line in found][:2] == [1, 0]
    assert found[0].page == 1
    assert found[3].page == 2


def test_text_in_a_content_control_and_a_numbered_paragraph() -> None:
    document = docx.Document()
    control, holder = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    holder.append(document.add_paragraph("Hallittu teksti", style="List Number")._p)
    control.append(holder)
    document.element.body.insert(0, control)
    plain = document.add_paragraph("Ei luettelossa", style="List Number")
    properties = plain._p.get_or_add_pPr()
    number = OxmlElement("w:numId")
    number.set(qn("w:val"), "0")
    properties.get_or_add_numPr().append(number)
    first, second = lines(document)
    assert (first.text, first.item) == ("Hallittu teksti", True)
    assert second.text == "Ei luettelossa"


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 katkennut", b"<html></html>"])
@pytest.mark.parametrize("name", ["kokous.docx", "strategia.pptx"])
def test_a_broken_file_is_unreadable(name: str, broken: bytes) -> None:
    with pytest.raises(UnreadableSource, match=f"{name}: not a readable"):
        read(name, broken)


def test_an_empty_document_is_unreadable() -> None:
    with pytest.raises(UnreadableSource, match="no text"):
        read("tyhjä.docx", content(docx.Document()))


@pytest.mark.parametrize(("name", "remedy"), [("a.doc", r"\.docx"), ("a.ppt", r"\.pptx")])
def test_a_file_of_another_office_program_is_refused_with_what_to_do(name: str, remedy: str) -> None:
    with pytest.raises(UnsupportedFormat, match=f"save it as {remedy}"):
        read(name, b"\xd0\xcf\x11\xe0")


def test_slides_are_pages_and_their_titles_headings() -> None:
    presentation = pptx.Presentation()
    for number in (1, 2):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = f"Päämäärä {number}"
        frame = slide.placeholders[1].text_frame
        frame.text = "Ranta kuntoon"
        frame.add_paragraph().text = "laituri"
        frame.paragraphs[1].level = 1
    table = slide.shapes.add_table(2, 2, Cm(1), Cm(15), Cm(10), Cm(2)).table
    for row, values in enumerate((("Mittari", "Tavoite"), ("Kävijät", "900"))):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    stream = BytesIO()
    presentation.save(stream)
    found = read("strategia.pptx", stream.getvalue())
    assert [(line.text, line.page, line.bold, line.item) for line in found][:3] == [
        ("Päämäärä 1", 1, True, False), ("Ranta kuntoon", 1, False, False), ("laituri", 1, False, True)
    ]  # fmt: skip
    assert (found[-1].text, found[-1].context, found[-1].page) == ("Kävijät 900", "Mittari | Tavoite", 2)


def test_markdown() -> None:
    text = "# Strategia\n\nRanta on **kaikkien**.\njatkuu\n\nHankimme:\n\n1. laiturin\n2. tikkaat\n\n- penkin\n\n"
    text += "| Mittari | Tavoite |\n|---|---|\n| Kävijät | 900 |\n"
    found = read("strategia.md", text.encode())
    assert [line.text for line in found] == [
        "Strategia", "Ranta on kaikkien. jatkuu", "Hankimme:", "1. laiturin", "2. tikkaat", "- penkin",
        "Mittari Tavoite", "Kävijät 900",
    ]  # fmt: skip
    assert [line.item for line in found] == [False, False, False, True, True, True, False, False]
    assert found[0].bold
    assert found[-1].context == "Mittari | Tavoite"


@pytest.mark.parametrize("empty", [b"", b"\n\n", b"---\n"])
def test_empty_markdown_is_unreadable(empty: bytes) -> None:
    with pytest.raises(UnreadableSource, match="no text"):
        read("tyhjä.md", empty)
