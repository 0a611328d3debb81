"""Which version of a decision stands, and that it does so everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from indexer.model import Decision, DocumentKind, Status
from indexer.stores.base import Coverage, StoreReader, WeightedTerm
from tests.indexer.stores.conftest import Engine, index
from tests.indexer.stores.examples import EAST, NORTH, a_decision, a_passage, a_source

AGENDA: dict[str, Any] = {"document_kind": DocumentKind.AGENDA, "status": Status.AGENDA}
ADJUSTED: dict[str, Any] = {"status": Status.ADJUSTED}


def assert_stands_everywhere(reader: StoreReader, decision: Decision, term: str) -> None:
    """Assert that a decision with one passage is the only one to be found, by whatever way."""
    assert reader.decision(decision.decision_id) == decision
    assert reader.decisions() == reader.case("koivula", "9/2025") == [decision]
    kind = decision.document_kind.value
    for found in (
        reader.filter_documents(),
        reader.search_vectors(EAST),
        reader.search_keywords([WeightedTerm("asia")]),
        reader.search_keywords([WeightedTerm(term)]),
    ):
        assert [(each.meta["title"], each.meta["document_kind"]) for each in found] == [(decision.title, kind)]
    assert reader.count_documents() == reader.document_frequency("asia") == reader.document_frequency(term) == 1
    assert reader.coverage() == Coverage(1, (decision.organ or "",), decision.date)
    assert reader.organs() == [("Koivula", decision.organ)]
    assert reader.check() == []


def test_agenda_stands_again_when_the_minutes_are_withdrawn(engine: Engine) -> None:
    # An organ that changed its name tells which of the two the list of organs is made from.
    agenda = a_decision(
        source_id="z-lista.txt", title="esityslista", organ="Lautakunta (esitys)", case="9/2025", **AGENDA
    )
    minutes = a_decision(source_id="a-poytakirja.txt", title="pöytäkirja", case="9/2025")
    with engine.writer() as writer:
        for decision, term, vector in ((agenda, "esitetty", NORTH), (minutes, "päätetty", EAST)):
            passage = a_passage(decision, f"asia {term}", vector)
            writer.put(a_source(decision.source_id), [decision], [passage])
        writer.commit()
    reader = engine.reader()
    assert_stands_everywhere(reader, minutes, "päätetty")
    assert reader.document_frequency("esitetty") == 0

    with engine.writer() as writer:
        writer.remove("a-poytakirja.txt")
        writer.commit()
    reader = engine.reader()
    assert_stands_everywhere(reader, agenda, "esitetty")
    assert reader.document_frequency("päätetty") == 0
    found = reader.decision(agenda.decision_id)
    assert found is not None
    assert (found.document_kind, found.status) == (DocumentKind.AGENDA, Status.AGENDA)
    assert found.paragraphs == agenda.paragraphs


def test_minutes_that_can_no_longer_be_read_leave_the_agenda(engine: Engine) -> None:
    agenda, minutes = a_decision(source_id="z.txt", **AGENDA), a_decision(source_id="a.txt")
    index(engine, agenda, minutes)
    with engine.writer() as writer:
        writer.put_skipped(a_source("a.txt", checksum="1"), "broken")
        writer.commit()
    assert engine.reader().decisions() == [agenda]


@pytest.mark.parametrize("first_is", ["a.txt", "z.txt"])
@pytest.mark.parametrize(
    ("less", "more"), [(AGENDA, {}), ({}, ADJUSTED), (AGENDA, ADJUSTED), (AGENDA, {"status": None})]
)
def test_the_most_final_version_stands_whatever_its_file(
    engine: Engine, less: dict[str, Any], more: dict[str, Any], first_is: str
) -> None:
    other = "a.txt" if first_is == "z.txt" else "z.txt"
    final = a_decision(source_id=other, title="lopullinen", **more)
    reader = index(engine, a_decision(source_id=first_is, title="aiempi", **less), final)
    assert reader.decisions() == [final]


def test_of_equal_versions_the_last_source_stands(engine: Engine) -> None:
    reader = index(engine, a_decision(source_id="b.txt", title="b"), a_decision(source_id="a.txt", title="a"))
    assert [each.title for each in reader.decisions()] == ["b"]


def test_corrected_file_replaces_section_by_section(engine: Engine) -> None:
    first = [a_decision(section, "pk.txt", title=f"alkuperäinen {section}") for section in "12"]
    corrected = a_decision("2", "pk_korjattu.txt", title="korjattu 2")
    reader = index(engine, *first, corrected)
    assert [each.title for each in reader.decisions()] == ["alkuperäinen 1", "korjattu 2"]
    with engine.writer() as writer:
        writer.remove("pk_korjattu.txt")
        writer.commit()
    assert engine.reader().decisions() == first


def test_language_versions_stand_side_by_side(engine: Engine) -> None:
    finnish, swedish = a_decision(source_id="a.txt"), a_decision(source_id="b.txt", language="sv")
    reader = index(engine, finnish, swedish)
    assert reader.decision(finnish.decision_id) == finnish
    assert reader.decision(finnish.decision_id, "sv") == swedish
    assert reader.decision(finnish.decision_id, "en") is None
    assert sorted(each.language for each in reader.decisions()) == ["fi", "sv"]
    assert reader.count_documents() == 2


def test_each_language_has_its_own_standing_version(engine: Engine) -> None:
    agenda = a_decision(source_id="fi-lista.txt", **AGENDA)
    minutes = a_decision(source_id="fi.txt")
    swedish = a_decision(source_id="sv-lista.txt", language="sv", **AGENDA)
    reader = index(engine, agenda, minutes, swedish)
    assert reader.decision(minutes.decision_id) == minutes
    assert reader.decision(minutes.decision_id, "sv") == swedish
    with engine.writer() as writer:
        writer.remove("sv-lista.txt")
        writer.commit()
    assert engine.reader().decisions() == [minutes]


@pytest.mark.parametrize("name", ["Korjattu pk.txt", "Oikaistu pk.txt", "1 rättat protokoll.txt"])
def test_a_name_that_says_so_makes_a_corrected_file_stand(engine: Engine, name: str) -> None:
    reader = index(engine, a_decision(source_id=name, title="korjattu"), a_decision(source_id="pk.txt", title="virhe"))
    assert [each.title for each in reader.decisions()] == ["korjattu"]


def test_a_corrected_agenda_gives_way_to_minutes(engine: Engine) -> None:
    minutes = a_decision(source_id="a.txt")
    assert index(engine, a_decision(source_id="lista korjattu.txt", **AGENDA), minutes).decisions() == [minutes]
