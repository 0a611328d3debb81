"""Readers of files: what they give, and what they say of files that cannot be read."""

from __future__ import annotations

import pytest

from indexer.errors import UnreadableSource, UnsupportedFormat
from indexer.formats import MEDIA_TYPES, READERS, read
from tests.indexer.writing import Sheets


def test_every_reader_has_a_media_type() -> None:
    assert set(MEDIA_TYPES) == set(READERS)


@pytest.mark.parametrize("name", ["kuva.png", "taulukko.XLSX", "ilman-päätettä"])
def test_an_unknown_ending_is_refused_with_what_is_known(name: str) -> None:
    with pytest.raises(UnsupportedFormat, match=r"Convert it to \.docx, \.htm, .*\.txt"):
        read(name, b"x")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4\nkatkennut", b"ei PDF"])
def test_a_broken_pdf_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableSource, match=r"kokous\.pdf: not a readable PDF"):
        read("kokous.pdf", content)


def test_an_encrypted_pdf_is_unreadable() -> None:
    sheets = Sheets()
    sheets.line("Salassa pidettävä")
    sheets.lock("salasana")
    with pytest.raises(UnreadableSource, match="unlocked"):
        read("kokous.pdf", sheets.content())


def test_a_pdf_without_a_text_layer_is_unreadable() -> None:
    with pytest.raises(UnreadableSource, match="no text layer"):
        read("skannattu.PDF", Sheets().content())


@pytest.mark.parametrize("content", [b"", b" \n\t\n", "\u200b\ufeff\n".encode()])
def test_an_empty_text_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableSource, match="no text"):
        read("tyhjä.txt", content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_a_text_in_other_encodings(encoding: str) -> None:
    text = "Lautakunta päätti myöntää määrärahan äänestyksen jälkeen. Päätös syntyi pöydällä olleesta esityksestä.\n"
    assert [line.text for line in read("kokous.txt", text.encode(encoding))] == [text.strip()]


def test_a_binary_file_named_as_text_is_unreadable() -> None:
    with pytest.raises(UnreadableSource, match="not a text file"):
        read("kuva.txt", b"\x89PNG\r\n\0\0")


def test_hints_of_a_text() -> None:
    first, second = read("kokous.txt", b"Otsikko \n\n\n   Esitys      Teksti jatkuu\n")
    assert (first.text, first.soft, first.gap, first.left) == ("Otsikko", True, 0, 0)
    assert (second.text, second.soft, second.gap, second.left) == ("Esitys Teksti jatkuu", False, 2, 3)
    assert second.text[: second.opening] == "Esitys"


def test_hints_of_a_pdf() -> None:
    sheets = Sheets()
    sheets.line("Otsikko", bold=True, size=14)
    sheets.line("Teksti jatkuu tavallisena", indent=120, label="Esitys")
    sheets.page()
    sheets.line("Seuraava sivu")
    title, row, after = read("kokous.pdf", sheets.content())
    assert (title.bold, title.size, title.page) == (True, 14.0, 1)
    assert (row.text[: row.opening], row.bold, round(row.left)) == ("Esitys", False, 60)
    assert (after.page, after.opening) == (2, 0)
    assert title.top is not None
    assert row.top is not None
    assert title.top < row.top
