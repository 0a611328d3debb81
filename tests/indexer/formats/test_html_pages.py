"""Pages of known systems: what their markup says of the section, and the decisions that come of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.formats import read
from indexer.layout import lay_out
from indexer.minutes import read_minutes
from indexer.model import Decision, DocumentKind, PartKind, Source
from indexer.plain import read_plain
from tests.indexer.writing import a_source, texts

DYNASTY = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
<title>Naavaharjun kunta</title></head><body>
<center><a href="1">Toimielimet</a> | <a href="2">{kind} 20.03.2031</a></center>
<table><tr><td><label class="h3">Ympäristölautakunta<br>{kind} 20.03.2031 {number}</label></td></tr></table>
<div class="tcDat"><a>Edellinen asia</a> | <a>Seuraava asia</a></div>
<p class="MsoNormal">12/11.01.00/2030</p><p class="MsoNormal">&nbsp;</p>
<table><tr><td><p>Kunnanhallitus</p></td><td><p>7 §</p></td><td><p>3.3.2031</p></td></tr></table>
<p class="MsoNormal">{mark}</p><p class="MsoNormal"><strong>Uimarannan laituri</strong></p>
<p>Valmistelijat / lisätiedot:</p><table><tr><td><p>Aino Esimerkki, puh. 040 000 0000</p></td></tr></table>
<p class="Sivuotsikko"><b>Päätösehdotus</b>&nbsp;&nbsp;&nbsp;&nbsp; Kunnaninsinööri Aino Esimerkki</p>
<p class="Sisennetty">Lautakunta uusii laiturin.</p>
{decision}
<p class="Sivuotsikko"><b>Selostus</b>&nbsp;&nbsp;&nbsp;&nbsp;</p>
<p class="Sisennetty">Rakennusjärjestys sanoo:</p><p>§ 8</p><p>Laiturille haetaan lupa.</p>
</body></html>"""
DECIDED = (
    '<p class="Sivuotsikko"><b>Päätös</b>&nbsp;&nbsp;&nbsp;&nbsp; Ympäristölautakunta:</p>'
    '<p class="Sisennetty">Ehdotus hyväksyttiin.</p>'
)
INETVIEW = """<html><body><table class="ytt"><tr><td><b>Naavaharjun kaupunki</b></td><td>§</td><td>Kokouspvm</td>
<td>Asia</td></tr><tr><td>Tekninen lautakunta</td><td>14</td><td>03.03.2031</td><td>4</td></tr>
<tr><td>Kaupunginhallitus</td><td>66</td><td>20.03.2031</td><td>2</td></tr></table>
<p>120-2031 (010)</p><p class="ots">Uimarannan laituri</p>
<p>Tekla § 14</p><p><span class="e">Ehdotus</span>Lautakunta esittää laituria.</p>
<p><span class="e">Päätös</span>Esitettiin.</p>
<p>Kh § 66</p><p><span class="e">Ehdotus</span>Hallitus myöntää rahat.</p>
<p><span class="e">Päätös</span>Jätettiin pöydälle.</p>
</body></html>"""
AHJO = """<html><body><div class="{kind}"><div class="Asiapykala">§ 62</div><h1 class="AsiaOtsikko">Laituri</h1>
<div class="DnroTmuoto">NAA 2031-000012 T 00 00 03</div>
<div class="SisaltoSektio"><h3 class="SisaltoOtsikko">{heading}</h3><div><p>Lautakunta esitti laituria.</p></div></div>
<div class="SahkoinenAllekirjoitusSektio"><p>Päätös on sähköisesti allekirjoitettu.</p></div>
<h3 class="EsittelijaTiedot">Esittelijä</h3><div>kansliapäällikkö</div><div>Aino Esimerkki</div>
<h3 class="LiitteetOtsikko">Liitteet</h3><div>1 Kartta</div></div></body></html>"""
CASEM = """<html><body><nav>Etusivu</nav><main><h1>Kunnanhallitus, kokous 20.3.2031</h1>
<h2>§ 66 Uimarannan laituri</h2><p>NAAVDno-2031-12</p>
<h3>Aikaisempi käsittely</h3><p>Tekninen lautakunta 3.3.2031 § 14</p>
<h3>Valmistelija</h3><p>Aino Esimerkki, kunnaninsinööri</p>
<h3>Perustelut</h3><p>Laituri on laho.</p>
<h3>Ehdotus</h3><p>Esittelijä: Aino Esimerkki, kunnaninsinööri</p><p>Laituri uusitaan.</p>
<h3>Päätös</h3><p>Hyväksyttiin.</p><h3>Tiedoksi</h3><p>Tekniset palvelut</p>
<h3>Liitteet</h3><ul><li><a href="1">Kartta</a></li></ul></main></body></html>"""


