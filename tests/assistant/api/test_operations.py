"""Health, request ids and careful headers; an error nobody foresaw."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.settings import Settings
from tests.assistant.api.conftest import Made


def test_alive_at_once_and_ready_once_warm(nobody: TestClient) -> None:
    assert nobody.get("/healthz").json() == {"status": "alive"}
    for _ in range(100):
        if (reply := nobody.get("/readyz")).status_code == 200:
            break
        assert reply.json()["type"] == "urn:pykala:problem:not-ready"
        assert reply.headers["retry-after"] == "5"
        time.sleep(0.1)
    assert reply.json() == {"status": "ready"}


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
