"""What those who run the service look at: is it alive, is it ready."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from assistant.errors import NotReady
from assistant.service import Service

router = APIRouter()
_log = logging.getLogger(__name__)


@router.get("/healthz", summary="Is the process alive")
async def healthz() -> dict[str, str]:
    """Say that the process is alive."""
    return {"status": "alive"}


@router.get("/readyz", summary="Is the service ready")
async def readyz(request: Request) -> dict[str, str]:
    """Say that questions are answered: the store and the database can be read, and the model is loaded."""
    served: Service = request.app.state.service
    try:
        await run_in_threadpool(served.check)
    except Exception as error:
        _log.warning("not ready: %s", error)
        raise NotReady(retry_after=5) from error
    return {"status": "ready"}
