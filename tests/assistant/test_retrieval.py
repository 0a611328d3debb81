"""Retrieval from a small store: what filters mean, how scores come about, and how passages become decisions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from haystack import Document

from assistant.model import Alternative, Concept, Filters, Hints, Question, QuestionKind
from assistant.retrieval import Candidate, DecisionGrouper, KeywordRetriever, VectorRetriever, store_filter
from indexer.model import Decision, DocumentKind
from indexer.stores.local import LocalStore, LocalStoreWriter
from tests.indexer.stores.examples import (
    EAST,
    MANIFEST,
    NORTH,
    NORTH_EAST,
    a_decision,
    a_passage,
    a_report_section,
    a_source,
)


def a_store(folder: Path, *documents: tuple[Decision, Document]) -> LocalStore:
    """Put decisions with their passages into a store; a decision may come several times."""
    with LocalStoreWriter(folder / "store", MANIFEST) as writer:
        for source_id in dict.fromkeys(decision.source_id for decision, _ in documents):
            own = [(decision, passage) for decision, passage in documents if decision.source_id == source_id]
            decisions = list({decision.decision_id: decision for decision, _ in own}.values())
            source = replace(a_source(source_id), access_groups=decisions[0].access_groups)
            writer.put(source, decisions, [passage for _, passage in own])
        writer.commit()
    return LocalStore.open(folder / "store")


def a_concept(*ways: str, weight: float = 1.0) -> Concept:
    return Concept(ways[0], tuple(Alternative(frozenset(way.split("+"))) for way in ways), weight=weight)


def a_question(*concepts: Concept, filters: Filters | None = None, hints: Hints | None = None) -> Question:
    return Question("?", "fi", QuestionKind.FACT, filters or Filters(), hints or Hints(), concepts)


def sections(documents: Sequence[Document]) -> list[str]:
    return [str(document.meta["section"]) for document in documents]


# Filters


@pytest.fixture
def town(tmp_path: Path) -> LocalStore:
    """Hold four sections and a report: another organ, another year, and one for a group only."""
    board = {
        "organ": "Kaupunginhallitus",
        "decision_id": "koivula/kaupunginhallitus/2024-01-15/2",
        "date": "2024-01-15",
    }
    made = [
        a_decision("1", case="7/2025"),
        a_decision("2", "b.txt", **board),
        a_decision("3", "c.txt", access_groups=("hallitus", "virasto")),
        a_decision("4", "d.txt", document_kind=DocumentKind.AGENDA),
        a_report_section(),
    ]
    parts = {"1": "decision", "2": "proposal", "3": "decision", "4": "proposal", None: "body"}
    return a_store(tmp_path, *((each, a_passage(each, "asia", part=parts[each.section])) for each in made))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), ["1", "2", "4", "None"]),
        (Filters(municipality="Koivula"), ["1", "2", "4", "None"]),
        (Filters(municipality="koivula"), ["1", "2", "4", "None"]),
        (Filters(municipality="Sammalvaara"), []),
        (Filters(organ="Lautakunta"), ["1", "4"]),
        (Filters(organ="LAUTAKUNTA"), ["1", "4"]),
        (Filters(organ="kaupunginhallitus"), ["2"]),
        (Filters(year=2024), ["2"]),
        (Filters(date_from="2025-02-20"), ["1", "4"]),
        (Filters(date_from="2025-02-21"), []),
        (Filters(date_to="2024-01-15"), ["2"]),
        (Filters(date_to="2024-01-14"), []),
        (Filters(date_from="2024-01-01", date_to="2024-12-31"), ["2"]),
        (Filters(document_kind="agenda"), ["4"]),
        (Filters(document_kind="report"), ["None"]),
        (Filters(part="decision"), ["1"]),
        (Filters(section="2"), ["2"]),
        (Filters(case="7/2025"), ["1"]),
        (Filters(case="8/2025"), []),
        (Filters(organ="Lautakunta", year=2024), []),
        (Filters(groups=("virasto",)), ["1", "2", "3", "4", "None"]),
        (Filters(groups=("hallitus", "muu")), ["1", "2", "3", "4", "None"]),
        (Filters(groups=("muu",)), ["1", "2", "4", "None"]),
        (Filters(section="3"), []),
        (Filters(section="3", groups=("virasto",)), ["3"]),
    ],
)
def test_filter_means_the_same_for_keywords_vectors_and_listing(
    town: LocalStore, filters: Filters, found: list[str]
) -> None:
    question = a_question(a_concept("asia"), filters=filters)
    keywords = KeywordRetriever(town).run(question)["documents"]
    vectors = VectorRetriever(town).run(question, EAST)["documents"]
    assert sorted(sections(keywords)) == sorted(found)
    assert sorted(sections(vectors)) == sorted(found)
    listed = [str(decision.section) for decision in town.decisions(store_filter(filters))]
    assert sorted(listed) == sorted(found)


# Keywords


def test_score_is_the_share_of_the_most_that_is_possible(tmp_path: Path) -> None:
    store = a_store(
        tmp_path,
        *(
            (decision, a_passage(decision, terms))
            for section, terms in (("1", "laituri hiekka"), ("2", "laituri katto"), ("3", "tori torvi"))
            for decision in [a_decision(section)]
        ),
    )
    # Three passages of two terms each: a term that stands once adds its rarity, and could at most add 2.2 times that.
    laituri, hiekka = math.log(3 / 3) + 1, math.log(3 / 2) + 1
    found = KeywordRetriever(store).run(a_question(a_concept("laituri"), a_concept("hiekka")))["documents"]
    assert sections(found) == ["1", "2"]
    assert [each.score for each in found] == pytest.approx([1 / 2.2, laituri / (2.2 * (laituri + hiekka))], rel=1e-4)


def test_unseen_word_keeps_a_poor_match_poor(tmp_path: Path) -> None:
    decision = a_decision("1")
    store = a_store(tmp_path, (decision, a_passage(decision, "laituri hiekka")))
    known = KeywordRetriever(store).run(a_question(a_concept("laituri")))["documents"]
    with_unseen = KeywordRetriever(store).run(a_question(a_concept("laituri"), a_concept("poukama")))["documents"]
    # One passage: a word of it has rarity ln(1/2) + 1, an unseen one ln(1/1) + 1.
    seen, unseen = math.log(1 / 2) + 1, 1.0
    assert known[0].score == pytest.approx(1 / 2.2, rel=1e-4)
    assert with_unseen[0].score == pytest.approx(seen / (2.2 * (seen + unseen)), rel=1e-4)


@pytest.mark.parametrize("ways", [("laituri", "ponttoni"), ("ponttoni", "laituri")])
def test_unseen_alternative_takes_nothing_from_a_seen_one(tmp_path: Path, ways: tuple[str, str]) -> None:
    decision = a_decision("1")
    store = a_store(tmp_path, (decision, a_passage(decision, "laituri hiekka")))
    found = KeywordRetriever(store).run(a_question(a_concept(*ways)))["documents"]
    assert found[0].score == pytest.approx(1 / 2.2, rel=1e-4)


def test_alternatives_count_as_the_best_of_them(tmp_path: Path) -> None:
    one, both = a_decision("1"), a_decision("2")
    store = a_store(tmp_path, (one, a_passage(one, "laituri hiekka")), (both, a_passage(both, "laituri ponttoni")))
    found = KeywordRetriever(store).run(a_question(a_concept("laituri", "ponttoni")))["documents"]
    scores = {each.meta["section"]: each.score for each in found}
    # "ponttoni" is the rarer of the two and stands in the second passage; there the two do not add up.
    assert scores["2"] == pytest.approx(1 / 2.2, rel=1e-4)
    assert scores["1"] == pytest.approx((math.log(2 / 3) + 1) / (2.2 * (math.log(2 / 2) + 1)), rel=1e-4)


def test_part_of_a_compound_counts_half(tmp_path: Path) -> None:
    whole, part = a_decision("1"), a_decision("2")
    store = a_store(tmp_path, (whole, a_passage(whole, "uimaranta laituri")), (part, a_passage(part, "uima laituri")))
    concept = Concept("uimaranta", (Alternative(frozenset({"uimaranta"}), ("uima", "ranta")),))
    found = KeywordRetriever(store).run(a_question(concept))["documents"]
    assert sections(found) == ["1", "2"]
    assert found[1].score == pytest.approx((found[0].score or 0.0) / 2, rel=1e-4)


def test_question_of_frame_words_only_searches_by_what_it_says(tmp_path: Path) -> None:
    decision = a_decision("1")
    store = a_store(tmp_path, (decision, a_passage(decision, "paatos asia")))
    question = Question("päätös", "fi", QuestionKind.DECISION)
    assert sections(KeywordRetriever(store).run(question)["documents"]) == ["1"]
    assert KeywordRetriever(store).run(Question("?", "fi", QuestionKind.FACT))["documents"] == []


# Vectors


def test_vectors_rank_by_cosine(tmp_path: Path) -> None:
    east, north, between = a_decision("1"), a_decision("2"), a_decision("3")
    store = a_store(
        tmp_path,
        (east, a_passage(east, embedding=EAST)),
        (north, a_passage(north, embedding=NORTH)),
        (between, a_passage(between, embedding=NORTH_EAST)),
    )
    found = VectorRetriever(store).run(a_question(), NORTH)["documents"]
    assert sections(found) == ["2", "3", "1"]
    assert [each.score for each in found] == pytest.approx([1.0, 0.8, 0.0], abs=1e-6)
    assert sections(VectorRetriever(store, limit=1).run(a_question(), NORTH)["documents"]) == ["2"]


def test_sections_of_the_number_asked_for_are_always_found(tmp_path: Path) -> None:
    words = {"30": "laituri laituri", "31": "laituri tori katto", "32": "laituri laituri"}
    made = [(a_decision(section, f"{section}.txt"), terms) for section, terms in words.items()]
    store = a_store(tmp_path, *((each, a_passage(each, terms)) for each, terms in made))
    question = a_question(a_concept("laituri"), hints=Hints(section="31"))
    assert "31" in sections(KeywordRetriever(store, limit=1).run(question)["documents"])
    assert "31" in sections(VectorRetriever(store, limit=1).run(question, EAST)["documents"])
    assert len(KeywordRetriever(store, limit=1).run(replace(question, hints=Hints()))["documents"]) == 1


# Decisions


def grouped(store: LocalStore, hints: Hints | None, *documents: Document) -> list[Candidate]:
    found: list[Candidate] = DecisionGrouper(store).run(a_question(hints=hints), list(documents))["candidates"]
    return found


@pytest.fixture
def three(tmp_path: Path) -> tuple[LocalStore, list[Document]]:
    """Hold three decisions of three years; the first has two passages."""
    old = a_decision("1", date="2023-01-10")
    middle, new = a_decision("2", date="2024-01-10"), a_decision("3", date="2025-01-10")
    passages = [a_passage(old), a_passage(old, number=2), a_passage(middle), a_passage(new)]
    store = a_store(tmp_path, *zip((old, old, middle, new), passages, strict=True))
    return store, passages


def test_decision_counts_as_its_best_passage_and_a_little_of_its_second(
    three: tuple[LocalStore, list[Document]],
) -> None:
    store, passages = three
    scored = [replace(each, score=score) for each, score in zip(passages, (0.6, 0.4, 0.65, 0.1), strict=True)]
    found = grouped(store, None, *scored)
    assert [each.decision.section for each in found] == ["1", "2", "3"]
    assert [each.score for each in found] == pytest.approx([0.6 + 0.15 * 0.4, 0.65, 0.1])
    assert found[0].passage_scores == (0.6, 0.4)
    assert set(found[0].paragraph_ids) == {"koivula/lautakunta/2023-01-10/1#decision-1"}


def test_latest_ranks_newer_decisions_up(three: tuple[LocalStore, list[Document]]) -> None:
    store, passages = three
    scored = [replace(each, score=score) for each, score in zip(passages, (0.6, 0.0, 0.55, 0.5), strict=True)]
    assert [each.decision.section for each in grouped(store, None, *scored)] == ["1", "2", "3"]
    found = grouped(store, Hints(latest=True), *scored)
    assert [each.decision.section for each in found] == ["3", "2", "1"]
    # The oldest of three days counts a third of .4 more, the newest all of it.
    assert [each.score for each in found] == pytest.approx([0.5 * 1.4, 0.55 * (1 + 0.8 / 3), 0.6 * (1 + 0.4 / 3)])


def test_decision_that_is_gone_is_left_out(three: tuple[LocalStore, list[Document]]) -> None:
    store, passages = three
    gone = a_passage(a_decision("9"))
    assert [each.decision.section for each in grouped(store, None, replace(gone, score=0.9), passages[2])] == ["2"]
