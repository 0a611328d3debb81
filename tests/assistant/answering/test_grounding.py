"""A sentence is told only where the words that it cites bear it out: figures, names, organs, outcome, language."""

from __future__ import annotations

import pytest

from assistant.answering.grounding import NumberedSource, carried
from assistant.answering.result import role_of
from assistant.answering.sentences import LONGEST, SHORTEST
from assistant.answering.writing import WrittenSentence
from indexer.model import Decision, PartKind, Reference
from tests.assistant.examples import a_decision, background, decided, handling, items, paragraph, proposal

ORGANS = ("Tekninen lautakunta", "Kaupunginhallitus", "Kaupunginvaltuusto", "Hyvinvointilautakunta")

BEACH = a_decision(
    background(
        "Likolammen uimarannan laituri on painunut. Kunnostuksen kustannusarvio on 48 300 euroa, josta 12,5 prosenttia"
        " katetaan avustuksella. Työt tekee Aatu Korvenkulma. Rannalla käy kesäisin noin 3 000 uimaria.",
        "Rakennuslupaa ei tarvita.",
        "Siiri Haapalehto katsoo, että laituri on turvallinen.",
    ),
    proposal("Tekninen lautakunta päättää, että Likolammen uimaranta kunnostetaan kesäkuun 2031 aikana."),
    decided("Ehdotus hyväksyttiin."),
    [
        paragraph(
            PartKind.EARLIER,
            "Kaupunginhallitus päätti 5.11.2030 siirtää asian lautakunnalle.",
            origin=Reference("Kaupunginhallitus", "2030-11-05", "200"),
        )
    ],
    case="118/10.03.01/2031",
)
STATION = a_decision(
    background("Paloaseman katto on lahonnut."),
    proposal("Tekninen lautakunta päättää purkaa vanhan paloaseman."),
    handling("Jäsen Siiri Haapalehto ehdotti jäsen Onni Kivisuon kannattamana, että paloasema säilytetään."),
    decided("Lautakunta päätti äänin 5–4, että paloasema säilytetään ja katto korjataan."),
    title="Vanhan paloaseman purkaminen",
    section="13",
)
ROAD = a_decision(
    proposal("Tekninen lautakunta päättää aloittaa talvikunnossapidon kilpailutuksen."),
    decided("Asia jätettiin yksimielisesti pöydälle."),
    title="Talvikunnossapidon kilpailutus",
    section="14",
)
GRANTS = a_decision(
    items(PartKind.DECISION, "Lautakunta myönsi avustukset (euroa):", "Soutuseura 1 200", "Kylätalo 900"),
    decided("Lautakunta hylkäsi Purjehdusseuran hakemuksen. Ruokailu pysyy maksuttomana."),
    title="Seurojen avustukset 2031",
    section="15",
)


def numbered(*decisions: Decision) -> list[NumberedSource]:
    both = [(decision, each) for decision in decisions for each in decision.paragraphs]
    return [NumberedSource(n, decision, each, role_of(decision, each)) for n, (decision, each) in enumerate(both, 1)]


SOURCES = numbered(BEACH, STATION, ROAD, GRANTS)
# By number: 1–3 background, 4 accepted proposal, 5 decision, 6 earlier | 7 background, 8 rejected proposal, 9 handling,
# 10 decision | 11 proposal, 12 decision | 13 lead-in, 14–15 items, 16 decision.


def judged(text: str, *marks: int, language: str = "fi") -> tuple[list[str], str]:
    bearing, fault = carried(WrittenSentence(text, marks), SOURCES, language, ORGANS)
    for each in bearing:
        assert each.quote in each.source.paragraph.text
        assert SHORTEST <= len(each.quote) <= LONGEST
    return [each.quote for each in bearing], fault


