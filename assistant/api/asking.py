"""Ask, come back to an answer, and say what one thinks of it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from assistant.api import schema, streaming
from assistant.api.askers import Questioner, Reader
from assistant.api.describing import Served, refusals
from assistant.contract import answer_json

_STREAM = {
    "schema": {
        "type": "object",  # each event
        "properties": {"event": {"enum": list(streaming.EVENTS)}, "data": {"type": "string"}},
        "required": ["event", "data"],
    },
    "example": 'event: status\ndata: {"status": "searching"}\n\nevent: claim\ndata: {"text": "…", "citations": []}\n\n'
    'event: done\ndata: {"id": "…", "status": "answered"}\n\n',
}
router = APIRouter(prefix="/api/v1", tags=["asking"])


@router.post(
    "/ask",
    response_model=schema.Answer,
    responses={
        200: {
            "description": "The answer; as server-sent events where asked.",
            "content": {streaming.MEDIA_TYPE: _STREAM},
        },
        **refusals(404),
    },
    operation_id="ask",
    summary="Answer a question",
)
async def ask(asked: schema.Ask, request: Request, asker: Questioner, served: Served) -> Any:
    """Answer a question; every sentence cites the paragraph that says so.

    With `stream` the answer comes as server-sent events: `status` at once, a `claim` for each sentence, and `done` with
    the whole answer, or `error` with a problem.
    """
    given = (asker, asked.question, asked.filters.walls(), asked.language, asked.conversation)
    if asked.stream:
        return streaming.streamed(served.stream(*given), request)
    return answer_json(await run_in_threadpool(served.ask, *given))


@router.get(
    "/answers/{answer_id}",
    response_model=schema.Answer,
    responses=refusals(404),
    operation_id="show_answer",
    summary="Show an answer again",
)
def answer(answer_id: str, asker: Reader, served: Served) -> Any:
    """Show a kept answer to whoever may see all that it cites; following it up begins a conversation of one's own."""
    return answer_json(served.answer(asker, answer_id))


@router.post(
    "/feedback",
    response_model=schema.FeedbackGiven,
    status_code=201,
    responses=refusals(404),
    operation_id="give_feedback",
    summary="Say what you think of an answer",
)
def feedback(given: schema.GiveFeedback, asker: Reader, served: Served) -> Any:
    """Keep whether an answer was useful, with a word of why."""
    return {"id": served.feedback(asker, given.answer_id, given.useful, given.comment)}
