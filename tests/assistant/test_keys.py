"""`pykala keys`: made once, listed without secrets, revoked at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.repository import Repository
from assistant.settings import Settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "store"


def keys(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["keys", *arguments, "--data", str(data)])


def test_key_is_shown_once_and_works(data: Path) -> None:
    made = keys(data, "create", "intranet", "--group", "hallitus", "--group", "johto")
    token = made.stdout.strip()
    repository = Repository(Settings(data=data))
    found = repository.key_of(token)
    repository.close()
    assert found is not None
    assert (found.name, found.groups, found.scopes) == ("intranet", ("hallitus", "johto"), ("read", "ask"))
    assert "cannot be shown again" in made.stderr
    listed = keys(data, "list").stdout
    assert "intranet  (read, ask; hallitus, johto)  valid  used " in listed
    assert token not in listed
    assert token.rpartition("_")[2].encode() not in (data / "service.sqlite").read_bytes()


def test_key_expires_and_is_revoked(data: Path) -> None:
    made = json.loads(keys(data, "create", "probe", "--scope", "metrics", "--days", "30", "--json").stdout)
    expires = datetime.fromisoformat(made["expires"])
    assert timedelta(days=29.9) < expires - datetime.now(UTC) < timedelta(days=30.1)
    assert made["scopes"] == ["metrics"]
    assert "never used" in keys(data, "list").stdout
    assert keys(data, "revoke", made["id"]).exit_code == 0
    assert "revoked 2" in keys(data, "list").stdout
    again = keys(data, "revoke", made["id"])
    assert (again.exit_code, "there is no key" in again.stderr) == (1, True)
    assert json.loads(keys(data, "list", "--json").stdout)[0]["revoked"]


def test_unknown_scope_is_wrong_use(data: Path) -> None:
    refused = keys(data, "create", "x", "--scope", "write")
    assert refused.exit_code == 2
    assert "choose of read, ask, metrics" in refused.stderr
