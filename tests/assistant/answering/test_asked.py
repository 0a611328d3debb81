"""What a question asks for is read from its words, and a text holds it or not."""

from __future__ import annotations

import pytest

from assistant.answering.asked import asked_sort, asks_deed, counted, gives_reason, is_of_kind, wanted
from assistant.model import QuestionKind
from tests.assistant.examples import a_question


@pytest.mark.parametrize(
    ("text", "own"),
    [("Montako laituria kunnostetaan?", "laituria"), ("Kuinka paljon kävijöitä rannalla on?", "kävijöitä")],
)
def test_what_is_counted_is_the_noun_beside_the_question_word(text: str, own: str) -> None:
    question = a_question(text, QuestionKind.AMOUNT)
    assert [each.own for each in question.concepts if counted(question, each)] == [own]


def test_sort_of_a_list_is_a_plain_word_only() -> None:
    plain = a_question("Mitkä yhdistykset saivat avustusta?")
    assert [each.own for each in plain.concepts if asked_sort(plain, each)] == ["yhdistykset"]
    compound = a_question("Mitkä jäähallihankkeet saivat avustusta?")
    assert not [each for each in compound.concepts if asked_sort(compound, each)]


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("Mikä siltatyyppi valittiin?", True),
        ("Mitä tekninen lautakunta myönsi?", True),
        ("Which contractors were chosen?", True),
        ("Vem beviljades bidrag?", True),
        ("Mikä on laiturin pituus?", False),
    ],
)
def test_deeds_are_told_apart(text: str, *, deed: bool) -> None:
    assert asks_deed(a_question(text)) is deed


def test_count_may_be_written_in_letters() -> None:
    question = a_question("Montako tarjousta saatiin?", QuestionKind.AMOUNT)
    assert is_of_kind("Määräajassa saapui kahdeksan tarjousta.", question)
    assert not is_of_kind("Tarjoukset avattiin 4.3.2031 § 12.", question)


def test_who_wants_a_name() -> None:
    tests = wanted(a_question("Kuka teki aloitteen?"))
    assert any(test("Aloitteen teki Siiri Haapalehto.") for test in tests)
    assert not any(test("Aloite merkittiin tiedoksi.") for test in tests)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("Laituri suljettiin, koska se on laho.", True), ("Korko on perusteltua olla 3 prosenttia.", False)],
)
def test_reasons(text: str, *, reason: bool) -> None:
    assert gives_reason(text) is reason
