"""What a question says becomes walls, hints and words that can be shown."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.model import Filters, Hints, Question, QuestionKind
from assistant.understanding import understand
from assistant.understanding.saying import day, say

ORGANS = ("Kaupunginhallitus", "Tekninen lautakunta", "Kaupunginvaltuusto")
TODAY = date(2032, 2, 29)


def read(text: str, filters: Filters | None = None, language: str | None = None) -> Question:
    return understand(text, ORGANS, filters or Filters(), language, TODAY)


def topic(question: Question) -> list[str]:
    return [concept.own for concept in question.concepts]


@pytest.mark.parametrize(
    "text", ["kh 4.3.2031 § 56", "Kaupunginhallitus 4.3.2031 56 §", "Mitä päätettiin kh:ssa 04.03.2031 § 56?"]
)
def test_section_of_a_day_is_a_wall(text: str) -> None:
    question = read(text)
    assert question.filters == Filters(
        organ="Kaupunginhallitus", date_from="2031-03-04", date_to="2031-03-04", section="56"
    )
    assert question.kind is QuestionKind.REFERENCE
    assert question.said == "toimielin Kaupunginhallitus, § 56, kokous 4.3.2031"
    assert topic(question) == []


def test_section_of_a_day_without_an_organ_is_a_wall_too() -> None:
    question = read("4.3.2031 § 56")
    assert question.filters == Filters(date_from="2031-03-04", date_to="2031-03-04", section="56")


def test_section_without_a_day_is_no_wall() -> None:
    assert read("Mitä § 56 päätettiin?").filters == Filters()
    assert read("Mitä vuonna 2031 § 56 päätettiin?").filters == Filters()


def test_diary_number_is_a_wall() -> None:
    question = read("Mitä asiasta 118/10.03.01/2031 päätettiin?")
    assert question.filters == Filters(case="118/10.03.01/2031")
    assert question.hints == Hints()
    assert question.kind is QuestionKind.DECISION
    assert question.said == "asia 118/10.03.01/2031"
    assert topic(question) == []


def test_year_beside_a_diary_number_of_that_year() -> None:
    question = read("Mitä asiasta 118/10.03.01/2031 päätettiin vuonna 2031?")
    assert question.filters == Filters(case="118/10.03.01/2031")
    assert question.hints == Hints(year=2031)
    assert topic(question) == []


def test_meeting_of_a_day_and_an_organ_is_a_wall() -> None:
    question = read("Mitä teknisen lautakunnan kokouksessa 4.3.2031 päätettiin rannasta?")
    assert question.filters == Filters(organ="Tekninen lautakunta", date_from="2031-03-04", date_to="2031-03-04")
    assert topic(question) == ["rannasta"]


def test_day_alone_is_a_hint() -> None:
    question = read("Mitä 4.3.2031 päätettiin uimarannasta?")
    assert question.filters == Filters()
    assert question.hints == Hints(date_from="2031-03-04", date_to="2031-03-04")
    assert topic(question) == ["uimarannasta"]


def test_year_is_a_hint() -> None:
    question = read("Mitkä vuoden 2031 hankkeet koskevat uimarantaa?")
    assert question.filters == Filters()
    assert question.hints == Hints(year=2031)
    assert question.hints.said() == {"year": 2031}
    assert question.said == "vuosi 2031"
    assert topic(question) == ["hankkeet", "uimarantaa"]


def test_last_year_is_told_by_its_number() -> None:
    assert read("Mitä viime vuonna päätettiin rannasta?").said == "vuosi 2031"
    assert read("What was decided about the beach last year?").said == "year 2031"
    assert read("Vad beslutades om stranden i fjol?").said == "år 2031"


def test_month_and_organ_are_hints() -> None:
    question = read("What did the technical board decide about the beach in March 2031?")
    assert question.filters == Filters()
    assert question.hints == Hints(date_from="2031-03-01", date_to="2031-03-31", organ="Tekninen lautakunta")
    assert question.said == "organ Tekninen lautakunta, time 1.3.2031–31.3.2031"
    assert topic(question) == ["beach"]


@pytest.mark.parametrize(
    "text",
    [
        "Viimeisin päätös uimarannasta",
        "Mitä viimeksi päätettiin uimarannasta?",
        "Mikä on uusin päätös uimarannasta?",
        "viimeisessä kokouksessa uimarannasta",
        "the latest decision on the beach",
        "most recent decision on the beach",
        "senaste beslutet om badstranden",
    ],
)
def test_latest_is_a_hint_and_no_topic(text: str) -> None:
    question = read(text)
    assert question.hints == Hints(latest=True)
    assert len(question.concepts) == 1


@pytest.mark.parametrize("text", ["uusi uimaranta", "uusien leikkipaikkojen rakentaminen", "uusintavaalit", "news"])
def test_new_things_are_not_the_latest(text: str) -> None:
    assert not read(text).hints.latest


def test_filters_of_the_asker_stay() -> None:
    asked = Filters(organ="Kaupunginvaltuusto", year=2030, groups=("virasto",))
    question = read("Mitä tekninen lautakunta päätti rannasta vuonna 2031?", asked)
    assert question.filters == asked
    assert question.hints == Hints(year=2031, organ="Tekninen lautakunta")
    assert question.said == "toimielin Kaupunginvaltuusto, vuosi 2030, toimielin Tekninen lautakunta, vuosi 2031"


def test_organ_of_the_asker_stands_above_the_one_of_a_reference() -> None:
    question = read("kh 4.3.2031 § 56", Filters(organ="Tekninen lautakunta"))
    assert question.filters.organ == "Tekninen lautakunta"


def test_language_of_the_answer_may_be_set() -> None:
    assert read("Mitä rannasta päätettiin?").language == "fi"
    question = read("Mitä rannasta päätettiin vuonna 2031?", language="en")
    assert (question.language, question.spoken, question.said) == ("en", "fi", "year 2031")
    assert question.concepts == read("Mitä rannasta päätettiin vuonna 2031?").concepts
    assert not question.is_foreign
    assert read("What about the beach?", language="fi").is_foreign


def test_everything_can_say_itself() -> None:
    filters = Filters(
        "Sammalvaara", "Tekninen lautakunta", "2031-01-01", None, 2031, "minutes", "decision", "12", "1/2031", ("g",)
    )
    question = Question("", "en", QuestionKind.FACT, filters, Hints(latest=True))
    assert say(question) == (
        "case 1/2031, organ Tekninen lautakunta, § 12, year 2031, municipality Sammalvaara,"
        " kind of document minutes, part decision, from 1.1.2031, latest"
    )
    assert "g" not in filters.said().values()
    assert say(Question("", "fi", QuestionKind.FACT, Filters(date_to="2031-12-24"))) == "24.12.2031 asti"
    assert say(Question("", "sv", QuestionKind.FACT, Filters(date_from="2031-12-24"))) == "från 24.12.2031"


def test_day_as_people_write_it() -> None:
    assert day("2031-03-04") == "4.3.2031"


@pytest.mark.parametrize(
    ("text", "without", "walls", "hints"),
    [
        ("Mitä kh päätti vuonna 2031 rannasta?", ("year",), {}, {"organ": "Kaupunginhallitus"}),
        ("Mitä kh päätti vuonna 2031 rannasta?", ("organ",), {}, {"year": 2031}),
        ("Viimeisin päätös rannasta", ("latest",), {}, {}),
        ("Mitä asiasta 118/10.03.01/2031 päätettiin?", ("case",), {}, {}),
        ("kh 4.3.2031 § 56", ("section",), {}, {"date_from": "2031-03-04", "date_to": "2031-03-04"}),
    ],
)
def test_what_the_asker_took_away_is_not_understood(
    text: str, without: tuple[str, ...], walls: dict[str, object], hints: dict[str, object]
) -> None:
    question = read(text, Filters(without=without))
    assert question.filters.said() == walls
    assert hints.items() <= question.hints.said().items()
    assert not set(without) & (question.hints.said().keys() | question.filters.said().keys())
    assert read(text).hints.said().keys() | read(text).filters.said().keys() >= set(without)


@pytest.mark.parametrize("text", ["§ 85 liikuntahallista", "Mitä päätettiin liikuntahallista, 85 §?", "section 85"])
def test_section_without_a_day_ranks(text: str) -> None:
    question = read(text)
    assert (question.filters, question.hints.section) == (Filters(), "85")
    assert "§ 85" in question.said


@pytest.mark.parametrize(
    "text", ["Mitä kuntalain 110 §:ssä sanotaan?", "hallintosäännön 5 luvun 25 §", "kommunallagens 110 §"]
)
def test_section_of_a_law_is_a_word(text: str) -> None:
    question = read(text)
    assert question.hints.section is None
    assert any("§" in term for each in question.concepts for way in each.alternatives for term in way.terms)


def test_section_that_the_asker_filters_by_is_no_hint() -> None:
    assert read("§ 85", Filters(section="85")).hints.section is None
