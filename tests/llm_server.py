"""An OpenAI-compatible chat server that says what a test scripts, well or ill, over server-sent events."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

_SOURCE = re.compile(r'<source number="(\d+)" kind="(\w+)" heads="([^"]*)">\n(.*?)\n</source>', re.DOTALL)
_QUESTION = re.compile(r"<question>\n(.*?)\n</question>", re.DOTALL)


@dataclass(frozen=True)
class Given:
    """A numbered source as the model was given it."""

    n: int
    kind: str
    heads: str
    text: str


@dataclass(frozen=True)
class Asked:
    """What the model was sent: all messages, and the sources and the question read from the last."""

    messages: list[dict[str, str]]
    key: str
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.messages[-1]["content"]

    @property
    def sources(self) -> list[Given]:
        return [Given(int(n), kind, heads, text) for n, kind, heads, text in _SOURCE.findall(self.text)]

    @property
    def question(self) -> str:
        found = _QUESTION.search(self.text)
        return found[1] if found else ""


@dataclass(frozen=True)
class Reply:
    """What the server does: pieces of text, or raw bytes, with waits between; how it ends."""

    pieces: Iterable[str] = ()
    status: int = 200
    raw: bytes = b""  # in place of events
    before: float = 0.0  # seconds until the first piece
    between: float = 0.0
    ends: bool = True  # with a reason and [DONE]
    reason: str = "stop"


Script = Callable[[Asked], Reply | str]


def pieces_of(text: str) -> list[str]:
    """Cut a text as models do, in the middle of words and marks."""
    return [text[at : at + 7] for at in range(0, len(text), 7)]


def always(reply: Reply | str) -> Script:
    """Reply the same whatever is asked."""
    return lambda _: reply


class LanguageModelServer:
    """Serve `/v1/chat/completions`; `script` may be changed while it runs, `asked` holds what was sent."""

    def __init__(self) -> None:
        self.script: Script = always("")
        self.asked: list[Asked] = []
        handler = type("Handler", (_Handler,), {"owner": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    owner: LanguageModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = Asked(body["messages"], self.headers.get("Authorization", "").removeprefix("Bearer "), body)
        self.owner.asked.append(asked)
        said = self.owner.script(asked)
        reply = Reply(pieces_of(said)) if isinstance(said, str) else said
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked need not stay to the end
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", "text/event-stream" if reply.status == 200 else "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        time.sleep(reply.before)
        if reply.raw:
            self.wfile.write(reply.raw)
            return
        for piece in reply.pieces:
            self._event({"content": piece}, None)
            time.sleep(reply.between)
        if reply.ends:
            self._event({}, reply.reason)
            self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, delta: dict[str, str], reason: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


@contextmanager
def serving() -> Iterator[LanguageModelServer]:
    """Run a server for as long as the block does."""
    server = LanguageModelServer()
    try:
        yield server
    finally:
        server.close()
