"""The generative engine against a real model that knows hardly any Finnish: it streams, and tells nothing unproven."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from haystack.dataclasses import ChatMessage

from assistant.engine import Engine
from assistant.model import Answer, Told
from assistant.pipeline import chat_model
from assistant.settings import Settings
from tests.assistant.properties import broken
from tests.real_llm import running

QUESTIONS = (
    "What was decided about winter maintenance?",
    # Its tokens are made for English, so that reading Finnish takes it long.
    pytest.param("Mitä uimarannan kunnostamisesta päätettiin?", marks=pytest.mark.slow),
    pytest.param("Hur mycket kostar det att reparera badstranden Likolampi?", marks=pytest.mark.slow),
)


@pytest.fixture(scope="module")
def settings(town_store: Settings) -> Iterator[Settings]:
    """Run the model's server for the tests of this file, with its address in the settings."""
    with running() as address:
        yield town_store.model_copy(
            update={
                "llm_url": address,
                "llm_options": {"temperature": 0, "max_tokens": 40},
                "llm_first_word_seconds": 60.0,
                "llm_seconds": 90.0,
            }
        )


def test_text_is_streamed(settings: Settings) -> None:
    model = chat_model(settings.model_copy(update={"llm_options": {"temperature": 0, "max_tokens": 200}}))
    assert model is not None
    pieces = list(model.stream([ChatMessage.from_user("Say the word hello once.")]))
    assert len(pieces) > 1
    assert "hello" in "".join(pieces).lower()


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_keep_their_promises(
    settings: Settings, town: Engine, question: str, caplog: pytest.LogCaptureFixture
) -> None:
    engine = Engine(settings)
    with caplog.at_level(logging.INFO, logger="assistant.answering"):
        *claims, answer = engine.stream(question)
    assert isinstance(answer, Answer)
    assert broken(engine, answer) == []
    assert [each.claim for each in claims if isinstance(each, Told)] == list(answer.claims)
    assert answer.claims or not town.ask(question).claims
    failed = [record.getMessage() for record in caplog.records if "failed (down)" in record.getMessage()]
    assert failed == [], "the server was reached and answered"
