"""Lines to blocks: paragraphs, hyphenation, running heads, reading order, in text and in PDF."""

from __future__ import annotations

import unicodedata

import pytest

from indexer.model import PartKind
from tests.indexer.writing import Sheets, decisions, headings, layout_of, texts

HEADS = ("Naavaharjun kaupunki Pöytäkirja 3/2025 {page} (9)", "Tekninen lautakunta 13.03.2025")
SENTENCE = (
    "Katuvalaistuksen uusiminen aloitetaan keskustasta, koska sen valaisimet ovat vanhimpia ja kuluttavat eniten "
    "sähköä, ja työ jatkuu asuin­alueille seuraavana vuonna valtuuston myöntämän määrä­rahan mukaan."
)
FILLER = "Lautakunta käsitteli talousarvion toteutumista kaikkien tehtäväalueiden osalta ja totesi, että\nne pysyvät.\n"
PLAIN = SENTENCE.replace("\u00ad", "")


def blocks_of(content: str | bytes) -> list[str]:
    return [block.text for block in layout_of(content).blocks]


def test_wrapped_lines_of_a_text_are_one_paragraph() -> None:
    text = (
        "Lautakunta käsitteli talousarvion toteutumista ja totesi, että\nmenot ovat pysyneet määrärahan rajoissa.\n\n"
        "Toinen kappale.\n"
    )
    assert blocks_of(text) == [
        "Lautakunta käsitteli talousarvion toteutumista ja totesi, että menot ovat pysyneet määrärahan rajoissa.",
        "Toinen kappale.",
    ]


def test_short_lines_that_no_wrap_made_stay_apart() -> None:
    assert blocks_of("Naavaharjun kaupunki\nTekninen lautakunta\nKatuvalot\n") == [
        "Naavaharjun kaupunki",
        "Tekninen lautakunta",
        "Katuvalot",
    ]


def test_a_text_with_one_long_line_a_paragraph() -> None:
    text = "\n".join(f"{PLAIN} {PLAIN}" for _ in range(3))
    assert len(blocks_of(text)) == 3


@pytest.mark.parametrize(
    ("cut", "joined"),
    [
        ("talous-\narvion", "talousarvion"),
        ("hallinto-\noikeuden", "hallinto-oikeuden"),
        ("työ- ja\nelinkeinoministeriön", "työ- ja elinkeinoministeriön"),
        ("talous-\nja hallintojohtajan", "talous- ja hallintojohtajan"),
        ("liikunta/\nnuorisotoimen", "liikunta/ nuorisotoimen"),
    ],
)
def test_a_word_cut_at_a_lines_end(cut: str, joined: str) -> None:
    before = "Lautakunta käsitteli tässä kokouksessa kaikkien vuosien"
    assert blocks_of(f"{before} {cut} asiaa.\n")[0] == f"{before} {joined} asiaa."


def test_zero_width_characters_soft_hyphens_and_decomposed_letters() -> None:
    text = unicodedata.normalize("NFD", "Määräraha\u200b on riit\u00adtävä.\ufeff\n")
    assert blocks_of(text) == ["Määräraha on riittävä."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("viittaa hallintosääntöön, jonka lukuisista määräyksistä tässä asiassa on tärkein", "16. luvun säännös."),
        ("arvioi, että kustannukset suunnittelu mukaan lukien ovat neliömetriä kohti noin 400", "- 500 euroa."),
        ("on käsitellyt asiaa aiemmin tänä vuonna ja katsonut silloin, että asia kuuluu §", "12 alaan."),
    ],
)
def test_a_number_or_dash_that_wrapping_put_first_opens_no_item(before: str, after: str) -> None:
    sentence = f"Tekninen lautakunta {before}"
    assert blocks_of(f"{FILLER}{sentence}\n{after}\n")[1:] == [f"{sentence} {after}"]


def test_spans_are_exact() -> None:
    layout = layout_of("Ensimmäinen\u200b kappale.\n\nToinen\u00a0 kappale.\n")
    assert [layout.text[block.start : block.end] for block in layout.blocks] == [block.text for block in layout.blocks]


def test_form_feeds_end_pages() -> None:
    assert [block.page for block in layout_of("Ensimmäinen.\n\fToinen.\n").blocks] == [1, 2]


