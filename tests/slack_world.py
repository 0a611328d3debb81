"""What a local Slack holds and what its Web API does: people, channels, messages, streams, views."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.slack_rules import (
    LOADING_MESSAGES,
    Refused,
    bot_scopes,
    check_arguments,
    check_blocks,
    check_message,
    check_prompts,
    check_view,
    streamed_text,
)

TEAM, BOT, BOT_ID, APP = "T0000001", "U0000BOT", "B0000001", "A0000001"
TRIGGER_SECONDS = 3.0


class Expected(Refused):
    """An error that a good app may meet, and has to live with."""


class ExpiredStream(Expected):
    def __str__(self) -> str:
        return "message_not_in_streaming_state"


class NotInChannel(Expected):
    pass


@dataclass
class Message:
    """A message as Slack keeps it; `state` tells whether it is being streamed."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    state: str = "done"
    seen_by: str | None = None  # the one person who sees an ephemeral message
    edits: int = 0

    @property
    def shown(self) -> str:
        """The words that people read: Markdown first, then contexts and sections."""
        parts = [block.get("text") for block in self.blocks]
        told = [part if isinstance(part, str) else part["text"] for part in parts if part]
        told += [each["text"] for block in self.blocks if block["type"] == "context" for each in block["elements"]]
        return "\n".join([self.text, *told])

    def actions(self) -> dict[str, dict[str, Any]]:
        """Map action ids to the elements that can be clicked."""
        elements = [each for block in self.blocks for each in block.get("elements", ())]
        return {each["action_id"]: each for each in elements if "action_id" in each}


