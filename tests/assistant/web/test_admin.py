"""The administrators' page: who may see it, what it shows, and its tables as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from assistant.api.app import create_app
from assistant.engine import Engine
from assistant.repository import Repository
from assistant.settings import Settings
from tests.assistant.web.conftest import BROWSER

NOTHING = "Kuka omistaa Atlantiksen satelliitin vuonna 2030?"
FOUND = "Mitä Likolammen uimarannan kunnostuksesta päätettiin?"
FORMULA = "=cmd|calc satelliitti?"
COMMENT = "Vanhentunut"

Browse = Callable[..., TestClient]


@pytest.fixture
def browse(town: Engine, settings: Settings) -> Iterator[Browse]:
    """Browse as one whom a trusted proxy names, with settings of a test's own."""
    with ExitStack() as stack:

        def made(groups: str = "johto", **changes: Any) -> TestClient:
            own = settings.model_copy(
                update={
                    "proxy_addresses": ("127.0.0.1",),
                    "proxy_user_header": "X-User",
                    "proxy_groups_header": "X-Groups",
                    "admin_groups": ("johto",),
                    **changes,
                }
            )
            headers = {**BROWSER, "X-User": "Helka", "X-Groups": groups, "Sec-Fetch-Site": "same-origin"}
            app = create_app(own, town)
            client = TestClient(app, raise_server_exceptions=False, headers=headers, client=("127.0.0.1", 50000))
            return stack.enter_context(client)

        yield made


def ask(client: TestClient) -> None:
    for question in (NOTHING, NOTHING, FORMULA):
        client.post("/api/v1/ask", json={"question": question})
    answer = client.post("/api/v1/ask", json={"question": FOUND}).json()
    client.post("/api/v1/feedback", json={"answer_id": answer["id"], "useful": False, "comment": COMMENT})


def tree(client: TestClient, path: str = "/admin") -> Any:
    reply = client.get(path)
    assert reply.status_code == 200, reply.text
    return html.fromstring(reply.text)


def test_only_those_of_a_group_or_a_key_made_for_it(browse: Browse, nobody: TestClient, settings: Settings) -> None:
    assert browse().get("/admin").status_code == 200
    assert browse("muut").get("/admin").status_code == 403
    assert nobody.get("/admin").status_code == 403
    assert 'href="/admin"' in browse().get("/").text
    assert 'href="/admin"' not in browse("muut").get("/").text + nobody.get("/").text
    repository = Repository(settings)
    for scopes, status in ((("read", "ask", "metrics"), 403), (("statistics",), 200)):
        token, _ = repository.create_key("test", scopes, ("johto",))
        for path in ("/admin", "/admin.csv?table=slow"):
            reply = browse("muut").get(path, headers={"Authorization": f"Bearer {token}"})
            assert reply.status_code == status
            assert reply.headers["cache-control"] == "no-store"
    repository.close()


def test_words_of_questions_only_where_the_setting_allows(browse: Browse) -> None:
    silent = browse()
    ask(silent)
    hidden = silent.get("/admin").text
    assert "tlanti" not in hidden
    assert COMMENT not in hidden
    assert "vuosi 2030" in hidden  # what was understood is told
    assert "PYKALA_SHOW_QUESTIONS" in hidden
    assert "tlanti" not in silent.get("/admin.csv", params={"table": "unanswered"}).text
    shown = browse(show_questions=True).get("/admin").text
    assert NOTHING in shown
    assert COMMENT in shown


def test_topics_without_an_answer_come_the_most_frequent_first(browse: Browse) -> None:
    client = browse(show_questions=True)
    ask(client)
    rows = tree(client).xpath("//section[@aria-labelledby='topics-title']//tbody/tr")
    counts = [int(each.xpath("string(td[1])")) for each in rows]
    assert counts == sorted(counts, reverse=True)
    assert rows[0].xpath("string(th)").startswith("satelli")
    assert counts[0] == 3


def test_bars_and_table_tell_the_same(browse: Browse) -> None:
    client = browse()
    ask(client)
    page = tree(client, "/admin?days=7")
    rows = page.xpath("//section[@aria-labelledby='stretches-title']//tbody/tr")
    assert len(rows) == 7
    assert [each.xpath("string(td[1])") for each in rows] == ["0"] * 6 + ["4"]
    for chart, column in zip(page.cssselect(".chart"), (1, 2, 4), strict=True):
        told = [each.text for each in chart.cssselect(".bar-count")]
        assert told == [each.xpath(f"string(td[{column}])") for each in rows]
        assert chart.xpath(".//svg[@role='img'][@aria-label]")
    assert page.cssselect("option[selected]")[0].get("value") == "7"


def test_tables_are_files_for_spreadsheets(browse: Browse) -> None:
    client = browse(show_questions=True)
    ask(client)
    reply = client.get("/admin.csv", params={"table": "unanswered", "days": 7})
    assert reply.headers["content-type"].startswith("text/csv")
    assert "pykala-unanswered.csv" in reply.headers["content-disposition"]
    assert reply.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(reply.text.removeprefix("\ufeff")), delimiter=";"))
    assert [each["text"] for each in rows] == [f"'{FORMULA}", NOTHING, NOTHING]
    for table in ("stretches", "topics", "limits", "useless", "slow"):
        assert client.get("/admin.csv", params={"table": table}).status_code == 200
    assert client.get("/admin.csv", params={"table": "keys"}).status_code == 422


def test_who_looked_is_kept(browse: Browse, settings: Settings) -> None:
    client = browse()
    client.get("/admin?days=14")
    client.get("/admin.csv?table=slow")
    browse("muut").get("/admin")
    repository = Repository(settings)
    seen = [(each.name, each.thing, each.way) for each in repository.sights(1)]
    repository.close()
    assert sorted(seen) == [
        ("Helka", "questions of 14 days", "statistics"),
        ("Helka", "questions of 30 days", "statistics"),
    ]


def test_personal_data_is_masked_here_too(browse: Browse) -> None:
    client = browse(show_questions=True)
    client.post("/api/v1/ask", json={"question": "Kuka on 131052-308T satelliitissa?"})
    assert "131052-308T" not in client.get("/admin").text
    assert "131052-308T" in browse(show_questions=True, mask=()).get("/admin").text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_page_stands_in_every_language(browse: Browse, language: str) -> None:
    page = tree(browse(), f"/admin?lang={language}")
    assert page.get("lang") == language
    assert not page.xpath("//@style | //style | //script[not(@src)]")


def test_periods_end_where_answers_are_forgotten(browse: Browse) -> None:
    def periods(**changes: Any) -> list[str]:
        return [str(each.get("value")) for each in tree(browse(**changes)).cssselect("#days option")]

    assert periods() == ["7", "14", "30"]
    assert periods(keep_answers_days=100) == ["7", "14", "30", "90", "100"]
    assert browse().get("/admin?days=0").status_code == 422
