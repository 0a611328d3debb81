"""Vectors by an OpenAI-compatible service: a real one indexes and is asked, and nothing is mixed or waited for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.engine import Engine
from assistant.settings import Settings
from indexer.errors import ModelUnavailable, StoreMismatch
from indexer.pipeline import index
from indexer.service_embedders import described
from tests.faults.indexing import write_minutes
from tests.real_llm import running

# Haystack's client of such a service cannot be closed, and Python tells of its socket when it finds it.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

DEAD = "http://127.0.0.1:1/v1"


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with running("embeddings") as address:
        yield address


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "corpus"
    made.mkdir()
    write_minutes(made, 3)
    return made


def test_service_embeds_documents_and_questions(service: str, folder: Path, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "store", embedding_url=service, embedding_model="smollm2")
    summary = index([folder], settings)
    assert summary.skipped == ()
    assert summary.embedded > 0
    engine = Engine(settings)
    manifest = engine.store.manifest
    assert manifest.model.startswith("smollm2-service.")
    assert manifest.dimensions == 576  # of SmolLM2's 135 million weights
    assert engine.store.check() == []
    assert engine.search("streetlights").results
    assert engine.ask("Mitä katuvalojen uusimisesta päätettiin?").citations
    assert index([folder], settings).embedded == 0

    for other in (
        Settings(data=settings.data, embedding_url=service, embedding_model="another"),
        Settings(data=settings.data),
    ):
        with pytest.raises(StoreMismatch, match="smollm2-service"):
            Engine(other).ask("Mitä päätettiin?")
        with pytest.raises(StoreMismatch, match="smollm2-service"):
            index([folder], other)


def test_service_that_does_not_answer_is_told_at_once(
    service: str, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(data=tmp_path / "store", embedding_url=service, embedding_model="smollm2")
    index([folder], settings)
    engine = Engine(settings)
    engine.warm_up()
    embedder: Any = engine._of(engine.store).searching().get_component("embedding")
    embedder._embedder.client.base_url = DEAD
    began = time.monotonic()
    assert engine.search("katuvalojen valot").results  # by words alone
    assert "does not give vectors of smollm2" in caplog.text
    assert time.monotonic() - began < 5
    write_minutes(folder, 4)
    dead = Settings(
        data=tmp_path / "new", embedding_url=DEAD, embedding_model="smollm2", embedding_key=SecretStr("hunter2")
    )
    with pytest.raises(ModelUnavailable) as told:
        index([folder], dead)
    assert "hunter2" not in str(told.value)
    assert described.cache_info().currsize > 0
