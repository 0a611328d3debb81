"""Who asks in Slack, which access groups they have, and what of these a conversation may show."""

from __future__ import annotations

import csv
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.service import Asker, municipality_of
from assistant.settings import Settings
from assistant.slack.heard import is_direct
from assistant.slack.words import language_of

REMEMBERED = 300.0  # seconds after which Slack is asked anew who somebody is
_log = logging.getLogger(__name__)
T = TypeVar("T")


class People:
    """Tell who somebody is; what Slack says is remembered for some minutes."""

    def __init__(self, client: WebClient, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock
        self._lock = Lock()
        self._known: dict[str, tuple[float, Any]] = {}
        self._own_team = ""

    def asker(self, user: str) -> Asker | None:
        """Give who asks with all their access groups; None for guests, bots and strangers that are not allowed."""
        found = self._user(user)
        if not self._may_ask(found):
            return None
        email = str((found.get("profile") or {}).get("email") or "").lower()
        groups = {*self._by_table(user, email), *self._by_file(email), *self._by_usergroup(user)}
        return Asker(
            f"slack:{user}",
            "slack",
            groups=tuple(sorted(groups)),
            language=language_of(found.get("locale")),
            municipality=municipality_of(groups, self._settings),
        )

    def language(self, user: str) -> str:
        """Give the language that somebody chose in Slack."""
        return language_of(self._user(user).get("locale"))

    def audience(self, asker: Asker, channel: str) -> Asker:
        """Leave an asker those groups that all may have who read a conversation; in a public one none."""
        if is_direct(channel) or not asker.groups:
            return asker
        allowed = self._settings.slack_channels.get(channel, ())
        shown = set(asker.groups) & set(allowed) if allowed and self._is_private(channel) else set()
        return replace(asker, groups=tuple(sorted(shown)))

    def _may_ask(self, user: dict[str, Any]) -> bool:
        if user.get("deleted") or user.get("is_bot"):
            return False
        is_guest = user.get("is_restricted") or user.get("is_ultra_restricted")
        if is_guest and not self._settings.slack_guests:
            return False
        return user.get("team_id") in {self._team(), *self._settings.slack_teams}

    def _by_table(self, user: str, email: str) -> tuple[str, ...]:
        table = {name.lower(): groups for name, groups in self._settings.slack_people.items()}
        return (*table.get(user.lower(), ()), *(table.get(email, ()) if email else ()))

    def _by_file(self, email: str) -> tuple[str, ...]:
        path = self._settings.slack_people_file
        return read_people(path).get(email, ()) if path and email else ()

    def _by_usergroup(self, user: str) -> tuple[str, ...]:
        return tuple(
            group
            for usergroup, groups in self._settings.slack_usergroups.items()
            if user in self._members(usergroup)
            for group in groups
        )

    def _is_private(self, channel: str) -> bool:
        """Ask each time, since a channel can be opened; what Slack does not tell counts as public."""
        try:
            found = self._client.conversations_info(channel=channel)["channel"]
        except SlackApiError as error:
            _log.warning("channel %s counts as public: %s", channel, error.response.get("error"))
            return False
        return bool(found.get("is_private")) and not (found.get("is_ext_shared") or found.get("is_pending_ext_shared"))

    def _team(self) -> str:
        if not self._own_team:
            self._own_team = str(self._client.auth_test()["team_id"])
        return self._own_team

    def _user(self, user: str) -> dict[str, Any]:
        def ask() -> dict[str, Any]:
            return dict(self._client.users_info(user=user, include_locale=True)["user"])

        return self._remembered(f"user:{user}", ask)

    def _members(self, usergroup: str) -> frozenset[str]:
        def ask() -> frozenset[str]:
            return frozenset(self._client.usergroups_users_list(usergroup=usergroup)["users"])

        try:
            return self._remembered(f"usergroup:{usergroup}", ask)
        except SlackApiError as error:
            _log.warning("user group %s gives nobody access: %s", usergroup, error.response.get("error"))
            return frozenset()

    def _remembered(self, key: str, ask: Callable[[], T]) -> T:
        with self._lock:
            at, value = self._known.get(key, (0.0, None))
        if value is not None and self._clock() - at < REMEMBERED:
            return cast(T, value)
        found = ask()
        with self._lock:
            self._known[key] = (self._clock(), found)
        return found


def read_people(path: Path) -> dict[str, tuple[str, ...]]:
    """Read a table that a directory exported: an e-mail address a line, then its groups, all separated by commas."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [[cell.strip() for cell in row] for row in csv.reader(file)]
    return {row[0].lower(): tuple(filter(None, row[1:])) for row in rows if row and "@" in row[0]}
