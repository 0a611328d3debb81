"""The log as JSON: one happening a line, with its request's id and without what was asked, whoever asks by what way."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from assistant.commands.logs import configure_logging, formatter
from assistant.engine import Engine
from assistant.settings import Settings
from tests.assistant.api.conftest import Made, key, nobody, serve, settings
from tests.assistant.slack.office import ASKER, PUBLIC, Office, office

__all__ = ["key", "nobody", "serve", "settings"]  # the fixtures of an application

Log = Callable[[], list[dict[str, Any]]]
QUESTION = "Mitä Likolammen uimarannasta päätettiin?"
WORD = "ikolam"  # of the question
COMMENT = "Vastaus oli vanhentunut"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def log() -> Iterator[Log]:
    """Take down all that any library logs, as the service would write it if it wrote everything."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter(Settings(log_format="json")))
    root, before = logging.getLogger(), {}
    for name in ("", "assistant", "indexer", "uvicorn"):
        before[name] = logging.getLogger(name).level
        logging.getLogger(name).setLevel(logging.WARNING if not name else logging.DEBUG)
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def ask_by_all_ways(client: TestClient) -> None:
    """Ask, search, complete and judge over the API and on pages."""
    answer = client.post("/api/v1/ask", json={"question": QUESTION}, headers={"X-Request-ID": "abc-1"}).json()
    client.post("/api/v1/ask", json={"question": QUESTION, "stream": True})
    client.post("/api/v1/ask", json={"question": QUESTION, "conversation": answer["conversation"]})
    for path in ("/search", "/search/stream", "/api/v1/search", "/api/v1/suggest"):
        assert client.get(path, params={"q": QUESTION}).status_code == 200
    judged = {"answer_id": answer["id"], "useful": False, "comment": COMMENT}
    assert client.post("/api/v1/feedback", json=judged).status_code == 201
    form = {"useful": "false", "comment": COMMENT}
    client.post(f"/answers/{answer['id']}/feedback", data=form, headers=SAME_SITE)
    assert client.get("/search", params={"q": QUESTION, "year": "x"}).status_code == 422
    assert client.post("/api/v1/ask", json={"question": [QUESTION]}).status_code == 422


def asked_in_slack(at_work: Office) -> None:
    slack = at_work.slack
    at_work.reply(slack.mention(ASKER, PUBLIC, QUESTION))
    at_work.reply(slack.message(ASKER, QUESTION))
    at_work.whispered(slack.command(ASKER, PUBLIC, QUESTION))


def told(lines: list[dict[str, Any]]) -> str:
    return json.dumps(lines, ensure_ascii=False)


def test_no_line_tells_what_was_asked_over_http(nobody: TestClient, log: Log) -> None:
    ask_by_all_ways(nobody)
    requests = [each for each in log() if each["logger"] == "assistant.api.middleware"]
    assert requests[0]["request_id"] == "abc-1"
    assert (requests[0]["method"], requests[0]["path"], requests[0]["status"]) == ("POST", "/api/v1/ask", 200)
    assert len({each["request_id"] for each in requests}) == len(requests) >= 11
    assert requests[0]["level"] == "info"
    assert requests[0]["timestamp"].endswith("Z")
    answered = [each for each in log() if each["logger"] == "assistant.service.service"]
    assert [(each["front_end"], each["status"], each["language"]) for each in answered] == [
        *[("api", "answered", "fi")] * 3,
        *[("web", "answered", "fi")] * 2,
    ]
    assert {each["request_id"] for each in answered} <= {each["request_id"] for each in requests}
    assert WORD not in told(log())
    assert COMMENT not in told(log())


@pytest.mark.parametrize("transport", ["http", "socket"])
def test_no_line_tells_what_was_asked_in_slack(transport: str, tmp_path: Path, town: Engine, log: Log) -> None:
    with office(transport, tmp_path, engine=lambda _: town) as at_work:
        asked_in_slack(at_work)
    answered = [each for each in log() if each["logger"] == "assistant.service.service"]
    assert [each["front_end"] for each in answered] == ["slack"] * 3
    assert len({each["request_id"] for each in answered}) == 3
    assert WORD not in told(log())


def test_questions_are_told_where_that_is_set(serve: Made, tmp_path: Path, town: Engine, log: Log) -> None:
    ask_by_all_ways(serve(show_questions=True))
    with office("http", tmp_path, engine=lambda _: town, show_questions=True) as at_work:
        asked_in_slack(at_work)
    asked = [each["question"] for each in log() if each["logger"] == "assistant.service.service"]
    assert asked == [QUESTION] * 8


def test_error_of_the_database_does_not_tell_what_was_to_be_kept(nobody: TestClient, log: Log) -> None:
    repository = nobody.app.state.service._repository  # type: ignore[attr-defined]
    with repository._engine.begin() as connection:
        connection.execute(text("DROP TABLE answers"))
    assert nobody.post("/api/v1/ask", json={"question": QUESTION}).status_code >= 500
    assert nobody.get("/search", params={"q": QUESTION}).status_code >= 500
    assert "no such table" in told(log())
    assert WORD not in told(log())


def test_answer_that_cannot_be_read_is_told_without_its_words(nobody: TestClient, log: Log) -> None:
    answer = nobody.post("/api/v1/ask", json={"question": QUESTION}).json()
    repository = nobody.app.state.service._repository  # type: ignore[attr-defined]
    with repository._engine.begin() as connection:
        connection.execute(text("""UPDATE answers SET answer = json_set(answer, '$.question.kind', 'Likolammesta')"""))
    assert nobody.get(f"/api/v1/answers/{answer['id']}").status_code == 404
    assert "another version" in told(log())
    assert WORD not in told(log())


def test_unforeseen_error_is_one_line(log: Log) -> None:
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
