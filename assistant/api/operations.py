"""What those who run the service look at: is it alive, is it ready, what does it measure."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool

from assistant.api import schema
from assistant.api.askers import may
from assistant.api.describing import Served, refusals
from assistant.errors import NotReady, Stopped

_FIGURES = {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "The figures."}
router = APIRouter(tags=["running"])
_log = logging.getLogger(__name__)


@router.get(
    "/healthz",
    response_model=schema.Health,
    response_model_exclude_none=True,
    operation_id="is_alive",
    summary="Is the process alive",
)
async def healthz() -> dict[str, str]:
    """Say that the process is alive."""
    return {"status": "alive"}


@router.get(
    "/readyz",
    response_model=schema.Health,
    response_model_exclude_none=True,
    responses={503: refusals()[503]},
    operation_id="is_ready",
    summary="Is the service ready",
)
async def readyz(request: Request, served: Served) -> dict[str, Any]:
    """Say that questions are answered: the store and the database can be read, the model is loaded, and it goes on.

    Tell which contents of the store answer, and how many seconds ago they changed last; where a
    read replica is set, how far it is behind.
    """
    if request.app.state.stopping.has_begun:
        raise Stopped
    try:
        await run_in_threadpool(served.check)
        generation, changed = await run_in_threadpool(served.standing)
        replica = await run_in_threadpool(served.replica)
    except Exception as error:
        _log.warning("not ready: %s", error)
        raise NotReady(retry_after=5) from error
    age = (datetime.now(UTC) - datetime.fromisoformat(changed)).total_seconds() if changed else None
    return {"status": "ready", "generation": generation, "index_age_seconds": age and round(age), "replica": replica}


@router.get(
    "/metrics",
    response_class=Response,
    dependencies=[Depends(may("metrics"))],
    responses={200: _FIGURES, **refusals()},
    operation_id="show_metrics",
    summary="Give figures to Prometheus",
)
def metrics(request: Request) -> Response:
    """Give figures of requests and answers; none tells of documents or of what was asked."""
    return Response(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST)
