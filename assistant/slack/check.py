"""What is missing before Pykälä can answer in Slack, each with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import Any

import yaml
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.errors import AssistantError
from assistant.service import Asker, Service
from assistant.settings import Settings
from assistant.slack.people import read_people
from assistant.slack.replies import make_clients


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is as it has to be, and what to do where it is not."""

    name: str
    is_fine: bool
    remedy: str = ""


def manifest() -> dict[str, Any]:
    """Read the manifest that the Slack app is made from."""
    return dict(yaml.safe_load(files("assistant.slack").joinpath("manifest.yaml").read_text(encoding="utf-8")))


def needed_scopes(settings: Settings) -> set[str]:
    """Give the scopes that the settings need: those of the manifest without what is not used."""
    scopes = set(manifest()["oauth_config"]["scopes"]["bot"])
    uses_email = settings.slack_people_file or any("@" in name for name in settings.slack_people)
    optional = {
        "users:read.email": bool(uses_email),
        "usergroups:read": bool(settings.slack_usergroups),
        "groups:read": bool(settings.slack_channels),
    }
    return scopes - {scope for scope, is_used in optional.items() if not is_used}


def findings(settings: Settings, service: Service) -> Iterator[Finding]:
    """Look at settings, tokens, scopes, groups, channels and the store."""
    yield Finding(
        "PYKALA_SLACK_BOT_TOKEN",
        bool(settings.slack_bot_token),
        "copy the bot token (xoxb-…) from Install App on the app's page",
    )
    yield Finding(
        "PYKALA_SLACK_APP_TOKEN or PYKALA_SLACK_SIGNING_SECRET",
        bool(settings.slack_app_token or settings.slack_signing_secret),
        "for `pykala slack` make an app-level token with connections:write; for `pykala serve` copy the signing secret",
    )
    if settings.slack_bot_token:
        yield from _in_slack(settings, make_clients(settings).patient)
    if settings.slack_people_file:
        yield _people_file(settings)
    yield Finding(
        "PYKALA_PUBLIC_URL", bool(settings.public_url), "set it, or answers name each § without a link to its page"
    )
    yield _store(service)


def _in_slack(settings: Settings, client: WebClient) -> Iterator[Finding]:
    try:
        known = client.auth_test()
    except SlackApiError as error:
        reason = error.response.get("error")
        yield Finding("bot token", False, f"Slack says {reason}: install the app anew and copy its bot token")
        return
    except OSError as error:
        yield Finding("connection to Slack", False, f"{error}: see PYKALA_SLACK_API_URL, the proxy and the firewall")
        return
    yield Finding(f"bot token ({known['team']})", True)
    granted = {each for each in str(known.headers.get("x-oauth-scopes", "")).split(",") if each}
    missing = sorted(needed_scopes(settings) - granted)
    yield Finding("scopes", not missing, f"add {', '.join(missing)} under OAuth & Permissions and install the app anew")
    if settings.slack_app_token:
        yield _app_token(settings, client)
    for usergroup in settings.slack_usergroups:
        yield _asked(
            f"user group {usergroup}",
            partial(client.usergroups_users_list, usergroup=usergroup),
            "mend its id in PYKALA_SLACK_USERGROUPS",
        )
    for channel in settings.slack_channels:
        yield _channel(channel, client)


def _app_token(settings: Settings, client: WebClient) -> Finding:
    token = settings.slack_app_token.get_secret_value()
    remedy = "make an app-level token with connections:write and switch Socket Mode on"
    return _asked("app-level token", lambda: client.apps_connections_open(app_token=token), remedy)


def _channel(channel: str, client: WebClient) -> Finding:
    name, remedy = f"channel {channel}", "invite the app to it, or mend its id in PYKALA_SLACK_CHANNELS"
    try:
        found = client.conversations_info(channel=channel)["channel"]
    except SlackApiError as error:
        return Finding(name, False, f"Slack says {error.response.get('error')}: {remedy}; it has to be private")
    is_private = found.get("is_private") and not found.get("is_ext_shared")
    return Finding(name, bool(is_private), "it is not private to your workspace: take it out of PYKALA_SLACK_CHANNELS")


def _asked(name: str, ask: Any, remedy: str) -> Finding:
    try:
        ask()
    except SlackApiError as error:
        return Finding(name, False, f"Slack says {error.response.get('error')}: {remedy}")
    return Finding(name, True)


def _people_file(settings: Settings) -> Finding:
    path = settings.slack_people_file
    remedy = "export e-mail addresses and access groups into it, one person a line, as CSV in UTF-8"
    try:
        people = read_people(path) if path else {}
    except (OSError, UnicodeDecodeError) as error:
        return Finding("PYKALA_SLACK_PEOPLE_FILE", False, f"{error}: {remedy}")
    return Finding(f"PYKALA_SLACK_PEOPLE_FILE ({len(people)} people)", bool(people), remedy)


def _store(service: Service) -> Finding:
    remedy = "run `pykala index FOLDER`"
    try:
        count = service.status(Asker("check", "slack"))["decisions"]
    except AssistantError as error:
        return Finding("store", False, f"{error}")
    return Finding(f"store ({count} decisions that everybody may see)", bool(count), remedy)
