"""Every answer to every gold question, by both engines: verbatim quotes, marks that resolve, no sentence without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.model import Answer
from assistant.settings import Settings
from tests.assistant.conftest import indexed
from tests.assistant.properties import Pretender, answers, broken
from tests.conftest import ROOT
from tests.llm_server import serving

GOLD = ROOT / "tests" / "gold" / "corpus.jsonl"
REAL = {"lapua": ("lapua.jsonl", "unanswerable.jsonl"), "reports": ("reports.jsonl",)}


@pytest.fixture(scope="module")
def pretending(corpus_store: Settings) -> Iterator[tuple[Engine, Pretender]]:
    with serving() as server:
        server.script = pretender = Pretender()
        yield Engine(corpus_store.model_copy(update={"llm_url": server.url})), pretender


def held(engine: Engine, gold: Path) -> list[Answer]:
    """Ask all questions of a file; give the answers, all of which keep what they promise."""
    given = list(answers(engine, gold))
    assert given
    assert [(answer.question.text, fault) for answer in given for fault in broken(engine, answer)] == []
    return given


def told_wrongly(given: list[Answer], pretender: Pretender) -> list[str]:
    return [claim.text for answer in given for claim in answer.claims if claim.text in pretender.wrong]


def test_extractive_answers(corpus: Engine) -> None:
    assert {answer.engine for answer in held(corpus, GOLD)} == {"extractive"}


def test_generative_answers(pretending: tuple[Engine, Pretender]) -> None:
    engine, pretender = pretending
    given = held(engine, GOLD)
    assert len(pretender.wrong) > 30
    assert told_wrongly(given, pretender) == []
    assert all(answer.engine == "extractive" for answer in given if answer.notice or not answer.claims)
    # So that silence is not what keeps the promises: right sentences are told where they are in the asker's language.
    finnish = [answer for answer in given if answer.claims and answer.question.language == "fi"]
    assert sum(answer.engine == "generative" for answer in finnish) >= 0.6 * len(finnish)


@pytest.mark.slow
@pytest.mark.parametrize("folder", sorted(REAL))
def test_answers_from_real_minutes(
    shared: Path, folder: str, tmp_path_factory: pytest.TempPathFactory, model_cache: Path
) -> None:
    documents = shared / "real" / folder
    if not documents.is_dir():
        pytest.skip("no real minutes in the shared data")
    settings = indexed(documents, tmp_path_factory.mktemp("real") / "store", model_cache)
    with serving() as server:
        server.script = pretender = Pretender()
        generative = Engine(settings.model_copy(update={"llm_url": server.url}))
        for gold in REAL[folder]:
            held(Engine(settings), shared / "gold" / gold)
            assert told_wrongly(held(generative, shared / "gold" / gold), pretender) == []
