"""Every way to ask: pages, the stream into a page, the API, its stream, look-ups, and messages in Slack."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import httpx2

from assistant.errors import AssistantError, Overloaded
from tests.faults.mixed.contents import CLOSED_WORDS, REDACTED
from tests.slack_server import SlackServer
from tests.slack_world import Message

OUTSIDER, INSIDER = "outsider", "insider"
SLACK_USERS = {OUTSIDER: "U0000001", INSIDER: "U0000002"}
REFUSALS = (429, 503)
_SLACK_PATIENCE = 45.0  # seconds; a busy service is asked again for half a minute
_SLACK_AGAIN = 1.0  # seconds after which a request that was not acknowledged comes again
# Differs from one time to another, whatever is asked.
_MOMENTARY = re.compile(r'[0-9a-f]{32}|\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+]00:00)?|"took_ms": ?\d+')


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: by which way, as whom, and for what (a question, or an address)."""

    way: str
    who: str
    what: str
    is_steady: bool = True  # what it gives depends on the documents alone, not on how they came to be so


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: its status, its text without what differs each time, and what nobody should have seen of it."""

    status: int
    text: str
    leaked: tuple[str, ...] = ()
    shows_closed: bool = False

    @property
    def is_refusal(self) -> bool:
        return self.status in REFUSALS


class Cut(Exception):
    """The connection broke before the reply was whole, or an answer in Slack never came."""


@dataclass
class Ways:
    """One person's or program's ways to ask; each thread has its own."""

    address: str
    key: str
    slack: SlackServer
    redeliveries: int = 0
    _client: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        self._client = httpx2.Client(base_url=self.address, timeout=60)

    def close(self) -> None:
        self._client.close()

    def ask(self, ask: Ask) -> Reply:
        """Ask, and read the reply to its end; raises Cut where there is none."""
        self._client.cookies.clear()
        try:
            status, text = getattr(self, f"_{ask.way}")(ask)
        except (httpx2.TransportError, httpx.TransportError) as error:
            raise Cut(type(error).__name__) from error
        raw, asked = text.casefold(), ask.what.casefold()
        closed = [word for word in CLOSED_WORDS if word.casefold() in raw and word.casefold() not in asked]
        leaked = [*(closed if ask.who == OUTSIDER else ()), *([REDACTED] if REDACTED.casefold() in raw else ())]
        return Reply(status, f"{status}\n{_MOMENTARY.sub('…', text)}", tuple(leaked), bool(closed))

    def _headers(self, ask: Ask) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if ask.who == INSIDER else {}

    def _page(self, ask: Ask) -> tuple[int, str]:
        reply = self._client.get(ask.what, headers={**self._headers(ask), "Accept": "text/html"})
        return reply.status_code, reply.text

    def _lookup(self, ask: Ask) -> tuple[int, str]:
        reply = self._client.get(ask.what, headers=self._headers(ask))
        return reply.status_code, reply.text

    def _web(self, ask: Ask) -> tuple[int, str]:
        cookies = {"Cookie": "pykala_script=on"}
        reply = self._client.get("/search/stream", params={"q": ask.what}, headers={**self._headers(ask), **cookies})
        return _streamed(reply.status_code, reply.text, "failed")

    def _api(self, ask: Ask) -> tuple[int, str]:
        reply = self._client.post("/api/v1/ask", json={"question": ask.what}, headers=self._headers(ask))
        return reply.status_code, reply.text

    def _api_stream(self, ask: Ask) -> tuple[int, str]:
        body = {"question": ask.what, "stream": True}
        reply = self._client.post("/api/v1/ask", json=body, headers=self._headers(ask))
        return _streamed(reply.status_code, reply.text, "error")

    def _slack(self, ask: Ask) -> tuple[int, str]:
        event = self.slack.message(SLACK_USERS[ask.who], ask.what)
        channel, thread = event["event"]["channel"], event["event"]["ts"]
        for again in (0, 1):
            try:
                receipt = self.slack.send(event, again)
            except httpx.TransportError:
                if again:
                    raise
            else:
                if receipt.status == 200:
                    break
            self.redeliveries += 1
            time.sleep(_SLACK_AGAIN)  # as Slack does at first, though it would try a third time
        else:
            return receipt.status, receipt.body
        until = time.monotonic() + _SLACK_PATIENCE
        while time.monotonic() < until:
            told = [each for each in self.slack.by_app(channel, thread) if each.state == "done"]
            if told:
                return _status_in_slack(told[0]), _shown(told[0])
            time.sleep(0.05)
        raise Cut("no answer in Slack")


def _streamed(status: int, text: str, failure: str) -> tuple[int, str]:
    """Read a stream: its status is that of the problem that it ended in; without an end it was cut."""
    if status != 200:
        return status, text
    events = list(_events(text))
    name, data = events[-1] if events else ("", {})
    if name == failure:
        return int(data.get("status") or _status_said(data.get("text", ""))), text
    if name != "done":
        raise Cut("the stream has no end")
    return 200, re.sub(r'"request_id": ?"[^"]*"', "", text)


def _events(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for block in re.split(r"\r?\n\r?\n", text):
        name = re.search(r"^event: ?(.*)$", block, re.MULTILINE)
        data = re.search(r"^data: ?(.*)$", block, re.MULTILINE)
        if name and data:
            yield name[1].strip(), json.loads(data[1])


def _status_said(text: str) -> int:
    return Overloaded.status if text in Overloaded.texts.values() else AssistantError.status


def _status_in_slack(message: Message) -> int:
    for kind in (Overloaded, AssistantError):
        if any(text in message.shown for text in kind.texts.values()):
            return kind.status
    return 200


def _shown(message: Message) -> str:
    return message.text + json.dumps(message.blocks, ensure_ascii=False)
