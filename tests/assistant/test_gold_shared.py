"""Floors of the answers on real minutes, where the folder of shared data is beside the checkout."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.contract import answer_json
from assistant.engine import Engine
from assistant.evaluation.dataset import load
from assistant.evaluation.report import run
from assistant.model import Answer
from indexer.names import slug
from tests.assistant.conftest import indexed

pytestmark = pytest.mark.slow

Asked = list[tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture(scope="module")
def engine(shared: Path, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Engine:
    folder = shared / "real" / "lapua"
    if not folder.is_dir():
        pytest.skip("no real minutes in the shared data")
    return Engine(indexed(folder, tmp_path_factory.mktemp("real") / "store", model_cache))


def ask_all(engine: Engine, gold: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Ask each question of a file, follow-ups after the question that they name; give it with its answer."""
    before: dict[str, Answer] = {}
    for line in gold.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        answer = engine.ask(question["question"], previous=before.get(question.get("after") or ""))
        before[question["id"]] = answer
        yield question, answer_json(answer)


@pytest.fixture(scope="module")
def real(engine: Engine, shared: Path) -> Asked:
    return list(ask_all(engine, shared / "gold" / "lapua.jsonl"))


@pytest.fixture(scope="module")
def unanswerable(engine: Engine, shared: Path) -> Asked:
    return list(ask_all(engine, shared / "gold" / "unanswerable.jsonl"))


def is_hit(question: Mapping[str, Any], answer: Mapping[str, Any]) -> bool:
    """Tell whether the first citation is of an expected place."""
    if not answer["citations"]:
        return False
    first = answer["citations"][0]
    places = [*question["expected"], *(question.get("expected_any") or [])]
    return any(
        slug(place["organ"]) == slug(first["organ"] or "")
        and (place["date"], str(place["section"])) == (first["date"], first["section"])
        for place in places
    )


def test_first_citation_is_of_an_expected_place(real: Asked) -> None:
    hits = {question["id"]: is_hit(question, answer) for question, answer in real if question["answerable"]}
    missed = [id_ for id_, hit in hits.items() if not hit]
    assert len(hits) >= 30
    assert 1 - len(missed) / len(hits) >= 0.7, f"missed: {missed}"


def test_what_the_minutes_do_not_say_is_mostly_not_answered(unanswerable: Asked) -> None:
    answered = [question["id"] for question, answer in unanswerable if answer["status"] != "no_answer"]
    assert len(unanswerable) >= 20
    assert 1 - len(answered) / len(unanswerable) >= 0.7, f"answered: {answered}"


def test_every_quote_is_verbatim_and_every_mark_resolves(engine: Engine, real: Asked, unanswerable: Asked) -> None:
    checked = 0
    for question, answer in [*real, *unanswerable]:
        numbers = {citation["n"] for citation in answer["citations"]}
        assert {int(mark) for mark in re.findall(r"\[(\d+)\]", _unquoted(answer))} == numbers, question["id"]
        for claim in answer["claims"]:
            assert claim["citations"], question["id"]
            assert set(claim["citations"]) <= numbers, question["id"]
        for citation in answer["citations"]:
            paragraph = engine.decision(citation["paragraph_id"]).paragraph
            assert paragraph is not None
            assert citation["quote"] in paragraph.text, question["id"]
            assert 12 <= len(citation["quote"]) <= 600, question["id"]
            checked += 1
    assert checked > 40


def _unquoted(answer: Mapping[str, Any]) -> str:
    """Take the quotes out of an answer, so that brackets in them are not read as marks."""
    text: str = answer["answer"]
    for citation in answer["citations"]:
        text = text.replace(citation["quote"], "")
    return text


def test_expected_section_is_among_the_first_passages(engine: Engine, shared: Path) -> None:
    scored = run(engine, load(shared / "gold" / "lapua.jsonl"))
    found = [each.scores["retrieved"] for each in scored if each.gold.answerable]
    print(f"retrieved {sum(found) / len(found):.3f} of {len(found)}")
    assert sum(found) / len(found) >= 0.95
