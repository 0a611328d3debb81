"""Sections of a meeting: where they begin and end, their titles and diary numbers; whose meeting it is."""

from __future__ import annotations

import pytest

from indexer.minutes import read_minutes
from indexer.model import DocumentKind, PartKind, Reference, Status
from tests.indexer.writing import a_source, decisions, headings, layout_of, texts

MEETING = """\
Naavaharjun kaupunki Pöytäkirja 4/2025
Sivistyslautakunta 13.03.2025

Aika 13.3.2025 klo 17.00–18.45
Paikka Kaupungintalo

Läsnä: Aino Esimerkki, puheenjohtaja
"""

CONTENTS = """
Käsitellyt asiat
§ 21 Kokouksen laillisuus ja päätösvaltaisuus
§ 22 Kirjaston aukioloajat
§ 23 Nuorisotilan vuokrasopimus
"""

SECTIONS = """
§ 21
Kokouksen laillisuus ja päätösvaltaisuus

Hallintosäännön 125 § koskee kokouskutsua. Kuntalain 103 §:n 2 momentin mukaan lautakunta on päätösvaltainen.
Päätös
Kokous todettiin lailliseksi.

§ 22
Kirjaston aukioloajat
NAADno-2025-17

Valmistelija: Kirjastonjohtaja Aarne Malli
Kirjasto on auki arkisin. Lautakunta käsitteli asiaa 12.2.2025 § 14.
Päätösehdotus
Kirjasto pidetään auki myös lauantaisin.
Päätös
Lautakunta hyväksyi esityksen.

§ 23
Nuorisotilan vuokrasopimus
NAADno-2025-18

Sopimus päättyy toukokuussa.
Päätös
Asia jätettiin pöydälle.

Oikaisuvaatimusohje
§ 22, § 23
Päätökseen tyytymätön voi tehdä kirjallisen oikaisuvaatimuksen.
"""


def test_sections_titles_diary_numbers_and_ids() -> None:
    found = decisions(MEETING + CONTENTS + SECTIONS)
    assert list(found) == ["21", "22", "23", None]
    library = found["22"]
    assert library.decision_id == "naavaharju/sivistyslautakunta/2025-03-13/22"
    assert (library.title, library.case) == ("Kirjaston aukioloajat", "NAADno-2025-17")
    assert (library.organ, library.date, library.municipality) == ("Sivistyslautakunta", "2025-03-13", "Naavaharju")
    assert library.references == (Reference(None, "2025-02-12", "14"),)
    assert texts(library, PartKind.DECISION) == ["Lautakunta hyväksyi esityksen."]
    assert found["21"].routine
    assert not library.routine


def test_the_contents_list_opens_no_section_and_belongs_to_the_meeting() -> None:
    found = decisions(MEETING + CONTENTS + SECTIONS)
    matter = found[None]
    assert matter.routine
    assert "§ 22 Kirjaston aukioloajat" in texts(matter, PartKind.NOTE)
    assert "Läsnä: Aino Esimerkki, puheenjohtaja" in texts(matter, PartKind.NOTE)


def test_a_contents_list_with_dotted_leaders_and_page_numbers() -> None:
    contents = """
Sisällysluettelo
§ 21 Kokouksen laillisuus ja päätösvaltaisuus ........................ 3
§ 22 Kirjaston aukioloajat ........................................... 4
§ 23 Nuorisotilan vuokrasopimus ...................................... 5
"""
    found = decisions(MEETING + contents + SECTIONS)
    assert list(found) == ["21", "22", "23", None]
    assert found["22"].title == "Kirjaston aukioloajat"


def test_a_contents_list_without_a_heading() -> None:
    found = decisions(MEETING + CONTENTS.replace("Käsitellyt asiat\n", "") + SECTIONS)
    assert list(found) == ["21", "22", "23", None]


def test_the_last_section_ends_where_instructions_for_appeal_begin() -> None:
    found = decisions(MEETING + SECTIONS)
    assert texts(found["23"], PartKind.DECISION) == ["Asia jätettiin pöydälle."]
    assert "§ 22, § 23" in texts(found[None], PartKind.APPEAL)[1]


def test_signatures_close_the_last_section() -> None:
    found = decisions(MEETING + SECTIONS.split("Oikaisuvaatimusohje")[0] + "Allekirjoitukset\nAino Esimerkki\n")
    assert texts(found["23"], PartKind.DECISION) == ["Asia jätettiin pöydälle."]
    assert texts(found[None], PartKind.APPEAL) == ["Allekirjoitukset", "Aino Esimerkki"]


