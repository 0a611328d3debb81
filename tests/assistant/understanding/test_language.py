"""The language of short and carelessly typed questions."""

from __future__ import annotations

import pytest

from assistant.understanding.language import question_language

QUESTIONS = {
    "fi": (
        "Mitä päätettiin koulusta?",
        "mita paatettiin koulusta",
        "Paljonko silta maksaa",
        "milloin uimahalli aukeaa",
        "Kuka valittiin puheenjohtajaksi?",
        "kirjaston aukioloajat",
        "talousarvio 2025",
        "Entä kaavoitus?",
        "tekltk 4.3.2031",
        "liikuntapaikat",
        "paljonko jatevesimaksu nousi",
        "onko koulukyydit kilpailutettu",
        "Mitkä hankeet saivat avustusta?",
        "khall päätös tontista",
        "koulukuljetus",
        "Äänestettiinkö veroprosentista?",
    ),
    "sv": (
        "Vad beslutades om skolan?",
        "vad kostar bron",
        "När öppnar simhallen?",
        "Vem valdes till ordförande?",
        "bibliotekets öppettider",
        "Hur många anbud kom in?",
        "vilka projekt fick bidrag",
        "Varför bordlades ärendet?",
        "nar oppnar simhallen",
        "och detaljplanen?",
        "Blev budgeten godkänd?",
        "stadsstyrelsens beslut om tomten",
        "hur gick omröstningen",
        "vad kosta bron",
    ),
    "en": (
        "What was decided about the school?",
        "how much does the bridge cost",
        "When does the swimming hall open?",
        "Who was elected chair?",
        "library opening hours",
        "How many bids came in?",
        "wich projects got a grant",
        "Why was the matter tabled?",
        "and the zoning plan?",
        "Was the budget approved?",
        "town board decision on the plot",
        "what did the technical board decide",
        "school transport",
        "waht was decided about waste water",
    ),
}


def test_there_are_enough_questions() -> None:
    assert sum(map(len, QUESTIONS.values())) >= 36


@pytest.mark.parametrize(
    ("language", "question"), [(language, each) for language, asked in QUESTIONS.items() for each in asked]
)
def test_language_of_a_question(language: str, question: str) -> None:
    assert question_language(question) == language


@pytest.mark.parametrize("text", ["", "???", "2024", "§ 21", "118/10.03.01/2031"])
def test_figures_alone_count_as_finnish(text: str) -> None:
    assert question_language(text) == "fi"


def test_names_say_nothing_of_the_language() -> None:
    assert question_language("Who is Aatu Korvenkulma from Sammalvaara?") == "en"
    assert question_language("Vem är Aatu Korvenkulma från Sammalvaara?") == "sv"
    assert question_language("Kuka on Aatu Korvenkulma Sammalvaarasta?") == "fi"