def pdf() -> Sheets:
    """A meeting with running heads, contents, margin labels, a cut paragraph, and list marks written first."""
    sheets = Sheets(HEADS)
    sheets.line("Käsitellyt asiat", bold=True)
    for number, title in ((7, "Katuvalaistus"), (8, "Satamalaituri")):
        sheets.skip()
        sheets.line(title, bold=True, indent=60, label=f"§ {number}")
    sheets.page()
    sheets.line("§ 7", bold=True)
    sheets.line("Katuvalaistus", bold=True)
    sheets.skip()
    sheets.line("NAADno-2025-71")
    for _ in range(16):
        sheets.paragraph(SENTENCE, indent=40)
    sheets.skip()
    sheets.line("Ehdotus", bold=True, indent=40)
    sheets.line("Esittelijä: Aino Esimerkki, kaupungininsinööri", indent=40)
    sheets.skip()
    sheets.line("Lautakunta päättää:", indent=40)
    sheets.marks_first(["1.", "2.", "3."], ["uusia valot", "varata määrärahan", "valtuuttaa insinöörin."])
    sheets.skip()
    sheets.line("Päätös", bold=True, indent=40)
    sheets.line("Lautakunta hyväksyi ehdotuksen.", indent=40)
    sheets.page()
    sheets.line("§ 8", bold=True)
    sheets.line("Satamalaituri", bold=True)
    sheets.skip()
    sheets.line("Laituri on korjattava ennen kesää.", indent=110, label="Tausta")
    sheets.skip()
    sheets.line("Kaupungininsinöörin esitystä noudatetaan.", indent=110, label="Päätösehdotus")
    sheets.skip()
    sheets.line("Kaupungininsinöörin ehdotus hyväksyttiin.", indent=110, label="Päätös")
    return sheets


def test_pdf_running_heads_are_taken_out_once_each() -> None:
    layout = layout_of(pdf().content())
    assert {head.split(" Pöytäkirja")[0] for head in layout.heads} == {"Naavaharjun kaupunki", HEADS[1]}
    assert "Naavaharjun" not in layout.text
    assert {block.page for block in layout.blocks} == {1, 2, 3, 4}


def test_pdf_paragraphs_are_whole_across_lines_hyphens_and_pages() -> None:
    background = texts(decisions(pdf().content())["7"], PartKind.BACKGROUND)
    assert background == [PLAIN] * 16


def test_pdf_list_marks_come_before_their_items() -> None:
    section = decisions(pdf().content())["7"]
    proposal = [p for p in section.paragraphs if p.part is PartKind.PROPOSAL]
    assert [p.text for p in proposal] == [
        "Lautakunta päättää:",
        "uusia valot",
        "varata määrärahan",
        "valtuuttaa insinöörin.",
    ]
    assert [p.context for p in proposal] == ["", *["Lautakunta päättää:"] * 3]
    assert texts(section, PartKind.DECISION) == ["Lautakunta hyväksyi ehdotuksen."]


def test_pdf_labels_in_a_margin_column() -> None:
    section = decisions(pdf().content())["8"]
    assert texts(section, PartKind.BACKGROUND) == ["Laituri on korjattava ennen kesää."]
    assert texts(section, PartKind.PROPOSAL) == ["Kaupungininsinöörin esitystä noudatetaan."]
    assert texts(section, PartKind.DECISION) == ["Kaupungininsinöörin ehdotus hyväksyttiin."]
    assert {"Tausta", "Päätösehdotus", "Päätös"} <= set(headings(section))


def test_pdf_sections_titles_and_numbers() -> None:
    found = decisions(pdf().content())
    assert list(found) == ["7", "8", None]
    assert (found["7"].title, found["7"].case, found["7"].municipality) == (
        "Katuvalaistus",
        "NAADno-2025-71",
        "Naavaharju",
    )
    assert [p.page for p in found["8"].paragraphs] == [4] * len(found["8"].paragraphs)


