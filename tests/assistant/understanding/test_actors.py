"""An organ or a town that decides by the question's words, and that the store does not have."""

from __future__ import annotations

import pytest

from assistant.model import Filters
from assistant.understanding import understand
from assistant.understanding.actors import absent_actor

HERE = frozenset({"sammalvaara"})


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Mitä kaupunginhallitus päätti tontista?", "kaupunginhallitus"),
        ("Hyväksyikö valtuusto talousarvion?", "valtuusto"),
        ("Mitä Seinäjoen kaupunki päätti tuulivoimasta?", "Seinäjoen kaupunki"),
        ("Vad beslutade stadsfullmäktige om skolan?", "stadsfullmäktige"),
        ("What did the city council decide?", "city council"),
        ("Mitä esitettiin kaupunginhallitukselle?", ""),
        ("Mitä lautakunta päätti tontista?", ""),
        ("Mitä Sammalvaaran kaupunki päätti tontista?", ""),
    ],
)
def test_absent_actor(text: str, absent: str) -> None:
    assert absent_actor(text, None, HERE) == absent


def test_organ_of_the_store_is_not_absent() -> None:
    assert absent_actor("Mitä kaupunginhallitus päätti?", "Kaupunginhallitus", HERE) == ""


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Mitä kaupunginhallitus päätti tontista?", "kaupunginhallitus"),
        ("Missä kaupunginhallitus kokoontuu?", ""),
        ("Miksi kaupunginhallitus hylkäsi tarjouksen?", "kaupunginhallitus"),
        ("Miksi kaupunginhallitus ylitti määrärahansa?", ""),
    ],
)
def test_only_questions_for_decisions_look_for_who_decides(text: str, absent: str) -> None:
    question = understand(text, ["Tekninen lautakunta"], Filters(), municipalities=["Sammalvaara"])
    assert question.absent == absent
