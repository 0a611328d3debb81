"""What a search counts: all that holds a word, however far down, and little that only resembles."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.model import Filters, Question
from assistant.retrieval import Candidate
from assistant.search.ranking import best_paragraphs, listing, ranking
from indexer.model import Decision
from indexer.stores.local import LocalStore
from tests.assistant.test_retrieval import a_concept, a_question, a_store
from tests.indexer.stores.examples import a_decision, a_passage

MANY = 150


def about(word: str, number: int, **changes: object) -> Decision:
    return a_decision(str(number), f"{number}.txt", title=f"{word} {number}", **changes)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """Hold 150 sections on a pier, every third of 2024, and 50 on a market, two of them closed."""
    made = [about("laituri", number, date="2024-03-04" if number % 3 == 0 else "2025-02-20") for number in range(MANY)]
    made += [about("tori", number, access_groups=("hallitus",) if number < 202 else ()) for number in range(200, 250)]
    return a_store(tmp_path_factory.mktemp("many"), *((each, a_passage(each, each.title.split()[0])) for each in made))


def asked(word: str, filters: Filters | None = None) -> Question:
    return a_question(a_concept(word), filters=filters)


def candidates(store: LocalStore, *numbers: int) -> list[Candidate]:
    listed = {each.section: each for each in store.decisions()}
    return [Candidate(listed[str(number)], 0.9 - place / 100, (f"p{number}",)) for place, number in enumerate(numbers)]


def test_all_that_hold_the_word_are_counted(store: LocalStore) -> None:
    found = ranking(store, asked("laituri"), [])
    assert (len(found.decisions), found.by_words) == (MANY, MANY)
    assert found.facets()["year"] == {"2025": 100, "2024": 50}
    assert found.facets()["organ"] == {"Lautakunta": MANY}


def test_counts_stay_under_the_filters_and_the_access_groups(store: LocalStore) -> None:
    assert ranking(store, asked("laituri", Filters(year=2024)), []).by_words == 50
    assert ranking(store, asked("tori"), []).by_words == 48
    assert ranking(store, asked("tori", Filters(groups=("hallitus",))), []).by_words == 50


def test_candidates_come_first_and_scores_fall(store: LocalStore) -> None:
    found = ranking(store, asked("laituri"), candidates(store, 7, 3))
    assert [each.heading.section for each in found.decisions[:2]] == ["7", "3"]
    assert [each.paragraph_ids for each in found.decisions[:3]] == [("p7",), ("p3",), ()]
    scores = [each.score for each in found.decisions]
    assert scores == sorted(scores, reverse=True)
    assert len({each.heading.decision_id for each in found.decisions}) == MANY


def test_only_the_nearest_stand_without_a_word(store: LocalStore) -> None:
    found = ranking(store, asked("laituri"), candidates(store, *range(202, 240), 5))
    assert (len(found.decisions), found.by_words) == (MANY + 20, MANY)
    assert [each.heading.section for each in found.decisions[:21]] == [*map(str, range(202, 222)), "5"]
    nothing = ranking(store, asked("hotelli"), candidates(store, *range(202, 240)))
    assert (len(nothing.decisions), nothing.by_words) == (20, 0)


def test_page_of_words_alone_gets_its_best_paragraphs(store: LocalStore) -> None:
    question = asked("laituri", Filters(year=2024))
    page = ranking(store, question, candidates(store, 3)).decisions[:3]
    found = best_paragraphs(store, question, page)
    bare = [each.heading for each in page if not each.paragraph_ids]
    assert len(bare) == 2
    assert found == {(each.decision_id, "fi"): f"{each.decision_id}#decision-1" for each in bare}


def test_without_words_all_under_the_filters_are_listed(tmp_path: Path) -> None:
    decisions = [a_decision("2"), a_decision("1"), a_decision(None)]
    store = a_store(tmp_path, *((each, a_passage(each)) for each in decisions))
    found = listing(store, Question("", "fi", asked("x").kind))
    assert [each.heading.section for each in found.decisions] == ["1", "2"]
