"""The time that a question names."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.understanding.periods import period

TODAY = date(2032, 2, 29)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        # a day
        ("Mitä päätettiin 4.3.2031?", "2031-03-04", "2031-03-04"),
        ("Mitä päätettiin 04.03.2031?", "2031-03-04", "2031-03-04"),
        ("kokous 2031-03-04", "2031-03-04", "2031-03-04"),
        ("kokouksessa 4. maaliskuuta 2031", "2031-03-04", "2031-03-04"),
        ("the meeting of 4 March 2031", "2031-03-04", "2031-03-04"),
        ("mötet den 4 mars 2031", "2031-03-04", "2031-03-04"),
        # a month
        ("maaliskuussa 2031", "2031-03-01", "2031-03-31"),
        ("helmikuun 2032 kokous", "2032-02-01", "2032-02-29"),
        ("in March 2031", "2031-03-01", "2031-03-31"),
        ("in February of 2031", "2031-02-01", "2031-02-28"),
        ("i mars 2031", "2031-03-01", "2031-03-31"),
        # a season
        ("keväällä 2031", "2031-01-01", "2031-06-30"),
        ("kesällä 2031", "2031-06-01", "2031-08-31"),
        ("syksyllä 2031", "2031-08-01", "2031-12-31"),
        ("in the spring of 2031", "2031-01-01", "2031-06-30"),
        ("in summer 2031", "2031-06-01", "2031-08-31"),
        ("in autumn 2031", "2031-08-01", "2031-12-31"),
        ("våren 2031", "2031-01-01", "2031-06-30"),
        ("på hösten 2031", "2031-08-01", "2031-12-31"),
        # several years
        ("vuosina 2029-2031", "2029-01-01", "2031-12-31"),
        ("vuosina 2029–2031", "2029-01-01", "2031-12-31"),
        ("vuosina 2029 ja 2030", "2029-01-01", "2030-12-31"),
        ("from 2029 to 2031", "2029-01-01", "2031-12-31"),
        ("2029 och 2030", "2029-01-01", "2030-12-31"),
    ],
)
def test_time_that_is_no_year(text: str, first: str, last: str) -> None:
    found = period(text, TODAY)
    assert found is not None
    assert (found.first, found.last, found.year) == (first, last, None)
    assert found.day == (first == last)
    assert found.words in text


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("vuoden 2031 hankkeet", 2031),
        ("hankkeet vuodelta 2031?", 2031),
        ("Which 2031 projects", 2031),
        ("projekten år 2031.", 2031),
        ("Mitä viime vuonna päätettiin?", 2031),
        ("viime vuoden hankkeet", 2031),
        ("edellisenä vuonna", 2031),
        ("projects of last year", 2031),
        ("projekten i fjol", 2031),
        ("projekten förra året", 2031),
        ("tänä vuonna", 2032),
        ("kuluvana vuonna", 2032),
        ("this year", 2032),
        ("i år", 2032),
    ],
)
def test_year(text: str, year: int) -> None:
    found = period(text, TODAY)
    assert found is not None
    assert (found.first, found.last, found.year, found.day) == (f"{year}-01-01", f"{year}-12-31", year, False)
    assert found.words.lower() in text.lower()


@pytest.mark.parametrize(
    ("text", "month"), [("maliskuussa 2031", 3), ("huhtkuussa 2031", 4), ("syskuun 2031", 9), ("loakakuussa 2031", 10)]
)
def test_misspelt_month(text: str, month: int) -> None:
    found = period(text, TODAY)
    assert found is not None
    assert found.first == f"2031-{month:02}-01"


@pytest.mark.parametrize(
    "text",
    [
        "Mitä uimarannasta päätettiin?",
        "asia 118/10.03.01/2031",  # the year of a diary number
        "§ 2031",
        "puhelin 040-2031",
        "hinta 2031,50 euroa",
        "12031 euroa",
        "",
    ],
)
def test_no_time(text: str) -> None:
    assert period(text, TODAY) is None


def test_narrowest_time_wins() -> None:
    found = period("Mitä 4.3.2031 päätettiin vuoden 2032 talousarviosta?", TODAY)
    assert found is not None
    assert (found.words, found.day) == ("4.3.2031", True)


@pytest.mark.parametrize("text", ["Mitä päätettiin 31.2.2031?", "kokous 2031-13-01", "45.3.2031"])
def test_date_that_no_calendar_has_is_no_day(text: str) -> None:
    found = period(text, TODAY)
    assert found is None or not found.day


def test_last_year_counts_from_today() -> None:
    found = period("viime vuonna", date(2031, 1, 1))
    assert found is not None
    assert found.year == 2030
