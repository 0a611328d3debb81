"""The pure pieces of pages: addresses, marked texts, drawings."""

from __future__ import annotations

import pytest

from assistant.model import Filters
from assistant.web.addresses import Asked, case_address, decision_address, picture_address, switched
from assistant.web.charts import Event, bars, timeline
from assistant.web.marking import Piece, excerpt, marked, quoted


def texts(pieces: list[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.mark else piece.text for piece in pieces)


# Addresses


def test_address_says_all_that_is_asked() -> None:
    asked = Asked("ranta & laituri", "Tekninen lautakunta", 2031, date_from="2031-01-01", without=("organ",), page=3)
    assert asked.query() == (
        "q=ranta+%26+laituri&organ=Tekninen+lautakunta&year=2031&from=2031-01-01&without=organ&page=3"
    )
    assert asked.address(page=4).endswith("&page=4")
    assert "page" not in asked.address(year=None)  # with other walls it begins anew
    assert Asked().address() == "/search"


def test_wall_is_dropped_and_what_was_understood_is_not_meant() -> None:
    asked = Asked("ranta 2031", organ="Tekninen lautakunta")
    assert asked.less(("organ",)) == "/search?q=ranta+2031"
    assert asked.less(("year",)) == "/search?q=ranta+2031&organ=Tekninen+lautakunta&without=year"
    assert Asked("x", date_from="2031-01-01", date_to="2031-02-01").less(("date_from", "date_to")) == "/search?q=x"


def test_walls_become_filters() -> None:
    asked = Asked("x", year=2031, without=("latest",))
    assert asked.filters == Filters(year=2031, without=("latest",))
    assert asked.is_question
    assert not Asked("x", page=2).is_question
    assert not Asked(" ").is_question


def test_ids_and_diary_numbers_in_addresses() -> None:
    assert decision_address("a/b/2031-03-04/12", "background-2.6", answer="x1") == (
        "/decisions/a/b/2031-03-04/12?answer=x1#background-2.6"
    )
    assert decision_address('a/"<b>') == "/decisions/a/%22%3Cb%3E"
    assert picture_address("a/b", 3) == "/pictures/a/b?page=3"
    assert case_address("Sammalvaara", "118/10.03.01/2031") == "/cases/Sammalvaara/118~10.03.01~2031"
    assert switched("/search", [("q", "ä"), ("lang", "fi")], "sv") == "/search?q=%C3%A4&lang=sv"


# Marked texts


def test_spans_are_marked() -> None:
    assert texts(marked("Uimaranta ja laituri", [(0, 9), (13, 20)])) == "[Uimaranta] ja [laituri]"
    assert texts(marked("Ei mitään", [])) == "Ei mitään"


def test_excerpt_shows_the_marked_words() -> None:
    text = "Alku on pitkä. " * 40 + "Uimaranta kunnostetaan. " + "Loppu on pitkä. " * 40
    at = text.index("Uimaranta")
    shown = texts(excerpt(text, [(at, at + 9)], longest=120))
    assert "[Uimaranta] kunnostetaan." in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 130
    assert texts(excerpt(text, [], longest=120)).startswith("Alku on")
    assert texts(excerpt("Lyhyt.", [(0, 5)])) == "[Lyhyt]."


def test_excerpt_of_one_endless_word_ends() -> None:
    assert 0 < len(texts(excerpt("x" * 1000, [(900, 910)], longest=100))) < 1000


def test_quotes_are_marked_each_with_its_own_mark() -> None:
    pieces = quoted(
        "Ehdotus hyväksyttiin. Asia palautettiin.", [("palautettiin", "2"), ("Ehdotus", "1"), ("muuta", "3")]
    )
    assert [(piece.text, piece.mark) for piece in pieces] == [
        ("Ehdotus", "1"),
        (" hyväksyttiin. Asia ", ""),
        ("palautettiin", "2"),
        (".", ""),
    ]
    assert texts(quoted("abc", [("ab", "1"), ("bc", "2")])) == "[ab]c"


# Drawings


def test_stages_lie_as_their_days_do_on_the_lanes_of_their_organs() -> None:
    days = ["2031-01-01", "2031-01-11", "2031-01-31"]
    drawn = timeline([Event(organ, day, "x") for organ, day in zip(("A", "B", "A"), days, strict=True)])
    first, second, third = drawn.stages
    assert [lane.name for lane in drawn.lanes] == ["A", "B"]
    assert first.y == third.y < second.y
    # 10 and 20 of 30 days; each step has its least distance of 30 first
    free = (third.x - first.x) - 60
    assert second.x - first.x == pytest.approx(30 + free / 3, abs=0.2)
    assert all(0 < stage.x < drawn.width for stage in drawn.stages)


def test_stages_of_one_day_can_be_told_apart() -> None:
    drawn = timeline([Event("A", "2031-01-01", "x")] * 40)
    places = [stage.x for stage in drawn.stages]
    assert len(set(places)) == 40
    assert max(places) < drawn.width
    assert timeline([]).stages == ()


def test_bars_are_as_high_as_their_counts() -> None:
    first, second = bars([("2030", 10), ("2031", 20)], height=124.0)
    assert (first.height, second.height) == (50, 100)
    assert first.y + first.height == second.y + second.height == 124
    assert bars([]) == []
    assert bars([("2030", 0)])[0].height == 0
