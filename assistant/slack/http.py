"""Slack's requests over HTTP: `POST /slack/events`, in threads of its own, so that nothing else delays them."""

from __future__ import annotations

import anyio
import anyio.to_thread
from fastapi import APIRouter, Request, Response
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response

from assistant.slack.app import SlackApp

PATH = "/slack/events"
LONGEST = 1_000_000  # bytes of a request; a press of a button brings the whole message with it
_THREADS = 16


def slack_router(slack: SlackApp) -> APIRouter:
    """Make the route; Bolt checks the signature and that it is at most five minutes old."""
    router = APIRouter()
    threads = anyio.CapacityLimiter(_THREADS)

    @router.post(PATH, include_in_schema=False)
    async def events(request: Request) -> Response:
        asked = to_bolt_request(request, await request.body())
        answered = await anyio.to_thread.run_sync(slack.bolt.dispatch, asked, limiter=threads)
        return to_starlette_response(answered)

    return router
