"""What Slack brings, as values of ours: who asks what, and where. Pure."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_QUESTION = 2_000
_WRITTEN = (None, "file_share", "thread_broadcast")  # what people write; other subtypes are notices
_LABELLED = re.compile(r"<[^<>|]+\|([^<>]*)>")  # <#C1|board>, <https://…|here>
_ADDRESS = re.compile(r"<((?:https?|mailto):[^<>]*)>")
_MENTION = re.compile(r"<[@#!][^<>]*>")


@dataclass(frozen=True, slots=True)
class Heard:
    """A question in a conversation; `thread` is the message that its answer stands under."""

    text: str
    user: str
    team: str
    channel: str
    ts: str
    thread: str

    @property
    def is_direct(self) -> bool:
        """Tell whether only the asker and the app read the conversation."""
        return is_direct(self.channel)

    @property
    def conversation(self) -> str:
        """Name the conversation that the thread is."""
        return conversation(self.channel, self.thread)

    @property
    def key(self) -> str:
        """Name the message, so that it is answered once, whatever events tell of it."""
        return f"slack:{self.team}:{self.channel}:{self.ts}"


@dataclass(frozen=True, slots=True)
class Clicked:
    """A button that somebody pressed under an answer."""

    user: str
    team: str
    channel: str
    message_ts: str
    thread: str
    is_ephemeral: bool
    response_url: str
    value: Mapping[str, Any]

    @property
    def answer_id(self) -> str:
        """Name the answer that the button stands under."""
        return str(self.value["a"])


def is_direct(channel: str) -> bool:
    """Tell whether a channel is a direct conversation with the app."""
    return channel.startswith("D")


def conversation(channel: str, thread: str) -> str:
    """Name the conversation that a thread is."""
    return f"slack:{channel}:{thread}"


def thread_of(message: Mapping[str, Any]) -> str:
    """Name the thread that a message stands in; empty where it stands in none."""
    return str(message.get("thread_ts") or "")


def question(event: Mapping[str, Any], team: str) -> Heard | None:
    """Read a mention or a direct message; None for what bots write, edits, joins and other notices."""
    is_notice = event.get("subtype") not in _WRITTEN
    if event.get("bot_id") or is_notice or "edited" in event or not event.get("user"):
        return None
    ts = str(event["ts"])
    return Heard(
        text=spoken(str(event.get("text") or "")),
        user=str(event["user"]),
        team=str(event.get("user_team") or event.get("team") or team),
        channel=str(event["channel"]),
        ts=ts,
        thread=str(event.get("thread_ts") or ts),
    )


def clicked(body: Mapping[str, Any]) -> Clicked:
    """Read a press of one of our buttons."""
    container, user = body["container"], body["user"]
    message_ts = str(container["message_ts"])
    return Clicked(
        user=str(user["id"]),
        team=str(user.get("team_id") or body["team"]["id"]),
        channel=str(container["channel_id"]),
        message_ts=message_ts,
        thread=str(container.get("thread_ts") or message_ts),
        is_ephemeral=bool(container.get("is_ephemeral")),
        response_url=str(body["response_url"]),
        value=json.loads(body["actions"][0]["value"]),
    )


def spoken(text: str) -> str:
    """Give the words of a text as people read them: no mentions, no markup, no more than a question needs."""
    labelled = _LABELLED.sub(r"\1", text)
    plain = _MENTION.sub(" ", _ADDRESS.sub(r"\1", labelled))
    return " ".join(html.unescape(plain).split())[:LONGEST_QUESTION]