@pytest.mark.parametrize(
    ("text", "marks", "language"),
    [
        ("Uimarannan kunnostuksen kustannusarvio on 48 300 euroa.", (1,), "fi"),
        ("Kunnostus maksaa arviolta 48 300 €.", (1,), "fi"),
        ("Tekninen lautakunta päätti 4.3.2031, että Likolammen uimaranta kunnostetaan kesäkuussa 2031.", (4, 5), "fi"),
        ("Lautakunta päätti kunnostaa Likolammen uimarannan.", (4,), "fi"),
        ("Ehdotus uimarannan kunnostamisesta hyväksyttiin.", (5, 4), "fi"),
        ("Rakennuslupaa ei tarvita.", (2,), "fi"),
        ("Kaupunginhallitus päätti 5.11.2030 § 200 siirtää asian lautakunnalle.", (6,), "fi"),
        ("Työt tekee Aatu Korvenkulma.", (1,), "fi"),
        ("Paloasema säilytetään ja sen katto korjataan.", (10,), "fi"),
        ("Lautakunta päätti äänin 5–4 säilyttää paloaseman.", (10,), "fi"),
        ("Siiri Haapalehto ehdotti Onni Kivisuon kannattamana paloaseman säilyttämistä.", (9,), "fi"),
        ("Ehdotuksena oli purkaa vanha paloasema.", (8,), "fi"),
        ("Talvikunnossapidon kilpailutusta koskeva asia jätettiin pöydälle.", (12,), "fi"),
        ("Soutuseura sai 1 200 euroa.", (14,), "fi"),
        ("Lautakunta hylkäsi Purjehdusseuran hakemuksen.", (16,), "fi"),
        ("The cost estimate of the repair is 48,300 euros.", (1,), "en"),
        ("The Technical Board decided on 4 March 2031 to repair the Likolampi beach in June 2031.", (4, 5), "en"),
        ("The committee decided by 5 votes to 4 that the fire station is preserved.", (10,), "en"),
        ("No building permit is needed.", (2,), "en"),
        ("The committee rejected the application of Purjehdusseura.", (16,), "en"),
        ("Kostnaden för reparationen är 48 300 euro.", (1,), "sv"),
        ("Nämnden beslutade att brandstationen bevaras med rösterna 5–4.", (10,), "sv"),
        ("Byggnadslov behövs inte.", (2,), "sv"),
    ],
)
def test_sentence_that_its_sources_bear_out_is_told(text: str, marks: tuple[int, ...], language: str) -> None:
    quotes, fault = judged(text, *marks, language=language)
    assert fault == ""
    assert quotes


