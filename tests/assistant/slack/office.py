"""Pykälä at work in a local Slack, by either transport, in as many workers as a test wants."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from slack_bolt.adapter.socket_mode import SocketModeHandler

from assistant.engine import Engine
from assistant.repository import Repository
from assistant.service import Service
from assistant.settings import Settings
from assistant.slack.app import SlackApp
from assistant.slack.http import PATH, slack_router
from assistant.slack.socket import connect
from tests.assistant.slack.examples import RESTRICTED, Scripted
from tests.slack_server import APP_TOKEN, BOT_TOKEN, SECRET, Receipt, SlackServer, free_port
from tests.slack_world import BOT, Message

ASKER, LEADER, GUEST, STRANGER, SWEDE = "U0000001", "U0000002", "U0000003", "U0000004", "U0000005"
PUBLIC, PRIVATE, ELSEWHERE = "C0000001", "C0000002", "C0000003"


@dataclass
class Office:
    """What a test looks at: the local Slack, the engine, the database, and the workers."""

    slack: SlackServer
    settings: Settings
    engine: Engine
    repository: Repository
    workers: list[SlackApp] = field(default_factory=list)

    @property
    def scripted(self) -> Scripted:
        assert isinstance(self.engine, Scripted)
        return self.engine

    def send(self, payload: dict[str, Any], **how: Any) -> Receipt:
        """Send a request that has to be acknowledged in time."""
        receipt = self.slack.send(payload, **how)
        assert receipt.in_time, receipt
        return receipt

    def reply(self, payload: dict[str, Any]) -> Message:
        """Send a question, and give the finished reply in its thread."""
        before = len(self.slack.by_app())
        self.send(payload)
        self.slack.wait(lambda: any(each.state == "done" for each in self.slack.by_app()[before:]))
        return self.slack.by_app()[before]

    def whispered(self, payload: dict[str, Any]) -> Message:
        """Send a request, and give what its user alone sees."""
        before = len(self.slack.ephemerals)
        self.send(payload)
        self.slack.wait(lambda: len(self.slack.ephemerals) > before)
        return self.slack.ephemerals[before]

    def settle(self) -> None:
        """Let all finish that was accepted."""
        for worker in self.workers:
            worker.close()

    def is_clean(self) -> None:
        """Fail where Slack had to refuse something."""
        assert self.slack.refusals == []


@contextmanager
def office(
    transport: str,
    folder: Path,
    workers: int = 1,
    engine: Callable[[Settings], Engine] = Scripted,
    **changes: Any,
) -> Iterator[Office]:
    """Open an office: people of all sorts, a public channel, a private one and one without the app."""
    slack = SlackServer()
    slack.add_user(ASKER, "fi-FI", "asko@kunta.example")
    slack.add_user(LEADER, "en-GB", "Johto@kunta.example")
    slack.add_user(GUEST, "fi-FI", "vieras@muu.example", is_restricted=True)
    slack.add_user(STRANGER, "fi-FI", "muu@muu.example", team="T0000009")
    slack.add_user(SWEDE, "sv-SE", "svea@kunta.example")
    everybody = (ASKER, LEADER, GUEST, STRANGER, SWEDE)
    slack.add_channel(PUBLIC, BOT, *everybody)
    slack.add_channel(PRIVATE, BOT, ASKER, LEADER, private=True)
    slack.add_channel(ELSEWHERE, *everybody)
    with ExitStack() as stack:
        stack.enter_context(slack.running())
        settings = Settings(
            data=folder,
            slack_bot_token=BOT_TOKEN,
            slack_signing_secret=SECRET,
            slack_app_token=APP_TOKEN,
            slack_api_url=slack.url,
            slack_people={"johto@kunta.example": (RESTRICTED,)},
            slack_channels={PRIVATE: (RESTRICTED,)},
            **changes,
        )
        made = engine(settings)
        opened = Office(slack, settings, made, Repository(settings))
        for _ in range(workers):
            repository = Repository(settings)  # of its own, as in a process of its own
            worker = SlackApp(settings, Service(made, repository, settings), repository)
            opened.workers.append(worker)
            stack.callback(worker.close)
            if transport == "http":
                slack.hooks.append(stack.enter_context(hook(worker)))
            else:
                stack.callback(disconnect, connect(worker, settings), slack)
        if transport == "socket":
            slack.wait(lambda: len(slack.sockets) == workers)
        yield opened


def disconnect(handler: SocketModeHandler, slack: SlackServer) -> None:
    """Close a connection from both ends, since the client alone waits for the other one, and let its threads end."""
    handler.client.auto_reconnect_enabled = False
    slack.drop_connections(announced=False)
    until = time.monotonic() + 5
    while handler.client.is_connected() and time.monotonic() < until:
        time.sleep(0.01)
    threading.Thread(target=handler.close, name="socket-closing").start()


@contextmanager
def hook(worker: SlackApp) -> Iterator[str]:
    """Serve `POST /slack/events` and give its address."""
    app, port = FastAPI(), free_port()
    app.include_router(slack_router(worker))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, name="hook")
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}{PATH}"
    server.should_exit = True
    thread.join(10)
