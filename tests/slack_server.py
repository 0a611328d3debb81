"""A Slack on this machine: its Web API, Socket Mode and signed requests, on which Bolt runs unchanged.

It checks each request as Slack would (`slack_rules`), keeps what people would see (`slack_world`), sends events,
commands and clicks by either transport, and measures how soon each is acknowledged.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import random
import socket
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.slack_rules import decoded
from tests.slack_world import APP, BOT, TEAM, Message, World

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BOT_TOKEN, APP_TOKEN = "xoxb-1-local", "xapp-1-local"
PATIENCE = 3.0  # seconds within which Slack wants each request acknowledged


@dataclass(frozen=True, slots=True)
class Receipt:
    """How the app took a request: its answer, and after how many seconds."""

    status: int
    seconds: float
    body: str = ""

    @property
    def in_time(self) -> bool:
        return self.status == 200 and self.seconds <= PATIENCE


@dataclass
class Throttle:
    """Answer some calls with 429, at random but the same each time, and see that the caller waits as it was told."""

    share: float = 0.0
    seconds: int = 1
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    refused: int = 0
    too_early: int = 0
    _until: dict[int, float] = field(default_factory=dict)

    def refuses(self, method: str, body: bytes) -> bool:
        key, now = hash((method, body)), time.monotonic()
        if key in self._until:
            self.too_early += now < self._until.pop(key)
            return False
        if self.dice.random() >= self.share:
            return False
        self.refused += 1
        self._until[key] = now + self.seconds
        return True


class SlackServer(World):
    """The workspace with its doors: `hooks` are addresses of the app; without any, events go by Socket Mode."""

    def __init__(self) -> None:
        super().__init__()
        self.throttle = Throttle()
        self.hooks: list[str] = []
        self.sockets: list[WebSocket] = []
        self.connections = 0
        self._turn = itertools.count()
        self._numbers_of_requests = itertools.count(1)
        self._acknowledged: dict[str, tuple[threading.Event, list[str]]] = {}
        self._client = httpx.Client(timeout=30, limits=httpx.Limits(max_connections=None))
        self._loop: asyncio.AbstractEventLoop | None = None
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/api/"

    # events, commands and clicks

    def event(self, event: dict[str, Any], event_id: str = "", team: str = TEAM) -> dict[str, Any]:
        """Wrap an event as the Events API does."""
        return {
            "type": "event_callback", "team_id": team, "api_app_id": APP, "event": event,
            "event_id": event_id or f"Ev{next(self._numbers_of_requests):08d}", "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}],
        }  # fmt: skip

    def mention(self, user: str, channel: str, text: str, thread_ts: str | None = None, **more: Any) -> dict[str, Any]:
        """Let a person mention the app, and give the event."""
        written = f"<@{BOT}> {text}"
        message = self.says(user, channel, written, thread_ts)
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        event = {
            "type": "app_mention", "user": user, "text": written, "ts": message.ts, "channel": channel,
            "event_ts": message.ts, "team": TEAM, **thread, **more,
        }  # fmt: skip
        return self.event(event)

    def message(self, user: str, text: str, thread_ts: str | None = None, **more: Any) -> dict[str, Any]:
        """Let a person write to the app, and give the event."""
        channel = self.direct(user)
        message = self.says(user, channel, text, thread_ts)
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        event = {
            "type": "message", "channel_type": "im", "user": user, "text": text, "ts": message.ts, "channel": channel,
            "event_ts": message.ts, "team": TEAM, **thread, **more,
        }  # fmt: skip
        return self.event(event)

    def opened(self, user: str, tab: str) -> dict[str, Any]:
        channel = self.direct(user)
        event = {"type": "app_home_opened", "user": user, "channel": channel, "tab": tab, "event_ts": self.new_ts()}
        return self.event(event)

    def command(self, user: str, channel: str, text: str, team: str = TEAM) -> dict[str, Any]:
        return {
            "command": "/kysy", "text": text, "user_id": user, "channel_id": channel, "team_id": team,
            "channel_name": channel.lower(), "user_name": user.lower(), "team_domain": "kunta", "api_app_id": APP,
            "response_url": self._response_url(None, channel, user, None), "trigger_id": self.new_trigger(),
            "token": "old", "is_enterprise_install": "false",
        }  # fmt: skip

    def shortcut(self, user: str, message: Message) -> dict[str, Any]:
        return {
            **self._interaction("message_action", user, message.channel),
            "callback_id": "ask_about", "message_ts": message.ts,
            "message": {"type": "message", "text": message.text, "user": message.user, "ts": message.ts},
            "response_url": self._response_url(None, message.channel, user, None),
        }  # fmt: skip

    def click(self, user: str, message: Message, action_id: str, value: str | None = None) -> dict[str, Any]:
        """Press a button of a message; `value` is which of the feedback buttons."""
        element = message.actions()[action_id]
        action = {"type": element["type"], "action_id": action_id, "block_id": "b1", "action_ts": self.new_ts()}
        action["value"] = element[value]["value"] if value else element["value"]
        is_ephemeral = message.seen_by is not None
        thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
        container = {"type": "message", "message_ts": message.ts, "channel_id": message.channel, **thread}
        shown = {"type": "message", "ts": message.ts, "user": BOT, "text": message.text, "blocks": message.blocks}
        return {
            **self._interaction("block_actions", user, message.channel),
            "container": {**container, "is_ephemeral": is_ephemeral}, "actions": [action],
            **({} if is_ephemeral else {"message": {**shown, **thread}}),
            "response_url": self._response_url(message, message.channel, user, message.thread_ts),
        }  # fmt: skip

    def _interaction(self, kind: str, user: str, channel: str) -> dict[str, Any]:
        return {
            "type": kind, "user": {"id": user, "team_id": TEAM}, "team": {"id": TEAM, "domain": "kunta"},
            "api_app_id": APP, "trigger_id": self.new_trigger(), "channel": {"id": channel, "name": channel.lower()},
            "token": "old", "is_enterprise_install": False, "enterprise": None,
        }  # fmt: skip

    def _response_url(self, message: Message | None, channel: str, user: str, thread_ts: str | None) -> str:
        return f"http://127.0.0.1:{self.port}/response/{self.new_response(message, channel, user, thread_ts)}"

    # the two transports

    def send(self, payload: dict[str, Any], retry: int = 0, hook: int | None = None) -> Receipt:
        """Send a request by the transport in use, and wait until it is acknowledged; workers take turns."""
        if self.hooks:
            at = next(self._turn) if hook is None else hook
            return self.post(self.hooks[at % len(self.hooks)], payload, retry)
        return self._send_by_socket(payload, retry)

    def post(
        self, hook: str, payload: dict[str, Any], retry: int = 0, secret: str = SECRET, age: float = 0.0
    ) -> Receipt:
        """Send a signed request; `age` is how long ago it was signed."""
        if payload.get("type") in ("event_callback", "url_verification"):
            kind, body = "application/json", json.dumps(payload, ensure_ascii=False)
        else:
            fields = payload if "command" in payload else {"payload": json.dumps(payload, ensure_ascii=False)}
            kind, body = "application/x-www-form-urlencoded", urllib.parse.urlencode(fields)
        stamp = str(int(time.time() - age))
        mac = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        began = time.monotonic()
        response = self._client.post(hook, content=body.encode(), headers=headers)
        return Receipt(response.status_code, time.monotonic() - began, response.text)

    def _send_by_socket(self, payload: dict[str, Any], retry: int) -> Receipt:
        kinds = {"event_callback": "events_api", "block_actions": "interactive", "message_action": "interactive"}
        kind = kinds.get(payload.get("type", ""), "slash_commands")
        envelope = f"e{next(self._numbers_of_requests)}"
        sent = {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True}
        if retry:
            sent |= {"retry_attempt": retry, "retry_reason": "timeout"}
        done, answers = self._acknowledged[envelope] = (threading.Event(), [])
        self.wait(lambda: bool(self.sockets))
        began = time.monotonic()
        connection = self.sockets[next(self._turn) % len(self.sockets)]
        asyncio.run_coroutine_threadsafe(connection.send_text(json.dumps(sent)), self._running()).result(10)
        status = 200 if done.wait(PATIENCE) else 504
        return Receipt(status, time.monotonic() - began, answers[0] if answers else "")

    def drop_connections(self, announced: bool = True) -> None:
        """Close all sockets, as Slack does from time to time; it asks the app to connect anew where it announces so."""

        async def close() -> None:
            for connection in list(self.sockets):
                if announced:
                    await connection.send_text(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
                await connection.close()

        asyncio.run_coroutine_threadsafe(close(), self._running()).result(10)

    def _running(self) -> asyncio.AbstractEventLoop:
        assert self._loop is not None, "enter `running()` first"
        return self._loop

    # what the app calls

    async def _api(self, request: Request) -> Response:
        method, body = request.path_params["method"], await request.body()
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if request.headers.get("content-type", "").startswith("application/json"):
            arguments = json.loads(body or b"{}")
        else:
            arguments = {**request.query_params, **dict(urllib.parse.parse_qsl(body.decode()))}
        token = token or arguments.pop("token", "")
        if method == "apps.connections.open":
            if token != APP_TOKEN:
                return JSONResponse({"ok": False, "error": "invalid_auth"})
            return JSONResponse({"ok": True, "url": f"ws://127.0.0.1:{self.port}/link?ticket=1"})
        if token != BOT_TOKEN:
            return JSONResponse({"ok": False, "error": "invalid_auth" if token else "not_authed"})
        if self.throttle.refuses(method, body):
            headers = {"Retry-After": str(self.throttle.seconds)}
            return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers=headers)
        answer = self.call(method, decoded(arguments))
        return JSONResponse(answer, headers={"x-oauth-scopes": ",".join(sorted(self.scopes))})

    async def _respond(self, request: Request) -> Response:
        taken = self.respond(request.path_params["key"], json.loads(await request.body()))
        return Response("ok" if taken else "invalid", status_code=200 if taken else 400)

    async def _link(self, connection: WebSocket) -> None:
        await connection.accept()
        self.connections += 1
        await connection.send_text(json.dumps({"type": "hello", "num_connections": 1, "connection_info": {}}))
        with self.lock:
            self.sockets.append(connection)
            self.lock.notify_all()
        try:
            while True:
                answer = json.loads(await connection.receive_text())
                done, answers = self._acknowledged[answer["envelope_id"]]
                answers.append(json.dumps(answer.get("payload") or {}, ensure_ascii=False))
                done.set()
        except WebSocketDisconnect:
            pass
        finally:
            self.sockets.remove(connection)

    @contextmanager
    def running(self) -> Iterator[SlackServer]:
        """Serve on this machine until the block ends."""
        routes = [
            Route("/api/{method}", self._api, methods=["POST", "GET"]),
            Route("/response/{key}", self._respond, methods=["POST"]),
            WebSocketRoute("/link", self._link),
        ]
        app = Starlette(routes=routes)
        config = uvicorn.Config(app, port=self.port, log_level="error", ws="websockets-sansio", lifespan="off")
        server = uvicorn.Server(config)

        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await server.serve()

        thread = threading.Thread(target=lambda: asyncio.run(serve()), name="slack")
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield self
        finally:
            self._client.close()
            server.should_exit = server.force_exit = True
            thread.join(10)

    def called(self) -> Counter[str]:
        """Count the calls of each method."""
        with self.lock:
            return Counter(self.calls)


def free_port() -> int:
    """Give a port of this machine that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