@pytest.mark.parametrize(
    ("text", "marks", "language", "fault"),
    [
        # marks
        ("Kunnostuksen kustannusarvio on 48 300 euroa.", (), "fi", "no mark"),
        ("Kunnostuksen kustannusarvio on 48 300 euroa.", (99,), "fi", "leads nowhere"),
        ("Kunnostuksen kustannusarvio on 48 300 euroa.", (1, 99), "fi", "leads nowhere"),
        ("Kunnostuksen kustannusarvio on 48 300 euroa.", (7,), "fi", "do not speak"),
        # figures
        ("Kunnostuksen kustannusarvio on 84 300 euroa.", (1,), "fi", "84 300"),
        ("Kunnostuksen kustannusarvio on 48 300 miljoonaa euroa.", (1,), "fi", "48 300"),
        ("Kunnostuksen kustannusarvio on 48 300 prosenttia.", (1,), "fi", "48 300"),
        ("Kunnostuksesta 12,5 euroa katetaan avustuksella.", (1,), "fi", "12,5"),
        ("Kunnostuksesta 12 prosenttia katetaan avustuksella.", (1,), "fi", "12"),
        ("Uimarannan kunnostamiseen kuluu kolme vuotta.", (1,), "fi", "number kolme"),
        ("Likolammen uimaranta kunnostetaan heinäkuussa 2031.", (4,), "fi", "month 7"),
        ("Likolammen uimaranta kunnostetaan kesäkuun 2032 aikana.", (4,), "fi", "2032"),
        ("Tekninen lautakunta päätti 5.3.2031 kunnostaa uimarannan.", (4,), "fi", "2031-03-05"),
        ("Kaupunginhallitus päätti § 201 siirtää asian lautakunnalle.", (6,), "fi", "section 201"),
        ("Kaupunginhallitus päätti asiassa 119/10.03.01/2031 siirtää asian lautakunnalle.", (6,), "fi", "case 119"),
        ("Lautakunta päätti äänin 4–5, että paloasema säilytetään.", (10,), "fi", "count 4–5"),
        ("The cost estimate of the repair is 483,000 euros.", (1,), "en", "483,000"),
        ("The committee decided by 6 votes to 3 that the fire station is preserved.", (10,), "en", "figure"),
        ("The beach is repaired in May 2031.", (4,), "en", "month 5"),
        ("Kostnaden för reparationen är 58 300 euro.", (1,), "sv", "58 300"),
        # names
        ("Työt tekee Onni Kivisuo.", (1,), "fi", "Onni"),
        ("Työt tekee Aatu Haapalehto.", (1,), "fi", "Haapalehto"),
        ("Myllylammen uimarannan laituri on painunut.", (1,), "fi", "Myllylammen"),
        ("Siiri Kivisuo ehdotti, että paloasema säilytetään.", (9,), "fi", "… Kivisuo"),
        ("The pier of the Myllylampi beach has sunk.", (1,), "en", "Myllylampi"),
        ("Helsinki lät reparera badstranden.", (4,), "sv", "Helsinki"),
        # organs
        ("Kaupunginhallitus päätti kunnostaa Likolammen uimarannan.", (4,), "fi", "Kaupunginhallitus"),
        ("Valtuusto päätti, että paloasema säilytetään.", (10,), "fi", "another organ"),
        ("The City Council decided that the fire station is preserved.", (10,), "en", "City"),
        ("The Municipal Council decided that the fire station is preserved.", (10,), "en", "not named"),
        ("The council decided that the fire station is preserved.", (10,), "en", "another organ"),
        ("Fullmäktige beslutade att brandstationen bevaras.", (10,), "sv", "another organ"),
        ("Lautakunta katsoo, että laituri on turvallinen.", (3,), "fi", "another organ"),
        # outcome
        ("Ehdotus uimarannan kunnostamisesta hylättiin.", (5, 4), "fi", "rejected"),
        (
            "Lautakunta päätti, ettei uimarantaa kunnosteta, eikä hyväksynyt ehdotusta.",
            (4, 5),
            "fi",
            "denies",
        ),
        ("Rakennuslupa tarvitaan.", (2,), "fi", "denies"),
        ("Ei pidä paikkaansa, että rakennuslupaa ei tarvita.", (2,), "fi", "denies"),
        ("A building permit is needed.", (2,), "en", "denies"),
        ("Byggnadslov behövs.", (2,), "sv", "denies"),
        ("Lautakunta päätti äänin 5–4, että paloasema puretaan.", (10,), "fi", "opposite"),
        ("The committee decided that the fire station is demolished.", (10,), "en", "opposite"),
        ("Lautakunta hyväksyi Purjehdusseuran hakemuksen.", (16,), "fi", "accepted"),
        ("Lautakunta päätti yksimielisesti, että paloasema säilytetään.", (10,), "fi", "unanimous"),
        ("Tekninen lautakunta päätti purkaa vanhan paloaseman.", (8,), "fi", "proposal as decided"),
        ("Tekninen lautakunta päätti aloittaa talvikunnossapidon kilpailutuksen.", (11,), "fi", "proposal as decided"),
        ("The committee decided to start the tendering of winter maintenance.", (11,), "en", "proposal as decided"),
        ("Paloasema säilytetään.", (9,), "fi", "what somebody proposed"),
        ("Lautakunta päätti, että Likolammen uimarannan laituri on painunut.", (1,), "fi", "a decision that"),
        ("Ruokailu muuttuu maksulliseksi.", (16,), "fi", "opposite"),
        # words, language, markup
        ("Laituri on painunut, ja kahvila, sauna sekä leikkikenttä uusitaan kokonaan.", (1,), "fi", "too little"),
        (
            "Paloasema säilytetään ja katto korjataan, ja samalla henkilökunta saa ylimääräisen palkallisen vapaan.",
            (10,),
            "fi",
            "too little of",
        ),
        ("The cost of laituri, hiekka, ranta, katto and laituri was decided.", (1,), "en", "not in en"),
        ("Kirjaston katto on lahonnut.", (7,), "fi", "Kirjaston"),
        ("Likolammen uimahallin laituri on painunut.", (1,), "fi", "uimahallin"),
        ("The cost estimate of the repair is 48 300 euros.", (1,), "fi", "not in fi"),
        ("Kunnostuksen kustannusarvio on 48 300 euroa.", (1,), "en", "not in en"),
        ("Kunnostuksen kustannusarvio on 48 300 euroa, ks. https://sammalvaara.example/x.", (1,), "fi", "markup"),
        ("Kunnostuksen <b>kustannusarvio</b> on 48 300 euroa.", (1,), "fi", "markup"),
    ],
)
def test_sentence_that_its_sources_do_not_bear_out_is_dropped(
    text: str, marks: tuple[int, ...], language: str, fault: str
) -> None:
    quotes, said = judged(text, *marks, language=language)
    assert quotes == []
    assert fault in said


def test_quote_is_the_sentence_that_says_so() -> None:
    assert judged("Uimarannan laituri on painunut.", 1)[0] == ["Likolammen uimarannan laituri on painunut."]
    assert judged("Rannalla käy noin 3 000 uimaria.", 1)[0] == ["Rannalla käy kesäisin noin 3 000 uimaria."]


def test_mark_whose_paragraph_does_not_speak_of_it_is_left_out() -> None:
    quotes, fault = judged("Kunnostuksen kustannusarvio on 48 300 euroa.", 1, 12)
    assert fault == ""
    assert len(quotes) == 1
