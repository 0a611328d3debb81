"""When decisions changed or were removed, written against the protocol alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from indexer.model import Decision, DocumentKind, Status
from indexer.stores.base import StoreReader
from tests.indexer.stores.conftest import Engine, index
from tests.indexer.stores.examples import a_decision, a_report_section, both, where

ID = "koivula/lautakunta/2025-02-20/{}"


def remove(engine: Engine, *sources: str) -> StoreReader:
    with engine.writer() as writer:
        for source in sources:
            writer.remove(source)
        writer.commit()
    return engine.reader()


def told(reader: StoreReader, since: str | None = None, *filters: dict[str, Any]) -> list[tuple[str, bool]]:
    """Give the last piece of the id of each change and whether it was a removal."""
    found = reader.changes(since, both(*filters) if filters else None)
    return [(each.decision_id.rpartition("/")[2], each.removed) for each in found]


def last(reader: StoreReader) -> str:
    return reader.changes()[-1].changed


def test_reader_tells_the_last_change_and_a_number_that_grows(engine: Engine) -> None:
    reader = index(engine, a_decision("1"))
    changed, generation = reader.changed, reader.generation
    assert changed == last(reader)
    later = remove(engine, "a.txt")
    assert (later.changed, later.generation) > (changed, generation)
    assert later.generation > generation


def test_change_has_id_language_and_the_time_of_its_commit(engine: Engine) -> None:
    before = datetime.now(UTC)
    reader = index(engine, a_decision("1"), a_decision("1", "b.txt", language="sv"))
    found = reader.changes()
    assert [(each.decision_id, each.language, each.removed) for each in found] == [
        (ID.format(1), "fi", False),
        (ID.format(1), "sv", False),
    ]
    times = [datetime.fromisoformat(each.changed) for each in found]
    assert before <= times[0] < times[1] <= datetime.now(UTC) + timedelta(seconds=1)
    assert all(each.changed.endswith("Z") for each in found)


def test_unchanged_content_keeps_its_time_when_it_is_put_again(engine: Engine) -> None:
    first, second = index(engine, a_decision("1"), a_decision("2")).changes()
    later = index(engine, a_decision("1"), a_decision("2", title="Uusi nimi"))
    assert told(later, second.changed) == [("2", False)]
    assert later.changes()[0] == first


def test_last_seen_time_is_where_a_client_goes_on(engine: Engine) -> None:
    reader = index(engine, *(a_decision(section) for section in "12345"))
    seen: list[str] = []
    since = None
    while page := reader.changes(since, limit=2):
        seen += [each.decision_id for each in page]
        since = page[-1].changed
    assert seen == [ID.format(section) for section in "12345"]


def test_removed_decision_is_told_once_and_again_as_changed_when_it_returns(engine: Engine) -> None:
    first = last(index(engine, a_decision("1"), a_decision("2", "b.txt")))
    without = remove(engine, "b.txt")
    assert told(without) == [("1", False), ("2", True)]
    seen = last(without)
    index(engine, a_decision("3", "c.txt"))
    assert told(engine.reader(), seen) == [("3", False)]
    again = index(engine, a_decision("2", "b.txt"))
    assert told(again, first) == [("3", False), ("2", False)]


def test_removal_of_a_version_that_did_not_stand_is_no_change(engine: Engine) -> None:
    agenda = a_decision(source_id="lista.txt", document_kind=DocumentKind.AGENDA, status=Status.AGENDA)
    reader = index(engine, agenda, a_decision())
    assert told(remove(engine, "lista.txt"), last(reader)) == []


def test_withdrawn_minutes_are_a_change_not_a_removal(engine: Engine) -> None:
    agenda = a_decision(source_id="lista.txt", document_kind=DocumentKind.AGENDA, status=Status.AGENDA)
    seen = last(index(engine, agenda, a_decision()))
    assert told(remove(engine, "a.txt"), seen) == [("21", False)]


@pytest.mark.parametrize(
    "since", ["2020-01-01", "2020-01-01T12:00:00", "2020-01-01T12:00:00Z", "2020-01-01T12:00+02:00"]
)
def test_since_is_any_iso_time(engine: Engine, since: str) -> None:
    assert told(index(engine, a_decision("1")), since) == [("1", False)]


def test_since_in_another_zone_is_the_same_moment(engine: Engine) -> None:
    reader = index(engine, a_decision("1"))
    moment = datetime.fromisoformat(last(reader))
    for hours in (3, -5):
        zone = timezone(timedelta(hours=hours))
        assert reader.changes(moment.astimezone(zone).isoformat()) == []
        assert told(reader, (moment - timedelta(seconds=1)).astimezone(zone).isoformat()) == [("1", False)]


def test_since_that_is_no_time_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="eilen"):
        index(engine, a_decision("1")).changes("eilen")


def test_only_what_is_listed_has_changes(engine: Engine) -> None:
    assert told(index(engine, a_decision(None), a_decision("1"), a_report_section())) == [
        ("1", False),
        ("henkilosto", False),
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (where("year", "==", 2024), [("1", False), ("3", True)]),
        (where("municipality_slug", "==", "koivula"), [("1", False), ("2", False), ("3", True)]),
        (where("organ_slug", "==", "hallitus"), []),
        (where("language", "==", "sv"), []),
        (where("document_kind", "==", "minutes"), [("1", False), ("2", False), ("3", True)]),
        (where("part", "==", "decision"), [("1", False), ("2", False)]),
        (where("title", "==", "Asia 3"), []),
        (where("case", "==", "9/2024"), [("1", False)]),
        (where("access_groups", "in", []), [("1", False), ("2", False), ("3", True)]),
    ],
)
def test_filter_holds_for_changes_and_removals(
    engine: Engine, filters: dict[str, Any], expected: list[tuple[str, bool]]
) -> None:
    first = a_decision("1", date="2024-01-01", case="9/2024")
    second, third = a_decision("2"), a_decision("3", "b.txt", date="2024-01-01", case="9/2024")
    index(engine, first, second, third)
    assert told(remove(engine, "b.txt"), None, filters) == expected


def test_removed_restricted_decision_is_told_to_its_groups_only(engine: Engine) -> None:
    index(engine, a_decision("1", access_groups=("board",)))
    reader = remove(engine, "a.txt")
    assert told(reader, None, where("access_groups", "in", [])) == []
    assert told(reader, None, where("access_groups", "in", ["board"])) == [("1", True)]


def test_decision_that_becomes_restricted_is_removed_for_the_public(engine: Engine) -> None:
    def put(*groups: str) -> tuple[Decision, StoreReader]:
        decision = a_decision("1", access_groups=groups)
        return decision, index(engine, decision)

    public = last(put()[1])
    _, closed = put("board")
    assert told(closed, public, where("access_groups", "in", [])) == [("1", True)]
    assert told(closed, public, where("access_groups", "in", ["board"])) == [("1", True), ("1", False)]
    seen = last(closed)
    _, opened = put()
    assert told(opened, seen, where("access_groups", "in", [])) == [("1", False)]