class World:
    """The state of the workspace; every method of the Web API that the app may call is one of `_calls`."""

    def __init__(self) -> None:
        self.lock = threading.Condition(threading.RLock())
        self.scopes = bot_scopes()
        self.users: dict[str, dict[str, Any]] = {}
        self.channels: dict[str, dict[str, Any]] = {}
        self.usergroups: dict[str, list[str]] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.ephemerals: list[Message] = []
        self.views: dict[str, dict[str, Any]] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.prompts: dict[str, list[dict[str, str]]] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        self.status_log: list[dict[str, Any]] = []
        self.refusals: list[tuple[str, str]] = []
        self.calls: list[str] = []
        self.expire_streams_after: int | None = None  # appends that a stream survives
        self.broken: dict[str, str] = {}  # methods that answer with an error, and with which
        self._numbers = itertools.count(1)
        self._triggers: dict[str, float] = {}
        self._appends: dict[str, int] = {}
        self._responses: dict[str, tuple[Message | None, dict[str, Any], list[float]]] = {}

    # who and where

    def add_user(self, user: str, locale: str = "fi-FI", email: str = "", team: str = TEAM, **flags: bool) -> str:
        self.users[user] = {"id": user, "team_id": team, "locale": locale, "profile": {"email": email}, **flags}
        return user

    def add_channel(self, channel: str, *members: str, private: bool = False, shared: bool = False) -> str:
        self.channels[channel] = {"id": channel, "is_private": private, "is_ext_shared": shared, "members": {*members}}
        return channel

    def direct(self, user: str) -> str:
        """Give the direct conversation of a user and the app."""
        channel = f"D{user[1:]}"
        self.channels.setdefault(channel, {"id": channel, "is_im": True, "members": {user, BOT}})
        return channel

    def says(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Let a person write a message."""
        with self.lock:
            message = Message(channel, self.new_ts(), user, text, thread_ts=thread_ts)
            self.messages[channel, message.ts] = message
            return message

    def by_app(self, channel: str | None = None, thread_ts: str | None = None) -> list[Message]:
        """List what the app wrote for all to see, oldest first."""
        with self.lock:
            own = [each for each in self.messages.values() if each.user == BOT]
        there = [each for each in own if channel in (None, each.channel)]
        return [each for each in there if thread_ts in (None, each.thread_ts)]

    def new_ts(self) -> str:
        return f"17{next(self._numbers):08d}.{next(self._numbers):06d}"

    def new_trigger(self) -> str:
        trigger = f"{next(self._numbers)}.trigger"
        self._triggers[trigger] = time.monotonic()
        return trigger

    def new_response(self, original: Message | None, channel: str, user: str, thread_ts: str | None) -> str:
        """Give the key of an address by which the app answers an interaction, at most five times."""
        key = f"r{next(self._numbers)}"
        self._responses[key] = (original, {"channel": channel, "user": user, "thread_ts": thread_ts}, [])
        return key

    # the Web API

    def call(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a method does, or say why Slack would not."""
        with self.lock:
            self.calls.append(method)
            try:
                check_arguments(method, arguments, self.scopes)
                if method in self.broken:
                    return {"ok": False, "error": self.broken[method]}
                return {"ok": True, **self._calls[method](self, arguments)}
            except Refused as refused:
                if not isinstance(refused, Expected):
                    self.refusals.append((method, str(refused)))
                return {"ok": False, "error": str(refused).partition(":")[0]}
            finally:
                self.lock.notify_all()

    def respond(self, key: str, body: Mapping[str, Any]) -> bool:
        """Take what the app sends to the address of an interaction."""
        with self.lock:
            try:
                if key not in self._responses or len(self._responses[key][2]) >= 5:
                    raise Refused("used_url")
                original, place, uses = self._responses[key]
                uses.append(time.monotonic())
                if body.get("delete_original"):
                    raise Refused("not offered here")
                check_message(body)
                text, blocks = body.get("text") or "", body.get("blocks") or []
                if body.get("replace_original") and original is not None:
                    original.text, original.blocks, original.edits = text, blocks, original.edits + 1
                elif body.get("response_type") == "in_channel":
                    raise Refused("not offered here")
                else:
                    where = body.get("thread_ts") or None
                    made = Message(place["channel"], self.new_ts(), BOT, text, blocks, where, seen_by=place["user"])
                    self.ephemerals.append(made)
                return True
            except Refused as refused:
                self.refusals.append(("response_url", str(refused)))
                return False
            finally:
                self.lock.notify_all()

    def _auth_test(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"team": "Kunta", "team_id": TEAM, "user_id": BOT, "bot_id": BOT_ID}

    def _post(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        check_message(asked)
        return self._said(asked, state="done", text=asked.get("text") or "", blocks=asked.get("blocks") or [])

    def _said(self, asked: Mapping[str, Any], state: str, text: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
        channel, thread_ts = self._writable(asked["channel"]), asked.get("thread_ts")
        if thread_ts:
            self._root(channel, thread_ts)
        message = Message(channel, self.new_ts(), BOT, text, blocks, thread_ts, state)
        self.messages[channel, message.ts] = message
        self.statuses.pop((channel, str(thread_ts)), None)  # a reply ends the status
        return {"channel": channel, "ts": message.ts}

    def _post_ephemeral(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        check_message(asked)
        channel = self._writable(asked["channel"])
        if asked["user"] not in self.channels[channel]["members"]:
            raise Refused("user_not_in_channel")
        made = Message(
            channel, self.new_ts(), BOT, asked.get("text") or "", asked.get("blocks") or [], asked.get("thread_ts"),
            seen_by=asked["user"],
        )  # fmt: skip
        self.ephemerals.append(made)
        return {"message_ts": made.ts}

    def _update(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        check_message(asked)
        message = self._own(asked)
        if message.state == "streaming":
            raise Refused("streaming_state_conflict")
        message.text, message.blocks = asked.get("text") or "", asked.get("blocks") or []
        message.edits += 1
        return {"channel": message.channel, "ts": message.ts}

    def _start_stream(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if not self.channels.get(asked["channel"], {}).get("is_im"):
            for name in ("recipient_team_id", "recipient_user_id"):
                if not asked.get(name):
                    raise Refused(f"missing_{name}")
        return self._said(asked, "streaming", streamed_text(asked), [])

    def _streaming(self, asked: Mapping[str, Any]) -> Message:
        message = self._own(asked)
        if message.state == "streaming" and self.expire_streams_after is not None:
            used = self._appends[message.ts] = self._appends.get(message.ts, 0) + 1
            if used > self.expire_streams_after:
                message.state = "expired"
        if message.state != "streaming":
            raise ExpiredStream
        return message

    def _append_stream(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        message, text = self._streaming(asked), streamed_text(asked)
        if not text:
            raise Refused("no_text")
        message.text += text
        return {"channel": message.channel, "ts": message.ts}

    def _stop_stream(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        message = self._streaming(asked)
        message.text += streamed_text(asked)
        check_blocks(asked.get("blocks") or [], message.text)
        message.blocks, message.state = asked.get("blocks") or [], "done"
        return {"channel": message.channel, "ts": message.ts}

    def _set_status(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if not 0 <= len(asked.get("loading_messages") or []) <= LOADING_MESSAGES:
            raise Refused("invalid_arguments: loading_messages")
        channel = self._writable(asked["channel_id"])
        self._root(channel, asked["thread_ts"])
        self.statuses[channel, asked["thread_ts"]] = asked["status"]
        self.status_log.append(dict(asked))
        return {}

    def _set_prompts(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        check_prompts(asked)
        self.prompts[self._writable(asked["channel_id"])] = asked["prompts"]
        return {}

    def _open_view(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        since = self._triggers.pop(asked["trigger_id"], None)
        if since is None or time.monotonic() - since > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        check_view(asked["view"])
        view_id = f"V{next(self._numbers):07d}"
        self.views[view_id] = asked["view"]
        return {"view": {**asked["view"], "id": view_id}}

    def _update_view(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if asked.get("view_id") not in self.views:
            raise Refused("not_found")
        check_view(asked["view"])
        self.views[asked["view_id"]] = asked["view"]
        return {"view": {**asked["view"], "id": asked["view_id"]}}

    def _publish_view(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        check_view(asked["view"])
        if asked["view"]["type"] != "home":
            raise Refused("invalid_arguments: type")
        self.homes[asked["user_id"]] = asked["view"]
        return {"view": asked["view"]}

    def _user(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if asked["user"] not in self.users:
            raise Refused("user_not_found")
        user = dict(self.users[asked["user"]])
        if not asked.get("include_locale"):
            user.pop("locale")
        if "users:read.email" not in self.scopes:
            user["profile"] = {}
        return {"user": user}

    def _usergroup(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if asked["usergroup"] not in self.usergroups:
            raise Refused("no_such_subteam")
        return {"users": self.usergroups[asked["usergroup"]]}

    def _channel(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        channel = self.channels.get(asked["channel"])
        if channel is None or (channel.get("is_private") and BOT not in channel["members"]):
            raise Refused("channel_not_found")
        if not channel.get("is_private") and "channels:read" not in self.scopes:
            return {"ok": False, "error": "missing_scope", "needed": "channels:read"}
        return {"channel": {name: value for name, value in channel.items() if name != "members"}}

    def _writable(self, channel: str) -> str:
        known = self.channels.get(channel)
        if known is None:
            raise Refused("channel_not_found")
        if BOT not in known["members"]:
            raise NotInChannel(
                "channel_not_found" if known.get("is_private") or known.get("is_im") else "not_in_channel"
            )
        return channel

    def _root(self, channel: str, thread_ts: str) -> None:
        root = self.messages.get((channel, thread_ts))
        if root is None:
            raise Refused("thread_not_found")
        if root.thread_ts not in (None, root.ts):
            raise Refused("invalid_thread_ts: a reply is no thread")

    def _own(self, asked: Mapping[str, Any]) -> Message:
        message = self.messages.get((asked["channel"], asked["ts"]))
        if message is None:
            raise Refused("message_not_found")
        if message.user != BOT:
            raise Refused("cant_update_message")
        return message

    _calls: Mapping[str, Callable[[World, Mapping[str, Any]], dict[str, Any]]] = {
        "auth.test": _auth_test,
        "chat.postMessage": _post,
        "chat.postEphemeral": _post_ephemeral,
        "chat.update": _update,
        "chat.startStream": _start_stream,
        "chat.appendStream": _append_stream,
        "chat.stopStream": _stop_stream,
        "assistant.threads.setStatus": _set_status,
        "assistant.threads.setSuggestedPrompts": _set_prompts,
        "views.open": _open_view,
        "views.update": _update_view,
        "views.publish": _publish_view,
        "users.info": _user,
        "usergroups.users.list": _usergroup,
        "conversations.info": _channel,
    }

    def wait(self, done: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait until something is so; fail where it does not become so."""
        with self.lock:
            assert self.lock.wait_for(done, seconds), f"not within {seconds} s; refused: {self.refusals}"
