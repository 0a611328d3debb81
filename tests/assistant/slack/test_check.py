"""`pykala slack` says what is missing, and the manifest asks for no more than is used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.service import Service
from assistant.slack.check import Finding, findings, manifest, needed_scopes
from tests.assistant.slack.examples import RESTRICTED
from tests.assistant.slack.office import PRIVATE, PUBLIC, Office, office
from tests.slack_rules import METHODS, bot_scopes

RUNNER = CliRunner()
HEARD = {"app_mentions:read", "commands", "im:history", "users:read.email"}  # scopes without a method of their own


def found(opened: Office, **changes: Any) -> dict[str, Finding]:
    settings = opened.settings.model_copy(update=changes)
    service = Service(opened.engine, opened.repository, settings)
    return {each.name: each for each in findings(settings, service)}


def missing(opened: Office, **changes: Any) -> set[str]:
    return {name for name, each in found(opened, **changes).items() if not each.is_fine}


def test_a_complete_installation_misses_nothing(tmp_path: Path) -> None:
    with office("http", tmp_path, public_url="https://minutes.example") as opened:
        assert missing(opened) == set()
        assert {"bot token (Kunta)", "scopes", "app-level token", f"channel {PRIVATE}"} <= set(found(opened))
        opened.is_clean()


def test_each_thing_that_is_missing_is_named_with_its_remedy(tmp_path: Path) -> None:
    with office("http", tmp_path) as opened:
        assert missing(opened) == {"PYKALA_PUBLIC_URL"}
        opened.slack.scopes -= {"im:history", "groups:read"}
        scopes = found(opened)["scopes"]
        assert (scopes.is_fine, scopes.remedy[:31]) == (False, "add groups:read, im:history und")
        assert f"channel {PRIVATE}" in missing(opened)
        opened.slack.scopes |= {"groups:read"}
        assert f"channel {PUBLIC}" in missing(opened, slack_channels={PUBLIC: (RESTRICTED,)})
        assert "user group S9" in missing(opened, slack_usergroups={"S9": (RESTRICTED,)})
        people = tmp_path / "people.csv"
        assert "PYKALA_SLACK_PEOPLE_FILE" in missing(opened, slack_people_file=people)
        people.write_text("a@kunta.example,johto\n", "utf-8")
        assert "PYKALA_SLACK_PEOPLE_FILE (1 people)" in found(opened, slack_people_file=people)


def test_scopes_follow_the_settings(tmp_path: Path) -> None:
    with office("http", tmp_path) as opened:
        assert needed_scopes(opened.settings) == bot_scopes() - {"usergroups:read"}
        bare = opened.settings.model_copy(update={"slack_people": {}, "slack_channels": {}})
        assert needed_scopes(bare) == bot_scopes() - {"usergroups:read", "users:read.email", "groups:read"}


def test_the_manifest_asks_for_what_is_used_and_says_why() -> None:
    assert bot_scopes() == {each.scope for each in METHODS.values() if each.scope} | HEARD
    made = manifest()
    assert made["features"]["agent_view"]["agent_description"]
    assert "assistant_view" not in made["features"]
    assert set(made["settings"]["event_subscriptions"]["bot_events"]) == {
        "app_home_opened",
        "app_mention",
        "message.im",
    }
    text = (Path(__file__).parents[3] / "assistant/slack/manifest.yaml").read_text(encoding="utf-8")
    for scope in bot_scopes():
        assert f"- {scope} # " in text, f"say why the manifest asks for {scope}"


def test_the_command_tells_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYKALA_SLACK_BOT_TOKEN", raising=False)
    told = RUNNER.invoke(app, ["slack", "--check", "--json", "--data", str(tmp_path)])
    assert told.exit_code == 1
    by_name = {each["name"]: each["is_fine"] for each in json.loads(told.stdout)}
    assert by_name["PYKALA_SLACK_BOT_TOKEN"] is False
    plain = RUNNER.invoke(app, ["slack", "--check", "--data", str(tmp_path)])
    assert "missing  PYKALA_SLACK_BOT_TOKEN\n         copy the bot token" in plain.stdout


@pytest.mark.parametrize(
    ("environment", "told"),
    [({}, "there is no bot token"), ({"PYKALA_SLACK_BOT_TOKEN": "xoxb-1-local"}, "there is no app-level token")],
)
def test_without_tokens_the_command_says_which(tmp_path: Path, environment: dict[str, str], told: str) -> None:
    done = RUNNER.invoke(app, ["slack", "--data", str(tmp_path)], env=environment)
    assert done.exit_code == 1
    assert told in done.stderr
