"""What routes share in the description of the interface: the service behind them and the problems that they tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request

from assistant.api import problems, schema
from assistant.errors import (
    AssistantError,
    EmptyQuestion,
    Forbidden,
    InvalidRequest,
    InvalidTime,
    LoginFailed,
    MethodNotAllowed,
    NotFound,
    NothingIndexed,
    NotReady,
    Overloaded,
    PictureUnavailable,
    Stopped,
    TooLarge,
    TooManyRequests,
    Unauthorised,
)
from assistant.service import Service

# What leaves the service as a problem; the names are promised.
TOLD: tuple[type[AssistantError], ...] = (
    Unauthorised,
    Forbidden,
    LoginFailed,
    NotFound,
    PictureUnavailable,
    MethodNotAllowed,
    TooLarge,
    InvalidRequest,
    EmptyQuestion,
    InvalidTime,
    TooManyRequests,
    NothingIndexed,
    NotReady,
    Overloaded,
    Stopped,
    AssistantError,
)
_OF_PAGES = (LoginFailed, PictureUnavailable)  # no call tells them
_ALWAYS = (401, 403, 413, 422, 429, 500, 503)
_RETRY = {"Retry-After": {"description": "Seconds after which to try again.", "schema": {"type": "integer"}}}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems that a route tells: those that each may tell, and those of the statuses given."""
    return {status: _described(status) for status in sorted({*_ALWAYS, *statuses})}


def _described(status: int) -> dict[str, Any]:
    kinds = [each for each in TOLD if each.status == status and each not in _OF_PAGES]
    media = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": dict(map(_example, kinds))}
    described: dict[str, Any] = {
        "description": " ".join(each.texts["en"] for each in kinds),
        "content": {problems.MEDIA_TYPE: media},
    }
    return {**described, "headers": _RETRY} if status in (429, 503) else described


def _example(kind: type[AssistantError]) -> tuple[str, Mapping[str, Any]]:
    return kind.kind().rpartition(":")[2], {"value": problems.problem(kind(), "en", "6f1d2c")}


def describe(app: FastAPI) -> None:
    """Complete the description of an application: what problems look like, and how a key is shown."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            components = plain().setdefault("components", {})
            problem = schema.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            components.setdefault("schemas", {}).update({**problem.pop("$defs"), "Problem": problem})
            components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
            plain()["security"] = [{}, {"key": []}]
        return plain()

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI's documentation has it


def _service(request: Request) -> Service:
    found: Service = request.app.state.service
    return found


Served = Annotated[Service, Depends(_service)]