@pytest.mark.parametrize(
    "mark", ["§ {n}\n{t}", "{n} §\n{t}", "Pykälä {n}\n{t}", "§ {n} {t}", "{n} § {t}", "§ {n} – {t}", "{n} §   {t}"]
)
def test_every_form_of_section_mark(mark: str) -> None:
    body = "".join(
        f"\n{mark.format(n=number, t=title)}\n\nSelostus asiasta.\nPäätös\nHyväksyttiin {number}.\n"
        for number, title in ((8, "Talousarvion toteutuminen"), (9, "Leikkipuiston nimeäminen"))
    )
    found = decisions(MEETING + body)
    assert [found[number].title for number in ("8", "9")] == ["Talousarvion toteutuminen", "Leikkipuiston nimeäminen"]
    assert texts(found["9"], PartKind.DECISION) == ["Hyväksyttiin 9."]


def test_a_title_above_the_line_of_organ_date_and_section() -> None:
    text = """
Uimarannan laiturin uusiminen

Sivistyslautakunta 13.03.2025 § 31
44/10.03.01/2025

Valmistelu Liikuntajohtaja Aarne Malli

Laituri on huonokuntoinen.

Esittelijä Liikuntajohtaja Aarne Malli

Päätösehdotus Sivistyslautakunta päättää uusia laiturin.

Päätös Sivistyslautakunta hyväksyi ehdotuksen.

Ladun siirtäminen

Sivistyslautakunta 13.03.2025 § 32
45/10.03.01/2025

Latu siirretään pellon yli.

Päätös Sivistyslautakunta merkitsi asian tiedoksi.
"""
    found = decisions("Naavaharjun kaupunki\nSivistyslautakunta 13.03.2025 § 31\n" + text)
    assert {number: (found[number].title, found[number].case) for number in ("31", "32")} == {
        "31": ("Uimarannan laiturin uusiminen", "44/10.03.01/2025"),
        "32": ("Ladun siirtäminen", "45/10.03.01/2025"),
    }
    assert texts(found["31"], PartKind.DECISION) == ["Sivistyslautakunta hyväksyi ehdotuksen."]
    assert texts(found["31"], PartKind.BACKGROUND) == ["Laituri on huonokuntoinen."]


def test_an_extract_whose_background_stands_above_the_line_of_organ_and_section() -> None:
    found = decisions("""
Lausunto maakuntakaavasta

NAAV/1545/00.04.00/2025

Liitto on pyytänyt lausuntoa maakuntakaavan luonnoksesta.

Sivistyslautakunta 13.3.2025 § 10

Kaupunginjohtajan esitys:
Päätetään antaa liitteen mukainen lausunto.

Päätös:
Hyväksyttiin esitys.
""")
    section = found["10"]
    assert (section.title, section.case) == ("Lausunto maakuntakaavasta", "NAAV/1545/00.04.00/2025")
    assert texts(section, PartKind.BACKGROUND) == ["Liitto on pyytänyt lausuntoa maakuntakaavan luonnoksesta."]
    assert texts(section, PartKind.PROPOSAL) == ["Päätetään antaa liitteen mukainen lausunto."]
    assert None not in found


def test_every_section_opened_by_organ_section_and_date() -> None:
    body = "".join(
        f"\nSivistyslautakunta § {number} 13.03.2025\n\n{title}\n\n{number}/12.00.01/2025\n\nTeksti.\nPäätös\nKyllä.\n"
        for number, title in ((4, "Koulukuljetukset"), (5, "Kesätyöpaikat"))
    )
    found = decisions("NAAVAHARJUN KAUPUNKI   PÖYTÄKIRJA   2/2025\n" + body)
    assert [(found[n].title, found[n].case) for n in ("4", "5")] == [
        ("Koulukuljetukset", "4/12.00.01/2025"),
        ("Kesätyöpaikat", "5/12.00.01/2025"),
    ]


def test_quoted_rules_are_no_sections() -> None:
    rules = "".join(
        f"\n{number} § Luvun {number} säännös\nToimielin toimii säännöksen mukaan.\n" for number in (119, 120, 121)
    )
    text = SECTIONS.replace("Sopimus päättyy toukokuussa.\n", f"Sopimus päättyy toukokuussa.\n{rules}")
    for contents in ("", CONTENTS):
        assert list(decisions(MEETING + contents + text)) == ["21", "22", "23", None]


def test_a_quoted_rule_with_the_number_of_a_later_section() -> None:
    text = SECTIONS.replace(
        "Kirjasto on auki arkisin.", "Sääntö kuuluu:\n23 § Kirjaston käyttäjä\nKirjasto on auki arkisin."
    )
    for contents in ("", CONTENTS):
        found = decisions(MEETING + contents + text)
        assert found["23"].title == "Nuorisotilan vuokrasopimus"
        assert found["22"].title == "Kirjaston aukioloajat"


