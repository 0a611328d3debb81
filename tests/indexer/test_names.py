"""Slugs of the contract, and municipalities in the nominative."""

from __future__ import annotations

import unicodedata

import pytest

from indexer.names import municipality_in, nominative, slug


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Hyvinvointi- ja koulutuslautakunta", "hyvinvointi-ja-koulutuslautakunta"),
        ("Ympäristölautakunta", "ymparistolautakunta"),
        ("Åsön kunta", "ason-kunta"),
        ("Café Élite / Oy", "cafe-elite-oy"),
        ("  --Tilinpäätös_2024!  ", "tilinpaatos-2024"),
    ],
)
def test_slugs(name: str, address: str) -> None:
    assert slug(name) == address
    assert slug(unicodedata.normalize("NFD", name)) == address


@pytest.mark.parametrize(
    ("genitive", "name"),
    [
        ("Uudenkaupungin", "Uusikaupunki"),
        ("Koivurannan", "Koivuranta"),
        ("KOIVURANNAN", "Koivuranta"),
        ("Naavaharjun", "Naavaharju"),
    ],
)
def test_nominatives(genitive: str, name: str) -> None:
    assert nominative(genitive) == name


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["Koivurannan kunta", "Kiinteistö myydään. Naavaharjun kaupunki ostaa.", "Koivurannan kunnan"], "Koivuranta"),
        (["NAAVAHARJUN KAUPUNKI"], "Naavaharju"),
        (["Granåker kommun"], "Granåker"),
        (["Granholms stad", "I Granholm finns en hamn."], "Granholm"),
        (["Tulevaisuuden kunta syntyy. Myös tulevaisuuden kunnassa on kouluja."], None),
        (["Sen kunnan alueella"], None),
        ([], None),
    ],
)
def test_the_municipality_that_texts_speak_of(texts: list[str], name: str | None) -> None:
    assert municipality_in(texts) == name
