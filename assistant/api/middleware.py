"""What holds for every request: an id, a line in the log, careful headers, a bound on its body."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Mapping

import structlog
from fastapi import Request
from prometheus_client import Counter
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api import problems
from assistant.api.streaming import MEDIA_TYPE
from assistant.errors import TooLarge, told_as

# Nothing from another host, no script or style within a page, no frame around it.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_CAREFUL = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # What somebody may see depends on who they are, so no shared cache may keep it.
    "Cache-Control": "private, no-cache",
}
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = logging.getLogger(__name__)


class Requests:
    """Give each request an id (the caller's own, if it is a sound one) and tell it in the reply and in the log.

    An error that nothing else has caught leaves as problem details too.
    With `many` workers a connection ends with each answer: one that is kept binds its asker to one worker, however
    busy, while a new one is taken by the worker that is free first.
    """

    def __init__(self, app: ASGIApp, counter: Counter, many: bool = False) -> None:
        self._app = app
        self._counter = counter
        self._many = many

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope).get("x-request-id", "")
        request_id = sent if _ID.fullmatch(sent) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        began, status = time.monotonic(), 0

        async def reply(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in _CAREFUL.items():
                    headers.setdefault(name, value)
                headers.add_vary_header("Authorization, Cookie, Accept-Language")
                streamed = headers.get("content-type", "").startswith(MEDIA_TYPE)
                if self._many and (streamed or scope["method"] == "POST"):
                    headers["Connection"] = "close"
            await send(message)

        structlog.contextvars.bind_contextvars(request_id=request_id)  # each request has a context of its own
        try:
            await self._app(scope, receive, reply)
        except Exception as error:
            _log.exception("request %s failed", request_id)
            if status:  # the reply has begun: cut it off, so that nobody takes it for whole
                raise
            await problems.response(told_as(error), Request(scope))(scope, receive, reply)
        finally:
            # The path without its query: what people ask is not for logs.
            spent = round((time.monotonic() - began) * 1000)
            told = {"method": scope["method"], "path": scope["path"], "status": status or "cut off", "ms": spent}
            _log.info("%s %s %s %s %d ms", request_id, *told.values(), extra=told)
            self._counter.labels(scope["method"], _route(scope), str(status)).inc()


class BodyLimit:
    """Refuse bodies that are too long, also those that do not say how long they are; `most_at` names exceptions."""

    def __init__(self, app: ASGIApp, most: int, most_at: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._most = most
        self._most_at = most_at or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most_at.get(scope["path"], self._most)
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            await problems.response(TooLarge(), Request(scope))(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise HTTPException(TooLarge.status)  # an error of ours would be told as a body that is no JSON
            return message

        await self._app(scope, counted, send)


def _route(scope: Scope) -> str:
    """Name the route without what stands in its place holders, of which there are endlessly many."""
    return str(getattr(scope.get("route"), "path", "none"))