def test_sections_of_other_meetings_in_the_text_are_no_sections() -> None:
    text = SECTIONS.replace("Sopimus päättyy toukokuussa.", "Kaupunginhallitus 3.2.2025 § 45\nSopimus päättyy.\n§ 160")
    assert list(decisions(MEETING + CONTENTS + text)) == ["21", "22", "23", None]


def test_sections_handled_out_of_order() -> None:
    first, second, third = (f"§ {part}" for part in SECTIONS.split("Oikaisuvaatimusohje")[0].split("\n§ ")[1:])
    for contents in ("", CONTENTS):
        found = decisions("\n".join((MEETING, contents, first, third, second)))
        assert set(found) == {"21", "22", "23", None}
        assert texts(found["22"], PartKind.DECISION) == ["Lautakunta hyväksyi esityksen."]
        assert texts(found["23"], PartKind.DECISION) == ["Asia jätettiin pöydälle."]


def test_an_added_section_that_the_contents_list_does_not_know() -> None:
    added = "\nLISÄPYKÄLÄ\n§ 24\nTilapäinen sulkeminen\n\nVesivahinko.\nPäätös\nKirjasto suljetaan.\n"
    found = decisions(MEETING + CONTENTS + SECTIONS.split("Oikaisuvaatimusohje")[0] + added)
    assert found["24"].title == "Tilapäinen sulkeminen"
    assert texts(found["23"], PartKind.DECISION) == ["Asia jätettiin pöydälle."]
    assert "LISÄPYKÄLÄ" in headings(found["24"])


def test_a_secret_section_of_a_title_only() -> None:
    text = SECTIONS.replace("§ 23\nNuorisotilan", "§ 23\nHenkilöasia\nSalassa pidettävä\n\n§ 24\nNuorisotilan")
    found = decisions(MEETING + text)
    assert found["23"].title == "Henkilöasia"
    assert found["23"].confidential == "Salassa pidettävä"
    assert not texts(found["23"], PartKind.DECISION)
    assert found["24"].title == "Nuorisotilan vuokrasopimus"


def test_a_section_without_a_label_of_a_decision() -> None:
    text = SECTIONS.replace("Päätös\nAsia jätettiin pöydälle.\n", "Keskusteltiin sopimuksesta.\n")
    found = decisions(MEETING + text)
    assert not texts(found["23"], PartKind.DECISION)
    assert "Keskusteltiin sopimuksesta." in " ".join(texts(found["23"], PartKind.BACKGROUND))


def test_a_title_that_is_also_a_label() -> None:
    found = decisions(MEETING + SECTIONS.replace("Nuorisotilan vuokrasopimus", "Esteellisyydet"))
    assert (found["23"].title, found["23"].case) == ("Esteellisyydet", "NAADno-2025-18")


def test_swedish_minutes() -> None:
    found = decisions("""\
Granåker kommun Protokoll 2/2025
Bildningsnämnden 13.3.2025

Tid 13.3.2025 kl. 17.00

Behandlade ärenden
§ 12 Sammanträdets laglighet och beslutförhet
§ 13 Bibliotekets öppettider

§ 12
Sammanträdets laglighet och beslutförhet

Beslut
Sammanträdet konstaterades vara lagligt.

§ 13
Bibliotekets öppettider
44/12.03.00/2025

Beredning: Bibliotekschef Anna Exempel
Biblioteket är öppet på vardagar.
Beslutsförslag
Nämnden beslutar att biblioteket hålls öppet också på lördagar.
Behandling
Ledamoten Nils Exempel meddelade jäv.
Beslut
Nämnden godkände förslaget.
För kännedom
Biblioteket
""")
    section = found["13"]
    assert section.decision_id == "granaker/bildningsnamnden/2025-03-13/13"
    assert (section.language, section.title, section.case) == ("sv", "Bibliotekets öppettider", "44/12.03.00/2025")
    assert texts(section, PartKind.DECISION) == ["Nämnden godkände förslaget."]
    assert texts(section, PartKind.HANDLING) == ["Ledamoten Nils Exempel meddelade jäv."]
    assert texts(section, PartKind.DELIVERY) == ["Biblioteket"]
    assert found["12"].routine


