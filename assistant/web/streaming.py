"""An answer as pieces of the page: `results`, each `claim`, then `done`, or `error`, as server-sent events."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import closing

from fastapi import Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from starlette.concurrency import run_in_threadpool

from assistant.api.problems import request_id
from assistant.api.streaming import MEDIA_TYPE
from assistant.errors import AssistantError, told_as
from assistant.model import Answer, SearchPage, Told
from assistant.web.answers import AnswerView, claim_view
from assistant.web.rendering import fragment
from assistant.web.results import FoundView

Looking = Generator[SearchPage | Told | Answer, None, None]
_log = logging.getLogger(__name__)


def streamed(
    looking: Looking,
    request: Request,
    language: str,
    found: Callable[[SearchPage], FoundView],
    answered: Callable[[Answer], AnswerView],
) -> StreamingResponse:
    """Send what `Service.look` gives, each piece as soon as it is there."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    events = _events(looking, request, language, found, answered)
    return StreamingResponse(events, media_type=MEDIA_TYPE, headers=headers)


async def _events(
    looking: Looking,
    request: Request,
    language: str,
    found: Callable[[SearchPage], FoundView],
    answered: Callable[[Answer], AnswerView],
) -> AsyncIterator[bytes]:
    places = [""]  # of the claims that were told

    def next_piece() -> bytes | None:
        """Write the next piece, beside the loop that serves everybody."""
        match next(looking, None):
            case SearchPage() as page:
                return _event("results", html=fragment("found", language, found(page)))
            case Told() as told:
                html = fragment("claim", language, claim_view(told.claim, told.citations, after=places[-1]))
                places.append(told.claim.municipality)
                return _event("claim", html=html, said=told.claim.text)
            case Answer() as answer:
                view = answered(answer)
                return _event("done", html=fragment("answer_card", language, view), address=f"/answers/{answer.id}")
            case _:
                return None

    try:
        with closing(looking):  # whoever goes away early gives up the turn
            while (event := await run_in_threadpool(next_piece)) is not None:
                yield event
    except AssistantError as error:
        if error.status >= 500:
            _log.error("request %s: %s", request_id(request), error)
        yield _event("failed", text=error.texts.get(language, error.texts["en"]))
    except Exception as error:
        _log.exception("request %s failed", request_id(request))
        yield _event("failed", text=told_as(error).texts[language])


def _event(name: str, **values: str) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(values, ensure_ascii=False))
