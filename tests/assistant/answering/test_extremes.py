"""The dearest and the cheapest row of a table of prices, and silence where a table does not say it."""

from __future__ import annotations

import pytest

from assistant.answering.extremes import extreme
from assistant.answering.reading import read
from assistant.model import QuestionKind
from assistant.retrieval import Candidate
from tests.assistant.examples import a_decision, a_question, background, weights

BIDS = ("Laituritoimi Oy 48 300,00 €", "Rantarakenne Oy 112 000,00 €", "Sillanpää ja pojat Oy 9 900,50 €")


def row_of(question: str, *rows: str) -> str:
    asked = a_question(question, QuestionKind.AMOUNT)
    decision = a_decision(background("Laiturista saatiin kolme tarjousta.", *rows))
    found = extreme(read(Candidate(decision, 0.5, ()), asked, weights(*asked.concepts)), asked)
    return found.text if found else ""


@pytest.mark.parametrize(
    "question", ["Mikä oli kallein tarjous?", "Which bidder was the most expensive?", "Vilket anbud var dyrast?"]
)
def test_dearest(question: str) -> None:
    assert row_of(question, *BIDS) == BIDS[1]


@pytest.mark.parametrize(
    "question", ["Kuka oli halvin tarjoaja?", "Mikä oli alin hinta?", "What was the cheapest bid?", "Lägsta anbudet?"]
)
def test_cheapest(question: str) -> None:
    assert row_of(question, *BIDS) == BIDS[2]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Montako tarjousta saatiin?", BIDS),
        ("Mikä oli kallein ja mikä halvin tarjous?", BIDS),
        ("Mikä oli halvin tarjous?", BIDS[:2]),
        ("Mikä oli halvin tarjous?", (*BIDS[:2], "Rinneurakointi Oy 48 300 12 88,00 €")),
        ("Mikä oli kallein tarjous?", (*BIDS, "Rantaveljet Oy 112 000 €")),
    ],
)
def test_nothing_where_it_is_not_asked_or_not_clear(question: str, rows: tuple[str, ...]) -> None:
    assert row_of(question, *rows) == ""
