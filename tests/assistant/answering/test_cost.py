"""What a question costs, counted and not timed, so that a busy machine does not matter."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.answering import evidence, extractive
from assistant.answering.known import known
from assistant.engine import Engine
from assistant.settings import Settings
from indexer import onnx_session, words
from indexer.stores.records import Records
from tests.conftest import ROOT

EVERY = 3  # of the questions on the corpus that ships, all kinds and languages among them


def questions(every: int) -> list[str]:
    lines = Path(ROOT / "tests/gold/corpus.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[::every]]


@pytest.fixture(scope="module")
def costs(corpus_store: Settings) -> list[Counter[str]]:
    """Ask with nothing remembered, and count for each question what is done."""
    spent: Counter[str] = Counter()
    patch = pytest.MonkeyPatch()

    def count(owner: Any, name: str) -> None:
        done: Callable[..., Any] = getattr(owner, name)

        def counted(*given: Any, **named: Any) -> Any:
            spent[name] += 1
            return done(*given, **named)

        patch.setattr(owner, name, counted)

    known.cache_clear()
    evidence.words_of.cache_clear()
    engine = Engine(corpus_store)
    engine.warm_up()
    count(Records, "rows")
    count(extractive, "read")
    count(words, "words_of")
    count(onnx_session.OnnxModel, "vectors")
    found = []
    for question in questions(EVERY):
        spent.clear()
        engine.ask(question)
        found.append(Counter(spent))
    patch.undo()
    return found


def test_most_candidates_are_not_read(costs: list[Counter[str]]) -> None:
    # Up to 15 decisions a question are candidates for an answer, and up to 30 of a list.
    assert sum(each["read"] for each in costs) <= 5 * len(costs)
    assert max(each["read"] for each in costs) <= 20


def test_what_is_read_was_analysed_at_indexing(costs: list[Counter[str]]) -> None:
    assert sum(each["words_of"] for each in costs) <= len(costs) / 4


def test_model_is_asked_for_the_question_and_few_words(costs: list[Counter[str]]) -> None:
    assert sum(each["vectors"] for each in costs) <= 1.5 * len(costs)


def test_decisions_are_loaded_once(costs: list[Counter[str]]) -> None:
    # 40 decisions a question are ranked, with the words of some of them.
    assert sum(each["rows"] for each in costs) <= 12 * len(costs)


def test_what_is_not_read_would_not_have_answered(corpus: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = questions(2 * EVERY)
    chosen = [corpus.ask(each).claims for each in asked]
    monkeypatch.setattr(extractive, "may_answer", lambda *_: True)
    monkeypatch.setattr(extractive, "rank_at_most", lambda *_: math.inf)
    assert [corpus.ask(each).claims for each in asked] == chosen
