"""Reports and strategies: recognised, cut at their headings, with path, page and what stands over each paragraph."""

from __future__ import annotations

import pytest

from indexer.formats import read
from indexer.layout import lay_out
from indexer.model import Decision, DocumentKind
from indexer.passages import is_loose
from indexer.reports import read_report
from tests.indexer.writing import Sheets, a_source

PROSE = (
    "Vuosi oli kunnassa vilkas, ja asukkaat osallistuivat suunnitteluun aiempaa enemmän. Tilaisuuksia pidettiin"
    " kylissä, kouluilla ja kirjastossa, ja niistä kerrottiin myös paikallislehdessä."
)
FIGURES = "Henkilöstöä oli vuoden lopussa 212, ja heistä vakinaisia oli 180. Sairauspoissaolot vähenivät."


def sections(
    content: bytes, name: str = "Naavaharju-Toimintakertomus-2031.pdf", kind: DocumentKind | None = None
) -> list[Decision]:
    lines = read(name, content)
    layout = lay_out(lines)
    found = list(read_report(a_source(name, document_kind=kind), layout, lines, content))
    for section in found:
        for paragraph in section.paragraphs:
            assert layout.text[paragraph.start : paragraph.end] == paragraph.text
    return found


def told(found: list[Decision], name: str) -> Decision:
    return next(section for section in found if section.decision_id.endswith(f"/{name}"))


@pytest.fixture(scope="module")
def report() -> list[Decision]:
    sheets = Sheets(heads=("Naavaharjun kunta Toimintakertomus 2031",))
    sheets.line("Toimintakertomus 2031", bold=True, size=24)
    sheets.page()
    sheets.line("Sisällys", bold=True, size=14)
    for entry, page in (
        ("1 Katsaus", 3),
        ("1.1 Talous", 3),
        ("1.2 Henkilöstön määrä ja työssä jaksa-", None),
        ("minen", 4),
        ("2 Palvelut", 4),
    ):
        sheets.line(entry if page is None else f"{entry} {'.' * 60} {page}")
    sheets.page()
    sheets.line("1 Katsaus", bold=True, size=14)
    sheets.paragraph(PROSE)
    sheets.skip()
    sheets.line("1.1 Talous", bold=True, size=12)
    sheets.paragraph(PROSE)
    sheets.skip()
    sheets.line("Tavoitteet", bold=True)
    sheets.paragraph("Vuoden tavoitteet olivat:")
    for item in ("- uusi venesatama", "- lintutorni", "- pitkospuut"):
        sheets.line(item)
    sheets.page()
    sheets.line("1.2 Henkilöstön määrä ja työssä jaksaminen", bold=True, size=12)
    sheets.paragraph(FIGURES)
    sheets.skip()
    sheets.line("2 Palvelut", bold=True, size=14)
    sheets.skip()
    sheets.line("Kirjasto", bold=True)
    sheets.paragraph(PROSE)
    sheets.skip()
    sheets.line("Tavoitteet", bold=True)
    sheets.paragraph(FIGURES)
    return sections(sheets.content())


def test_text_that_begins_as_a_pdf_does_is_no_pdf() -> None:
    assert sections(f"%PDF-1.7\n\n{PROSE}\n".encode(), "muistio.txt", DocumentKind.REPORT)


def test_paths_lead_from_the_top_and_name_the_page(report: list[Decision]) -> None:
    assert [(section.heading_path, section.paragraphs[0].page) for section in report if not section.routine] == [
        (("1 Katsaus",), 3),
        (("1 Katsaus", "1.1 Talous"), 3),
        (("1 Katsaus", "1.1 Talous", "Tavoitteet"), 3),
        (("1 Katsaus", "1.2 Henkilöstön määrä ja työssä jaksaminen"), 4),
        (("2 Palvelut",), 4),
        (("2 Palvelut", "Kirjasto"), 4),
        (("2 Palvelut", "Tavoitteet"), 4),
    ]


def test_addresses_name_report_and_heading_and_parents_where_needed(report: list[Decision]) -> None:
    assert [section.decision_id for section in report if not section.routine][:4] == [
        "naavaharju/toimintakertomus-2031/katsaus",
        "naavaharju/toimintakertomus-2031/talous",
        "naavaharju/toimintakertomus-2031/talous-tavoitteet",
        "naavaharju/toimintakertomus-2031/henkiloston-maara-ja-tyossa-jaksaminen",
    ]


