"""A follow-up takes over what it leaves unsaid, and a new topic takes over nothing."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.model import Answer, AnswerStatus, Citation, Filters, Hints, Question, QuestionKind
from assistant.understanding import understand
from assistant.understanding.followup import follow_up, follow_ups

ORGANS = ("Kaupunginhallitus", "Tekninen lautakunta")
TODAY = date(2032, 2, 29)


def read(text: str) -> Question:
    return understand(text, ORGANS, Filters(), today=TODAY)


def a_citation(date: str | None = "2031-03-04") -> Citation:
    decision_id = f"sammalvaara/tekninen-lautakunta/{date}/12"
    return Citation(
        n=1,
        paragraph_id=f"{decision_id}#decision-1",
        decision_id=decision_id,
        document_kind="minutes",
        municipality="Sammalvaara",
        organ="Tekninen lautakunta",
        date=date,
        section="12",
        case=None,
        title="Uimarannan kunnostus",
        heading_path=(),
        part="decision",
        quote="Ehdotus hyväksyttiin.",
        context="",
        text_hash="0",
        language="fi",
        page=1,
        source="kokous.txt",
        reference="Tekninen lautakunta 4.3.2031 § 12",
        url="/decisions/",
        source_url=None,
    )


def answered(question: Question, *citations: Citation) -> Answer:
    status = AnswerStatus.ANSWERED if citations else AnswerStatus.NO_ANSWER
    return Answer("1", question, status, "", (), citations, (), {}, "extractive", "c", 1)


def topic(question: Question) -> list[str]:
    return [concept.own for concept in question.concepts]


def test_topic_is_taken_over_and_own_words_count_less() -> None:
    before = answered(read("Mitä uimarannan kunnostuksesta päätettiin?"))
    question = follow_up(read("Entä laituri?"), before)
    assert topic(question) == ["uimarannan", "kunnostuksesta", "laituri"]
    assert question.concepts[-1].weight == 0.8
    assert question.topic == "Mitä uimarannan kunnostuksesta päätettiin?"
    assert question.text == "Entä laituri?"


def test_word_of_the_question_before_is_not_doubled() -> None:
    before = answered(read("Mitä uimarannan laiturista päätettiin?"))
    question = follow_up(read("Ja mitä laiturista maksettiin?"), before)
    assert topic(question).count("laiturista") == 1


def test_time_and_organ_are_taken_over_and_said() -> None:
    before = answered(read("Mitä tekninen lautakunta päätti uimarannasta vuonna 2031?"))
    question = follow_up(read("Entä paloasemasta?"), before)
    assert question.hints == Hints(year=2031, organ="Tekninen lautakunta")
    assert question.said == "toimielin Tekninen lautakunta, vuosi 2031"


def test_own_time_replaces_the_time_before() -> None:
    before = answered(read("Mitä uimarannasta päätettiin vuonna 2031?"))
    question = follow_up(read("Entä maaliskuussa 2030?"), before)
    assert question.hints == Hints(date_from="2030-03-01", date_to="2030-03-31")


def test_a_follow_up_asks_on_about_the_cited_section_first() -> None:
    before = answered(read("Mitä uimarannan kunnostuksesta päätettiin?"), a_citation())
    question, at_large = follow_ups(read("Paljonko se maksaa?"), before)
    assert question.kind is QuestionKind.AMOUNT
    assert at_large == follow_up(read("Paljonko se maksaa?"), before)
    assert question.filters == Filters(
        organ="Tekninen lautakunta", date_from="2031-03-04", date_to="2031-03-04", section="12"
    )
    assert "§ 12" in question.said


@pytest.mark.parametrize("text", ["Entä vuonna 2030?", "Entä kaupunginhallitus?", "Entä Likolammen laituri?"])
def test_a_follow_up_with_a_time_organ_or_name_of_its_own_asks_elsewhere(text: str) -> None:
    before = answered(read("Mitä uimarannan kunnostuksesta päätettiin?"), a_citation())
    assert [each.filters for each in follow_ups(read(text), before)] == [Filters()]


def test_again_asks_for_what_is_later() -> None:
    before = answered(
        read("Mitä tekninen lautakunta päätti uimarannasta?"), a_citation("2030-12-31"), a_citation("2031-02-28")
    )
    for text in ("Milloin se tuli uudestaan käsittelyyn?", "When did it come up again?", "När kom det på nytt?"):
        question = follow_up(read(text), before)
        assert question.filters == Filters(date_from="2031-03-01")
        assert question.hints.organ == "Tekninen lautakunta"


def test_again_without_a_dated_answer_sets_no_wall() -> None:
    before = answered(read("Mitä uimarannasta päätettiin?"))
    assert follow_up(read("Tuliko se uudelleen?"), before).filters == Filters()
    undated = answered(read("Mitä uimarannasta päätettiin?"), a_citation(None))
    assert follow_up(read("Tuliko se uudelleen?"), undated).filters == Filters()


def test_new_topic_takes_over_nothing() -> None:
    before = answered(read("Mitä tekninen lautakunta päätti uimarannasta vuonna 2031?"), a_citation())
    asked = read("Mitkä koulut saivat kirjaston avustusta näyttelyn järjestämiseen?")
    assert follow_up(asked, before) == asked


def test_a_chain_keeps_the_first_topic() -> None:
    first = read("Mitä uimarannan kunnostuksesta päätettiin?")
    second = follow_up(read("Entä laituri?"), answered(first))
    third = follow_up(read("Entä hiekka?"), answered(second))
    assert third.topic == "Mitä uimarannan kunnostuksesta päätettiin?"
    assert topic(third) == ["uimarannan", "kunnostuksesta", "hiekka"]


def test_a_chain_does_not_grow() -> None:
    question = read("Mitä uimarannan kunnostuksesta päätettiin?")
    for word in ("laituri", "hiekka", "pukukoppi", "kaide", "poiju"):
        question = follow_up(read(f"Entä {word}?"), answered(question))
    assert topic(question) == ["uimarannan", "kunnostuksesta", "poiju"]


@pytest.mark.parametrize(
    "text",
    [
        "Mitä päätettiin kirjaston aukioloajoista?",
        "Mitä kaupunki sanoi kirjastosta, kun se hyväksyi näyttelyn avustuksen?",
    ],
)
def test_short_question_with_a_topic_of_its_own_is_a_new_one(text: str) -> None:
    before = answered(read("Mitä tekninen lautakunta päätti uimarannasta vuonna 2031?"), a_citation())
    asked = read(text)
    assert follow_up(asked, before) == asked


def test_question_about_a_thing_in_the_answer_goes_on() -> None:
    before = answered(read("Mitä uimarannasta päätettiin?"), a_citation())
    assert follow_up(read("Milloin kunnostus valmistuu?"), before).topic == "Mitä uimarannasta päätettiin?"


def test_what_the_asker_took_away_is_not_taken_over_either() -> None:
    before = answered(read("Mitä tekninen lautakunta päätti uimarannasta vuonna 2031?"))
    asked = understand("Entä laituri?", ORGANS, Filters(without=("year",)), today=TODAY)
    assert follow_up(asked, before).hints == Hints(organ="Tekninen lautakunta")
