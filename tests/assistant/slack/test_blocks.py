"""Rendered messages fit what Slack takes, at the edge too, and a document has no power over them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from slack_sdk.models.views import View

from assistant.engine import Found
from assistant.model import (
    PartKind,
)
from assistant.slack.blocks import Shown, fallback, message, pages, tail
from assistant.slack.limits import SECTION, escaped, escaped_markdown, link, web_address
from assistant.slack.views import decision_view, home, prompts, told, waiting
from assistant.slack.words import LANGUAGES, language_of
from assistant.slack.words import texts as fixed
from tests.assistant.examples import a_decision, background, decided
from tests.assistant.slack.examples import a_citation, an_answer
from tests.slack_rules import check_blocks, texts

NASTY = (
    "<!channel> <@U0000001> <https://bad.example|here> *x* [y](https://bad.example)"
    " https://bad.example a@bad.example & :tada:"
)
TEXTS = st.text(max_size=4_000) | st.sampled_from([NASTY, "<" * 4_000, "&" * 3_001, "*" * 3_000, ""])
URLS = st.sampled_from(
    [
        "",
        "/decisions/x#decision-1",
        "https://m.example/d/a#b",
        "https://m.example/a|b>(c) d",
        "https://m.example/" + "a" * 480,
        "https://m.example/" + "(" * 900,
        "x" * 9_000,
    ]
)


def check(blocks: list[dict[str, Any]]) -> None:
    """Validate as Slack would."""
    check_blocks(blocks)


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 40), TEXTS, URLS, st.integers(1, 12), st.sampled_from(["fi", "sv", "en"]), st.booleans())
def test_every_page_of_any_answer_fits(
    claims: int, text: str, url: str, per_claim: int, language: str, is_ephemeral: bool
) -> None:
    answer = an_answer(claims, text, url, per_claim)
    made = pages(answer)
    assert [claim for page in made for claim in page.claims] == list(answer.claims)
    for number in range(len(made)):
        check(message(answer, Shown(language, number, is_ephemeral, ("note",))))
    assert len(fallback(answer)) <= SECTION


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.integers(1, 400))
def test_escaping_leaves_no_control_character_and_cuts_no_entity(text: str, longest: int) -> None:
    written = escaped(text, longest)
    assert len(written) <= longest
    assert "<" not in written
    assert ">" not in written
    rest = written
    for entity in ("&amp;", "&lt;", "&gt;"):
        rest = rest.replace(entity, "")
    assert "&" not in rest


@pytest.mark.parametrize("text", [NASTY, "www.bad.example", "# head", "1. item", "- item", "~~x~~", "`x`", "![i](u)"])
def test_markdown_shows_a_documents_words_as_they_are(text: str) -> None:
    rendered = MarkdownIt("commonmark").render(escaped_markdown(text, 1_000))
    shown = rendered.removeprefix("<p>").removesuffix("</p>\n")
    assert "<" not in shown
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_every_language_says_everything() -> None:
    names = [{*words, *(f"part.{part}" for part in words["part"])} for words in (fixed()[each] for each in LANGUAGES)]
    assert names[0] == names[1] == names[2]
    assert {f"part.{part}" for part in PartKind} <= names[0]
    assert [language_of(each) for each in ("fi-FI", "sv-SE", "en-GB", "de-DE", None)] == ["fi", "sv", "en", "en", "en"]


def test_only_our_own_address_becomes_a_link() -> None:
    assert link("javascript:alert(1)", "x") == "x"
    assert link("/decisions/a", "x") == "x"
    assert link("https://m.example/a|b>c", "x") == "<https://m.example/a%7Cb%3Ec|x>"
    assert web_address("https://m.example/" + "a" * 2_000) == ""


def test_a_mark_leads_to_its_decision() -> None:
    text = message(an_answer(1, url="https://m.example/decisions/x#decision-1"), Shown("fi"))[0]["text"]
    assert text == "Uimaranta kunnostetaan [\\[1\\]](https://m.example/decisions/x#decision-1)\n\n"


def test_a_long_list_is_paged() -> None:
    answer = an_answer(17)
    assert [len(page.claims) for page in pages(answer)] == [8, 8, 1]
    actions = [[e["action_id"] for e in b["elements"]] for b in tail(answer, Shown("en", 1)) if b["type"] == "actions"]
    assert ["page_before", "page_next"] in actions


def test_only_an_answer_for_one_person_can_be_shared() -> None:
    def can_share(shown: Shown) -> bool:
        return any(
            each.get("action_id") == "share" for b in tail(an_answer(1), shown) for each in b.get("elements", ())
        )

    assert can_share(Shown("fi", is_ephemeral=True))
    assert not can_share(Shown("fi"))


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 250), st.sampled_from(["lyhyt", "x" * 3_001, NASTY]), st.sampled_from(["fi", "sv", "en"]))
def test_a_section_of_any_length_fits_a_modal_with_its_citation(count: int, text: str, language: str) -> None:
    decision = a_decision(background(*[text] * count), decided("Ehdotus hyväksyttiin."))
    cited = decision.paragraphs[count // 2]
    citation = replace(a_citation(1), paragraph_id=cited.paragraph_id)
    view = decision_view(Found(decision, None, "kokous.txt"), citation, language)
    View(**view).validate_json()
    assert sum(":arrow_right:" in each["text"] for each in texts(view["blocks"])) == 1
    assert all(1 <= len(each["text"]) <= SECTION for each in texts(view["blocks"]))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_views_fit_also_an_empty_store_and_one_with_many_organs(language: str) -> None:
    organs = [{"municipality": "Sammalvaara", "organ": f"Lautakunta {n} " + "x" * 100} for n in range(200)]
    many = {"decisions": 1, "newest": "2031-03-04", "organs": organs}
    statuses: list[dict[str, Any] | None] = [None, {"decisions": 0, "newest": None, "organs": []}, many]
    for status in statuses:
        View(**home(status, language)).validate_json()
        assert 1 <= len(prompts(status, language)) <= 4
    for view in (waiting(language), told("x" * 5_000, language)):
        View(**view).validate_json()
