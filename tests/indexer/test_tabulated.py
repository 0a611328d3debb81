"""Tables in the minutes of a PDF: rows under their heads, and nothing else taken for a table."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.formats import read
from indexer.layout import lay_out
from indexer.model import Decision, PartKind
from indexer.reading import read_decisions
from tests.indexer.writing import Sheets, a_source, headings, texts

HEADS = ["Naavaharjun kaupunki", "Tekninen lautakunta 13.3.2031"]


def begun() -> Sheets:
    sheets = Sheets(HEADS)
    sheets.line("§ 5", bold=True)
    sheets.line("Sillan korjaus", bold=True)
    sheets.paragraph("Tarjouksia saatiin kolme, ja ne ovat:")
    sheets.skip()
    return sheets


def row(sheets: Sheets, cells: Sequence[str], *, bold: bool = False) -> None:
    """Set cells side by side, as a table without ruling lines does."""
    top = sheets.top
    for number, cell in enumerate(cells):
        sheets.top = top
        sheets.line(cell, bold=bold, indent=140.0 * number)


def read_section(sheets: Sheets) -> Decision:
    content = sheets.content()
    lines = read("kokous.pdf", content)
    source = a_source("kokous.pdf", media_type="application/pdf")
    return next(each for each in read_decisions(source, content, lines, lay_out(lines)) if each.section == "5")


def test_each_row_is_a_paragraph_under_the_heads_of_its_columns() -> None:
    sheets = begun()
    row(sheets, ["Tarjoaja", "Hinta alv. 0 %", "Pisteet"], bold=True)
    row(sheets, ["Silta Oy", "124 500,00 e", "98"])
    row(sheets, ["Kansi Oy", "131 000,00 e", "91"])
    row(sheets, ["Pilari Oy", "140 250,50 e", "88"])
    sheets.paragraph("Tarjoukset olivat tarjouspyynnön mukaisia.")
    section = read_section(sheets)
    found = [(each.text, each.context) for each in section.paragraphs if "Oy" in each.text]
    heads = "Tarjoaja | Hinta alv. 0 % | Pisteet"
    assert found == [
        ("Silta Oy 124 500,00 e 98", heads),
        ("Kansi Oy 131 000,00 e 91", heads),
        ("Pilari Oy 140 250,50 e 88", heads),
    ]
    assert "Tarjoaja Hinta alv. 0 % Pisteet" in headings(section)
    assert texts(section, PartKind.BACKGROUND)[-1] == "Tarjoukset olivat tarjouspyynnön mukaisia."


def test_heads_are_carried_over_to_the_next_page() -> None:
    sheets = begun()
    row(sheets, ["Hanke", "Avustus e"], bold=True)
    row(sheets, ["Latuverkko", "4 500"])
    row(sheets, ["Rantareitti", "7 250"])
    sheets.page()
    row(sheets, ["Koirapuisto", "3 100"])
    row(sheets, ["Leikkipaikka", "2 900"])
    contexts = {each.text: each.context for each in read_section(sheets).paragraphs}
    assert contexts["Latuverkko 4 500"] == contexts["Leikkipaikka 2 900"] == "Hanke | Avustus e"


def test_a_numbered_list_goes_on_after_a_table() -> None:
    sheets = Sheets(HEADS)
    sheets.line("§ 5", bold=True)
    sheets.line("Talousarvio", bold=True)
    sheets.skip()
    sheets.line("Päätös", bold=True)
    sheets.paragraph("Lautakunta päättää esittää:", apart=False)
    sheets.paragraph("1. että menot ovat")
    sheets.skip()
    row(sheets, ["Tili", "Menot"], bold=True)
    row(sheets, ["Kadut", "-450 000"])
    row(sheets, ["Puistot", "-120 000"])
    sheets.paragraph("2. että tulot kerätään maksuina.")
    items = [(each.text, each.context) for each in read_section(sheets).paragraphs if each.is_item]
    assert items == [
        ("1. että menot ovat", "Lautakunta päättää esittää:"),
        ("2. että tulot kerätään maksuina.", "Lautakunta päättää esittää:"),
    ]


def test_labels_in_a_margin_column_and_lists_are_no_table() -> None:
    sheets = Sheets(HEADS)
    sheets.line("§ 5", bold=True)
    sheets.line("Sillan korjaus", bold=True)
    sheets.skip()
    for label, text in (
        ("Valmistelija", "Insinööri Tuuli Esimerkki, puh. 040 1234"),
        ("Päätösehdotus", "Lautakunta hyväksyy tarjouksen 124 500"),
        ("Päätös", "Lautakunta hyväksyi tarjouksen 124 500"),
    ):
        sheets.line(text, indent=110.0, label=label)
        sheets.skip()
    section = read_section(sheets)
    assert texts(section, PartKind.PROPOSAL) == ["Lautakunta hyväksyy tarjouksen 124 500"]
    assert texts(section, PartKind.DECISION) == ["Lautakunta hyväksyi tarjouksen 124 500"]


def test_the_source_text_stays_as_it_is() -> None:
    sheets = begun()
    row(sheets, ["Tarjoaja", "Hinta"], bold=True)
    row(sheets, ["Silta Oy", "124 500,00 e"])
    row(sheets, ["Kansi Oy", "131 000,00 e"])
    text = lay_out(read("kokous.pdf", sheets.content())).text
    for each in read_section(sheets).paragraphs:
        assert text[each.start : each.end] == each.text
