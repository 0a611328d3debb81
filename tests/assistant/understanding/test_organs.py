"""The organ that a question names, however it is written."""

from __future__ import annotations

import pytest

from assistant.understanding.organs import find_organ

ORGANS = (
    "Kaupunginhallitus",
    "Kaupunginvaltuusto",
    "Tekninen lautakunta",
    "Hyvinvointilautakunta",
    "Tarkastuslautakunta",
    "Ympäristölautakunta",
    "Kaupunginhallituksen konsernijaosto",
)


@pytest.mark.parametrize(
    ("text", "organ", "words"),
    [
        # inflected
        ("Mitä kaupunginhallitus päätti?", "Kaupunginhallitus", "kaupunginhallitus"),
        ("kaupunginhallituksen päätös", "Kaupunginhallitus", "kaupunginhallituksen"),
        ("kaupunginhallituksessa", "Kaupunginhallitus", "kaupunginhallituksessa"),
        ("Teknisen lautakunnan kokous", "Tekninen lautakunta", "Teknisen lautakunnan"),
        ("teknisessä lautakunnassa", "Tekninen lautakunta", "teknisessä lautakunnassa"),
        ("HYVINVOINTILAUTAKUNNALLE", "Hyvinvointilautakunta", "HYVINVOINTILAUTAKUNNALLE"),
        ("kaupunginvaltuustolta", "Kaupunginvaltuusto", "kaupunginvaltuustolta"),
        (
            "kaupunginhallituksen konsernijaoston päätös",
            "Kaupunginhallituksen konsernijaosto",
            "kaupunginhallituksen konsernijaoston",
        ),
        # abbreviated
        ("kh 4.3.2031", "Kaupunginhallitus", "kh"),
        ("Khall 4.3.2031", "Kaupunginhallitus", "Khall"),
        ("Mitä KV päätti?", "Kaupunginvaltuusto", "KV"),
        ("Kvalt 4.3.2031", "Kaupunginvaltuusto", "Kvalt"),
        ("tekltk § 12", "Tekninen lautakunta", "tekltk"),
        ("TEKLA 4.3.2031", "Tekninen lautakunta", "TEKLA"),
        ("hyvltk päätös", "Hyvinvointilautakunta", "hyvltk"),
        ("tarkltk", "Tarkastuslautakunta", "tarkltk"),
        ("ympltk", "Ympäristölautakunta", "ympltk"),
        # in Swedish
        ("Vad beslutade stadsstyrelsen?", "Kaupunginhallitus", "stadsstyrelsen"),
        ("stadsfullmäktiges möte", "Kaupunginvaltuusto", "stadsfullmäktiges"),
        ("tekniska nämndens beslut", "Tekninen lautakunta", "tekniska nämndens"),
        ("välfärdsnämnden", "Hyvinvointilautakunta", "välfärdsnämnden"),
        ("revisionsnämndens möte", "Tarkastuslautakunta", "revisionsnämndens"),
        ("miljönämnden", "Ympäristölautakunta", "miljönämnden"),
        # in English
        ("What did the city board decide?", "Kaupunginhallitus", "city board"),
        ("the city council", "Kaupunginvaltuusto", "city council"),
        ("the technical board's decision", "Tekninen lautakunta", "technical board"),
        ("the welfare committee", "Hyvinvointilautakunta", "welfare committee"),
        ("the wellbeing board", "Hyvinvointilautakunta", "wellbeing board"),
        ("the audit committee", "Tarkastuslautakunta", "audit committee"),
        ("the environmental board", "Ympäristölautakunta", "environmental board"),
    ],
)
def test_organ_is_found(text: str, organ: str, words: str) -> None:
    assert find_organ(text, ORGANS) == (organ, words)


@pytest.mark.parametrize(
    "text",
    [
        "Mitä uimarannasta päätettiin?",
        "Paljonko hiekka maksaa ja kuka sen tuo?",
        "Mitä lautakunta päätti?",  # which one is not said
        "hallituksen esitys eduskunnalle",
        "Kuka on Kalevi Hallikas?",
        "Kivisuon koulun katto",
        "hyvinvointi ja terveys",
        "tekninen vika pumppaamossa",
        "ympäristön tila",
        "the quality of drinking water",
        "board games for the library",
        "technical problems of the ferry",
        "hur mår miljön",
        "Tehtaankatu 5",
        "Hilla Koskela",
    ],
)
def test_ordinary_words_and_names_are_no_organ(text: str) -> None:
    assert find_organ(text, ORGANS) is None


def test_only_organs_of_the_store_are_found() -> None:
    assert find_organ("Mitä kaupunginhallitus päätti?", ("Tekninen lautakunta",)) is None
    assert find_organ("Mitä kaupunginhallitus päätti?", ()) is None


def test_an_abbreviation_fits_the_organs_that_there_are() -> None:
    assert find_organ("kh 4.3.2031", ("Kunnanhallitus",)) == ("Kunnanhallitus", "kh")


def test_who_acts_comes_before_whose_proposal_it_was() -> None:
    organs = ("Kaupunginhallitus", "Kaupunginvaltuusto")
    found = find_organ("Hyväksyikö valtuusto kaupunginhallituksen ehdotuksen?", organs)
    assert found == ("Kaupunginvaltuusto", "valtuusto")
    found = find_organ("Hyväksyikö kaupunginhallitus valtuuston aloitteen?", organs)
    assert found == ("Kaupunginhallitus", "kaupunginhallitus")
