"""Documents that name or recount other meetings: an earlier meeting's § never becomes the document's own."""

from __future__ import annotations

from indexer.minutes import read_minutes
from indexer.model import DocumentKind, PartKind, Reference
from indexer.plain import read_plain
from tests.indexer.writing import Sheets, a_source, decisions, headings, layout_of, texts

EXTRACT = """Uimarannan kunnostus

Dno NAAV/12/02.03.01/2031

Päätöshistoria Kaupunginhallitus 20.3.2031 § 66

Tiivistelmä

Uimarannan laituri uusitaan.

Päätösesitys

Valtuusto myöntää 12 000 euroa.

Päätös

Päätösesitys hyväksyttiin.
"""


def test_an_extract_that_names_only_an_earlier_meeting_is_no_section_of_it() -> None:
    assert decisions(EXTRACT) == {}


def test_an_extract_of_an_unnamed_meeting_is_kept_with_what_is_known() -> None:
    (extract,) = read_plain(a_source("uimaranta.txt"), layout_of(EXTRACT))
    assert extract.decision_id == "naavaharju/uimaranta/asiakirja"
    assert (extract.organ, extract.date, extract.section) == (None, None, None)
    assert extract.document_kind is DocumentKind.OTHER
    assert extract.title == "Uimarannan kunnostus"
    assert extract.case == "NAAV/12/02.03.01/2031"
    assert texts(extract, PartKind.BACKGROUND) == ["Uimarannan laituri uusitaan."]
    assert texts(extract, PartKind.PROPOSAL) == ["Valtuusto myöntää 12 000 euroa."]
    assert texts(extract, PartKind.DECISION) == ["Päätösesitys hyväksyttiin."]
    assert "Päätöshistoria Kaupunginhallitus 20.3.2031 § 66" in headings(extract)


def test_an_earlier_meeting_in_the_margin_column_of_a_pdf_is_no_own_meeting() -> None:
    sheets = Sheets()
    sheets.line("Uimarannan kunnostus", bold=True)
    for label, words in (
        ("Dno", "NAAV/12/02.03.01/2031"),
        ("Päätöshistoria", "Kaupunginhallitus 20.3.2031 § 66"),
        ("", "Kaupunginhallitus 27.3.2031 § 70"),
        ("Päätösesitys", "Valtuusto myöntää 12 000 euroa."),
        ("Päätös", "Päätösesitys hyväksyttiin."),
    ):
        sheets.skip()
        sheets.line(words, indent=120, label=label)
    sheets.paragraph("Valtuuston päätös pannaan täytäntöön kesän aikana. " * 6)
    assert decisions(sheets.content()) == {}
    (extract,) = read_plain(a_source("uimaranta.pdf"), layout_of(sheets.content()))
    assert texts(extract, PartKind.DECISION)[0] == "Päätösesitys hyväksyttiin."


def test_a_sidecar_names_the_meeting_and_the_extract_still_has_no_section() -> None:
    source = a_source("uimaranta.txt", organ="Kaupunginhallitus", date="2031-03-20")
    assert read_minutes(source, layout_of(EXTRACT)) == ()


def test_the_last_of_several_handlings_is_the_document_s_own() -> None:
    text = """Uimarannan kunnostus

Tekninen lautakunta 3.3.2031 § 14

Ehdotus

Lautakunta esittää laiturin uusimista.

Päätös

Ehdotus hyväksyttiin.

Kaupunginhallitus 20.3.2031 § 66

Ehdotus

Kaupunginhallitus myöntää 12 000 euroa.

Päätös

Asia jätettiin pöydälle.
"""
    found = decisions(text)
    assert set(found) == {"66"}
    section = found["66"]
    assert (section.organ, section.date) == ("Kaupunginhallitus", "2031-03-20")
    assert texts(section, PartKind.DECISION) == ["Asia jätettiin pöydälle."]
    assert texts(section, PartKind.EARLIER, PartKind.DECISION) == ["Ehdotus hyväksyttiin."]


def test_a_history_that_is_retold_is_the_earlier_meetings_and_one_that_is_only_named_is_not() -> None:
    head = "Naavaharjun kaupunki\n\nKaupunginhallitus\n\nPöytäkirja\n\nAika 20.3.2031 klo 17\n\n§ 66\n\nUimaranta\n\n"
    retold = (
        "Päätöshistoria\n\nTekninen lautakunta 3.3.2031 § 14\n\nPäätösehdotus\n\nLautakunta esittää laituria.\n\n"
        "Päätös\n\nEsitys hyväksyttiin.\n\nPäätösehdotus\n\nHallitus myöntää rahat.\n\nPäätös\n\nJätettiin pöydälle.\n"
    )
    named = (
        "Päätöshistoria\n\nTekninen lautakunta 3.3.2031 § 14\n\nPäätösehdotus\n\nHallitus myöntää rahat.\n\n"
        "Päätös\n\nJätettiin pöydälle.\n"
    )
    for text in (retold, named):
        section = decisions(head + text)["66"]
        assert texts(section, PartKind.PROPOSAL) == ["Hallitus myöntää rahat."]
        assert texts(section, PartKind.DECISION) == ["Jätettiin pöydälle."]
    assert texts(decisions(head + retold)["66"], PartKind.EARLIER) == [
        "Lautakunta esittää laituria.", "Esitys hyväksyttiin."
    ]  # fmt: skip
    assert texts(decisions(head + named)["66"], PartKind.EARLIER) == []


def test_a_list_of_sections_without_their_text_is_no_minutes() -> None:
    text = "Kaupunginhallitus 20.3.2031\n\n66 § Uimaranta\n\n67 § Kirjasto\n\n68 § Tori\n"
    assert decisions(text) == {}


COPIED = """\
Naavaharjun kaupunki Pöytäkirja 2/2031
Sivistyslautakunta 6.2.2031

§ 8
Nuorisotilan vuokra

Tila on vuokrattu vuodesta 2020.

Jäsen Aalto esitti, että asia jätetään pöydälle.

Päätös Asia jätettiin pöydälle.

_________________

Päätösehdotus Lautakunta jatkaa vuokrasopimusta.

Päätös Asia palautettiin valmisteltavaksi.
"""


def test_what_is_copied_above_a_rule_is_no_decision_of_this_meeting() -> None:
    section = decisions(COPIED)["8"]
    assert texts(section, PartKind.DECISION) == ["Asia palautettiin valmisteltavaksi."]
    assert texts(section, PartKind.PROPOSAL) == ["Lautakunta jatkaa vuokrasopimusta."]
    assert texts(section, PartKind.EARLIER, PartKind.DECISION) == ["Asia jätettiin pöydälle."]
    assert len(texts(section, PartKind.EARLIER)) == 3
    assert {each.origin for each in section.paragraphs if each.part is PartKind.EARLIER} == {
        Reference(None, None, None)
    }


def test_a_rule_without_an_earlier_decision_above_it_parts_nothing() -> None:
    section = decisions(COPIED.replace("Päätös Asia jätettiin pöydälle.", "Asia on vanha."))["8"]
    assert not texts(section, PartKind.EARLIER)
    assert len(texts(section, PartKind.BACKGROUND)) == 3
