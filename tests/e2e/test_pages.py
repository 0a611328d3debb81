"""What a reader does on the pages, in a real browser against a real server over the corpus that ships."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

QUESTION = "Mitä Vaskipellon koulun korvaavasta uudisrakennuksesta päätettiin kaupunginvaltuustossa?"
COUNCIL = "/decisions/kuusniva/kaupunginvaltuusto/2024-06-10/37"
CASE = "/cases/kuusniva/KUUDno-2024-31"


def search(page: Page, q: str, **query: object) -> None:
    page.goto(f"/search?{urlencode({'q': q, **query})}")


def ask(page: Page, question: str = QUESTION) -> None:
    """Type a question on the front page and wait for the whole answer."""
    page.goto("/")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).fill(question)
    page.get_by_role("button", name="Kysy").click()
    page.locator("#answer .answer-tail").wait_for()


def test_question_is_streamed_and_said_once_a_claim(page: Page) -> None:
    page.goto("/")
    page.add_init_script(
        "window.said = []; addEventListener('DOMContentLoaded', () => new MutationObserver(() =>"
        " said.push(document.getElementById('told').textContent))"
        ".observe(document.getElementById('told'), {childList: true, characterData: true, subtree: true}))"
    )
    with page.expect_response(lambda reply: "/search/stream" in reply.url) as streamed:
        ask(page)
    assert streamed.value.headers["content-type"].startswith("text/event-stream")
    claims = page.locator("#answer .claim")
    said = page.evaluate("said")
    assert len(said) == claims.count() + 1  # each claim, then that it is complete
    assert said[-1] == "Vastaus on valmis."
    assert said[0].startswith("Kaupunginvaltuusto 10.6.2024 § 37")
    expect(page.locator("#found .hit").first).to_be_visible()
    expect(page.locator("#answer [aria-live]")).to_have_count(0)


def test_quote_is_one_click_away_and_leads_to_the_marked_words_and_the_marked_page(page: Page) -> None:
    ask(page)
    first = page.locator("#answer .claim").first
    first.locator("summary").click()
    quote = first.locator("blockquote")
    expect(quote).to_be_visible()
    words = quote.inner_text()
    assert words in first.locator(".claim-text").inner_text()
    first.get_by_role("link", name="Avaa kohta päätöksessä").click()
    expect(page).to_have_url(re.compile(re.escape(COUNCIL) + r"\?answer=\w+&paragraph=decision-1#decision-1"))
    expect(page.locator("#decision-1 mark")).to_contain_text(words)
    expect(page.locator("#decision-1 mark")).to_be_in_viewport()
    # the page of the original, its marks lying on the picture
    picture = page.locator("#picture img")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1200
    sheet, *marks = page.locator("#picture").evaluate(
        "it => [...it.querySelectorAll('img, rect')].map(one => one.getBoundingClientRect().toJSON())"
    )
    assert marks
    for mark in marks:
        assert sheet["left"] < mark["left"] < mark["right"] < sheet["right"]
        assert sheet["top"] < mark["top"] < mark["bottom"] < sheet["bottom"]
    assert (marks[0]["top"] - sheet["top"]) / sheet["height"] == pytest.approx(0.28, abs=0.05)  # where it is printed
    page.get_by_role("link", name="Takaisin vastaukseen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)


def test_page_picture_is_turned_and_enlarged(page: Page) -> None:
    page.goto(f"{COUNCIL}?paragraph=proposal-1")
    caption = page.locator("#picture figcaption")
    expect(caption).to_contain_text("Sivu 3 / 7")
    caption.get_by_role("link", name="Seuraava sivu").click()
    expect(caption).to_contain_text("Sivu 4 / 7")
    page.locator("a.sheet").click()
    dialog = page.get_by_role("dialog", name="Sivu suurena")
    expect(dialog).to_be_visible()
    image = dialog.locator("img")
    before = image.bounding_box()
    dialog.get_by_role("button", name="Suurenna").click()
    after = image.bounding_box()
    assert before
    assert after
    assert after["width"] > before["width"]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("a.sheet")).to_be_focused()


def test_results_are_filtered_turned_and_a_filter_is_taken_away(page: Page) -> None:
    search(page, "koulu")
    found = page.locator("#found")
    found.locator(".hit").first.wait_for()
    said = re.compile("^koulu", re.IGNORECASE)  # a § in Swedish is found by its own word
    expect(found.locator("mark").filter(has_text=said).first).to_be_visible()
    facet = found.get_by_role("link", name=re.compile("^Tekninen lautakunta"))
    count = facet.locator(".count").inner_text()
    facet.click()
    expect(found.locator(".results-head p")).to_contain_text(f"Sanat esiintyvät {count} päätöksessä")
    places = found.locator(".hit-place cite").all_inner_texts()
    assert len(places) == 10
    assert all(place.startswith("Tekninen lautakunta") for place in places)
    found.get_by_role("link", name="Poista rajaus: toimielin Tekninen lautakunta").click()
    found.get_by_role("link", name="Seuraava").click()
    expect(found.get_by_role("link", name="Sivu 2")).to_have_attribute("aria-current", "page")
    first = found.locator(".hit h3").first.inner_text()
    page.reload()
    expect(found.locator(".hit h3").first).to_have_text(first)


def test_what_was_understood_can_be_taken_away(page: Page) -> None:
    search(page, "Mitä hyvinvointilautakunta päätti vuonna 2024?")
    page.get_by_role("link", name="Jätä huomiotta: vuosi 2024").click()
    expect(page.get_by_role("link", name="Jätä huomiotta: toimielin Hyvinvointilautakunta")).to_be_visible()
    expect(page.get_by_role("link", name="Jätä huomiotta: vuosi 2024")).to_have_count(0)


def test_mistyped_word_is_asked_back(page: Page) -> None:
    search(page, "kaupunkistrtegia")
    page.locator("#found .meant a").click()
    expect(page.locator("#q")).to_have_value("kaupunkistrategia")
    expect(page.locator("#found .hit").first).to_be_visible()


def test_suggestions_by_arrows_and_escape(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox", name="Kysymys tai hakusanat")
    box.press_sequentially("kirja")
    options = page.get_by_role("option")
    options.first.wait_for()
    expect(box).to_have_attribute("aria-expanded", "true")
    text = options.first.get_attribute("data-text")
    assert text
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_value(text)
    active = box.get_attribute("aria-activedescendant")
    assert active == options.first.get_attribute("id")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("kirja")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("s")
    options.first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.locator("#found .hit").first.wait_for()
    assert page.locator("#q").input_value() != "kirjas"


def test_case_is_drawn_and_listed(page: Page) -> None:
    page.goto(COUNCIL)
    page.get_by_role("link", name="KUUDno-2024-31").click()
    expect(page).to_have_url(re.compile(re.escape("/cases/Kuusniva/KUUDno-2024-31")))
    stages = page.locator(".stages li")
    assert stages.count() == page.locator("svg .stage").count() == 5
    expect(page.get_by_role("img", name=re.compile("Aikajana: asia KUUDno-2024-31, 5 käsittelyä"))).to_be_visible()
    stages.first.get_by_role("link").click()
    expect(page.locator(".place cite")).to_have_text("Sivistyslautakunta 8.2.2024 § 8")


def test_references_attachments_and_the_original(page: Page) -> None:
    page.goto(COUNCIL)
    refers = page.get_by_role("region", name="Viittaa päätöksiin")
    refers.get_by_role("link", name="Kaupunginhallitus 13.5.2024 § 91").click()
    expect(page.locator(".place cite")).to_have_text("Kaupunginhallitus 13.5.2024 § 91")
    page.go_back()
    original = page.get_by_role("link", name="2024-06-10.pdf").get_attribute("href")
    assert original
    reply = page.request.get(original)
    assert reply.ok
    assert reply.body().startswith(b"%PDF")


def test_answer_and_reference_are_copied(page: Page) -> None:
    ask(page)
    page.locator(".copying summary").click()
    page.get_by_role("button", name="Kopioi vastaus viitteineen").click()
    expect(page.locator("#told")).to_have_text("Kopioitu.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[1] Kaupunginvaltuusto 10.6.2024 § 37" in copied
    page.goto(COUNCIL)
    page.get_by_role("button", name="Kopioi viite", exact=True).click()
    expect(page.locator("#told")).to_have_text("Kopioitu.")
    assert page.evaluate("navigator.clipboard.readText()").startswith("Kaupunginvaltuusto 10.6.2024 § 37")


def test_follow_up_keeps_the_topic(page: Page) -> None:
    ask(page)
    page.get_by_label("Jatkokysymys").fill("Entä äänestys?")
    page.locator(".follow button").click()
    expect(page.locator(".follows")).to_contain_text("Tämä jatkaa aiempaa kysymystä.")
    expect(page.locator("#answer .source-link").first).to_contain_text("Kaupunginvaltuusto 10.6.2024 § 37")


def test_what_is_new_and_what_is_in_here(page: Page) -> None:
    page.goto("/new")
    page.get_by_label("Näytä muutokset päivästä alkaen").fill("2020-01-01")
    page.get_by_label("Toimielin").select_option("Sivistyslautakunta")
    page.get_by_role("button", name="Näytä").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(re.compile("^Sivistyslautakunta"))
    page.get_by_role("navigation", name="Sivut").get_by_role("link", name="Mitä täällä on").click()
    expect(page.get_by_role("img", name=re.compile("Pylväskuvio"))).to_be_visible()
    page.get_by_role("row", name=re.compile("^Sivistyslautakunta")).get_by_role("link").first.click()
    expect(page.locator("#found .hit").first).to_be_visible()


def test_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Siirry sisältöön")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator("#answer .answer-tail").wait_for()
    summary = page.locator("#answer summary").first
    for _ in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        if summary.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#answer blockquote").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#decision-1 mark")).to_be_in_viewport()


def test_everything_works_without_script(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("searchbox").fill(QUESTION)
    plain.get_by_role("button", name="Kysy").click()
    expect(plain.locator("#answer .claim").first).to_be_visible()
    expect(plain.locator("#found .hit").first).to_be_visible()
    plain.locator("#answer .words summary").first.click()
    expect(plain.locator("#answer blockquote").first).to_be_visible()
    plain.locator(".copying summary").click()
    expect(plain.locator("#answer-text")).to_contain_text("[1]")
    expect(plain.locator("button[data-copy]")).to_be_hidden()
    plain.locator("#answer a.mark").first.click()
    expect(plain.locator("mark.quoted").first).to_be_visible()
    plain.go_back()
    plain.get_by_label("Miksi? (vapaaehtoinen)").fill("Selvä")
    plain.get_by_role("button", name="Oli hyötyä").click()
    expect(plain.get_by_text("Kiitos palautteesta.")).to_be_visible()


def test_script_that_is_switched_off_later_leaves_whole_pages(page: Page, plain: Page) -> None:
    ask(page)
    plain.context.add_cookies([{"name": "pykala_script", "value": "on", "url": page.url}])
    search(plain, QUESTION)
    expect(plain.locator("#answer .claim").first).to_be_visible()


@pytest.mark.parametrize(
    ("question", "language", "shown"),
    [
        ("What was decided about the new building of Vaskipelto school?", "en", "Show the document’s words"),
        ("Vad beslutades om skolan i Vaskipelto?", "sv", "Visa handlingens ord"),
        (QUESTION, "fi", "Näytä asiakirjan sanat"),
    ],
)
def test_three_languages_and_quotes_in_their_own(page: Page, question: str, language: str, shown: str) -> None:
    page.goto("/")
    page.locator(f".languages a[lang={language}]").click()
    page.locator("#q").fill(question)
    page.locator("#q").press("Enter")
    page.locator("#answer .answer-tail").wait_for()
    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator("#answer summary").first).to_have_text(shown)
    assert page.locator("#answer blockquote").first.get_attribute("lang") == "fi"
    assert page.locator("#answer .claim-text [lang=fi]").count() > 0
    assert set(page.locator("#found .hit-text").evaluate_all("all => all.map(each => each.lang)")) <= {"fi", "sv"}


@pytest.mark.parametrize("width", [320, 390])
def test_narrow_screens_scroll_one_way_only(page: Page, width: int) -> None:
    """Show 390 for a phone and 320, which is a window of 1280 at 400 % zoom."""
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/", f"/search?{urlencode({'q': QUESTION})}", COUNCIL, CASE, "/new?since=2020-01-01", "/contents"):
        page.goto(path)
        page.locator("main").wait_for()
        if "search" in path:
            page.locator("#answer .answer-tail").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