def decision(markup: str, source: Source | None = None, encoding: str = "utf-8") -> Decision:
    source = source or a_source("sivu.htm")
    layout = lay_out(read("sivu.htm", markup.encode(encoding)))
    found, *_matter = read_minutes(source, layout) or read_plain(source, layout)
    return found


def test_dynasty_s_page_is_the_section_that_its_heading_says() -> None:
    page = DYNASTY.format(kind="Pöytäkirja", number="Pykälä 5", mark="§ 5", decision=DECIDED)
    section = decision(page, encoding="cp1252")
    assert section.decision_id == "naavaharju/ymparistolautakunta/2031-03-20/5"
    assert section.document_kind is DocumentKind.MINUTES
    assert (section.title, section.case) == ("Uimarannan laituri", "12/11.01.00/2030")
    assert texts(section, PartKind.PROPOSAL) == ["Lautakunta uusii laiturin."]
    assert texts(section, PartKind.DECISION) == ["Ehdotus hyväksyttiin."]
    assert "§ 8" in texts(section, PartKind.BACKGROUND)  # rules quoted in the text open no section


def test_dynasty_s_agenda_has_a_place_on_the_list_and_no_section() -> None:
    page = DYNASTY.format(kind="Esityslista", number="Asianro 12", mark="12", decision="")
    item = decision(page, encoding="cp1252")
    assert item.decision_id == "naavaharju/ymparistolautakunta/2031-03-20/asia-12"
    assert (item.section, item.document_kind, item.title) == (None, DocumentKind.AGENDA, "Uimarannan laituri")
    assert not item.routine


def test_inetview_s_page_belongs_to_the_last_of_the_meetings_at_its_head() -> None:
    section = decision(INETVIEW)
    assert section.decision_id == "naavaharju/kaupunginhallitus/2031-03-20/66"
    assert (section.title, section.case) == ("Uimarannan laituri", "120-2031")
    assert texts(section, PartKind.DECISION) == ["Jätettiin pöydälle."]
    assert texts(section, PartKind.EARLIER, PartKind.DECISION) == ["Esitettiin."]


def test_ahjo_s_page_gets_its_meeting_from_a_sidecar_and_has_no_section_without_one() -> None:
    page = AHJO.format(kind="paatos", heading="Päätös")
    assert decision(page).section is None
    assert decision(page).organ is None
    section = decision(page, a_source("sivu.htm", municipality="Naavaharju", organ="Lautakunta", date="2031-03-20"))
    assert section.decision_id == "naavaharju/lautakunta/2031-03-20/62"
    assert (section.title, section.case) == ("Laituri", "NAA 2031-000012")
    assert texts(section, PartKind.DECISION) == ["Lautakunta esitti laituria."]
    assert texts(section, PartKind.NOTE) == ["Päätös on sähköisesti allekirjoitettu."]
    assert texts(section, PartKind.ATTACHMENTS) == ["1 Kartta"]


def test_what_an_organ_proposes_to_another_is_its_decision_in_ahjo() -> None:
    section = decision(AHJO.format(kind="paatos", heading="Esitys"))
    assert texts(section, PartKind.DECISION) == ["Lautakunta esitti laituria."]
    draft = decision(AHJO.format(kind="esitys", heading="Päätösehdotus"))
    assert texts(draft, PartKind.PROPOSAL) == ["Lautakunta esitti laituria."]


def test_the_labelled_blocks_of_casem() -> None:
    section = decision(CASEM)
    assert section.decision_id == "naavaharju/kunnanhallitus/2031-03-20/66"
    assert (section.title, section.case) == ("Uimarannan laituri", "NAAVDno-2031-12")
    assert texts(section, PartKind.BACKGROUND) == ["Laituri on laho."]
    assert texts(section, PartKind.PROPOSAL) == ["Laituri uusitaan."]
    assert texts(section, PartKind.DECISION) == ["Hyväksyttiin."]
    assert texts(section, PartKind.DELIVERY) == ["Tekniset palvelut"]
    assert texts(section, PartKind.ATTACHMENTS) == ["Kartta"]


def test_the_sidecar_stands_above_the_page() -> None:
    page = DYNASTY.format(kind="Pöytäkirja", number="Pykälä 5", mark="§ 5", decision=DECIDED)
    source = replace(a_source("sivu.htm"), municipality="Toinen", document_kind=DocumentKind.AGENDA)
    section = decision(page, source, encoding="cp1252")
    assert section.municipality == "Toinen"
    assert section.document_kind is DocumentKind.AGENDA


