"""A person logs in at a real provider, in a browser, sees what the groups allow, and logs out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.settings import Settings
from tests.assistant.api.provider import Provider, running
from tests.assistant.conftest import indexed_corpus
from tests.e2e.browsing import server

GROUP = "johtoryhma"
CLOSED = "/search?q=johtoryhmän+muistio&document_kind=other"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as found:
        found.knows("helka", name="Helka Rautaranta", groups=[GROUP])
        found.knows("siiri", name="Siiri Haapalehto", groups=["muut"])
        yield found


@pytest.fixture(scope="module")
def guarded(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the corpus that ships to people who log in at the provider; give the address."""
    settings = indexed_corpus(tmp_path_factory, Settings().cache)
    people = {"oidc_issuer": provider.issuer, "oidc_client_id": "pykala", "oidc_client_secret": "s"}
    with server(settings.data, settings.cache, service_database=settings.service_database, **people) as address:
        yield address


@pytest.fixture
def window(chromium: Browser, guarded: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=guarded, locale="fi-FI")
    yield context.new_page()
    context.close()


def log_in(window: Page, provider: Provider, subject: str) -> None:
    window.get_by_role("link", name="Kirjaudu", exact=True).click()
    expect(window).to_have_url(re.compile(rf"^{re.escape(provider.issuer)}/"))
    window.locator("input[name=sub]").fill(subject)
    window.get_by_role("button", name="Authorize", exact=True).click()


def test_person_logs_in_sees_the_closed_document_and_logs_out(window: Page, provider: Provider, guarded: str) -> None:
    window.goto(CLOSED)
    expect(window.locator("#found .hit")).to_have_count(0)
    log_in(window, provider, "helka")
    expect(window).to_have_url(re.compile(rf"^{re.escape(guarded)}/search\?q="))  # back where the person was
    expect(window.get_by_text("Helka Rautaranta")).to_be_visible()
    expect(window.locator("#found .hit").first).to_contain_text("muistio")
    window.get_by_role("button", name="Kirjaudu ulos").click()
    expect(window.get_by_role("link", name="Kirjaudu", exact=True)).to_be_visible()
    window.goto(CLOSED)
    expect(window.locator("#found .hit")).to_have_count(0)


def test_person_of_another_group_sees_what_everybody_sees(window: Page, provider: Provider) -> None:
    window.goto(CLOSED)
    log_in(window, provider, "siiri")
    expect(window.get_by_text("Siiri Haapalehto")).to_be_visible()
    expect(window.locator("#found .hit")).to_have_count(0)


def test_who_declines_at_the_provider_is_told_and_stays_out(window: Page) -> None:
    window.goto("/")
    window.get_by_role("link", name="Kirjaudu", exact=True).click()
    window.get_by_role("button", name="Deny").click()
    expect(window.get_by_role("heading", level=1)).to_be_visible()
    window.goto("/")
    expect(window.get_by_role("link", name="Kirjaudu", exact=True)).to_be_visible()
