"""Words analysed at indexing are those that reading a piece of the text would find."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.finnish import analyse
from indexer.model import Decision, Paragraph, PartKind
from indexer.words import analysed_from_json, analysed_to_json, joined, terms_of, words_of
from tests.indexer.stores.examples import a_decision

TEXT = "Hanke- ja avustusrahoitus päättyy 31.12.2025. Liikuntahallin lattia uusitaan, dnro 12/2025, 5 000 euroa (§ 7)."
SECOND = TEXT.index("Liikuntahallin")


@pytest.fixture
def decision() -> Decision:
    paragraph = Paragraph("x#1", PartKind.DECISION, TEXT, "Esitetään, että", 1, 0, len(TEXT))
    heading = replace(paragraph, paragraph_id="x#2", text="Päätös", context="", is_heading=True)
    return a_decision(title="Jäähallin kattotyöt", paragraphs=(paragraph, heading))


@pytest.mark.parametrize("span", [(0, len(TEXT)), (0, SECOND - 1), (SECOND, len(TEXT)), (SECOND, SECOND + 14)])
def test_words_of_a_piece(decision: Decision, span: tuple[int, int]) -> None:
    analysed = analysed_from_json(analysed_to_json(decision), decision)
    assert analysed.words(TEXT, *span) == words_of(TEXT[slice(*span)])


def test_title_and_context_are_analysed_and_headings_are_not(decision: Decision) -> None:
    analysed = analysed_from_json(analysed_to_json(decision), decision)
    assert analysed.words(decision.title) == words_of(decision.title)
    assert analysed.words("Esitetään, että") == words_of("Esitetään, että")
    assert analysed.words("Päätös") is None


def test_words_of_another_decision_are_refused(decision: Decision) -> None:
    with pytest.raises(ValueError, match="zip"):
        analysed_from_json(analysed_to_json(decision), replace(decision, title=TEXT))


def test_words_of_a_compound_are_the_word_and_its_parts() -> None:
    assert words_of("Liikuntahallin").tokens == (frozenset({"liikuntahalli", "liikunta", "halli"}),)


def test_joined_words_stand_once() -> None:
    found = joined([words_of("halli ja katto"), words_of("katon halli")])
    assert found.all == words_of("halli ja katto").all
    assert len(found.tokens) == 3


def test_words_stand_in_an_opening_where_they_stand_in_the_text(decision: Decision) -> None:
    analysed = analysed_from_json(analysed_to_json(decision), decision)
    expected = [(token.start, token.end, terms_of(token)) for token in analyse(TEXT)]
    assert analysed.placed(TEXT) == expected
    assert analysed.placed(TEXT[: SECOND + 5]) == [each for each in expected if each[1] <= SECOND + 5]
    assert analysed.placed("Muualla seisoo tämä.") is None
