"""The interface for programs: `/api/v1`."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from assistant.api import problems, schema, streaming
from assistant.api.askers import Questioner, Reader
from assistant.contract import answer_json, found_json, search_json
from assistant.errors import (
    EmptyQuestion,
    Forbidden,
    InvalidRequest,
    NotFound,
    Overloaded,
    TooLarge,
    TooManyRequests,
    Unauthorised,
)
from assistant.model import DocumentKind, Filters, PartKind
from assistant.service import Service

_TELLS = (EmptyQuestion, Forbidden, InvalidRequest, NotFound, Overloaded, TooLarge, TooManyRequests, Unauthorised)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems that a route answers with."""
    told: dict[int | str, dict[str, Any]] = {}
    for status in sorted({401, 403, 422, 429, 503, *statuses}):
        kinds = [each for each in _TELLS if each.status == status]
        told[status] = {
            "description": " ".join(dict.fromkeys(each.texts["en"] for each in kinds)) or "The service is not ready.",
            "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return told


def service(request: Request) -> Service:
    """Give the service of the application."""
    found: Service = request.app.state.service
    return found


Served = Annotated[Service, Depends(service)]
router = APIRouter(prefix="/api/v1", responses=documented())


@router.post(
    "/ask",
    response_model=schema.Answer,
    responses={200: {"content": {streaming.MEDIA_TYPE: {"schema": {"type": "string"}}}}, **documented(404, 413)},
    summary="Answer a question",
)
async def ask(asked: schema.Ask, request: Request, asker: Questioner, served: Served) -> Any:
    """Answer a question; every sentence cites the paragraph that says so. With `stream`, piece by piece."""
    given = (asker, asked.question, asked.filters.walls(), asked.language, asked.conversation)
    if asked.stream:
        return streaming.streamed(served.stream(*given), request)
    return answer_json(await run_in_threadpool(served.ask, *given))


@router.get("/search", response_model=schema.SearchPage, summary="Search decisions")
def search(
    asker: Reader,
    served: Served,
    q: Annotated[str, Query(max_length=1000, description="Words; empty to list every decision.")] = "",
    municipality: Annotated[str | None, Query(max_length=200)] = None,
    organ: Annotated[str | None, Query(max_length=200)] = None,
    date_from: Annotated[date | None, Query(alias="from", description="First day of meetings.")] = None,
    date_to: Annotated[date | None, Query(alias="to", description="Last day of meetings.")] = None,
    year: Annotated[int | None, Query(ge=1, le=9999)] = None,
    document_kind: DocumentKind | None = None,
    part: PartKind | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Any:
    """Rank decisions by words, each with its best paragraph; without words list them by date and §."""
    first, last = (each.isoformat() if each else None for each in (date_from, date_to))
    walls = Filters(municipality, organ, first, last, year, document_kind, part)
    return search_json(served.search(asker, q, walls, limit, offset))


@router.get(
    "/decisions/{decision_id:path}",
    response_model=schema.Decision,
    responses={304: {"description": "It is as you have it."}, **documented(404)},
    summary="Show a decision",
)
def decision(decision_id: str, request: Request, asker: Reader, served: Served) -> Response:
    """Show a decision with all its paragraphs; by a paragraph's id (`#` written as `%23`) that paragraph alone."""
    return tagged(found_json(served.decision(asker, decision_id)), request)


def tagged(value: Any, request: Request) -> Response:
    """Answer with JSON under a tag made of itself, so that it is another one where the asker sees something else."""
    body = json.dumps(value, ensure_ascii=False).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, media_type="application/json", headers={"ETag": tag})
