"""Whose decisions a question is about."""

from __future__ import annotations

import pytest

from assistant.model import Filters
from assistant.understanding.scope import Scope, scope

TOWNS = ["Sammalvaara", "Honkalahti", "Pajuniemi"]
HOME = Filters(home="Sammalvaara")


@pytest.mark.parametrize(
    "text",
    [
        "Missä kunnissa on päätetty koulujen kesäajasta?",
        "Mitkä kaupungit ovat korottaneet veroprosenttia?",
        "Onko muissa kunnissa päätetty samasta asiasta?",
        "Kuinka monessa kunnassa koulu lakkautettiin?",
        "I vilka kommuner har man höjt skatten?",
        "Vilka städer har beslutat om skolmåltider?",
        "In which municipalities was a school closed?",
        "Which other cities have decided on school meals?",
    ],
)
def test_a_question_may_ask_across(text: str) -> None:
    assert scope(text, TOWNS, HOME).across
    assert not scope(text, TOWNS, Filters(home="Sammalvaara", without=("across",))).across
    assert not scope(text, ["Sammalvaara"], HOME).across


@pytest.mark.parametrize(
    "text",
    [
        "Mitä Honkalahden kunnanhallitus päätti talousarviosta?",
        "Mitä Honkalahdessa päätettiin talousarviosta?",
        "Vad beslutade Honkalahti kommunstyrelse om budgeten?",
        "Vad beslutades om budgeten i Honkalahti?",
        "What did the Honkalahti municipal council decide?",
        "What was decided about the budget in Honkalahti?",
    ],
)
def test_a_question_may_name_another_municipality(text: str) -> None:
    assert scope(text, TOWNS, HOME).municipality == "Honkalahti"


@pytest.mark.parametrize(
    "text",
    [
        "Mitä päätettiin yhteistyöstä Honkalahden kanssa?",
        "Mitä päätettiin tiestä Honkalahden rajalle?",
        "Vad beslutades om vägen till Honkalahti?",
        "What was decided about the road to Honkalahti?",
        "Mitä kunta päätti talousarviosta?",
        "Mihin kunta käyttää rahaa?",
    ],
)
def test_else_it_stays_at_home(text: str) -> None:
    assert scope(text, TOWNS, HOME) == Scope("Sammalvaara")
    assert scope(text, TOWNS, Filters()) == Scope()


def test_walls_that_were_set_or_taken_away_stand() -> None:
    assert scope("Missä kunnissa?", TOWNS, Filters(municipality="Pajuniemi", home="Sammalvaara")) == Scope()
    assert scope("Mitä päätettiin?", TOWNS, Filters(home="Sammalvaara", without=("municipality",))) == Scope()


def test_where_there_is_no_other_municipality_nothing_is_said() -> None:
    assert scope("Mitä päätettiin?", ["Sammalvaara"], HOME) == Scope()
    assert scope("Mitä päätettiin?", ["Sammalvaara"], Filters()) == Scope()
    assert scope("Mitä päätettiin?", ["Honkalahti"], HOME) == Scope("Sammalvaara")
