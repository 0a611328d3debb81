"""Cases, changes, organs, status, kept answers, feedback, files and figures over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.assistant.api.conftest import Made
from tests.assistant.api.test_asking import MARCH, QUESTION, ask
from tests.assistant.minutes import CLOSED_ID, TECHNICAL_MARCH

CASE = "120/10.03.01/2031"
Key = Callable[..., dict[str, str]]


@pytest.mark.parametrize("written", [CASE, CASE.replace("/", "~"), quote(CASE, safe="")])
def test_case_is_shown_in_time_order(nobody: TestClient, written: str) -> None:
    reply = nobody.get(f"/api/v1/cases/sammalvaara/{written}")
    told = reply.json()
    assert (told["municipality"], told["case"]) == ("Sammalvaara", CASE)
    assert [each["section"] for each in told["decisions"]] == ["14", "31"]
    known = {"If-None-Match": reply.headers["etag"]}
    assert nobody.get(f"/api/v1/cases/Sammalvaara/{written}", headers=known).status_code == 304
    assert nobody.get("/api/v1/cases/sammalvaara/1~2").status_code == 404


def test_changes_are_read_page_by_page(nobody: TestClient) -> None:
    address, seen = "/api/v1/decisions?limit=3", []
    for _ in range(2):
        reply = nobody.get(address)
        seen += [each["decision_id"].rpartition("/")[2] for each in reply.json()["changes"]]
        address = reply.headers.get("link", "").partition(">")[0].removeprefix("<")
    assert (seen, address) == (["12", "13", "14", "31"], "")
    last = reply.json()["next"]
    assert nobody.get("/api/v1/decisions", params={"changed_since": last}).json() == {"changes": [], "next": last}
    assert reply.json()["changes"][0]["url"] == "/decisions/sammalvaara/tekninen-lautakunta/2031-05-06/31"
    wrong = nobody.get("/api/v1/decisions", params={"changed_since": "yesterday"})
    assert (wrong.status_code, wrong.json()["type"]) == (422, "urn:pykala:problem:invalid-time")


def test_search_links_the_next_page(nobody: TestClient) -> None:
    first = nobody.get("/api/v1/search", params={"q": "", "limit": 3})
    second = nobody.get(first.headers["link"].partition(">")[0].removeprefix("<"))
    assert [len(each.json()["results"]) for each in (first, second)] == [3, 1]
    assert "link" not in second.headers


def test_what_is_typed_is_completed_and_what_was_understood_taken_away(nobody: TestClient, key: Key) -> None:
    typed = {"q": "tonttik"}
    assert nobody.get("/api/v1/suggest", params=typed).json() == {"suggestions": []}
    told = nobody.get("/api/v1/suggest", params=typed, headers=key("hallitus")).json()["suggestions"]
    assert [(each["kind"], each["text"]) for each in told] == [("title", "Tonttikaupan esisopimus")]
    words = {"q": "uimaranta 2030"}
    assert nobody.get("/api/v1/search", params=words).json()["understood"]["hints"] == {"year": 2030}
    assert nobody.get("/api/v1/search", params={**words, "without": "year"}).json()["understood"]["hints"] == {}
    asked = ask(nobody, f"{QUESTION} 2030", filters={"without": ["year"]}).json()
    assert asked["understood"]["hints"] == {}


def test_organs_and_status_count_what_the_asker_may_see(nobody: TestClient, key: Key) -> None:
    board = {"municipality": "Sammalvaara", "organ": "Kaupunginhallitus"}
    assert board not in nobody.get("/api/v1/organs").json()["organs"]
    assert board in nobody.get("/api/v1/organs", headers=key("hallitus")).json()["organs"]
    assert nobody.get("/api/v1/status").json()["decisions"] == 4
    assert nobody.get("/api/v1/status", headers=key("hallitus")).json()["decisions"] == 6


def test_kept_answer_is_shown_again_and_judged(nobody: TestClient) -> None:
    made = ask(nobody).json()
    again = nobody.get(f"/api/v1/answers/{made['id']}").json()
    assert {**again, "conversation": ""} == {**made, "conversation": ""}
    assert again["conversation"] == made["id"]
    judged = nobody.post("/api/v1/feedback", json={"answer_id": made["id"], "useful": False, "comment": "Vanha"})
    assert judged.status_code == 201
    assert judged.json()["id"]
    assert nobody.post("/api/v1/feedback", json={"answer_id": "none", "useful": True}).status_code == 404


def test_original_is_given_so_that_it_can_do_nothing(nobody: TestClient, key: Key) -> None:
    document = nobody.get(f"/api/v1/decisions/{MARCH}/12").json()["document"]
    assert (document["name"], document["media_type"]) == ("tekninen-2031-03-04.txt", "text/plain")
    reply = nobody.get(document["url"])
    assert reply.content.decode() == TECHNICAL_MARCH
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.headers["content-disposition"] == "inline; filename*=UTF-8''tekninen-2031-03-04.txt"
    assert reply.headers["content-security-policy"].endswith("; sandbox")
    assert reply.headers["x-content-type-options"] == "nosniff"
    staff = key("hallitus")
    closed = nobody.get(f"/api/v1/decisions/{CLOSED_ID}", headers=staff).json()["document"]["url"]
    assert nobody.get(closed, headers=staff).status_code == 200
    assert nobody.get(closed).status_code == 404
    for other in ("/documents/..%2f..%2fetc%2fpasswd", "/documents//etc/passwd", "/documents/0"):
        assert nobody.get(other).status_code == 404


def test_figures_tell_nothing_of_what_is_asked(serve: Made, key: Key) -> None:
    client = serve()
    assert ask(client, headers=key("hallitus")).status_code == 200
    client.get(f"/api/v1/decisions/{CLOSED_ID}")
    told = client.get("/metrics").text
    assert 'pykala_questions_total{front_end="api",language="fi",status="answered"} 1.0' in told
    assert 'pykala_requests_total{method="GET",route="/api/v1/decisions/{decision_id:path}",status="404"} 1.0' in told
    names = {line.split("{")[0].split(" ")[0] for line in told.splitlines() if not line.startswith("#")}
    assert all(name.startswith("pykala_") for name in names)
    for secret in (QUESTION.split()[1], "sammalvaara", "hallitus"):
        assert secret not in told
