"""Stop without cutting anybody off: what is under way is finished, what comes meanwhile is told to come back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import AssistantError, Stopped

# Whoever looks after the service goes on seeing it, and a page that was sent gets its style.
_STAYS = ("/healthz", "/readyz", "/metrics", "/static/")
_LOOK = 0.05  # seconds


class Stopping:
    """Know what is under way in one worker and whether it is to stop."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._under_way = 0
        self.has_begun = False

    def begin(self, then: Callable[[], None]) -> None:
        """Refuse what comes from now on; go on with `then` once nothing is under way, or time is up, or told twice."""
        if self.has_begun:
            then()
            return
        self.has_begun = True
        threading.Thread(target=self._wait, args=(then,), name="stopping", daemon=True).start()

    def _wait(self, then: Callable[[], None]) -> None:
        until = time.monotonic() + self._seconds
        while self._under_way and time.monotonic() < until:
            time.sleep(_LOOK)
        then()

    def count(self, change: int) -> None:
        """Count a request that begins (1) or ends (-1)."""
        with self._lock:
            self._under_way += change


class Gate:
    """Let requests in while the worker goes on, and count them until the last byte is sent."""

    def __init__(self, app: ASGIApp, stopping: Stopping) -> None:
        self._app = app
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith(_STAYS):
            await self._app(scope, receive, send)
        elif self._stopping.has_begun:
            request = Request(scope)
            told = request.app.exception_handlers[AssistantError]  # which knows browsers from programs
            await (await told(request, Stopped()))(scope, receive, send)
        else:
            self._stopping.count(1)
            try:
                await self._app(scope, receive, send)
            finally:
                self._stopping.count(-1)
