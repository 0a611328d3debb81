"""HTML: what becomes a line, which hints stand on it, and what is left out."""

from __future__ import annotations

import pytest

from indexer.errors import UnreadableSource
from indexer.formats import read
from indexer.formats.base import Line


def lines(body: str, head: str = "") -> tuple[Line, ...]:
    return read("sivu.html", f"<html><head>{head}</head><body>{body}</body></html>".encode())


def said(body: str) -> list[str]:
    return [line.text for line in lines(body)]


def test_each_block_is_a_line_and_blanks_are_normalised() -> None:
    assert said("<p>Yksi\n  <i>ja</i>&nbsp;&nbsp;sama</p>\n<div>Kaksi<div>Kolme</div>Neljä</div>") == [
        "Yksi ja sama", "Kaksi", "Kolme", "Neljä"
    ]  # fmt: skip


def test_a_break_parts_lines_that_stand_together() -> None:
    first, second, third = lines("<p>Naavaharju<br>Kunnanhallitus</p><p>Muu</p>")
    assert [line.text for line in (first, second, third)] == ["Naavaharju", "Kunnanhallitus", "Muu"]
    assert (first.gap, second.gap, third.gap) == (1, 0, 1)


def test_headings_are_bold_and_larger_than_text() -> None:
    title, part, text = lines("<h1>Otsikko</h1><h3>Päätös</h3><p>Hyväksyttiin.</p>")
    assert title.bold
    assert part.bold
    assert not text.bold
    assert (title.size or 0) > (part.size or 0) > (text.size or 0)


def test_a_line_is_bold_where_all_of_it_is() -> None:
    assert [line.bold for line in lines("<p><b>Koko</b> <strong>rivi</strong></p><p><b>Vain</b> alku</p>")] == [
        True, False
    ]  # fmt: skip


@pytest.mark.parametrize(
    "markup",
    [
        "<p><b>Päätös</b> Hyväksyttiin.</p>",
        "<p><b>Päätös</b>Hyväksyttiin.</p>",
        "<p><span class='ots'>Päätös</span>Hyväksyttiin.</p>",
        "<p>Päätös&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;Hyväksyttiin.</p>",
    ],
)
def test_a_label_that_the_page_sets_apart_is_an_opening(markup: str) -> None:
    (line,) = lines(markup)
    assert line.text == "Päätös Hyväksyttiin."
    assert line.text[: line.opening] == "Päätös"


def test_a_word_whose_first_letter_is_set_apart_stays_whole() -> None:
    assert said("<p><b>P</b>äätös</p><p>H<sub>2</sub>O</p>") == ["Päätös", "H2O"]


def test_items_of_lists_are_marked_once() -> None:
    found = lines("<p>Hankkeet:</p><ul><li><p>Tori</p><p>Lisäksi</p></li><li>Ranta<ul><li>Laituri</li></ul></li></ul>")
    assert [(line.text, line.item) for line in found] == [
        ("Hankkeet:", False), ("Tori", True), ("Lisäksi", False), ("Ranta", True), ("Laituri", True)
    ]  # fmt: skip
    assert found[4].left > found[3].left > found[0].left


def test_a_row_of_a_table_is_a_line_under_the_heads_of_its_columns() -> None:
    head, row = lines("<table><tr><th>Hanke</th><th>Euroa</th></tr><tr><td>Tori</td><td>12 000</td></tr></table>")
    assert (head.text, head.context) == ("Hanke Euroa", "")
    assert (row.text, row.context) == ("Tori 12 000", "Hanke | Euroa")
    assert row.text[: row.opening] == "Tori"


def test_a_table_that_arranges_the_page_is_read_cell_by_cell() -> None:
    beside = "<table><tr><td>Päätös</td><td><p>Hyväksyttiin.</p></td></tr></table>"
    column = "<table><tr><td>Tori, kartta</td></tr><tr><td>Ranta, kartta</td></tr></table>"
    nested = "<table><tr><td>Alku</td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>"
    assert said(beside) == ["Päätös", "Hyväksyttiin."]
    assert said(column) == ["Tori, kartta", "Ranta, kartta"]
    assert said(nested) == ["Alku", "a b"]


def test_what_is_no_text_of_the_page_is_left_out() -> None:
    body = (
        "<nav>Etusivu</nav><header>Naavaharjun kunta</header><script>x()</script><style>p {}</style>"
        "<center><a href='1'>Toimielimet</a> | <a href='2'>Hallitus</a></center>"
        "<table><tr><td><a>Edellinen</a> | <a>Seuraava</a></td><td><a>PDF</a></td></tr></table>"
        "<p style='display: none'>Piilossa</p><p hidden>Piilossa</p><select><option>Kaikki</option></select>"
        "<article><header>Ranta</header><p>Teksti ja <a href='3'>liite</a> ja <a href='4'>toinen</a>.</p></article>"
        "<p><a>Kartta.pdf</a></p><footer>Yhteystiedot</footer>"
    )
    assert said(body) == ["Ranta", "Teksti ja liite ja toinen.", "Kartta.pdf"]


def test_the_page_s_own_part_is_read_where_it_says_which() -> None:
    assert said("<div>Valikko</div><main><p>Teksti</p></main>") == ["Teksti"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("cp1252", "windows-1252"), ("latin-1", "iso-8859-1"), ("cp1252", "tuntematon"),
     ("utf-8", "iso-8859-1"), ("iso8859-15", "iso-8859-15")],
)  # fmt: skip
def test_encodings(encoding: str, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>Päätös pöydälle</p></body></html>'
    (line,) = read("sivu.HTM", page.encode(encoding))
    assert line.text == "Päätös pöydälle"


def test_numbers_of_windows_characters_are_read_as_browsers_do() -> None:
    assert said("<p>1.1.&#150;28.2.</p>") == ["1.1.–28.2."]


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"<script>1</script>", b"<!-- -->", b"   "])
def test_a_page_without_text_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableSource, match="no text"):
        read("sivu.html", content)


def test_a_foreign_file_is_unreadable() -> None:
    with pytest.raises(UnreadableSource, match="not a text file"):
        read("sivu.html", b"\x89PNG\r\n\0\0")
