"""Labels that open a part, in Finnish and Swedish, alone, with text, with a presenter, set apart by the layout."""

from __future__ import annotations

import pytest

from indexer.headings import section_number
from indexer.labels import Label, match_label, names_presenter

_ALONE = {
    Label.PREPARER: "Valmistelija|Valmistelijat|Valmistelu|Valmistelija / lisätiedot|Lisätiedot|Beredning|Beredare"
    "|Tilläggsuppgifter",
    Label.PRESENTER: "Esittelijä|Föredragande",
    Label.BACKGROUND: "Selostus|Kuvaus|Johdanto|Asian tausta|Tiivistelmä|Redogörelse|Bakgrund",
    Label.MOTIVATION: "Perustelut|Esittelijän perustelut|Motivering",
    Label.PROPOSAL: "Päätösehdotus|Ehdotus|Esitys|Päätösesitys|Beslutsförslag|Förslag",
    Label.HANDLING: "Käsittely|Asian käsittely|Kokouskäsittely|Äänestys|Esteellisyys|Eriävä mielipide|Behandling"
    "|Omröstning|Jäv|Avvikande åsikt",
    Label.DECISION: "Päätös|Beslut",
    Label.EARLIER: "Päätöshistoria|Aikaisempi käsittely|Tidigare behandling|Beslutshistoria",
    Label.DELIVERY: "Tiedoksi|Jakelu|Täytäntöönpano|Toimeenpano|För kännedom|Delgivning|Verkställighet",
    Label.ATTACHMENTS: "Liite|Liitteet|Oheismateriaali|Lisämateriaali|Bilaga|Bilagor|Tilläggsmaterial",
    Label.APPEAL: "Muutoksenhaku|Oikaisuvaatimusohje|Valitusosoitus|Ändringssökande|Begäran om omprövning",
    Label.NOTE: "Pöytäkirjamerkintä|Merkitään|Protokollsanteckning",
}


@pytest.mark.parametrize(("label", "word"), [(label, w) for label, words in _ALONE.items() for w in words.split("|")])
def test_a_label_alone_with_a_colon_and_in_capitals(label: Label, word: str) -> None:
    for text in (word, f"{word}:", word.upper()):
        found = match_label(text)
        assert found is not None
        assert (found.label, found.rest) == (label, "")


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        (
            "Päätös Hyvinvointilautakunta merkitsi asian tiedoksi.",
            Label.DECISION,
            "Hyvinvointilautakunta merkitsi asian tiedoksi.",
        ),
        (
            "Päätös Pöytäkirjan tarkastajiksi valittiin kaksi jäsentä.",
            Label.DECISION,
            "Pöytäkirjan tarkastajiksi valittiin kaksi jäsentä.",
        ),
        ("Ehdotus Tarkastajiksi valitaan kaksi jäsentä.", Label.PROPOSAL, "Tarkastajiksi valitaan kaksi jäsentä."),
        ("Päätös: Hyväksyttiin.", Label.DECISION, "Hyväksyttiin."),
        (
            "Päätösehdotus Kaupunginhallitus päättää myydä tontin.",
            Label.PROPOSAL,
            "Kaupunginhallitus päättää myydä tontin.",
        ),
        (
            "Ehdotus / Esittelijä: Anna Esimerkki, Tekninen johtaja",
            Label.PROPOSAL,
            "/ Esittelijä: Anna Esimerkki, Tekninen johtaja",
        ),
        ("Pöytäkirjamerkintä: Jäsen poistui klo 18.", Label.NOTE, "Jäsen poistui klo 18."),
        ("Puheenjohtajan ehdotus:", Label.PROPOSAL, ""),
        ("Kaupunginjohtajan päätösehdotus", Label.PROPOSAL, ""),
        ("Puheenjohtajan ehdotus: Valitaan kaksi tarkastajaa.", Label.PROPOSAL, "Valitaan kaksi tarkastajaa."),
        ("Kaupunginhallituksen päätös", Label.DECISION, ""),
        ("Lautakunta: Hyväksyi esityksen.", Label.DECISION, "Hyväksyi esityksen."),
        (
            "Kaupunginjohtaja: Hyväksytään liitteenä oleva sopimus.",
            Label.PROPOSAL,
            "Hyväksytään liitteenä oleva sopimus.",
        ),
        ("Liite 3 Asemakaavakartta", Label.ATTACHMENTS, "3 Asemakaavakartta"),
        ("Beslut Nämnden godkände förslaget.", Label.DECISION, "Nämnden godkände förslaget."),
        ("Omröstning: Ja 5, nej 4.", Label.HANDLING, "Ja 5, nej 4."),
    ],
)
def test_a_label_and_what_follows_it(text: str, label: Label, rest: str) -> None:
    found = match_label(text)
    assert found is not None
    assert (found.label, found.rest) == (label, rest)
    assert text[found.at :] == rest


@pytest.mark.parametrize(
    "text",
    [
        "Päätös liitteenä.",
        "Päätöksen mukaan tontti myydään.",
        "Ehdotuksen hyväksyminen edellyttää määrärahaa.",
        "Hallituksen esitys",
        "Hallinto-oikeuden päätös",
        "Sidonnaisuuksien käsittely",
        "Esityslistan hyväksyminen",
        "Liite 3 kuvaa hankkeen kustannukset ja aikataulun.",
        "Kaupunginjohtaja: 044 123 4567",
        "Beslutet fattades enhälligt.",
    ],
)
def test_what_only_begins_as_a_label(text: str) -> None:
    assert match_label(text) is None


def test_the_layout_sets_a_label_apart_where_the_words_do_not_tell() -> None:
    text = "Päätös Kaupunginhallituksen ehdotus hyväksyttiin."
    assert match_label(text) is None
    found = match_label(text, opening=len("Päätös"))
    assert found is not None
    assert (found.label, text[found.at :]) == (Label.DECISION, "Kaupunginhallituksen ehdotus hyväksyttiin.")


def test_words_set_apart_that_are_no_label() -> None:
    assert match_label("Palvelualue Menot Tulot", opening=len("Palvelualue")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Kaupunginjohtaja Anna Esimerkki",
        "Tekninen johtaja Aarne Malli-Nieminen:",
        "Teknisen toimen johtaja Liisa Malli",
    ],
)
def test_who_presents(text: str) -> None:
    assert names_presenter(text)


@pytest.mark.parametrize(
    "text", ["Kaupunginjohtaja valtuutetaan allekirjoittamaan sopimus.", "Lautakunta hyväksyy esityksen."]
)
def test_a_sentence_presents_nobody(text: str) -> None:
    assert not names_presenter(text)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("§ 127", "127"),
        ("127 §", "127"),
        ("§127", "127"),
        ("Pykälä 303", "303"),
        ("Paragraf 12", "12"),
        ("§ 21 Talousarvion toteutuminen", "21"),
        ("21 § Talousarvion toteutuminen", "21"),
        ("§ 21 – Talousarvion toteutuminen", "21"),
        ("125 §:n mukaan", None),
        ("103 § 2 momentti", None),
        ("§ 85, jossa todettiin", None),
        ("83 § 12.4.2017", None),
        ("hallintosäännön 125 §", None),
    ],
)
def test_section_marks(line: str, number: str | None) -> None:
    assert section_number(line) == number


@pytest.mark.parametrize(
    "text", ["Päätös Kunnanvaltuuston kokouksesta", "Päätös Kunnanvaltuuston kokouksesta.", "Päätös liitteenä."]
)
def test_words_after_a_label_that_state_nothing(text: str) -> None:
    assert match_label(text) is None
