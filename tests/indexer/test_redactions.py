"""Words are known by hashes of their letters: whatever blanks, hyphens, accents and capitals stand between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import RedactionError
from indexer.redacting import forms
from indexer.redactions import FILE, Redactions, bare
from tests.assistant.examples import a_decision, decided

KEY = bytes(32)


def redactions(*texts: str, within: str = "") -> Redactions:
    return Redactions(KEY).added(texts, within, "")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Eero Mäkelä-Niemi muutti.", "[x]-Niemi muutti."),
        ("eero  MÄKELÄ,", "[x],"),
        ("Eero Ma\u0308kela\u0308.", "[x]."),
        ("Eero Mä\u00adke\u200blä", "[x]"),
        ("Eeron Mäkelä, Eero Mäkelän", "Eeron Mäkelä, Eero Mäkelän"),
        ("SuurEero Mäkelä", "SuurEero Mäkelä"),
        ("Eero Mäkelä ja Eero Mäkelä", "[x] ja [x]"),
        ("sammalvaara/eero-makela-ja-muut", "sammalvaara/[x]-ja-muut"),
    ],
)
def test_words_are_found_as_they_may_be_written(text: str, left: str) -> None:
    assert redactions("Eero Mäkelä").taken_out(text, "[x]") == left


@given(st.text(), st.text(min_size=1), st.text())
def test_nothing_that_is_found_is_left(before: str, said: str, after: str) -> None:
    if len(bare(said)) < 3:
        with pytest.raises(RedactionError):
            redactions(said)
        return
    known = redactions(said)
    text = f"{before} {said} {after}"
    assert known.holds(text)
    assert not known.holds(known.taken_out(text, "·"))


def test_only_the_decisions_within_lose_their_words() -> None:
    decision = a_decision(decided("Myönnetään Eero Mäkelälle."), title="Eero Mäkelälle avustus")
    within = redactions("Eero Mäkelälle", within="sammalvaara/tekninen-lautakunta/2031-03-04")
    (made,) = within.applied([decision]).decisions
    assert (made.title, made.paragraphs[0].text) == ("[poistettu] avustus", "Myönnetään [poistettu].")
    elsewhere = redactions("Eero Mäkelälle", within="sammalvaara/tekninen-lautakunta/2031-03-0")
    assert elsewhere.applied([decision]).decisions == (decision,)
    swedish = replace(decision, language="sv")
    assert redactions("Eero Mäkelälle").applied([swedish]).decisions[0].title == "[borttaget] avustus"


def test_address_that_is_made_of_a_heading_loses_the_words_too() -> None:
    decision = replace(
        a_decision(decided("Kiitos työstä."), title="Eero Mäkelä"), decision_id="sammalvaara/kertomus/eero-makela"
    )
    (made,) = redactions("Eero Mäkelä").applied([decision]).decisions
    assert made.decision_id == "sammalvaara/kertomus/poistettu"


def test_inflected_forms_that_occur_are_taken_out_as_well() -> None:
    decision = a_decision(decided("Jukka Virtasen hakemus hyväksytään.", "Jukka Virtaselle myönnetään.", "Virtainen."))
    assert set(forms(["Jukka Virtanen"], [decision])) == {"Jukka Virtanen", "Jukka Virtasen", "Jukka Virtaselle"}


def test_damaged_list_is_an_error_and_not_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    with pytest.raises(RedactionError, match="backup"):
        Redactions.load(tmp_path)
