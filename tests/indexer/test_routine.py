"""Which sections are routine, and which only have a word of one in their title."""

from __future__ import annotations

import pytest

from indexer.model import Paragraph, PartKind
from indexer.routine import is_routine


def routine(title: str, proposal: str = "Hyväksytään.", case: str | None = None) -> bool:
    told = Paragraph("a/b/2031-01-01/1#proposal-1", PartKind.PROPOSAL, proposal, "", 1, 0, len(proposal))
    return is_routine(title, case, [told])


@pytest.mark.parametrize(
    "title",
    [
        "Kokouksen laillisuus ja päätösvaltaisuus",
        "Kokouksen avaaminen, laillisuuden ja päätösvaltaisuuden toteaminen",
        "KOKOUKSEN PÄÄTTÄMINEN",
        "Pöytäkirjan tarkastus",
        "Pöytäkirjantarkastajien valinta",
        "Kahden pöytäkirjantarkastajan ja ääntenlaskijan valinta",
        "Pöytäkirjan tarkastajat / kaupunginhallitus",
        "Lautakunnan esityslistan hyväksyminen",
        "Työjärjestyksen hyväksyminen",
        "Ilmoitusasiat",
        "Sammanträdets laglighet och beslutförhet",
        "Val av två protokolljusterare",
    ],
)
def test_a_formal_step_of_the_meeting_is_routine(title: str) -> None:
    assert routine(title)


@pytest.mark.parametrize(
    "title",
    [
        "Pöytäkirjan tarkastuskäytännön uudistaminen",
        "Ääntenlaskijoiden palkkiot vaaleissa",
        "Lausunto valtuuston kokouksen avaamisesta yleisölle",
        "Kokouksen avaustilaisuuden tarjoilun hankinta",
        "Viranhaltijapäätösten delegoinnin muuttaminen",
        "Oikaisuvaatimus viranhaltijapäätöksestä",
        "Hallintosäännön muutos: pöytäkirjan nähtävänäpito",
    ],
)
def test_a_matter_with_a_word_of_one_in_its_title_is_not(title: str) -> None:
    assert not routine(title)


@pytest.mark.parametrize(
    ("title", "proposal"),
    [
        ("Viranhaltijapäätökset / Tekninen toimiala", "Lautakunta merkitsee päätökset tiedoksi."),
        ("Teknisen toimialan viranhaltijapäätökset", "Lautakunta päättää, ettei se käytä otto-oikeuttaan."),
        ("Viranhaltijoiden päätösten otto-oikeus", "Merkitään tiedoksi."),
        ("Tjänstemannabeslut", "Nämnden antecknar besluten för kännedom."),
        ("Toimialan ratkaisuja", "Lautakunta merkitsee tiedoksi viranhaltijapäätökset ajalta 1.1.–31.1.2031."),
    ],
)
def test_a_list_of_decisions_that_is_only_noted_is_routine(title: str, proposal: str) -> None:
    assert routine(title, proposal)


def test_a_list_with_a_diary_number_and_no_such_title_is_a_matter() -> None:
    said = "Lautakunta merkitsee tiedoksi viranhaltijapäätökset."
    assert not routine("Selvitys hankinnoista", said, case="NAADno-2031-5")
