"""How the halves of a search are fused: scaled scores, the weight of the keywords, hints."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from haystack import Document

from assistant.fusion import CANDIDATES, Fusion
from assistant.model import Hints, Question, QuestionKind


def a_document(id_: str, score: float, **meta: object) -> Document:
    return Document(id=id_, content=id_, score=score, meta=meta)


def fused(
    keywords: Sequence[Document], vectors: Sequence[Document], hints: Hints | None = None
) -> list[tuple[str, float]]:
    question = Question("?", "fi", QuestionKind.FACT, hints=hints or Hints())
    documents = Fusion().run(question, list(keywords), list(vectors))["documents"]
    return [(each.id, round(each.score, 6)) for each in documents]


def test_halves_are_scaled_and_added() -> None:
    keywords = [a_document("a", 0.4), a_document("b", 0.1)]
    vectors = [a_document("b", 0.9), a_document("a", 0.8), a_document("c", 0.7)]
    # Keywords cover .4 of the question, which is enough for half of the weight: a has 1, b one quarter. Vectors lie
    # between .7 and .9: b has 1, a one half, c nothing.
    assert fused(keywords, vectors) == [("a", 0.5 + 0.25), ("b", 0.5 / 4 + 0.5), ("c", 0.0)]


def test_keywords_that_cover_little_count_little() -> None:
    vectors = [a_document("b", 0.9), a_document("a", 0.8)]
    # Coverage .03 is a fifth of enough: keywords weigh .1.
    assert fused([a_document("a", 0.03)], vectors) == [("b", 0.9), ("a", 0.1)]
    assert fused([a_document("a", 0.15)], vectors) == [("a", 0.5), ("b", 0.5)]


def test_long_list_of_keywords_is_scaled_from_its_least() -> None:
    listed = [a_document(f"{number:03}", 0.8 - number * 0.5 / (CANDIDATES - 1)) for number in range(CANDIDATES)]
    scores = dict(fused(listed, []))
    # From .8 down to .3; in a full list the last may be far from nothing and still is the least.
    assert (scores["000"], scores[f"{CANDIDATES - 1:03}"]) == (0.5, 0.0)
    assert dict(fused(listed[:-1], []))[f"{CANDIDATES - 2:03}"] > 0.1


def test_one_half_alone() -> None:
    assert fused([a_document("a", 0.4)], []) == [("a", 0.5)]
    assert fused([], [a_document("a", 0.83)]) == [("a", 1.0)]
    assert fused([], []) == []


def test_equal_scores_stand_in_order_of_id() -> None:
    assert [id_ for id_, _ in fused([a_document("b", 0.4), a_document("a", 0.4)], [])] == ["a", "b"]


@pytest.mark.parametrize(
    ("meta", "factor"),
    [
        ({}, 1.0),
        ({"year": 2031}, 1.1),
        ({"organ_slug": "tekninen-lautakunta"}, 1.4),
        ({"date": "2031-03-04"}, 1.6),
        ({"date": "2031-03-04", "year": 2031, "organ_slug": "tekninen-lautakunta"}, 2.1),
        ({"date": "2031-04-01"}, 1.0),
        ({"routine": True}, 0.4),
        ({"document_kind": "agenda"}, 0.9),
        ({"document_kind": "agenda", "year": 2031}, 0.99),
        ({"date": None, "year": None, "organ_slug": None}, 1.0),
    ],
)
def test_hints_rank_and_exclude_nothing(meta: dict[str, object], factor: float) -> None:
    hints = Hints(year=2031, date_from="2031-03-01", date_to="2031-03-31", organ="Tekninen lautakunta")
    ((_, score),) = fused([a_document("a", 1.0, **meta)], [], hints)
    assert score == pytest.approx(0.5 * factor)


def test_section_that_is_asked_for_wins() -> None:
    keywords = [a_document("other", 0.9, section="12"), a_document("asked", 0.1, section="85")]
    vectors = [a_document("other", 0.9, section="12"), a_document("asked", 0.7, section="85")]
    assert fused(keywords, vectors)[0][0] == "other"
    assert fused(keywords, vectors, Hints(section="85"))[0][0] == "asked"
