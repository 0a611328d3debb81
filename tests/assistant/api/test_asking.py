"""Asking, searching and showing over HTTP, and what is said when it fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.assistant.minutes import CLOSED_ID

QUESTION = "Mitä Likolammen uimarannan kunnostuksesta päätettiin?"
MARCH = "sammalvaara/tekninen-lautakunta/2031-03-04"
PROBLEM = "application/problem+json"
Key = Callable[..., dict[str, str]]


def ask(client: TestClient, question: str = QUESTION, headers: dict[str, str] | None = None, **more: Any) -> Any:
    return client.post("/api/v1/ask", json={"question": question, **more}, headers=headers)


def events(text: str) -> list[tuple[str, Any]]:
    """Read server-sent events."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_answer_is_that_of_the_contract(nobody: TestClient) -> None:
    answer = ask(nobody, filters={"year": 2031, "from": "2031-01-01"}).json()
    assert answer["status"] == "answered"
    assert answer["claims"][0]["citations"] == [1]
    assert answer["citations"][0]["decision_id"] == f"{MARCH}/12"
    assert answer["understood"]["filters"] == {"year": 2031, "date_from": "2031-01-01"}
    assert ask(nobody, filters={"year": 2031.0}).json()["understood"]["filters"] == {"year": 2031}  # the same in JSON
    assert answer["engine"] == "extractive"
    assert answer["conversation"]


def test_conversation_is_followed_up(nobody: TestClient) -> None:
    first = ask(nobody).json()
    second = ask(nobody, "Paljonko se maksaa?", conversation=first["conversation"]).json()
    assert "48 300 euroa" in second["answer"]
    assert ask(nobody, conversation="unknown").status_code == 404


def test_stream_says_at_once_that_it_works_then_each_claim_then_all(nobody: TestClient) -> None:
    reply = ask(nobody, stream=True)
    assert reply.headers["content-type"].startswith("text/event-stream")
    (begun, status), *claims, (ended, answer) = events(reply.text)
    assert (begun, ended) == ("status", "done")
    assert status["request_id"] == reply.headers["x-request-id"]
    assert claims
    assert [(name, told["text"]) for name, told in claims] == [("claim", each["text"]) for each in answer["claims"]]
    assert claims[0][1]["citations"] == answer["citations"][:1]


def test_stream_that_fails_ends_with_the_problem(nobody: TestClient) -> None:
    reply = ask(nobody, stream=True, conversation="unknown", headers={"Accept-Language": "en"})
    assert [name for name, _ in events(reply.text)] == ["status", "error"]
    assert events(reply.text)[1][1]["type"] == "urn:pykala:problem:not-found"
    assert events(reply.text)[1][1]["title"].startswith("There is no such item.")


def test_search_gives_a_page(nobody: TestClient) -> None:
    page = nobody.get("/api/v1/search", params={"q": "", "limit": 3, "offset": 2}).json()
    assert (page["total"], [each["section"] for each in page["results"]]) == (4, ["14", "31"])
    assert page["facets"]["organ"] == {"Tekninen lautakunta": 4}
    walled = nobody.get("/api/v1/search", params={"from": "2031-05-01", "to": "2031-05-31"}).json()
    assert [each["section"] for each in walled["results"]] == ["31"]


def test_filter_that_is_left_empty_leaves_all_in(nobody: TestClient) -> None:
    assert nobody.get("/api/v1/search", params={"organ": "", "municipality": ""}).json()["total"] == 4
    assert nobody.get("/api/v1/search", params={"to": "0"}).status_code == 422
    assert ask(nobody, filters={"organ": ""}).json()["understood"]["filters"] == {}


