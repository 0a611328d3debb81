"""The texts of the pages: the same in each language, all used, and every place holder filled."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest

from assistant.model import DocumentKind, PartKind
from assistant.web.words import LANGUAGES, Words, day, figure, texts
from tests.conftest import ROOT

WEB = ROOT / "assistant" / "web"
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(WEB.rglob("*")) if path.suffix in (".html", ".xml", ".py")
)


def places(text: Any) -> Any:
    """List the place holders of a text, or of each text of a table."""
    if isinstance(text, dict):
        return {name: places(value) for name, value in text.items()}
    if isinstance(text, list):
        return [places(each) for each in text]
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name})


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_language_says_the_same(language: str) -> None:
    assert places(texts()[language]) == places(texts()["fi"])


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    names = {name for name, value in texts()["fi"].items() if isinstance(value, str)}
    said = set(re.findall(r"""\bt\(\s*["'](\w+)["']""", SOURCE))
    chosen = {name for name in names if re.search(rf"""["']{name}["']""", SOURCE)}
    made = {name for name in names if name.startswith(("facet_", "status_"))}  # said by a name that is put together
    assert said - names == {"facet_", "status_"}
    assert names - said - chosen - made == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_kind_and_status_has_a_name(language: str) -> None:
    t = Words(language)
    assert all(t.part(str(part)) for part in PartKind)
    assert all(t.kind(str(kind)) for kind in DocumentKind)
    assert all(t(f"status_{status}") for status in ("agenda", "minutes", "adjusted"))


def test_numbers_and_dates_are_written_as_people_do() -> None:
    assert figure(1234567) == "1\u00a0234\u00a0567"
    assert day("2031-03-04") == day("2031-03-04T12:00:00Z") == "4.3.2031"
    assert day(None) == ""
    assert Words("fi").count("decision", 1) == "1 päätös"
    assert Words("fi").count("decision", 1200) == "1\u00a0200 päätöstä"