def test_the_title_holds_the_year_of_the_matter(report: list[Decision]) -> None:
    section = told(report, "kirjasto")
    assert section.title == "Toimintakertomus 2031: Kirjasto"
    assert (section.document_kind, section.municipality, section.language) == (DocumentKind.REPORT, "Naavaharju", "fi")
    assert (section.organ, section.date, section.section) == (None, None, None)
    assert told(report, "palvelut-tavoitteet").title == "Toimintakertomus 2031: Palvelut, Tavoitteet"


def test_front_and_contents_are_routine(report: list[Decision]) -> None:
    assert [section.heading_path for section in report if section.routine] == [
        ("Toimintakertomus 2031",),
        ("Sisällys",),
    ]


def test_items_hang_on_their_lead_in(report: list[Decision]) -> None:
    items = [paragraph for paragraph in told(report, "talous-tavoitteet").paragraphs if paragraph.is_item]
    assert [item.text for item in items] == ["- uusi venesatama", "- lintutorni", "- pitkospuut"]
    assert {item.context for item in items} == {"Vuoden tavoitteet olivat:"}
    assert [item.paragraph_id.rpartition("#")[2] for item in items] == ["body-2.1", "body-2.2", "body-2.3"]


def test_no_word_is_lost(report: list[Decision]) -> None:
    text = " ".join(paragraph.text for section in report for paragraph in section.paragraphs)
    assert text.count(PROSE.split(".")[0]) == 3
    assert text.count("Henkilöstöä oli vuoden lopussa 212") == 2


def test_headings_without_contents_go_by_number_and_type() -> None:
    sheets = Sheets()
    sheets.line("Naavaharjun kuntastrategia 2031-2034", bold=True, size=20)
    for number, name in (("1", "Lähtökohdat"), ("1.1", "Väestö"), ("2", "Päämäärät")):
        sheets.page()
        sheets.line(f"{number} {name}", bold=True, size=16 if "." not in number else 13)
        sheets.paragraph(PROSE)
        sheets.paragraph(PROSE)
    found = [section for section in sections(sheets.content(), "strategia.pdf") if not section.routine]
    assert [section.heading_path for section in found if section.heading_path[0][0].isdigit()] == [
        ("1 Lähtökohdat",),
        ("1 Lähtökohdat", "1.1 Väestö"),
        ("2 Päämäärät",),
    ]
    assert {section.document_kind for section in found} == {DocumentKind.STRATEGY}


def test_a_heading_within_a_section_stands_over_its_paragraphs() -> None:
    sheets = Sheets()
    sheets.line("Hyvinvointikertomus 2031", bold=True, size=20)
    for _ in range(4):
        sheets.page()
        sheets.paragraph(PROSE)
    sheets.skip()
    sheets.line("Ulkoilu", bold=True, size=14)
    sheets.skip()
    sheets.line("Mittarit", bold=True, indent=40)
    sheets.paragraph(FIGURES, indent=40)
    section = told(sections(sheets.content(), "kertomus.pdf"), "ulkoilu")
    assert [(p.is_heading, p.context) for p in section.paragraphs] == [(True, ""), (True, ""), (False, "Mittarit")]


def test_minutes_are_no_report() -> None:
    sheets = Sheets(heads=("Naavaharjun kunta Pöytäkirja 2/2031",))
    for number in range(1, 6):
        sheets.page()
        sheets.line(f"§ {number} Toimintakertomus 2031", bold=True)
        sheets.paragraph(PROSE)
    assert sections(sheets.content(), "kokous.pdf") == []


def test_the_sidecar_decides() -> None:
    sheets = Sheets()
    sheets.line("Kylien vuosi", bold=True, size=16)
    sheets.paragraph(PROSE)
    assert sections(sheets.content(), "kylat.pdf") == []
    assert [each.document_kind for each in sections(sheets.content(), "kylat.pdf", kind=DocumentKind.REPORT)]


def test_loose_words_of_a_chart_are_told() -> None:
    sheets = Sheets()
    sheets.line("Tilastokatsaus 2031", bold=True, size=20)
    for village in ("Ala", "Keski", "Yli", "Taka"):
        sheets.page()
        sheets.paragraph(f"{village}kylä. {PROSE}")
        sheets.paragraph(FIGURES)
    sheets.skip(40)
    sheets.line("Liite", indent=200)
    sheets.skip(40)
    sheets.line("120,0", indent=90)
    found = sections(sheets.content(), "katsaus.pdf")
    loose = [paragraph.text for section in found for paragraph in section.paragraphs if is_loose(paragraph)]
    assert loose == ["Liite", "120,0"]
