"""`pykala migrate`: a store, its redactions and what the service remembers go to PostgreSQL and back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.engine import Engine
from assistant.repository import Repository
from assistant.settings import Settings
from indexer.embedding import PACKAGED_MODEL
from indexer.redactions import FILE, Redactions
from tests.postgres import Cluster

QUESTION = "Mitkä hyvinvointihankkeet koskevat liikuntahallia?"


@pytest.fixture
def origin(kemi_store: Settings, tmp_path: Path) -> Settings:
    """Copy the store of the first document, with an answer, a key and a redaction."""
    made = kemi_store.model_copy(update={"data": tmp_path / "origin"})
    shutil.copytree(kemi_store.data, made.data)
    Redactions.load(made.data).added(["Vilmalotta Takkunen"], "", "asked for").save(made.data)
    repository = Repository(made)
    repository.save_answer(Engine(made).ask(QUESTION))
    repository.create_key("intranet", ("read",))
    repository.close()
    return made


@pytest.fixture
def run(origin: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("PYKALA_CACHE", str(origin.cache))
    monkeypatch.setenv("PYKALA_EMBEDDING_MODEL", PACKAGED_MODEL)
    return lambda *given: CliRunner().invoke(app, ["migrate", *map(str, given)])


def test_all_goes_there_and_back(
    origin: Settings, run: Callable[..., Result], postgres: Cluster, tmp_path: Path
) -> None:
    address, beside, back = postgres.database(), tmp_path / "beside", tmp_path / "back"
    done = run("--from", origin.data, "--to", address, "--data", beside)
    assert done.exit_code == 0, done.output
    assert "1 files: 1 were copied, 0 there already" in done.output
    assert "1 redactions hold there." in done.output
    assert "1 answers" in done.output
    assert "1 api keys" in done.output
    again = run("--from", address, "--to", back, "--data", beside, "--json")
    assert again.exit_code == 0, again.output
    told = json.loads(again.output)
    assert told["checksum"] in done.output
    assert told["service"]["conversations"] == 1
    assert (back / FILE).read_bytes() == (beside / FILE).read_bytes() == (origin.data / FILE).read_bytes()
    served = origin.model_copy(update={"data": beside, "store": address})
    returned = origin.model_copy(update={"data": back})
    first, second, third = (Engine(each).ask(QUESTION) for each in (origin, served, returned))
    assert first.citations
    assert first.citations == second.citations == third.citations
    repository = Repository(served)
    assert [each.name for each in repository.all_keys()] == ["intranet"]
    repository.close()


def test_what_is_no_other_place_or_no_store_is_told(
    origin: Settings, run: Callable[..., Result], tmp_path: Path
) -> None:
    same = run("--from", origin.data, "--to", origin.data)
    assert same.exit_code == 1
    assert "it is there already" in same.output
    empty = run("--from", tmp_path / "nothing", "--to", tmp_path / "new")
    assert empty.exit_code == 1
    assert "nothing has been indexed here yet" in str(empty.exception)
    assert not (tmp_path / "new").exists()


def test_store_that_nobody_has_asked_has_no_answers_to_copy(
    kemi_store: Settings, run: Callable[..., Result], tmp_path: Path
) -> None:
    shutil.copytree(kemi_store.data, tmp_path / "silent")
    (tmp_path / "silent" / "service.sqlite").unlink(missing_ok=True)
    done = run("--from", tmp_path / "silent", "--to", tmp_path / "new")
    assert done.exit_code == 0, done.output
    assert "Nobody has asked yet" in done.output


def test_database_of_the_service_that_both_share_stays(
    origin: Settings, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYKALA_SERVICE_DATABASE", f"sqlite:///{tmp_path / 'shared.sqlite'}")
    done = run("--from", origin.data, "--to", tmp_path / "new")
    assert done.exit_code == 0, done.output
    assert "stay where they are: in PYKALA_SERVICE_DATABASE" in done.output
    assert not (tmp_path / "shared.sqlite").exists()
