"""Make the pictures of the README: `python -m tests.e2e.pictures`, from the corpus that ships."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, Page

from assistant.settings import Settings
from indexer.pipeline import index
from tests.conftest import ROOT
from tests.e2e.browsing import browser, server

FOLDER = ROOT / "docs" / "pictures"
QUESTION = "Mitä Vaskipellon koulusta päätettiin?"
NOTHING = "Paljonko uimahallin laajennus maksaa?"
_DESKTOP = {"width": 1280, "height": 860}
_PHONE = {"width": 390, "height": 844}


def main() -> None:
    """Index the corpus, serve it, and take a picture of each view."""
    with tempfile.TemporaryDirectory() as folder, browser() as shown:
        settings = Settings(data=Path(folder) / "store")
        index([ROOT / "corpus"], settings)
        with server(settings.data, settings.cache) as address:
            take(shown, address)


def take(shown: Browser, address: str) -> None:
    """Take all pictures from a server over the corpus that ships."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        context = shown.new_context(viewport=_DESKTOP, color_scheme=scheme, locale="fi-FI")  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(address)
        _save(page, f"front-{scheme}")
        _ask(page, address, QUESTION)
        _save(page, f"answer-{scheme}")
        page.goto(f"{address}/search?{urlencode({'q': 'koulu', 'year': 2024, 'page': 2})}")
        _save(page, f"search-{scheme}")
        _ask(page, address, NOTHING)
        _save(page, f"no-answer-{scheme}")
        _cited(page, address)
        _save(page, f"decision-{scheme}")
        context.close()
    context = shown.new_context(viewport=_PHONE, device_scale_factor=2, is_mobile=True, locale="fi-FI")  # type: ignore[arg-type]
    page = context.new_page()
    _ask(page, address, QUESTION)
    _save(page, "answer-phone")
    _cited(page, address)
    _save(page, "decision-phone")
    context.close()


def _ask(page: Page, address: str, question: str) -> None:
    page.goto(f"{address}/search?{urlencode({'q': question, 'whole': 1})}")
    page.locator("#answer .answer-tail").wait_for()


def _cited(page: Page, address: str) -> None:
    """Follow a citation of a PDF to the marked words."""
    _ask(page, address, "Mitä Vaskipellon koulun korvaavasta uudisrakennuksesta päätettiin kaupunginvaltuustossa?")
    page.locator(".claim a.mark").first.click()
    page.locator("mark.quoted").first.wait_for()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.wait_for_timeout(300)


def _save(page: Page, name: str) -> None:
    """Keep what the window shows as a small WebP."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.save(FOLDER / f"{name}.webp", "WEBP", quality=80, method=6)


if __name__ == "__main__":
    main()
