"""How questions were answered, summed up by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

from assistant.model import Alternative, Answer, AnswerStatus, Concept, Filters, Question, QuestionKind
from assistant.repository.judged import Judged
from assistant.service.statistics import Statistics, statistics

TODAY = date(2031, 6, 11)  # a Wednesday


def concept(own: str, *terms: str, weight: float = 1.0) -> Concept:
    return Concept(own, tuple(Alternative(frozenset({term})) for term in terms), weight=weight)


def judged(
    day: int,
    took_ms: int = 100,
    *concepts: Concept,
    found: bool = False,
    useful: int = 0,
    useless: int = 0,
    language: str = "fi",
    month: int = 6,
    organ: str | None = None,
    year: int | None = None,
) -> Judged:
    walls = Filters(organ=organ, year=year)
    asked = Question("Missä?", language, QuestionKind.FACT, filters=walls, concepts=concepts, said="vuosi 2030")
    whole = Answer(
        id=f"{month}-{day}-{took_ms}-{language}",
        question=asked,
        status=AnswerStatus.ANSWERED if found else AnswerStatus.NO_ANSWER,
        text="",
        claims=(),
        citations=(),
        nearby=(),
        coverage={},
        engine="extractive",
        conversation="",
        took_ms=took_ms,
    )
    return Judged(whole, useful, useless, ("turha",) if useless else (), datetime(2031, month, day, 12, tzinfo=UTC))


def told(*given: Judged, days: int = 7, questions: bool = True) -> Statistics:
    latest_first = sorted(given, key=lambda each: each.at, reverse=True)
    return statistics(latest_first, days, TODAY, questions)


def test_days_stand_there_also_when_nobody_asked() -> None:
    found = told(judged(11), judged(11, 300, found=True), judged(11, 500, found=True, useless=1), judged(9))
    assert [(each.begins[-2:], each.asked, each.unanswered, each.useless) for each in found.stretches] == [
        *[(f"{day:02}", 0, 0, 0) for day in (5, 6, 7, 8)],
        ("09", 1, 1, 0),
        ("10", 0, 0, 0),
        ("11", 3, 1, 1),
    ]
    assert found.stretches[-1].median_ms == 300
    assert (found.answers, found.median_ms) == (4, 200)  # of 100, 100, 300 and 500
    assert found.by_language == {"fi": {"no_answer": 2, "answered": 2}}


def test_longer_times_are_cut_into_weeks_and_months() -> None:
    weeks = told(judged(11), judged(1), days=30).stretches
    assert [each.begins for each in weeks] == ["2031-05-12", "2031-05-19", "2031-05-26", "2031-06-02", "2031-06-09"]
    assert [each.asked for each in weeks] == [0, 0, 1, 0, 1]  # the first of June was a Sunday
    months = told(judged(11), judged(30, month=4), days=120).stretches
    assert [(each.begins, each.asked) for each in months] == [
        ("2031-02-01", 0),
        ("2031-03-01", 0),
        ("2031-04-01", 1),
        ("2031-05-01", 0),
        ("2031-06-01", 1),
    ]


def test_topics_are_one_where_they_share_a_finnish_word() -> None:
    found = told(
        judged(8, 1, concept("uimahallin", "uimahalli")),
        judged(9, 2, concept("uimahallin", "uimahalli"), concept("hinta", "hinta")),
        judged(10, 3, concept("simhallen", "uimahalli"), language="sv"),
        judged(10, 4, concept("2031", "2031"), concept("tehty", "tehda", weight=0.4)),
        judged(11, 5, concept("kirjasto", "kirjasto"), found=True),
    )
    assert [(each.said, each.questions, each.languages, each.latest) for each in found.topics] == [
        ("uimahallin", 3, ("fi", "sv"), "2031-06-10"),
        ("hinta", 1, ("fi",), "2031-06-09"),
    ]


def test_limits_are_organ_and_year() -> None:
    found = told(
        judged(9, 1, organ="Valtuusto", year=2030), judged(10, 2, organ="valtuusto", year=2030), judged(11), days=7
    )
    assert [(each.said.casefold(), each.questions) for each in found.limits] == [("valtuusto 2030", 2)]


def test_nothing_that_anybody_wrote_without_leave() -> None:
    found = told(judged(11, 1, concept("uimahalli", "uimahalli"), useless=2, useful=1), questions=False)
    assert found.topics == ()
    assert [(each.text, each.comments, each.understood) for each in found.useless] == [("", (), "vuosi 2030")]
    assert told(judged(11, useless=1, useful=1)).useless == ()
    assert told(judged(11, useless=1)).useless[0].comments == ("turha",)


def test_slow_ones_are_the_slowest_ten() -> None:
    found = told(*(judged(11, ms) for ms in range(1, 13)))
    assert [each.took_ms for each in found.slow] == list(range(12, 2, -1))


def test_nobody_asked() -> None:
    found = told()
    assert (found.answers, found.p90_ms, found.unanswered, len(found.stretches)) == (0, 0, (), 7)
