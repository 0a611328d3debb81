"""A browser, and a real server over the corpus that ships."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from assistant.settings import Settings
from tests.assistant.conftest import indexed_corpus
from tests.e2e.browsing import CHROMIUM, browser, server


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the corpus that ships; give the address."""
    settings = indexed_corpus(tmp_path_factory, Settings().cache)
    with server(
        settings.data,
        settings.cache,
        service_database=settings.service_database,
        proxy_addresses='["127.0.0.1"]',
        proxy_user_header="X-User",
        proxy_groups_header="X-Groups",
        admin_groups='["johto"]',
        show_questions="true",
    ) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with browser() as started:
        yield started


@pytest.fixture
def page(chromium: Browser, served: str) -> Iterator[Page]:
    """Open a window in Finnish; an error of our script fails the test, as does a request to another host."""
    context = chromium.new_context(base_url=served, locale="fi-FI", viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened, faults = context.new_page(), []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda request: None if request.url.startswith(served) else faults.append(request.url))
    yield opened
    context.close()
    assert faults == []


@pytest.fixture
def plain(chromium: Browser, served: str) -> Iterator[Page]:
    """Open a window without script."""
    context = chromium.new_context(base_url=served, locale="fi-FI", java_script_enabled=False)
    yield context.new_page()
    context.close()
