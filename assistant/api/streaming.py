"""An answer as server-sent events: `status` at once, each `claim`, then `done`, or `error`."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Generator
from contextlib import closing
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from starlette.concurrency import run_in_threadpool

from assistant.api.problems import language_of, problem, request_id
from assistant.contract import answer_json, told_json
from assistant.errors import AssistantError, told_as
from assistant.model import Answer, Told

MEDIA_TYPE = "text/event-stream"
Answering = Generator[Told | Answer, None, None]
EVENTS = ("status", "claim", "done", "error")
_log = logging.getLogger(__name__)


def streamed(answering: Answering, request: Request) -> StreamingResponse:
    """Send what `Service.stream` gives, each piece as soon as it is there."""
    # No proxy may hold pieces back until the whole is there.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(answering, request), media_type=MEDIA_TYPE, headers=headers)


async def _events(answering: Answering, request: Request) -> AsyncIterator[bytes]:
    yield _event("status", {"status": "searching", "request_id": request_id(request)})
    try:
        with closing(answering):  # whoever goes away early gives up the turn
            while (told := await run_in_threadpool(next, answering, None)) is not None:
                if isinstance(told, Answer):
                    yield _event("done", answer_json(told))
                else:
                    yield _event("claim", told_json(told))
    except AssistantError as error:
        if error.status >= 500:
            _log.warning("request %s: %s", request_id(request), error)
        yield _failed(error, request)
    except Exception as error:
        _log.exception("request %s failed", request_id(request))
        yield _failed(told_as(error), request)


def _failed(error: AssistantError, request: Request) -> bytes:
    more = {"retry_after": error.retry_after} if error.retry_after is not None else {}
    return _event("error", problem(error, language_of(request), request_id(request), **more))


def _event(name: str, value: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(value, ensure_ascii=False))
