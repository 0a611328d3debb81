"""Figures are compared by what they mean, in three languages."""

from __future__ import annotations

import pytest

from assistant.answering.figures import figures, unborne


@pytest.mark.parametrize(
    ("said", "language", "source"),
    [
        ("48 300 euroa", "fi", "48 300 €"),
        ("48.300 euroa", "fi", "48 300 euroa"),
        ("48,300 euros", "en", "48 300 euroa"),
        ("€48,300", "en", "48 300 euroa"),
        ("1.2 million euros", "en", "1,2 miljoonaa euroa"),
        ("1,2 M€", "fi", "1,2 milj. euroa"),
        ("48 300,00 euroa", "fi", "48 300 euroa"),
        ("12.5 per cent", "en", "12,5 %"),
        ("4 March 2031", "en", "4.3.2031"),
        ("March 4, 2031", "en", "4.3.2031"),
        ("the 4th of March 2031", "en", "4.3.2031"),
        ("den 4 mars 2031", "sv", "4.3.2031"),
        ("4. maaliskuuta 2031", "fi", "4.3.2031"),
        ("on 4 March", "en", "4.3.2031"),
        ("maaliskuussa 2031", "fi", "4.3.2031"),
        ("in 2031", "en", "4.3.2031"),
        ("§ 12", "en", "12 §"),
        ("5 votes to 4", "en", "äänin 5–4"),
        ("kolme hanketta", "fi", "3 hanketta"),
        ("three projects", "en", "kolme hanketta"),
        ("tre miljoner", "sv", "3 miljoonaa"),
        ("may be 5", "en", "5"),
        ("45 000 euroa", "fi", "€ 2031\n45 000"),
    ],
)
def test_figures_that_mean_the_same(said: str, language: str, source: str) -> None:
    assert unborne(figures(said, language), figures(source, "fi")) == ""


@pytest.mark.parametrize(
    ("said", "language", "source"),
    [
        ("48 300 euroa", "fi", "48 301 euroa"),
        ("48 300 euroa", "fi", "148 300 euroa"),
        ("48 300 euroa", "fi", "48 ja 300 euroa"),
        ("300 euroa", "fi", "48 300 euroa"),
        ("1.2 billion euros", "en", "1,2 miljoonaa euroa"),
        ("1,2 euroa", "fi", "1,2 miljoonaa euroa"),
        ("12 prosenttia", "fi", "12 euroa"),
        ("12 euroa", "fi", "12 lasta"),
        ("4 April 2031", "en", "4.3.2031"),
        ("huhtikuussa", "fi", "4.3.2031"),
        ("4.3.2032", "fi", "4.3.2031"),
        ("12 euroa", "fi", "§ 12"),
        ("4 euroa", "fi", "4.3.2031"),
        ("§ 4", "fi", "4.3.2031"),
        ("§ 12", "fi", "12 euroa"),
        ("2032", "fi", "4.3.2031"),
        ("4 votes to 5", "en", "äänin 5–4"),
        ("neljä hanketta", "fi", "3 hanketta"),
        ("miljoonia", "fi", "300 euroa"),
        ("half of it", "en", "48 300 euroa"),
        ("118/10.03.01/2031", "fi", "119/10.03.01/2031"),
    ],
)
def test_figures_that_mean_something_else(said: str, language: str, source: str) -> None:
    assert unborne(figures(said, language), figures(source, "fi")) != ""
