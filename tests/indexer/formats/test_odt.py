"""OpenDocument texts: headings, labels, lists and tables, and what is no such file."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from indexer.errors import UnreadableSource
from indexer.formats import read
from indexer.layout import lay_out
from indexer.minutes import read_minutes
from indexer.model import PartKind
from tests.indexer.writing import a_source, texts

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:automatic-styles>
<style:style style:name="B"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="BB" style:parent-style-name="B"/></office:automatic-styles><office:body><office:text>"""
FOOT = "</office:text></office:body></office:document-content>"
MINUTES = """<text:p>Naavaharjun kaupunki Pöytäkirja 2/2031</text:p><text:p>Sivistyslautakunta 6.2.2031</text:p>
<text:h text:outline-level="1">§ 8 Kirjaston aukiolo</text:h><text:p>NAADno-2031-5</text:p>
<text:p>Kirjasto<text:note><text:note-body><text:p>Alaviite</text:p></text:note-body></text:note> on auki.</text:p>
<table:table><table:table-row><table:table-cell><text:p text:style-name="BB">Päivä</text:p></table:table-cell>
<table:table-cell><text:p text:style-name="B">Tunnit</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Maanantai</text:p></table:table-cell>
<table:table-cell><text:p>8</text:p></table:table-cell></table:table-row></table:table>
<text:p><text:span text:style-name="B">Päätös</text:span><text:s/>Lautakunta päätti:</text:p>
<text:list><text:list-item><text:p>kirjasto avataan kello 9</text:p></text:list-item>
<text:list-item><text:p>aukiolosta kerrotaan<text:line-break/>lehdessä</text:p></text:list-item></text:list>"""


def an_odt(body: str) -> bytes:
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("content.xml", HEAD + body + FOOT)
    return package.getvalue()


def test_minutes_in_an_open_document() -> None:
    section, *_ = read_minutes(a_source("kokous.odt"), lay_out(read("kokous.odt", an_odt(MINUTES))))
    assert section.decision_id == "naavaharju/sivistyslautakunta/2031-02-06/8"
    assert (section.title, section.case) == ("Kirjaston aukiolo", "NAADno-2031-5")
    assert texts(section, PartKind.BACKGROUND)[0] == "Kirjasto on auki."
    assert ("Maanantai 8", "Päivä | Tunnit") in [(each.text, each.context) for each in section.paragraphs]
    items = [(each.text, each.context) for each in section.paragraphs if each.is_item]
    assert items[0] == ("kirjasto avataan kello 9", "Lautakunta päätti:")


@pytest.mark.parametrize("content", [b"PK", an_odt(""), an_odt("<text:p>")[:-40]])
def test_what_cannot_be_read_is_named(content: bytes) -> None:
    with pytest.raises(UnreadableSource):
        read("kokous.odt", content)
