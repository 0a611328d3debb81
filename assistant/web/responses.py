"""Answer a request with a page, also where something failed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from assistant.api.problems import request_id
from assistant.errors import (
    AssistantError,
    Forbidden,
    InvalidRequest,
    MethodNotAllowed,
    NotFound,
    Unauthorised,
    told_as,
)
from assistant.repository.tokens import STATISTICS
from assistant.service import Asker
from assistant.web.addresses import Asked, switched
from assistant.web.rendering import render
from assistant.web.visits import language_of, remember
from assistant.web.words import Words

_REFUSED = {each.status: each for each in (Unauthorised, Forbidden, NotFound, MethodNotAllowed)}
_AGAIN = (429, 500, 503)
_log = logging.getLogger(__name__)


def page(request: Request, template: str, code: int = 200, asker: Asker | None = None, **context: Any) -> HTMLResponse:
    """Answer with a page in the reader's language, for whoever asks where that is known."""
    settings, language = request.app.state.settings, language_of(request)
    path, query = request.url.path, request.query_params.multi_items()
    html = render(
        template,
        language,
        here=path,
        full_path=path + (f"?{request.url.query}" if request.url.query else ""),
        in_language=lambda other: switched(path, query, other),
        person=asker.name if asker else "",
        administers=asker is not None and STATISTICS in asker.scopes,
        can_log_in=bool(getattr(settings, "oidc_issuer", "")),
        **context,
    )
    response = HTMLResponse(html, code, {"Content-Language": language})
    remember(request, response, secure=settings.secure_cookies)
    return response


def error_page(request: Request, error: AssistantError) -> HTMLResponse:
    """Say on a page what failed and what to do about it."""
    if error.status >= 500:
        _log.error("request %s: %s", request_id(request), error)
    language = language_of(request)
    t = Words(language)
    titles = {404: t("error_404"), 401: t("error_401")}
    response = page(
        request,
        "error.html",
        error.status,
        title=titles.get(error.status, t("error_title")),
        text=t("error_login") if error.status == 401 else error.texts.get(language, error.texts["en"]),
        status=error.status,
        again=error.status in _AGAIN and request.method == "GET",
        request_id=request_id(request) if error.status >= 500 else "",
        asked=Asked(request.query_params.get("q", "")[:1000]),
    )
    response.headers["Cache-Control"] = "no-store"
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


class PageRoute(APIRoute):
    """A route whose errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler."""
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handle(request)
            except AssistantError as error:
                return error_page(request, error)
            except (RequestValidationError, HTTPException) as error:
                return error_page(request, _refusal(error))
            except Exception as error:
                _log.exception("request %s failed", request_id(request))
                return error_page(request, told_as(error))

        return shown


def add_error_pages(app: FastAPI) -> None:
    """Show browsers a page where an address is unknown or a file may not be had; programs keep their problems."""
    for kind in (AssistantError, HTTPException):
        app.add_exception_handler(kind, _for_browsers(app.exception_handlers[kind]))


def _for_browsers(problem: Any) -> Any:
    async def shown(request: Request, error: Exception) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
        if not wants_page:
            made: Response = await problem(request, error)
            return made
        return error_page(request, error if isinstance(error, AssistantError) else _refusal(error))

    return shown


def _refusal(error: Exception) -> AssistantError:
    """Name what the framework refused in our own words."""
    status = error.status_code if isinstance(error, HTTPException) else 0
    return _REFUSED.get(status, InvalidRequest)()
