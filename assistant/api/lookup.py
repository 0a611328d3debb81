"""Search and show what is in the store."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import WithJsonSchema

from assistant.api import schema
from assistant.api.askers import Reader
from assistant.api.describing import Served, refusals
from assistant.contract import decision_json, decision_url, found_json, search_json, suggestions_json
from assistant.model import DocumentKind, Filters, PartKind

_TAG = {"ETag": {"description": "Changes with the content.", "schema": {"type": "string"}}}
_TAGGED: dict[int | str, dict[str, Any]] = {
    200: {"headers": _TAG},
    304: {"description": "It is as you have it.", "headers": _TAG},
}
_NEXT: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"Link": {"description": '`rel="next"`: the next page.', "schema": {"type": "string"}}}}
}
Limit = Annotated[int, Query(ge=1, le=100, description="Most results of a page.")]
_DAY_OR_TIME = {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
Since = Annotated[
    str | None,
    Query(max_length=40, description="ISO date or time; none for all.", examples=["2025-03-01T06:00:00Z"]),
    WithJsonSchema(_DAY_OR_TIME),
]
DecisionId = Annotated[str, Path(description="Id of a decision or paragraph.", examples=[schema.DECISION])]
router = APIRouter(prefix="/api/v1", tags=["looking up"])


@router.get(
    "/search",
    response_model=schema.SearchPage,
    responses={**_NEXT, **refusals()},
    operation_id="search",
    summary="Search decisions",
)
def search(
    asker: Reader,
    served: Served,
    request: Request,
    response: Response,
    q: Annotated[str, Query(max_length=1000, description="Words; none to list every decision.")] = "",
    municipality: Annotated[str | None, Query(max_length=200, description="Name or slug.")] = None,
    organ: Annotated[str | None, Query(max_length=200, description="Name in the nominative, or slug.")] = None,
    date_from: Annotated[schema.Day | None, Query(alias="from", description="First day of meetings.")] = None,
    date_to: Annotated[schema.Day | None, Query(alias="to", description="Last day of meetings.")] = None,
    year: Annotated[int | None, Query(ge=1, le=9999, description="Year of the meeting.")] = None,
    document_kind: DocumentKind | None = None,
    part: PartKind | None = None,
    without: Annotated[
        list[schema.Understandable] | None, Query(max_length=7, description="What is not to be understood from `q`.")
    ] = None,
    limit: Limit = 10,
    offset: Annotated[int, Query(ge=0, le=100_000, description="Results to pass over.")] = 0,
) -> Any:
    """Rank decisions by words, each with its best paragraph; without words list them by date and §."""
    first, last = (each.isoformat() if each else None for each in (date_from, date_to))
    walls = Filters(
        municipality or None, organ or None, first, last, year, document_kind, part, without=tuple(without or ())
    )
    page = served.search(asker, q, walls, limit, offset)
    if offset + limit < page.total:
        _link_next(request, response, offset=offset + limit)
    return search_json(page)


@router.get(
    "/suggest",
    response_model=schema.Suggestions,
    responses=refusals(),
    operation_id="suggest",
    summary="Complete what is being typed",
)
def suggest(
    asker: Reader,
    served: Served,
    q: Annotated[str, Query(max_length=200, description="What has been typed so far.")],
    municipality: Annotated[str | None, Query(max_length=200, description="Name or slug.")] = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> Any:
    """Complete organs, diary numbers and titles."""
    return {
        "suggestions": suggestions_json(served.suggest(asker, q, Filters(municipality=municipality or None), limit))
    }


@router.get(
    "/decisions",
    response_model=schema.Changes,
    responses={**_NEXT, **refusals()},
    operation_id="list_changes",
    summary="List what changed",
)
def changes(
    asker: Reader,
    served: Served,
    request: Request,
    response: Response,
    changed_since: Since = None,
    municipality: Annotated[str | None, Query(max_length=200)] = None,
    organ: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 100,
) -> Any:
    """List decisions that changed or were removed after a time, oldest first; go on with `next`."""
    walls = Filters(municipality=municipality or None, organ=organ or None)
    found = served.changes(asker, changed_since, walls, limit + 1)
    page = found[:limit]
    if len(found) > limit:
        _link_next(request, response, changed_since=page[-1].changed)
    public = request.app.state.settings.public_url
    return {
        "changes": [
            {
                "decision_id": each.decision_id,
                "language": each.language,
                "changed": each.changed,
                "removed": each.removed,
                "url": decision_url(public, each.decision_id),
            }
            for each in page
        ],
        "next": page[-1].changed if page else changed_since,
    }


@router.get(
    "/decisions/{decision_id:path}",
    response_model=schema.Decision,
    responses={**_TAGGED, **refusals(404)},
    operation_id="show_decision",
    summary="Show a decision",
)
def decision(decision_id: DecisionId, request: Request, asker: Reader, served: Served) -> Response:
    """Show a decision with all its paragraphs; by a paragraph's id (`#` written as `%23`) that paragraph alone."""
    return _tagged(found_json(served.decision(asker, decision_id)), request)


@router.get(
    "/cases/{municipality}/{case:path}",
    response_model=schema.Case,
    responses={**_TAGGED, **refusals(404)},
    operation_id="show_case",
    summary="Show a case",
)
def case(
    municipality: Annotated[str, Path(description="Slug or name.", examples=["kemi"])],
    case: Annotated[str, Path(description="Diary number.", examples=["691~00.01.02~2021"])],
    request: Request,
    asker: Reader,
    served: Served,
) -> Response:
    """Show the decisions with a diary number, oldest first; its `/` may be written as `~`."""
    found = served.case(asker, municipality, case.replace("~", "/"))
    told = {
        "municipality": found[0].municipality,
        "case": found[0].case,
        "decisions": [decision_json(each) for each in found],
    }
    return _tagged(told, request)


@router.get(
    "/organs",
    response_model=schema.Organs,
    responses=refusals(),
    operation_id="list_organs",
    summary="List organs",
)
def organs(asker: Reader, served: Served) -> Any:
    """List boards, councils and committees with their municipality."""
    return {"organs": [{"municipality": municipality, "organ": organ} for municipality, organ in served.organs(asker)]}


@router.get(
    "/status",
    response_model=schema.Status,
    responses=refusals(),
    operation_id="show_status",
    summary="Say what is in the store",
)
def status(asker: Reader, served: Served) -> Any:
    """Count files, decisions and paragraphs; tell the newest meeting and what could not be read."""
    return served.status(asker)


def _link_next(request: Request, response: Response, **parameters: Any) -> None:
    address = request.url.include_query_params(**parameters)
    response.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'


def _tagged(value: Any, request: Request) -> Response:
    """Answer with JSON under a tag made of itself, so that it is another one where the asker sees something else."""
    body = json.dumps(value, ensure_ascii=False).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, media_type="application/json", headers={"ETag": tag})
