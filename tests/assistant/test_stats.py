"""`pykala audit` and `pykala stats`: who saw restricted material, and how well questions were answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.engine import Engine
from assistant.repository import Repository
from assistant.service import Asker, Service
from assistant.settings import Settings
from tests.assistant.minutes import CLOSED_ID

NOBODY = Asker("address:127.0.0.1")
STAFF = Asker("person:7", "person", "Helka", groups=("hallitus",))
CLOSED = "Mitä Myllyniemen tontin esisopimuksesta päätettiin?"
NOTHING = "Kuka omistaa Atlantiksen satelliitin?"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def service(town: Engine, town_store: Settings, data: Path) -> Iterator[Service]:
    data.mkdir()
    own = town_store.model_copy(update={"service_database": f"sqlite:///{data / 'service.sqlite'}"})
    repository = Repository(own)
    yield Service(town, repository, own)
    repository.close()


def run(data: Path, *given: str) -> Any:
    done = CliRunner().invoke(app, [*given, "--json", "--data", str(data)])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_who_was_shown_restricted_material_is_kept(service: Service, data: Path) -> None:
    service.ask(NOBODY, CLOSED)
    service.search(NOBODY, "")
    service.ask(STAFF, "Mitä Likolammen uimarannan kunnostuksesta päätettiin?")
    before = {(each["thing"], each["way"]) for each in run(data, "audit")}
    assert (CLOSED_ID, "decision") not in before
    answer = service.ask(STAFF, CLOSED)
    service.decision(STAFF, CLOSED_ID)
    document = service.decision(STAFF, CLOSED_ID).document
    assert document is not None
    service.original(STAFF, document.id)
    service.search(STAFF, "Myllyniemen tontti")
    service.answer(STAFF, answer.id)
    trail = run(data, "audit")
    assert {(each["who"], each["name"]) for each in trail} == {("person:7", "Helka")}
    seen = {(each["thing"], each["way"]) for each in trail}
    assert {(CLOSED_ID, way) for way in ("answer", "decision", "search")} <= seen
    assert ("hallitus-2031-05-20.txt", "file") in seen


def test_stats_tell_what_found_nothing_and_words_only_where_asked(service: Service, data: Path) -> None:
    good = service.ask(NOBODY, "Mitä Likolammen uimarannan kunnostuksesta päätettiin vuonna 2031?")
    service.ask(NOBODY, NOTHING)
    service.feedback(NOBODY, good.id, False, "Vanhentunut")
    told = run(data, "stats")
    assert told["answers"] == 2
    assert told["by_language"] == {"fi": {"answered": 1, "no_answer": 1}}
    assert len(told["unanswered"]) == len(told["useless"]) == 1
    assert "2031" in told["useless"][0]["understood"]
    assert "Atlanti" not in json.dumps(told)
    assert "Vanhentunut" not in json.dumps(told)
    words = run(data, "stats", "--questions")
    assert words["unanswered"][0]["question"] == NOTHING
    assert words["useless"][0]["comments"] == ["Vanhentunut"]


def test_stats_of_nothing(tmp_path: Path) -> None:
    assert run(tmp_path / "none", "stats")["answers"] == 0
    assert run(tmp_path / "none", "audit") == []
