"""Completing what is typed, under the access groups of whoever types."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.model import Filters, SuggestionKind
from assistant.search.suggestions import Suggester
from tests.assistant.test_retrieval import a_store
from tests.indexer.stores.examples import a_decision, a_passage, a_report_section


@pytest.fixture
def suggester(tmp_path: Path) -> Suggester:
    made = [
        a_decision("1", title="Köydenpunojan puiston leikkipaikka", case="7/10.03.01/2025"),
        a_decision("2", "b.txt", date="2025-04-01", title="Köydenpunojan puiston leikkipaikka"),
        a_decision("3", "c.txt", title="Leikkipaikkojen tarkastus", access_groups=("hallitus",), case="8/00.01/2025"),
        a_decision("4", "d.txt", title="Leikkipuiston aita", organ="Tekninen lautakunta", routine=True),
        a_decision("5", "e.txt", title="Teknisten töiden johtaja", organ="Tekninen lautakunta"),
        a_report_section(title="Henkilöstö"),
    ]
    return Suggester(a_store(tmp_path, *((each, a_passage(each)) for each in made)))


def texts(suggester: Suggester, prefix: str, filters: Filters | None = None, limit: int = 10) -> list[str]:
    return [each.text for each in suggester.suggest(prefix, filters or Filters(), limit)]


def test_title_is_found_by_any_of_its_words_once_and_without_dots(suggester: Suggester) -> None:
    for prefix in ("köyd", "KOYDEN", "leikki", "puiston leikk", " puiston  leikk"):
        [found] = suggester.suggest(prefix, Filters(), 10)
        assert (found.text, found.kind, found.count) == (
            "Köydenpunojan puiston leikkipaikka", SuggestionKind.TITLE, 2,
        )  # fmt: skip
    assert (found.detail, found.decision_id) == ("Lautakunta 1.4.2025 § 2", "koivula/lautakunta/2025-04-01/2")


def test_organs_come_before_titles(suggester: Suggester) -> None:
    found = suggester.suggest("tekn", Filters(), 10)
    assert [(each.kind, each.text, each.detail) for each in found] == [
        (SuggestionKind.ORGAN, "Tekninen lautakunta", "Koivula"),
        (SuggestionKind.TITLE, "Teknisten töiden johtaja", "Tekninen lautakunta 20.2.2025 § 5"),
    ]
    assert texts(suggester, "tekn", limit=1) == ["Tekninen lautakunta"]


def test_case_is_found_by_the_beginning_of_its_number(suggester: Suggester) -> None:
    [found] = suggester.suggest("7/10", Filters(), 10)
    assert (found.kind, found.text, found.detail) == (
        SuggestionKind.CASE, "7/10.03.01/2025", "Köydenpunojan puiston leikkipaikka",
    )  # fmt: skip
    assert texts(suggester, "03.01") == []


def test_closed_titles_and_cases_are_for_their_group_alone(suggester: Suggester) -> None:
    assert texts(suggester, "leikkipaikkojen") == texts(suggester, "8/") == []
    insiders = Filters(groups=("hallitus",))
    assert texts(suggester, "leikkipaikkojen", insiders) == ["Leikkipaikkojen tarkastus"]
    assert texts(suggester, "8/", insiders) == ["8/00.01/2025"]
    assert texts(suggester, "leikkipaikkojen", Filters(groups=("virasto",))) == []


def test_filters_and_routine_matters_leave_out(suggester: Suggester) -> None:
    assert texts(suggester, "leikkipuiston") == []
    assert texts(suggester, "köyd", Filters(year=2024)) == []
    assert texts(suggester, "henki", Filters(document_kind="report")) == ["Henkilöstö"]


@pytest.mark.parametrize("prefix", ["", "  ", "zz"])
def test_nothing_is_suggested_for_nothing(suggester: Suggester, prefix: str) -> None:
    assert texts(suggester, prefix) == []
    assert texts(suggester, "k", limit=0) == []
