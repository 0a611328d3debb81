"""PostgreSQL is stopped under a running engine: that is said soon, and all goes on once it is back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.engine import Engine
from assistant.model import Filters
from assistant.settings import Settings
from indexer.errors import StoreUnavailable
from indexer.migration import migrate
from indexer.stores.postgres.reader import PostgresStore
from tests.postgres import Cluster, started

QUESTION = "Mitkä hyvinvointihankkeet koskevat liikuntahallia?"
SOON = 8.0  # seconds


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    """Give a cluster that may be stopped."""
    yield from started()


@pytest.fixture
def settings(own: Cluster, kemi_store: Settings, tmp_path: Path) -> Settings:
    made = kemi_store.model_copy(update={"data": tmp_path, "store": own.database(), "service_database": ""})
    migrate(kemi_store, made)
    return made


def test_stopped_server_is_told_and_found_again(own: Cluster, settings: Settings) -> None:
    engine = Engine(settings)
    before = engine.ask(QUESTION)
    assert before.citations
    own.stop("immediate")
    try:
        for call in (lambda: engine.ask(QUESTION), lambda: engine.search("halli")):
            began = time.monotonic()
            with pytest.raises(StoreUnavailable, match="cannot be reached"):
                call()
            assert time.monotonic() - began < SOON
    finally:
        own.start()
    began = time.monotonic()
    assert engine.ask(QUESTION).citations == before.citations
    assert time.monotonic() - began < SOON


def test_web_service_says_when_to_come_back(own: Cluster, settings: Settings) -> None:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        asked = {"question": QUESTION}
        answer = client.post("/api/v1/ask", json=asked)
        assert answer.status_code == 200
        own.stop("immediate")
        try:
            refused = client.post("/api/v1/ask", json=asked)
        finally:
            own.start()
        assert refused.status_code == 503
        assert refused.json()["type"] == "urn:pykala:problem:not-ready"
        assert int(refused.headers["Retry-After"]) > 0
        again = client.post("/api/v1/ask", json=asked)
        assert again.status_code == 200
        assert again.json()["citations"] == answer.json()["citations"]


def test_server_that_was_restarted_meanwhile_costs_no_question(own: Cluster, settings: Settings) -> None:
    engine = Engine(settings)
    before = engine.ask(QUESTION)
    for mode in ("fast", "immediate"):
        own.stop(mode)
        own.start()
        assert engine.ask(QUESTION).citations == before.citations
        assert engine.search("halli", Filters(year=2025)).total > 0


def test_query_that_is_broken_off_is_asked_again(settings: Settings) -> None:
    with closing(PostgresStore.open(settings.store)) as store:
        [(first,)] = store._database.rows(None, "SELECT pg_backend_pid()")
        ends_once = f"SELECT pg_backend_pid(), pg_terminate_backend({first}) WHERE pg_backend_pid() = {first}"
        assert store._database.rows(None, ends_once) == []  # as the second connection answers
        with pytest.raises(StoreUnavailable):
            store._database.rows(None, "SELECT pg_terminate_backend(pg_backend_pid())")
        assert store.count_documents() > 0