EMPTY = '<p class="MsoNormal">&nbsp;</p>'


def word_made(*paragraphs: str) -> list[tuple[str, str]]:
    """Read the decision of a page whose paragraphs empty ones part; "|" cuts one. Give texts and contexts."""
    cut = ("".join(f"<p>{piece}</p>" for piece in each.split("|")) for each in paragraphs)
    body = f"{3 * EMPTY}<p><b>Päätös</b></p>{EMPTY}" + EMPTY.join(cut) + 3 * EMPTY
    page = decision(DYNASTY.format(kind="Pöytäkirja", number="Pykälä 5", mark="§ 5", decision=body))
    own = [each for each in page.paragraphs if each.part is PartKind.DECISION]
    return [(each.text, each.context) for each in own]


def test_a_paragraph_that_was_cut_where_its_line_ended_is_whole() -> None:
    found = word_made(
        "Lautakunta ilmoittaa hakijalle, että kunta tulee|MRL 59 §:n mukaisesti perimään kulut.",
        "Muutos koskee alueen kaikkia tontteja, joilla on vähintään|2 asuntoa.",
        "Osallistuminen, vuorovaikutus ja lain mukainen kuuleminen|Toinen väliotsikko|Teksti alkaa tästä.",
    )
    assert [text for text, _ in found] == [
        "Lautakunta ilmoittaa hakijalle, että kunta tulee MRL 59 §:n mukaisesti perimään kulut.",
        "Muutos koskee alueen kaikkia tontteja, joilla on vähintään 2 asuntoa.",
        "Osallistuminen, vuorovaikutus ja lain mukainen kuuleminen",
        "Toinen väliotsikko",
        "Teksti alkaa tästä.",
    ]


def test_numbers_that_stand_alone_open_the_items_of_a_list() -> None:
    found = word_made(
        "Lautakunta ehdottaa, että valtuusto",
        "1|hyväksyy kaavan,|alue 12,",
        "2|kumoaa seuraavat säännöt|- johtosääntö",
        "Muu teksti.",
    )
    lead = "Lautakunta ehdottaa, että valtuusto"
    assert found == [
        (lead, ""),
        ("hyväksyy kaavan, alue 12,", lead),
        ("kumoaa seuraavat säännöt", lead),
        ("- johtosääntö", f"{lead} kumoaa seuraavat säännöt"),
        ("Muu teksti.", ""),
    ]


def test_a_list_without_marks_ends_where_an_empty_paragraph_parts_it_from_text() -> None:
    found = word_made(
        "Jäsen Aalto teki seuraavan muutosehdotuksen:",
        "”Laituria ei rakenneta.”",
        "Puheenjohtaja totesi, että ehdotus raukesi kannattamattomana, ja keskustelu päättyi siihen.",
        "Lautakunta siirtyi seuraavaan asiaan.",
    )
    assert [text for text, context in found if context] == ["”Laituria ei rakenneta.”"]


def test_who_presents_the_proposal_is_no_text_of_the_background() -> None:
    page = INETVIEW.replace(
        "<p>Kh § 66</p>", "<p>Kh § 66</p><p>Asia on vanha.</p><p>Vs. kaupunginjohtaja Aino Esimerkki:</p>"
    )
    section = decision(page)
    assert texts(section, PartKind.BACKGROUND) == ["Asia on vanha."]
    assert texts(section, PartKind.PROPOSAL) == ["Hallitus myöntää rahat."]


@pytest.mark.parametrize(
    "name",
    [
        "Kunnanhallitus/2031-03-20/62.htm",
        "2031-03-20_Kunnanhallitus.htm",
        "Pöytäkirja-Kunnanhallitus - 20.3.2031, klo 17_00.htm",
        "kokoukset/Kunnanhallitus 20.3.2031/sivu.htm",
    ],
)
def test_a_section_that_does_not_say_its_meeting_takes_it_from_its_place(name: str) -> None:
    page = AHJO.format(kind="paatos", heading="Päätös")
    found = decision(page, a_source(name))
    assert found.decision_id.endswith("/kunnanhallitus/2031-03-20/62")


def test_rules_in_the_folder_of_a_meeting_are_no_sections_of_it() -> None:
    rules = "<p>§ 1 Soveltamisala</p><p>Sääntöä noudatetaan.</p><p>§ 2 Voimaantulo</p><p>Heti.</p>"
    found = decision(f"<html><body>{rules}</body></html>", a_source("Kunnanhallitus/2031-03-20/hallintosaanto.htm"))
    assert (found.organ, found.section) == (None, None)
