"""The card of an answer."""

from __future__ import annotations

from dataclasses import replace

from assistant.web.addresses import Asked
from assistant.web.answers import answer_view
from assistant.web.rendering import fragment
from tests.assistant.slack.examples import an_answer


def test_copied_text_bears_its_marks_as_the_answer_does() -> None:
    view = answer_view(an_answer(1, "Uimaranta kunnostetaan."), Asked("x"), "https://m.example/")
    assert view.as_text.splitlines()[0] == "Uimaranta kunnostetaan [1]."
    assert view.as_text.splitlines()[-1].startswith("[1] Uimaranta kunnostetaan.")


def test_card_says_that_no_language_model_wrote_it() -> None:
    answer = replace(an_answer(1), notice="Kielimalli ei vastannut.")
    card = fragment("answer_card", "fi", answer_view(answer, Asked("x")))
    assert '<p class="notice">Kielimalli ei vastannut.</p>' in card
    assert 'class="notice"' not in fragment("answer_card", "fi", answer_view(an_answer(1), Asked("x")))