@pytest.mark.parametrize(
    ("word", "kind", "status"),
    [
        ("Pöytäkirja", DocumentKind.MINUTES, Status.MINUTES),
        ("Protokoll", DocumentKind.MINUTES, Status.MINUTES),
        ("Esityslista", DocumentKind.AGENDA, Status.AGENDA),
        ("KOKOUSKUTSU", DocumentKind.AGENDA, Status.AGENDA),
        ("Föredragningslista", DocumentKind.AGENDA, Status.AGENDA),
        ("Viranhaltijapäätös", DocumentKind.OFFICEHOLDER, None),
    ],
)
def test_agenda_or_minutes(word: str, kind: DocumentKind, status: Status | None) -> None:
    found = decisions(MEETING.replace("Pöytäkirja", word) + SECTIONS)
    assert (found["22"].document_kind, found["22"].status) == (kind, status)


def test_proposals_without_any_decision_are_an_agenda() -> None:
    text = "Sivistyslautakunta 13.3.2025\n\n§ 5\nKesätyöt\n\nTeksti.\nPäätösehdotus\nHyväksytään.\n"
    assert decisions(text)["5"].document_kind is DocumentKind.AGENDA
    assert decisions(text + "Päätös\nHyväksyttiin.\n")["5"].document_kind is DocumentKind.MINUTES


def test_adjusted_minutes() -> None:
    found = decisions(MEETING + SECTIONS + "\nPöytäkirja on tarkastettu 20.3.2025.\n")
    assert found["22"].status is Status.ADJUSTED


@pytest.mark.parametrize(
    ("heads", "municipality"),
    [
        ("Koivurannan kunta Pöytäkirja\n", "Koivuranta"),
        ("KOIVURANNAN KUNTA PÖYTÄKIRJA\n", "Koivuranta"),
        ("Uudenkaupungin kaupunki Pöytäkirja\n", "Uusikaupunki"),
        ("Pöytäkirja\nKoivurannan kunnan hallintosääntö on voimassa.\n", "Koivuranta"),
        ("Pöytäkirja\nTulevaisuuden kunta -hanke. Se on tulevaisuuden kunta.\n", "Naavaharju"),
        ("Pöytäkirja\n", "Naavaharju"),
    ],
)
def test_the_municipality_in_the_nominative_from_heads_text_or_folder(heads: str, municipality: str) -> None:
    text = heads + "Sivistyslautakunta 13.3.2025\n" + SECTIONS
    assert decisions(text)["22"].municipality == municipality


@pytest.mark.parametrize(
    ("opening", "organ", "date"),
    [
        ("Tekninen lautakunta 13.3.2025\n", "Tekninen lautakunta", "2025-03-13"),
        ("TEKNINEN LAUTAKUNTA\nKokousaika\n13.3.2025 klo 16\n", "Tekninen lautakunta", "2025-03-13"),
        (
            "Koivurannan kunta Kunnanhallitus Pöytäkirja 3/2025\nAika: 13. maaliskuuta 2025\n",
            "Kunnanhallitus",
            "2025-03-13",
        ),
        (
            "Kaupunginhallituksen henkilöstöjaosto\nPöytäkirja 13.3.2025\n",
            "Kaupunginhallituksen henkilöstöjaosto",
            "2025-03-13",
        ),
        ("Toimielin: Vanhusneuvosto\nKokouspäivä 13.3.2025\n", "Vanhusneuvosto", "2025-03-13"),
    ],
)
def test_organ_and_date(opening: str, organ: str, date: str) -> None:
    section = decisions(opening + SECTIONS)["22"]
    assert (section.organ, section.date) == (organ, date)


def test_what_the_sidecar_says_stands_above_the_text() -> None:
    source = a_source("x.txt", municipality="Koivuranta", organ="Kulttuurijaosto", date="2024-01-02", language="sv")
    section = decisions(MEETING + SECTIONS, source)["22"]
    assert section.decision_id == "koivuranta/kulttuurijaosto/2024-01-02/22"
    assert section.language == "sv"


@pytest.mark.parametrize(
    "text", ["Kirje asukkaille\n\nLatu avataan.\n", "Sivistyslautakunta 13.3.2025\n\nEi pykäliä.\n"]
)
def test_a_document_without_sections_of_a_meeting_gives_none(text: str) -> None:
    assert read_minutes(a_source("kirje.txt"), layout_of(text)) == ()


def test_announcements_are_routine_unless_they_have_a_diary_number() -> None:
    opening = "Naavaharjun kaupunki Pöytäkirja 2/2025\nTekninen lautakunta 13.3.2025\n\n"
    told = "\n\nPäätös\nLautakunta merkitsi asiat tiedoksi.\n\n"
    found = decisions(
        f"{opening}§ 5\nIlmoitusasiat{told}§ 6\nMuut asiat{told}§ 7\nAnmälningsärenden{told}"
        f"§ 8\nIlmoitusasiat\nNAADno-2025-9{told}§ 9\nMuut asiat kouluverkossa{told}"
    )
    assert [found[number].routine for number in "56789"] == [True, True, True, False, False]
