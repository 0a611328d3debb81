"""Health, request ids and careful headers; an error nobody foresaw."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from assistant.api.app import create_app
from assistant.errors import NothingIndexed
from assistant.model import Answer
from assistant.settings import Settings
from indexer.errors import StoreUnavailable
from tests.assistant.api.conftest import Made


def test_alive_at_once_and_ready_once_warm(nobody: TestClient) -> None:
    assert nobody.get("/healthz").json() == {"status": "alive"}
    for _ in range(100):
        if (reply := nobody.get("/readyz")).status_code == 200:
            break
        assert reply.json()["type"] == "urn:pykala:problem:not-ready"
        assert reply.headers["retry-after"] == "5"
        time.sleep(0.1)
    told = reply.json()
    assert (told["status"], told["generation"]) == ("ready", 1)
    assert 0 <= told["index_age_seconds"] < 24 * 60 * 60


def test_nothing_indexed_is_not_ready_and_says_so(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data=tmp_path / "none"))) as client:
        assert client.get("/readyz").status_code == 503
        refused = client.get("/api/v1/search", headers={"Accept-Language": "en"})
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:pykala:problem:nothing-indexed")
        assert "pykala index" in refused.json()["title"]


def test_request_id_is_the_callers_where_it_is_sound(nobody: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert nobody.get("/healthz", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
    made = nobody.get("/healthz", headers={"X-Request-ID": "a b\t"}).headers["x-request-id"]
    assert len(made) == 32
    nobody.get("/api/v1/search", params={"q": "sairausloma"})
    told = [each for each in caplog.records if not each.name.startswith("httpx")]  # the tests' own client
    lines = [each.getMessage() for each in told if each.name == "assistant.api.middleware"]
    assert lines[0].startswith("abc-1 GET /healthz 200 ")
    assert "GET /api/v1/search 200" in lines[2]
    assert not any("sairausloma" in each.getMessage() for each in told)


def test_every_reply_is_careful(nobody: TestClient) -> None:
    for path in ("/healthz", "/api/v1/search", "/nothing"):
        headers = nobody.get(path).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "Authorization" in headers["vary"]
        assert "Cookie" in headers["vary"]


def test_unforeseen_error_is_told_without_its_reason(nobody: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("/srv/secret")

    monkeypatch.setattr(nobody.app.state.service, "organs", fail)  # type: ignore[attr-defined]
    monkeypatch.setattr(nobody.app.state.service, "search", fail)  # type: ignore[attr-defined]
    reply = nobody.get("/api/v1/search")
    assert (reply.status_code, reply.headers["content-type"]) == (500, "application/problem+json")
    assert reply.json()["type"] == "urn:pykala:problem:assistant-error"
    assert "secret" not in reply.text
    assert reply.headers["x-request-id"] == reply.json()["request_id"]


def test_other_origins_may_use_it_by_setting_only(serve: Made) -> None:
    asked = {"Origin": "https://intranet.example", "Access-Control-Request-Method": "POST"}
    allowed = serve(cors_origins=("https://intranet.example",)).options("/api/v1/ask", headers=asked)
    assert allowed.headers["access-control-allow-origin"] == "https://intranet.example"
    assert "access-control-allow-credentials" not in allowed.headers
    assert "access-control-allow-origin" not in serve().options("/api/v1/ask", headers=asked).headers


def test_store_and_database_that_are_away_are_told_to_come_back(
    nobody: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def store_away(*_: object) -> None:
        raise StoreUnavailable("postgresql://db.example/minutes", "the database cannot be reached", "Start it.")

    def database_away(*_: object) -> None:
        raise OperationalError("SELECT 1", {"question": "hush"}, Exception("no connection"), hide_parameters=True)

    def failed(reply: Any) -> Any:
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
        assert "example" not in reply.text
        return reply.json()

    engine, repository = nobody.app.state.service._engine, nobody.app.state.service._repository  # type: ignore[attr-defined]
    for away in (store_away, database_away):
        with monkeypatch.context() as patched:
            patched.setattr(engine, "stream" if away is store_away else "ask", away)
            patched.setattr(repository, "save_answer", away)
            told = failed(nobody.post("/api/v1/ask", json={"question": "Mitä päätettiin tonteista?"}))
            assert told["type"] == "urn:pykala:problem:not-ready"
            patched.setattr(engine, "organs", away)
            failed(nobody.get("/readyz"))
            patched.setattr(engine, "search", away)
            patched.setattr(engine, "look", away)
            page = nobody.get("/search", params={"q": "tontti"}, headers={"Accept": "text/html"})
            assert (page.status_code, page.headers["retry-after"]) == (503, "5")
            events = nobody.post("/api/v1/ask", json={"question": "Mitä päätettiin tonteista?", "stream": True}).text
            assert '"retry_after": 5' in events.partition("event: error")[2]
    assert nobody.get("/readyz").status_code in (200, 503)


def test_whoever_is_one_too_many_is_told_when_to_come_back(serve: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    client = serve(concurrent=1, waiting=1, wait_seconds=0.2, rate_ask="")
    begun, goes_on = Event(), Event()

    def slow(*_: object) -> Iterator[Answer]:
        begun.set()
        goes_on.wait(30)
        raise NothingIndexed
        yield

    monkeypatch.setattr(client.app.state.service._engine, "stream", slow)  # type: ignore[attr-defined]
    ask = partial(client.post, "/api/v1/ask", json={"question": "Mitä päätettiin?"})
    with ThreadPoolExecutor(1) as asking:
        first = asking.submit(ask)
        assert begun.wait(30)
        began = time.monotonic()
        refused = ask()
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:pykala:problem:overloaded")
        assert int(refused.headers["retry-after"]) >= 1
        assert time.monotonic() - began < 5  # it waited its time and not for the first one's end
        goes_on.set()
        assert first.result().headers["retry-after"] == "60"
