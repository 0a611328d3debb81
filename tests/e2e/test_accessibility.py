"""No page breaks a rule of WCAG 2.1 A or AA that axe-core can judge, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.e2e.test_pages import CASE, COUNCIL, QUESTION

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
PAGES = {
    "front": "/",
    "answer": f"/search?{urlencode({'q': QUESTION})}",
    "english": f"/search?{urlencode({'q': 'What was decided about the school?', 'lang': 'en'})}",
    "filtered": f"/search?{urlencode({'q': 'koulu', 'year': 2024, 'page': 2})}",
    "no-answer": f"/search?{urlencode({'q': 'Kuka omistaa Atlantiksen satelliitin?'})}",
    "nothing": f"/search?{urlencode({'q': '', 'organ': 'x'})}",
    "decision": f"{COUNCIL}?paragraph=decision-1",
    "report": "/decisions/kuusniva/hyvinvointikertomus-2024/liikkeelle-joka-paiva",
    "case": CASE,
    "new": "/new?since=2020-01-01",
    "contents": "/contents",
    "statement": "/accessibility",
    "unknown": "/nowhere",
}


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest, chromium: Browser, served: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=served, locale="fi-FI", color_scheme=request.param)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_breaks_no_rule(scheme: Page, name: str) -> None:
    scheme.goto(PAGES[name])
    if scheme.locator("#stream").count():
        scheme.locator("#answer .answer-tail").wait_for()
    scheme.locator("main details").evaluate_all("all => all.forEach(each => each.open = true)")
    result = Axe().run(scheme, options=RULES)
    faults = [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in result.response["violations"]
        for node in rule["nodes"]
    ]
    assert faults == []
    assert result.response["passes"]


def test_answer_kept_under_its_address_breaks_no_rule(scheme: Page) -> None:
    scheme.goto(PAGES["answer"])
    scheme.locator("#answer .answer-tail").wait_for()
    scheme.goto(str(scheme.locator(".answer-foot a").first.get_attribute("href")) + "?thanks=1")
    assert Axe().run(scheme, options=RULES).response["violations"] == []


@pytest.mark.parametrize("scheme_name", ["light", "dark"])
def test_administrators_page_breaks_no_rule(
    chromium: Browser, served: str, scheme_name: Literal["light", "dark"]
) -> None:
    headers = {"X-User": "Helka", "X-Groups": "johto"}
    context = chromium.new_context(
        base_url=served, locale="fi-FI", color_scheme=scheme_name, extra_http_headers=headers
    )
    page = context.new_page()
    page.goto(PAGES["no-answer"] + "&whole=1")
    page.goto("/admin?days=7")
    assert page.locator("#topics-title ~ .scroll tbody tr").count()
    result = Axe().run(page, options=RULES).response
    context.close()
    assert result["violations"] == []
    assert result["passes"]
