"""Errors as RFC 9457 problem details, in the asker's language."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from assistant.api.languages import preferred
from assistant.errors import (
    AssistantError,
    Forbidden,
    InvalidRequest,
    MethodNotAllowed,
    NotFound,
    TooLarge,
    Unauthorised,
)

MEDIA_TYPE = "application/problem+json"
# What the framework itself refuses, by the status that it gives.
_REFUSED: Mapping[int, type[AssistantError]] = {
    400: InvalidRequest,
    **{each.status: each for each in (Unauthorised, Forbidden, NotFound, MethodNotAllowed, TooLarge)},
}
_log = logging.getLogger(__name__)


def problem(error: AssistantError, language: str, request_id: str = "", **more: Any) -> dict[str, Any]:
    """Give an error as JSON values. What a server's own trouble names, such as a path, is not told."""
    told = {
        "type": error.kind(),
        "title": error.texts.get(language, error.texts["en"]),
        "status": error.status,
        "detail": error.detail if error.status < 500 else "",
        "request_id": request_id,
        **more,
    }
    return {name: value for name, value in told.items() if value}


def response(error: AssistantError, request: Request, **more: Any) -> Response:
    """Answer with an error."""
    language = language_of(request)
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, Unauthorised):
        headers["WWW-Authenticate"] = 'Bearer realm="pykala"'
    body = problem(error, language, request_id(request), **more)
    return JSONResponse(body, error.status, headers, media_type=MEDIA_TYPE)


def language_of(request: Request) -> str:
    """Give the language that the asker's program prefers."""
    return preferred(request.headers.get("accept-language", ""))


def request_id(request: Request) -> str:
    """Give the id under which a request stands in the log."""
    return str(getattr(request.state, "request_id", ""))


def add_problems(app: FastAPI) -> None:
    """Let every error of an application leave it as problem details."""

    @app.exception_handler(AssistantError)
    async def told(request: Request, error: AssistantError) -> Response:
        if error.status >= 500:
            _log.warning("request %s: %s", request_id(request), error)
        return response(error, request)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = [{"field": ".".join(map(str, each["loc"])), "fault": each["msg"]} for each in error.errors()]
        return response(InvalidRequest(), request, errors=faults)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        made = response(_REFUSED.get(error.status_code, InvalidRequest)(), request)
        made.headers.update(error.headers or {})
        return made
