"""Rows of tables with the heads of their columns, from small PDFs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fpdf import FPDF

from indexer.cells import read_sheets
from indexer.formats import read
from indexer.layout import lay_out
from indexer.placing import place
from indexer.sides import part_sides
from indexer.tables import read_tables


class Page:
    """One page on which words and ruling lines are set where they are told to."""

    def __init__(self) -> None:
        self._pdf = FPDF(unit="pt", format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.add_page()

    def words(self, top: float, *cells: tuple[float, str], bold: bool = False, right: Sequence[int] = ()) -> None:
        """Set words at distances from the left, or ending there for the cells that `right` numbers."""
        self._pdf.set_font("Helvetica", "B" if bold else "", 10)
        for number, (at, text) in enumerate(cells):
            width = self._pdf.get_string_width(text) if number in right else 0.0
            self._pdf.text(at - width, top, text)

    def box(self, left: float, top: float, right: float, bottom: float) -> None:
        self._pdf.rect(left, top, right - left, bottom - top)

    def rows(self) -> list[tuple[str, str]]:
        """Give text and context of each row, heads aside."""
        content = bytes(self._pdf.output())
        lines = read("taulukko.pdf", content)
        layout = lay_out(lines)
        sheets = read_sheets(content, [1])
        placed = part_sides(place(layout, lines), sheets)
        found = read_tables(placed, sheets, frozenset())
        return [
            (layout.text[placed[row.first].start : placed[row.after - 1].end], row.context)
            for row in sorted(found, key=lambda row: row.first)
            if not row.is_head
        ]


def money(page: Page, top: float, label: str, *figures: str, left: float = 60) -> None:
    stops = (280.0, 360.0, 440.0)
    cells = [(left, label), *((stop, figure) for stop, figure in zip(stops, figures, strict=True) if figure)]
    page.words(top, *cells, right=range(1, len(cells)))


def test_a_row_has_the_heads_of_its_filled_columns_only() -> None:
    page = Page()
    page.words(100, (60, "Hanke"), (280, "TA 2031"), (360, "TP 2031"), (440, "Ero"), bold=True, right=(1, 2, 3))
    money(page, 120, "Venesatama", "120 000", "118 500", "-1 500")
    money(page, 140, "Lintutorni", "", "14 200", "")
    assert page.rows() == [
        ("Venesatama 120 000 118 500 -1 500", "Hanke | TA 2031 | TP 2031 | Ero"),
        ("Lintutorni 14 200", "Hanke | TP 2031"),
    ]


def test_stacked_heads_are_read_downwards() -> None:
    page = Page()
    page.words(88, (280, "Alkup."), (360, "Muutettu"), bold=True, right=(0, 1))
    page.words(100, (280, "talousarvio"), (360, "talousarvio"), (440, "Toteuma"), bold=True, right=(0, 1, 2))
    money(page, 120, "Tulot", "5 000", "5 500", "5 700")
    money(page, 134, "Menot", "-3 000", "-3 000", "-2 900")
    assert page.rows()[0] == ("Tulot 5 000 5 500 5 700", "Alkup. talousarvio | Muutettu talousarvio | Toteuma")


def test_a_head_over_several_columns_is_that_of_each() -> None:
    page = Page()
    page.words(86, (235, "Konserni"), (395, "Kunta"), bold=True)
    page.words(100, (240, "2031"), (320, "2030"), (400, "2031"), (480, "2030"), bold=True, right=(0, 1, 2, 3))
    for top, label in ((120, "Eläkkeet"), (134, "Takaukset")):
        page.words(top, (60, label), (240, "900"), (320, "800"), (400, "700"), (480, "600"), right=(1, 2, 3, 4))
    assert page.rows()[1] == ("Takaukset 900 800 700 600", "Konserni 2031 | Konserni 2030 | Kunta 2031 | Kunta 2030")


def test_a_group_holds_until_its_sum() -> None:
    page = Page()
    page.words(100, (280, "2031"), (360, "2030"), (440, "2029"), bold=True, right=(0, 1, 2))
    page.words(120, (60, "Puistot"), bold=True)
    money(page, 134, "Istutukset", "10", "11", "12")
    money(page, 148, "Puistot yhteensä", "20", "21", "22")
    money(page, 162, "Kaikki", "90", "91", "92")
    assert [context for _, context in page.rows()] == [
        "Puistot: 2031 | 2030 | 2029",
        "Puistot: 2031 | 2030 | 2029",
        "2031 | 2030 | 2029",
    ]


def test_a_label_that_runs_over_goes_with_its_figures() -> None:
    page = Page()
    page.words(100, (280, "2031"), (360, "2030"), (440, "2029"), bold=True, right=(0, 1, 2))
    money(page, 120, "Tulot", "10", "11", "12")
    page.words(134, (60, "Aineet, tarvikkeet ja tava-"))
    money(page, 148, "rat", "20", "21", "22")
    text, context = page.rows()[-1]
    assert " ".join(text.split()) in (
        "Aineet, tarvikkeet ja tava- rat 20 21 22",
        "Aineet, tarvikkeet ja tavarat 20 21 22",
    )
    assert context == "2031 | 2030 | 2029"


def test_goals_of_a_ruled_table_keep_the_lines_of_their_cells() -> None:
    page = Page()
    stops = (60, 200, 360, 520)
    for top, bottom in ((100, 118), (118, 150), (150, 168)):
        for left, right in pairwise(stops):
            page.box(left, top, right, bottom)
    page.words(112, (64, "Tavoite"), (204, "Mittari"), (364, "Toteuma"), bold=True)
    page.words(130, (64, "Pyöräily lisääntyy"))
    page.words(130, (204, "Pyöräilijöitä laskenta-"))
    page.words(142, (204, "pisteissä päivässä"))
    page.words(130, (364, "Toteutui osin"))
    page.words(162, (64, "Lahti puhdistuu"), (204, "Näkösyvyys"), (364, "Ei toteutunut"))
    rows = page.rows()
    assert [context for _, context in rows] == ["Tavoite | Mittari | Toteuma"] * 2
    assert rows[0][0].startswith("Pyöräily lisääntyy")
    assert rows[0][0].endswith("Toteutui osin")


def test_running_text_and_lists_are_no_tables() -> None:
    page = Page()
    page.words(100, (60, "Kunnassa asui vuoden lopussa 4 120 ihmistä, mikä on 31 vähemmän kuin ennen."))
    page.words(114, (60, "Syntyneitä oli 29 ja kuolleita 66."))
    for top, item in ((140, "venesatama"), (154, "lintutorni"), (168, "pitkospuut")):
        page.words(top, (60, "-"), (80, item))
    assert page.rows() == []


def test_heads_that_span_years_below_the_first_table_of_a_page() -> None:
    page = Page()
    page.words(100, (260, "2031"), (360, "2030"), right=(0, 1))
    page.words(115, (60, "Lainat"), (260, "42 808"), (360, "43 812"), right=(1, 2))
    page.words(130, (60, "Talletukset"), (260, "1 808"), (360, "1 812"), right=(1, 2))
    page.words(150, (60, "Varaukset"))
    page.words(165, (255, "Konserni"), (455, "Kunta"))
    page.words(180, (260, "2031"), (340, "2030"), (460, "2031"), (540, "2030"), right=(0, 1, 2, 3))
    page.words(
        195, (60, "Vastuu"), (260, "89 498"), (340, "107 653"), (460, "89 490"), (540, "107 650"), right=(1, 2, 3, 4)
    )
    page.words(
        210, (60, "Purku"), (260, "30 000"), (340, "31 000"), (460, "32 000"), (540, "33 000"), right=(1, 2, 3, 4)
    )
    heads = "Konserni 2031 | Konserni 2030 | Kunta 2031 | Kunta 2030"
    assert [context.rpartition(": ")[2] for text, context in page.rows() if text.startswith(("Vastuu", "Purku"))] == [
        heads,
        heads,
    ]


def balance(page: Page, top: float, *cells: str, labels: tuple[float, float] = (60, 310)) -> None:
    stops = (labels[0], 210.0, 270.0, labels[1], 460.0, 520.0)
    set_ = [(stop, cell) for stop, cell in zip(stops, cells, strict=True) if cell]
    page.words(top, *set_, right=[at for at, (stop, _) in enumerate(set_) if stop not in labels])


def test_two_tables_side_by_side_are_read_each_by_itself() -> None:
    page = Page()
    balance(page, 100, "Vastaavaa", "2031", "2030", "Vastattavaa", "2031", "2030")
    balance(page, 120, "Saamiset", "", "", "Vieras pääoma", "", "")
    balance(page, 134, "Myyntisaamiset", "15", "16", "Lainat", "900", "910", labels=(70, 320))
    balance(page, 148, "Muut saamiset", "117", "118", "", "", "", labels=(70, 320))
    balance(page, 162, "", "", "", "Ostovelat", "31", "32", labels=(70, 320))
    balance(page, 176, "Rahat", "21", "22", "Siirtovelat", "41", "42")
    balance(page, 190, "Kaikki", "51", "52", "Kaikki", "51", "52")
    assert page.rows() == [
        ("Myyntisaamiset 15 16", "Saamiset: Vastaavaa | 2031 | 2030"),
        ("Lainat 900 910", "Vieras pääoma: Vastattavaa | 2031 | 2030"),
        ("Muut saamiset 117 118", "Saamiset: Vastaavaa | 2031 | 2030"),
        ("Ostovelat 31 32", "Vieras pääoma: Vastattavaa | 2031 | 2030"),
        ("Rahat 21 22", "Vastaavaa | 2031 | 2030"),
        ("Siirtovelat 41 42", "Vastattavaa | 2031 | 2030"),
        ("Kaikki 51 52", "Vastaavaa | 2031 | 2030"),
        ("Kaikki 51 52", "Vastattavaa | 2031 | 2030"),
    ]


def test_heads_that_do_not_say_the_same_twice_are_those_of_one_table() -> None:
    page = Page()
    balance(page, 100, "Tavoite", "2030", "2031", "Mittari", "Alku", "Loppu")
    for top in (120, 134, 148):
        balance(page, top, "Kävijät", "15", "16", "Laskuri", "900", "910")
    assert [text for text, _ in page.rows()] == ["Kävijät 15 16 Laskuri 900 910"] * 3


def test_heads_set_column_by_column_are_whole_however_many_lines_they_take() -> None:
    page = Page()
    columns = (
        ("Talous-", "arvio", "2031"),
        ("Toteu-", "ma", "2031"),
        ("Muu-", "tos", "2031"),
        ("Toteu-", "ma", "2030"),
    )
    stops = (220.0, 300.0, 380.0, 460.0)
    for stop, column in zip(stops, columns, strict=True):
        for number, word in enumerate(column):
            page.words(100 + 12 * number, (stop, word), bold=True, right=(0,))
    for top, label in ((140, "Verot"), (154, "Maksut"), (168, "Avustukset")):
        page.words(top, (60, label), *((stop, "120") for stop in stops), right=(1, 2, 3, 4))
    assert [context for _, context in page.rows()] == [
        "Talousarvio 2031 | Toteuma 2031 | Muutos 2031 | Toteuma 2030"
    ] * 3


def test_a_line_without_figures_in_a_ruled_table_is_no_beginning_of_the_next_row() -> None:
    page = Page()
    stops = (60, 250, 330, 410)
    for top in range(100, 180, 16):
        for left, right in pairwise(stops):
            page.box(left, top, right, top + 16)
    page.words(112, (310, "2031"), (390, "2030"), right=(0, 1))
    page.words(128, (64, "Velat julkisyhteisöille"))
    page.words(144, (64, "Velat pankeille"), (320, "42 808"), (400, "43 812"), right=(1, 2))
    page.words(160, (64, "Korolliset velat"))
    page.words(176, (64, "Yhteensä"), (320, "42 808"), (400, "43 812"), right=(1, 2))
    rows = page.rows()
    assert [text for text, _ in rows] == ["Velat pankeille 42 808 43 812", "Yhteensä 42 808 43 812"]
    assert rows[1][1] == "2031 | 2030"