def test_pdf_a_head_that_names_the_section_opens_it_once() -> None:
    sheets = Sheets(["Tekninen lautakunta § 4 13.3.2025"])
    sheets.line("Kesätyöpaikat")
    for _ in range(20):
        sheets.paragraph(SENTENCE)
    sheets.skip(20)
    sheets.line("Päätös", bold=True)
    sheets.line("Hyväksyttiin.")
    found = decisions(sheets.content())
    assert list(found) == ["4"]
    assert found["4"].title == "Kesätyöpaikat"
    assert texts(found["4"], PartKind.BACKGROUND) == [PLAIN] * 20
    assert texts(found["4"], PartKind.DECISION) == ["Hyväksyttiin."]


def test_pdf_a_long_title_is_one() -> None:
    sheets = Sheets(HEADS)
    sheets.line("§ 9", bold=True)
    title = (
        "Asemakaavan muutos keskustan kortteleissa, luonnosvaiheen kuuleminen ja lautakunnan lausunto muutoksen "
        "vaikutuksista"
    )
    sheets.paragraph(title, bold=True, apart=False)
    sheets.skip()
    sheets.line("Kaava on nähtävillä.")
    sheets.page()
    sheets.line("Päätös", bold=True)
    sheets.line("Hyväksyttiin.")
    assert decisions(sheets.content())["9"].title == title


def test_a_case_ending_that_a_line_end_parts_from_its_word() -> None:
    text = (
        "Päätöksestä ilmoitetaan naapureille siten kuin säädetään kuntalain 139 §:\nssä sekä hallintolain 60 §:ssä.\n"
    )
    assert blocks_of(FILLER + text)[1].endswith("kuntalain 139 §:ssä sekä hallintolain 60 §:ssä.")


def test_numbered_attachments_stay_apart_even_where_one_fills_its_line() -> None:
    sheets = Sheets(HEADS)
    first = "1 Keskustan katuvalaistuksen uusimisen hankesuunnitelma kustannusarvioineen ja karttoineen, luonnos"
    sheets.line(first)
    sheets.line("2 Hakemus ja liitteet")
    assert blocks_of(sheets.content())[-2:] == [first, "2 Hakemus ja liitteet"]


def alike() -> bytes:
    """Sections that say the same at the same place of their pages, with organ and § in a margin column."""
    sheets = Sheets(["KOIVURANNAN KUNTA  PÖYTÄKIRJA  5/2025  {page}"])
    sheets.line("Kunnanhallitus 13.03.2025")
    sheets.line("KOKOUSAIKA 13.03.2025 klo 17.00")
    sheets.skip()
    sheets.line("KÄSITELLYT ASIAT", bold=True)
    titles = {45: "Tontin vuokraaminen", 46: "Tontin myyminen", 47: "Tontin lunastaminen"}
    for number, title in titles.items():
        sheets.line(f"{number} § {title} ........................ {number - 43}")
    for number, title in titles.items():
        sheets.page()
        sheets.line(f"Kunnanhallitus          § {number}          13.03.2025")
        sheets.skip()
        sheets.line(title, bold=True)
        sheets.skip()
        sheets.line(f"{number}/10.00.02/2025")
        sheets.skip()
        sheets.line(f"KHALL § {number} Hakija on pyytänyt asian käsittelemistä.")
        sheets.skip()
        sheets.line("Kunnanjohtaja:", indent=90)
        sheets.line("Kunnanhallitus päättää hyväksyä hakemuksen.", indent=90)
        sheets.skip()
        sheets.line("Kunnanhallitus:", indent=90)
        sheets.line("Hyväksyttiin.", indent=90)
        sheets.skip()
        sheets.line("------------------------------", indent=90)
    return sheets.content()


def test_pdf_what_sections_say_alike_at_the_same_place_is_no_running_head() -> None:
    found = decisions(alike())
    assert list(found) == ["45", "46", "47", None]
    for number in ("45", "46", "47"):
        assert texts(found[number], PartKind.BACKGROUND) == ["Hakija on pyytänyt asian käsittelemistä."]
        assert texts(found[number], PartKind.PROPOSAL) == ["Kunnanhallitus päättää hyväksyä hakemuksen."]
        assert texts(found[number], PartKind.DECISION) == ["Hyväksyttiin."]
    assert (found["46"].title, found["46"].case) == ("Tontin myyminen", "46/10.00.02/2025")
    assert all("KOIVURANNAN" in head for head in layout_of(alike()).heads)