@pytest.mark.parametrize("write", [str, lambda id_: quote(id_, safe="")], ids=["plain", "encoded"])
def test_decision_and_paragraph_by_id(nobody: TestClient, write: Callable[[str], str]) -> None:
    decision = nobody.get(f"/api/v1/decisions/{write(f'{MARCH}/12')}").json()
    assert (decision["title"], decision["section"]) == ("Uimarannan kunnostus", "12")
    paragraph = decision["paragraphs"][-1]["paragraph_id"]
    alone = nobody.get(
        f"/api/v1/decisions/{write(paragraph.partition('#')[0])}{quote('#' + paragraph.partition('#')[2])}"
    )
    assert [each["paragraph_id"] for each in alone.json()["paragraphs"]] == [paragraph]


def test_decision_has_a_tag_by_which_it_need_not_be_sent_again(nobody: TestClient) -> None:
    address = f"/api/v1/decisions/{MARCH}/12"
    tag = nobody.get(address).headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = nobody.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert nobody.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_tag_tells_nothing_to_those_who_may_not_see(nobody: TestClient, key: Key) -> None:
    address = f"/api/v1/decisions/{CLOSED_ID}"
    tag = nobody.get(address, headers=key("hallitus")).headers["etag"]
    for known in (tag, "*"):
        refused = nobody.get(address, headers={"If-None-Match": known})
        assert refused.status_code == 404
        assert "etag" not in refused.headers


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fi", "Kohdetta ei löydy."),
        ("sv-FI, en;q=0.5", "Det du söker hittas inte."),
        ("de, en;q=0.5", "There is no such item."),
        ("", "Kohdetta ei löydy."),
    ],
)
def test_problem_is_told_in_the_askers_language(nobody: TestClient, language: str, title: str) -> None:
    reply = nobody.get("/api/v1/decisions/none/1", headers={"Accept-Language": language})
    assert reply.status_code == 404
    assert reply.headers["content-type"] == PROBLEM
    told = reply.json()
    assert told["title"].startswith(title)
    assert (told["type"], told["status"]) == ("urn:pykala:problem:not-found", 404)
    assert told["request_id"] == reply.headers["x-request-id"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"question": " "}', "empty-question"),
        (b'{"question": 7}', "invalid-request"),
        (b'{"question": "x", "groups": ["hallitus"]}', "invalid-request"),
        (b'{"question": "x", "filters": {"groups": ["hallitus"]}}', "invalid-request"),
        (b'{"question": "\\ud800"}', "invalid-request"),
        (b'{"question": "x", "stream": 0}', "invalid-request"),
        (b'{"question": "x", "filters": {"year": "2031"}}', "invalid-request"),
        (b'{"question": "x", "filters": {"date_to": 0}}', "invalid-request"),
        (b'{"question": "x", "filters": {"date_to": "2031-02-30"}}', "invalid-request"),
        (b"{", "invalid-request"),
        (b"\xff", "invalid-request"),
        (b'{"question": "' + b"x" * 2001 + b'"}', "invalid-request"),
    ],
)
def test_unsound_question_is_refused(nobody: TestClient, body: bytes, kind: str) -> None:
    reply = nobody.post("/api/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["type"]) == (422, f"urn:pykala:problem:{kind}")


def test_long_body_is_refused_whether_or_not_it_says_how_long_it_is(nobody: TestClient) -> None:
    body = b'{"question": "' + b"x" * 70_000 + b'"}'
    for content in (body, (body[at : at + 5000] for at in range(0, len(body), 5000))):
        reply = nobody.post("/api/v1/ask", content=content, headers={"Content-Type": "application/json"})
        assert (reply.status_code, reply.json()["type"]) == (413, "urn:pykala:problem:too-large")


def test_wrong_method_and_unknown_address_are_problems_too(nobody: TestClient) -> None:
    wrong = nobody.delete("/api/v1/search")
    assert (wrong.status_code, wrong.json()["type"]) == (405, "urn:pykala:problem:method-not-allowed")
    assert wrong.headers["allow"] == "GET"
    assert nobody.get("/api/v1/nothing").json()["type"] == "urn:pykala:problem:not-found"
