"""What the service remembers goes from one database to another, whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from assistant.repository import Person, Post, Repository
from assistant.repository.moving import move
from assistant.repository.repository import connect
from assistant.repository.tables import Table
from assistant.settings import Settings
from indexer.errors import StoreError
from tests.assistant.slack.examples import an_answer
from tests.postgres import Cluster


@pytest.fixture
def file(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "store")


@pytest.fixture
def server(tmp_path: Path, postgres: Cluster) -> Settings:
    return Settings(data=tmp_path / "beside", store=postgres.database(empty=True))


def fill(settings: Settings) -> tuple[str, str]:
    """Write a row into every table; give the tokens of a key and of a session."""
    repository = Repository(settings)
    answer = an_answer(1)
    repository.save_answer(answer, "anna")
    repository.save_feedback(answer.id, True, "Hyvä, ”kiitos” 𝄞")
    repository.save_post(Post("C1", "1.5", answer.id, ("hallitus",), "fi"))
    repository.save_sights("anna", "Anna Å", ["kemi/hallitus/2025-01-01/1"], "search")
    token, _ = repository.create_key("intranet", ("read",), ("hallitus",), datetime.now(UTC) + timedelta(days=1))
    session = repository.open_session(Person("anna", "Anna Å", ("hallitus",)))
    repository.seen("event")
    repository.take_on("question", {"text": "Uimaranta"}, "worker")
    repository.secret()
    repository.close()
    return token, session


def rows(settings: Settings) -> dict[str, list[Any]]:
    engine = connect(settings)
    with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in Table.metadata.sorted_tables
        }
    engine.dispose()
    return found


def test_every_table_goes_there_and_back(file: Settings, server: Settings, tmp_path: Path) -> None:
    token, session = fill(file)
    before = rows(file)
    counts = {name: len(held) for name, held in before.items()}
    assert all(counts.values())
    assert move(file, server) == counts
    assert rows(server) == before
    back = Settings(data=tmp_path / "back")
    assert move(server, back) == counts
    assert rows(back) == before
    repository = Repository(server)
    key, person = repository.key_of(token), repository.person_of(session)
    repository.close()
    assert key is not None
    assert key.groups == ("hallitus",)
    assert person is not None
    assert person.groups == ("hallitus",)


def test_what_others_have_asked_is_not_removed_unless_that_is_wanted(file: Settings, server: Settings) -> None:
    fill(file)
    move(file, server)
    repository = Repository(server)
    repository.seen("another")
    repository.close()
    held = rows(server)
    with pytest.raises(StoreError, match=r"events holds rows that are not in the origin.*--replace"):
        move(file, server)
    assert rows(server) == held
    move(file, server, replace=True)
    assert rows(server) == rows(file)


def test_where_nobody_has_asked_there_is_nothing_to_copy(file: Settings, server: Settings) -> None:
    assert move(file, server) == {}
    assert not file.data.exists()
