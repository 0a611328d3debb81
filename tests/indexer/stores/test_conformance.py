"""What every engine must do, written against the protocol alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace

import pytest
from haystack.errors import FilterError

from indexer.model import DocumentKind, Status
from indexer.stores.base import Coverage, Heading, SourceRecord, WeightedTerm
from indexer.words import words_of
from tests.indexer.stores.conftest import Engine, index
from tests.indexer.stores.examples import (
    EAST,
    MANIFEST,
    NORTH,
    NORTH_EAST,
    a_decision,
    a_passage,
    a_report_section,
    a_source,
    both,
    where,
)


def test_committed_decision_and_passage_come_back_whole(engine: Engine) -> None:
    decision = a_decision(case="1/2025", access_groups=("board",))
    passage = a_passage(decision, "jäähalli")
    with engine.writer() as writer:
        writer.put(a_source(), [decision], [passage])
        writer.commit()
    reader = engine.reader()
    [found] = reader.filter_documents()
    meta = {name: value for name, value in passage.meta.items() if name != "terms"}
    assert (found.id, found.content, found.meta, found.embedding) == (passage.id, passage.content, meta, None)
    assert reader.decision(decision.decision_id) == decision
    assert reader.manifest == MANIFEST
    assert reader.source("a.txt") == a_source()
    assert reader.sources() == [SourceRecord(a_source(), decisions=1, paragraphs=1)]
    assert reader.check() == []


def test_what_is_found_is_a_document_that_nobody_copies(engine: Engine) -> None:
    decision = a_decision()
    [found] = index(engine, decision).search_keywords([WeightedTerm("asia")])
    assert deepcopy(found) is found
    assert deepcopy(replace(found, score=0.5)).score == 0.5
    expected = replace(a_passage(decision, "asia"), embedding=None, score=found.score)
    del expected.meta["terms"]
    assert found == expected == found
    assert found != replace(expected, content="muu")


def test_words_of_a_decision_are_kept_as_they_were_analysed(engine: Engine) -> None:
    decision = a_decision(title="Liikuntahallin lattia")
    [paragraph] = decision.paragraphs
    reader = index(engine, decision)
    words = reader.words(decision)
    assert words is not None
    assert words.words(decision.title) == words_of(decision.title)
    assert words.words(paragraph.text, 0, 6) == words_of(paragraph.text[:6])
    assert words.words("muu teksti") is None
    assert reader.words(a_decision("99")) is None


def test_nothing_is_there_that_was_not_committed(engine: Engine) -> None:
    index(engine, a_decision("21"))
    with engine.writer() as writer:
        writer.put(a_source("b.txt"), [a_decision("22", "b.txt")], [])
        writer.remove("a.txt")
    reader = engine.reader()
    assert [each.section for each in reader.decisions()] == ["21"]
    assert reader.count_documents() == 1


def test_one_writer_commits_more_than_once(engine: Engine) -> None:
    with engine.writer() as writer:
        for section in ("1", "2"):
            decision = a_decision(section, f"{section}.txt")
            writer.put(a_source(decision.source_id), [decision], [a_passage(decision, "asia")])
            writer.commit()
            assert len(engine.reader().decisions()) == int(section)
    assert engine.reader().check() == []


def test_reader_says_whether_it_is_current(engine: Engine) -> None:
    reader = index(engine, a_decision("1"))
    assert reader.is_current()
    index(engine, a_decision("2"))
    assert not reader.is_current()


def test_writer_knows_sources_and_vectors_of_the_last_commit(engine: Engine) -> None:
    decision = a_decision()
    passages = [a_passage(decision, "itä", EAST, 1), a_passage(decision, "pohjoinen", NORTH, 2)]
    with engine.writer() as writer:
        assert writer.vectors_of(["mitä vain"]) == {}
        writer.put(a_source(checksum="7"), [decision], passages)
        assert writer.sources() == []
        writer.commit()
        assert [record.source.checksum for record in writer.sources()] == ["7"]
        known = passages[1].content or ""
        assert writer.vectors_of([known, "uusi"]) == {known: NORTH}


def test_put_again_replaces_everything_of_the_source(engine: Engine) -> None:
    index(engine, a_decision("1"), a_decision("2"), a_decision("3", "b.txt"), terms="vanha")
    reader = index(engine, a_decision("2"), terms="uusi")
    assert [each.section for each in reader.decisions()] == ["2", "3"]
    assert (reader.document_frequency("vanha"), reader.document_frequency("uusi")) == (1, 1)
    assert reader.count_documents() == 2
    assert reader.check() == []


def test_removed_source_vanishes_everywhere(engine: Engine) -> None:
    index(engine, a_decision("1"), a_decision("2", "b.txt"))
    with engine.writer() as writer:
        writer.remove("a.txt")
        writer.commit()
    reader = engine.reader()
    assert reader.source("a.txt") is None
    assert reader.decision("koivula/lautakunta/2025-02-20/1") is None
    assert [found.meta["section"] for found in reader.search_vectors(EAST)] == ["2"]
    assert [found.meta["section"] for found in reader.search_keywords([WeightedTerm("asia")])] == ["2"]
    assert reader.check() == []


def test_skipped_source_is_remembered_with_its_reason(engine: Engine) -> None:
    index(engine, a_decision())
    with engine.writer() as writer:
        writer.put_skipped(a_source(checksum="1"), "no text layer")
        writer.commit()
    reader = engine.reader()
    assert reader.sources() == [SourceRecord(a_source(checksum="1"), 0, 0, skipped="no text layer")]
    assert reader.count_documents() == 0


def test_empty_commit_makes_an_empty_store(engine: Engine) -> None:
    with engine.writer() as writer:
        writer.commit()
    reader = engine.reader()
    assert reader.search_keywords([WeightedTerm("asia")]) == []
    assert reader.search_vectors(EAST) == []
    assert reader.coverage() == Coverage(0, (), None)
    assert reader.check() == []


@pytest.mark.parametrize(
    ("decisions", "message"),
    [([a_decision(), a_decision()], "occurs twice"), ([a_decision(source_id="other.txt")], "not of a.txt")],
)
def test_ambiguous_put_is_refused_and_changes_nothing(engine: Engine, decisions: list, message: str) -> None:  # type: ignore[type-arg]
    index(engine, a_decision("7"))
    with engine.writer() as writer:
        with pytest.raises(ValueError, match=message):
            writer.put(a_source(), decisions, [])
        writer.commit()
    assert [each.section for each in engine.reader().decisions()] == ["7"]


def test_put_refuses_passages_without_a_proper_vector(engine: Engine) -> None:
    decision = a_decision()
    with engine.writer() as writer:
        for embedding in ([1.0, 0.0], [0.0] * 4, [float("nan")] * 4):
            with pytest.raises(ValueError, match="vector"):
                writer.put(a_source(), [decision], [a_passage(decision, embedding=embedding)])


# search


def test_vectors_rank_by_cosine_and_need_not_be_normalised(engine: Engine) -> None:
    decisions = [a_decision(section) for section in "123"]
    vectors = [NORTH, [3.0, 0.0, 0.0, 0.0], NORTH_EAST]
    with engine.writer() as writer:
        passages = [a_passage(each, embedding=vector) for each, vector in zip(decisions, vectors, strict=True)]
        writer.put(a_source(), decisions, passages)
        writer.commit()
    found = engine.reader().search_vectors([2.0, 0.0, 0.0, 0.0], limit=2)
    assert [each.meta["section"] for each in found] == ["2", "3"]
    assert [each.score for each in found] == pytest.approx([1.0, 0.6])
    assert all(each.embedding is None for each in found)


def test_alternatives_count_as_their_best_and_groups_add_up(engine: Engine) -> None:
    texts = ["halli", "hall halli", "halli jää", "muu"]
    decisions = [a_decision(str(number)) for number in range(len(texts))]
    with engine.writer() as writer:
        writer.put(a_source(), decisions, [a_passage(each, text) for each, text in zip(decisions, texts, strict=True)])
        writer.commit()
    reader = engine.reader()

    def score(*terms: WeightedTerm) -> dict[str, float]:
        return {each.meta["section"]: each.score or 0 for each in reader.search_keywords(terms)}

    halli, hall, ice = score(WeightedTerm("halli")), score(WeightedTerm("hall")), score(WeightedTerm("jää", group=1))
    alternatives = score(WeightedTerm("halli"), WeightedTerm("hall"))
    assert alternatives == pytest.approx(halli | {"1": max(halli["1"], hall["1"])})
    together = score(WeightedTerm("halli"), WeightedTerm("hall"), WeightedTerm("jää", group=1))
    assert together == pytest.approx(alternatives | {"2": halli["2"] + ice["2"]})
    assert score(WeightedTerm("halli", 0.5)) == pytest.approx({key: value / 2 for key, value in halli.items()})
    assert reader.document_frequency("halli") == 3


def test_limit_and_filter_hold_for_both_searches(engine: Engine) -> None:
    reader = index(engine, *(a_decision(str(number), date=f"202{number}-01-01") for number in range(1, 6)))
    late = where("year", ">=", 2023)
    for found in (reader.search_keywords([WeightedTerm("asia")], late, 2), reader.search_vectors(EAST, late, 2)):
        assert [each.meta["year"] for each in found] == [2023, 2024]


def test_readers_are_shared_between_threads(engine: Engine) -> None:
    reader = index(engine, *(a_decision(str(number)) for number in range(30)))

    def ask(number: int) -> tuple[int, int, int]:
        section = where("section", "==", str(number))
        return (
            len(reader.search_keywords([WeightedTerm("asia")], section)),
            len(reader.search_vectors(EAST, section)),
            len(reader.decisions(section)),
        )

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(30))) == {(1, 1, 1)}


# filters


@pytest.mark.parametrize(
    ("filters", "sections"),
    [
        (where("section", "==", "1"), ["1"]),
        (where("section", "!=", "1"), ["2", "3"]),
        (where("case", "==", None), ["1", "3"]),
        (where("case", "!=", "9/2024"), ["1", "3"]),
        (where("date", ">=", "2024-06-01"), ["2", "3"]),
        (where("date", "<", "2024-06-01"), ["1"]),
        (where("year", ">", 2024), ["3"]),
        (where("year", "<=", "2024-01-01"), []),
        (where("year", "in", [2023, 2024]), ["1", "2"]),
        (where("case", "in", [None, "9/2024"]), ["1", "2", "3"]),
        (where("case", "not in", ["9/2024"]), ["1", "3"]),
        (where("year", "in", []), []),
        (where("routine", "==", False), ["1", "2"]),
        (where("part", "==", "proposal"), ["3"]),
        (where("part", "not in", ["proposal"]), ["1", "2"]),
        (where("organ_slug", "==", "lautakunta"), ["1", "2", "3"]),
        (where("access_groups", "in", []), ["1", "2"]),
        (where("access_groups", "in", ["board", "staff"]), ["1", "2", "3"]),
        (where("access_groups", "not in", ["board"]), []),
        (both(where("year", ">", 2023), where("routine", "==", False)), ["2"]),
        ({"operator": "OR", "conditions": [where("year", "==", 2023), where("year", "==", 2025)]}, ["1", "3"]),
        ({"operator": "NOT", "conditions": [where("case", "==", "9/2024")]}, ["1", "3"]),
        ({"operator": "AND", "conditions": []}, ["1", "2", "3"]),
        ({}, ["1", "2", "3"]),
    ],
)
def test_filter_means_the_same_everywhere(engine: Engine, filters: dict[str, object], sections: list[str]) -> None:
    first = a_decision("1", date="2023-01-01")
    second = a_decision("2", date="2024-07-01", case="9/2024")
    third = a_decision("3", date="2025-01-01", routine=True, access_groups=("board",))
    with engine.writer() as writer:
        passages = [a_passage(first, "asia"), a_passage(second, "asia"), a_passage(third, "asia", part="proposal")]
        writer.put(a_source(), [first, second, third], passages)
        writer.commit()
    reader = engine.reader()
    assert sorted(each.meta["section"] for each in reader.filter_documents(filters)) == sections
    assert sorted(each.meta["section"] for each in reader.search_keywords([WeightedTerm("asia")], filters)) == sections
    assert sorted(each.meta["section"] for each in reader.search_vectors(EAST, filters)) == sections
    assert [each.section for each in reader.decisions(filters)] == sections
    assert reader.coverage(filters).decisions == len(sections)


@pytest.mark.parametrize(
    "filters",
    [
        where("year", "~", 2024),
        where("year", "in", 2024),
        where("section", ">", "kuusi"),
        where("organ", "==", ["Lautakunta"]),
        where("access_groups", "==", "board"),
        {"operator": "XOR", "conditions": []},
        {"field": "meta.year", "operator": "=="},
        {"operator": "AND"},
        where('x"y', "==", 1),
    ],
)
def test_malformed_filter_is_an_error(engine: Engine, filters: dict[str, object]) -> None:
    reader = index(engine, a_decision())
    with pytest.raises(FilterError):
        reader.filter_documents(filters)
    with pytest.raises(FilterError):
        reader.decisions(filters)


# records


def test_meetings_own_matter_is_kept_but_not_listed(engine: Engine) -> None:
    meeting, section, report = a_decision(None), a_decision("1"), a_report_section()
    reader = index(engine, meeting, section, report)
    assert reader.decisions() == [section, report]
    assert reader.coverage() == Coverage(2, ("Lautakunta",), "2025-02-20")
    assert reader.decision(meeting.decision_id) == meeting
    assert len(reader.search_vectors(EAST)) == 3


def test_decisions_are_ordered_by_date_organ_and_section_number(engine: Engine) -> None:
    reports = [a_report_section(heading=heading) for heading in ("z-ensin", "a-sitten")]
    sections = [a_decision("100"), a_decision("21"), a_decision("3", date="2025-03-01")]
    other = a_decision("1", organ="Hallitus", decision_id="koivula/hallitus/2025-02-20/1")
    reader = index(engine, *reports, *sections, other)
    titles = ["Asia 1", "Asia 21", "Asia 100", "Asia 3", "z-ensin", "a-sitten"]
    assert [each.title for each in reader.decisions()] == titles
    assert [each.title for each in reader.decisions(limit=2)] == titles[:2]
    assert reader.organs() == [("Koivula", "Hallitus"), ("Koivula", "Lautakunta")]


def test_case_is_told_oldest_first_and_within_its_municipality(engine: Engine) -> None:
    later, earlier = a_decision("2", case="9/2024"), a_decision("1", date="2024-01-01", case="9/2024")
    elsewhere = a_decision("3", case="9/2024", municipality="Lehtola", decision_id="lehtola/lautakunta/2024-01-01/3")
    reader = index(engine, later, earlier, elsewhere)
    assert reader.case("Koivula", "9/2024") == reader.case("koivula", "9/2024") == [earlier, later]
    assert reader.case("Koivula", "1/1999") == []


def test_matches_name_each_decision_once_by_its_best_passage(engine: Engine) -> None:
    pier, market = a_decision("1", case="7/2025"), a_decision("2", "b.txt", date="2024-01-15")
    with engine.writer() as writer:
        passages = [a_passage(pier, "laituri hiekka katto"), a_passage(pier, "laituri", number=2)]
        writer.put(a_source(), [pier], passages)
        writer.put(a_source("b.txt"), [market], [a_passage(market, "laituri laituri tori")])
        writer.commit()
    reader = engine.reader()
    terms = [WeightedTerm("laituri")]
    found = reader.matches(terms)
    assert [heading.section for heading, _ in found] == ["1", "2"]
    best = {each.meta["section"]: each.score for each in reversed(reader.search_keywords(terms))}
    assert [score for _, score in found] == [best["1"], best["2"]]
    assert found[0][0] == Heading(
        pier.decision_id, "fi", "Koivula", "Lautakunta", "2025-02-20", "1", "7/2025", "Asia 1", "minutes"
    )
    assert [heading.section for heading, _ in reader.matches(terms, where("year", "==", 2024))] == ["2"]
    assert reader.matches([WeightedTerm("hotelli")]) == []


def test_match_of_a_replaced_agenda_is_not_told(engine: Engine) -> None:
    agenda = a_decision("1", "b.txt", document_kind=DocumentKind.AGENDA, status=Status.AGENDA, title="Esityslista")
    reader = index(engine, agenda, a_decision("1"))
    assert [heading.title for heading, _ in reader.matches([WeightedTerm("asia")])] == ["Asia 1"]


def test_headings_are_those_of_the_listed_decisions(engine: Engine) -> None:
    reader = index(engine, a_decision("2"), a_decision("1"), a_decision(None), a_report_section())
    for filters in (None, where("section", "==", "2")):
        listed = [(each.decision_id, each.title, each.case) for each in reader.decisions(filters)]
        assert [(each.decision_id, each.title, each.case) for each in reader.headings(filters)] == listed


def test_terms_are_counted_under_a_filter(engine: Engine) -> None:
    reader = index(engine, a_decision("1"), a_decision("2", "b.txt", access_groups=("hallitus",)), terms="asia tori")
    assert set(reader.terms()) == {"asia", "tori"}
    assert reader.document_frequency("tori") == 2
    assert reader.document_frequency("tori", where("access_groups", "in", [])) == 1
    assert reader.document_frequency("katto", where("access_groups", "in", [])) == 0
