"""What Slack refuses: arguments that are missing, blocks of a wrong shape, texts that are too long."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from assistant.slack.limits import BLOCKS, MARKDOWN, MESSAGE, SECTION

MANIFEST: Mapping[str, Any] = yaml.safe_load(
    (Path(__file__).parent.parent / "assistant/slack/manifest.yaml").read_text(encoding="utf-8")
)
APPEND = 12_000  # characters of one append to a stream
TEXT = 40_000
PROMPTS = 4
LOADING_MESSAGES = 10


class Refused(Exception):
    """Slack answers `ok: false` with this error."""


@dataclass(frozen=True, slots=True)
class Method:
    """What a method of the Web API needs: a scope of the bot and arguments that cannot be left out."""

    scope: str
    required: tuple[str, ...]


METHODS = {
    "auth.test": Method("", ()),
    "chat.postMessage": Method("chat:write", ("channel",)),
    "chat.postEphemeral": Method("chat:write", ("channel", "user")),
    "chat.update": Method("chat:write", ("channel", "ts")),
    "chat.startStream": Method("chat:write", ("channel", "thread_ts")),
    "chat.appendStream": Method("chat:write", ("channel", "ts")),
    "chat.stopStream": Method("chat:write", ("channel", "ts")),
    "assistant.threads.setStatus": Method("chat:write", ("channel_id", "thread_ts", "status")),
    "assistant.threads.setSuggestedPrompts": Method("assistant:write", ("channel_id", "prompts")),
    "views.open": Method("", ("trigger_id", "view")),
    "views.update": Method("", ("view",)),
    "views.publish": Method("", ("user_id", "view")),
    "users.info": Method("users:read", ("user",)),
    "usergroups.users.list": Method("usergroups:read", ("usergroup",)),
    "conversations.info": Method("groups:read", ("channel",)),
}


def bot_scopes() -> frozenset[str]:
    """Give the scopes that the manifest asks for: no test passes with more than these."""
    return frozenset(MANIFEST["oauth_config"]["scopes"]["bot"])


def check_arguments(method: str, arguments: Mapping[str, Any], scopes: frozenset[str]) -> None:
    known = METHODS.get(method)
    if known is None:
        raise Refused("unknown_method")
    if known.scope and known.scope not in scopes:
        raise Refused(f"missing_scope: {known.scope}")
    for name in known.required:
        if arguments.get(name) in (None, ""):
            raise Refused(f"invalid_arguments: {name}")


def check_message(arguments: Mapping[str, Any]) -> None:
    """Refuse a message without anything to show, or with what Slack does not take."""
    if not arguments.get("text") and not arguments.get("blocks"):
        raise Refused("no_text")
    if len(arguments.get("text") or "") > TEXT:
        raise Refused("msg_too_long")
    check_blocks(arguments.get("blocks") or [])


def check_blocks(blocks: list[dict[str, Any]], streamed: str = "") -> None:
    """Judge blocks as the SDK's own models do, and the sums that they do not know; `streamed` stands above them."""
    for block in blocks:
        parsed = _valid(partial(Block.parse, dict(block)))
        if parsed is None:
            raise Refused(f"invalid_blocks: {block.get('type')}")
        _valid(parsed.validate_json)
        for element in getattr(parsed, "elements", None) or []:
            _valid(element.validate_json)
        ids = [each.get("action_id") for each in block.get("elements", ()) if each.get("action_id")]
        if len(ids) != len(set(ids)):
            raise Refused("invalid_blocks: action_id twice")
    written = [block["text"] for block in blocks if block["type"] == "markdown"]
    if any(len(text) > MARKDOWN for text in written):
        raise Refused("msg_blocks_too_long: markdown")
    if len(blocks) - len(written) + sum(text.count("\n\n") + 1 for text in [*written, streamed]) > BLOCKS + 1:
        raise Refused("invalid_blocks: more than 50")
    if not all(1 <= len(each["text"]) <= SECTION for each in texts(blocks)):
        raise Refused("invalid_blocks: length of a text")
    read = [each["text"] for each in texts(blocks) if each["type"] == "mrkdwn"]
    if sum(map(len, [*read, *written, streamed])) > MESSAGE:
        raise Refused("msg_blocks_too_long")


def check_view(view: Mapping[str, Any]) -> None:
    _valid(View(**view).validate_json)
    if not all(1 <= len(each["text"]) <= SECTION for each in texts(view["blocks"])):
        raise Refused("invalid_arguments: length of a text")


def check_prompts(arguments: Mapping[str, Any]) -> None:
    if arguments.get("thread_ts"):
        raise Refused("thread_ts: an agent's prompts with it are silently dropped")
    prompts = arguments["prompts"]
    if not 1 <= len(prompts) <= PROMPTS or not all(each.get("title") and each.get("message") for each in prompts):
        raise Refused("invalid_arguments: prompts")


def streamed_text(arguments: Mapping[str, Any]) -> str:
    """Give the Markdown that a call adds to a stream; 12,000 characters at most."""
    chunks = arguments.get("chunks") or []
    if any(each.get("type") != "markdown_text" or not each.get("text") for each in chunks):
        raise Refused("invalid_chunks")
    text = (arguments.get("markdown_text") or "") + "".join(each["text"] for each in chunks)
    if len(text) > APPEND:
        raise Refused("msg_too_long")
    return text


def decoded(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Read what forms carry as JSON."""
    structured = {"blocks", "view", "prompts", "chunks", "loading_messages"}
    return {
        name: json.loads(value) if name in structured and isinstance(value, str) else value
        for name, value in arguments.items()
    }


def texts(value: object) -> list[dict[str, Any]]:
    """List all text objects within a value."""
    if isinstance(value, dict):
        own = [value] if value.get("type") in ("mrkdwn", "plain_text") else []
        return own + [found for each in value.values() for found in texts(each)]
    return [found for each in value for found in texts(each)] if isinstance(value, list) else []


def _valid(check: Any) -> Any:
    try:
        return check()
    except (SlackObjectFormationError, TypeError) as error:
        raise Refused(f"invalid_blocks: {error}") from error
