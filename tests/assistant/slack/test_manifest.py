"""The manifest keeps the limits that Slack documents for one, and asks for no scope without a reason."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

FILE = ROOT / "assistant" / "slack" / "manifest.yaml"
# https://docs.slack.dev/reference/app-manifest
LONGEST = {
    "display_information.name": 35,
    "display_information.description": 140,
    "features.bot_user.display_name": 80,
    "features.agent_view.agent_description": 300,
    "features.slash_commands.0.command": 32,
    "features.slash_commands.0.description": 2000,
    "features.slash_commands.0.usage_hint": 1000,
    "features.shortcuts.0.name": 24,
    "features.shortcuts.0.description": 150,
    "features.shortcuts.0.callback_id": 255,
}


@pytest.fixture(scope="module")
def manifest() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def at(tree: Any, path: str) -> Any:
    for step in path.split("."):
        tree = tree[int(step)] if step.isdigit() else tree[step]
    return tree


@pytest.mark.parametrize("path", LONGEST)
def test_texts_are_as_short_as_slack_wants_them(manifest: Any, path: str) -> None:
    assert 0 < len(at(manifest, path)) <= LONGEST[path]


def test_names_are_made_of_what_slack_allows(manifest: Any) -> None:
    assert re.fullmatch(r"[a-z0-9._-]+", at(manifest, "features.bot_user.display_name"))
    assert re.fullmatch(r"/[a-z0-9_-]+", at(manifest, "features.slash_commands.0.command"))
    assert re.fullmatch(r"#[0-9a-f]{6}", at(manifest, "display_information.background_color"))
    assert "assistant_view" not in manifest["features"]  # a manifest has the one or the other


def test_addresses_may_be_missing_only_by_socket_mode(manifest: Any) -> None:
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert FILE.read_text(encoding="utf-8").count("url: https://minutes.example/slack/events") == 3  # to be taken in


def test_each_event_has_the_scope_that_it_wants_and_each_scope_says_what_for(manifest: Any) -> None:
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    wanted = {"app_mention": "app_mentions:read", "message.im": "im:history"}
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {wanted[each] for each in events if each in wanted} <= scopes
    assert {"commands", "chat:write", "assistant:write"} <= scopes  # of commands and shortcuts, answers, agent_view
    lines = FILE.read_text(encoding="utf-8").splitlines()
    told = {line.split("#")[0].strip(" -") for line in lines if line.startswith("      - ") and "# " in line}
    assert scopes <= told
