"""A question that takes for granted what a decision contradicts is corrected by that decision."""

from __future__ import annotations

import pytest

from assistant.answering.premise import contradicts
from assistant.model import QuestionKind
from indexer.model import Decision
from tests.assistant.examples import a_decision, a_question, decided, proposal

REFUSED = a_decision(
    proposal("Lautakunta hylkää laituria koskevan oikaisuvaatimuksen."), decided("Lautakunta hyväksyi ehdotuksen.")
)
GRANTED = a_decision(proposal("Lautakunta myöntää luvan laiturille."), decided("Ehdotus hyväksyttiin."))
RETURNED = a_decision(proposal("Lautakunta myöntää luvan."), decided("Asia palautettiin valmisteluun."))
POSTPONED = a_decision(proposal("Lautakunta myöntää luvan."), decided("Asia jätettiin pöydälle."))
NEUTRAL = a_decision(decided("Lautakunta merkitsi selvityksen tiedoksi."))


@pytest.mark.parametrize(
    ("text", "decision", "expected"),
    [
        ("Miksi laiturin oikaisuvaatimus hyväksyttiin?", REFUSED, True),
        ("Miksi lautakunta hyvaksyi oikaisuvaatimuksen?", REFUSED, True),
        ("Why was the pier approved?", REFUSED, True),
        ("Varför godkändes bryggan?", REFUSED, True),
        ("Miksi laiturin oikaisuvaatimus hylättiin?", REFUSED, False),
        ("Miksi laiturin lupa evättiin?", GRANTED, True),
        ("Why was the pier rejected?", GRANTED, True),
        ("Miksi laiturille myönnettiin lupa?", GRANTED, False),
        ("Miksi lupa hylättiin?", RETURNED, True),
        ("Miksi asia palautettiin?", RETURNED, False),
        ("Miksi asia jätettiin pöydälle?", POSTPONED, False),
        ("Miksi lupa myönnettiin?", POSTPONED, True),
        ("Miksi vastaehdotus hylättiin?", GRANTED, False),
        ("Miksi selvitys hylättiin?", NEUTRAL, False),
        ("Miksi laituri on vino?", REFUSED, False),
    ],
)
def test_premise_is_held_against_the_decision(text: str, decision: Decision, *, expected: bool) -> None:
    assert contradicts(a_question(text, QuestionKind.REASON), decision) is expected


def test_only_a_question_for_a_reason_takes_an_end_for_granted() -> None:
    assert not contradicts(a_question("Hyväksyttiinkö oikaisuvaatimus?", QuestionKind.DECISION), REFUSED)
