"""The log as JSON: one happening a line, with the request's id and without the question."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from assistant.commands.logs import configure_logging, formatter
from assistant.settings import Settings
from tests.assistant.api.conftest import key, nobody, serve, settings

__all__ = ["key", "nobody", "serve", "settings"]  # the fixtures of an application


@pytest.fixture
def log() -> Callable[[], list[dict[str, str]]]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter(Settings(log_format="json")))
    logger = logging.getLogger("assistant")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def test_line_of_json_names_its_request_and_no_question(
    nobody: TestClient, log: Callable[[], list[dict[str, str]]]
) -> None:
    question = {"question": "Mitä Likolammen uimarannasta päätettiin?"}
    assert nobody.post("/api/v1/ask", json=question, headers={"X-Request-ID": "abc-1"}).status_code == 200
    assert nobody.get("/search", params={"q": "Likolammen uimaranta"}).status_code == 200
    told = [each for each in log() if each["logger"] == "assistant.api.middleware"]
    assert told[0]["request_id"] == "abc-1"
    assert len({each["request_id"] for each in told}) == 2
    assert told[0]["level"] == "info"
    assert told[0]["timestamp"].endswith("Z")
    assert "Likolam" not in json.dumps(log())


def test_unforeseen_error_is_one_line(log: Callable[[], list[dict[str, str]]]) -> None:
    try:
        raise RuntimeError("rivi\nvaihtuu")
    except RuntimeError:
        logging.getLogger("assistant.test").exception("failed")
    (line,) = log()
    assert (line["event"], line["level"]) == ("failed", "error")
    assert "RuntimeError" in line["exception"]


def test_text_is_the_default_and_levels_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    configure_logging(Settings(log_level="error"))
    assert root.handlers[0].formatter is not None
    assert type(root.handlers[0].formatter) is logging.Formatter
    assert logging.getLogger("assistant").level == logging.ERROR
    logging.getLogger("assistant").setLevel(logging.NOTSET)
