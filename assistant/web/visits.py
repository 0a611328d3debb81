"""What a reader's browser remembers: the language that was chosen, when the reader was here, whether it has script."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import Request
from fastapi.responses import Response

from assistant.api.languages import preferred
from assistant.web.words import LANGUAGES

_LANGUAGE, _SEEN, _SCRIPT = "pykala_lang", "pykala_seen", "pykala_script"
_YEAR = 365 * 24 * 60 * 60
_ONE_VISIT = timedelta(minutes=30)  # without a request, after which the next one begins another visit
_AT_FIRST = timedelta(days=30)


def language_of(request: Request) -> str:
    """Give the language of the pages: the one asked for, chosen before, or preferred by the browser."""
    for said in (request.query_params.get("lang"), request.cookies.get(_LANGUAGE)):
        if said in LANGUAGES:
            return str(said)
    return preferred(request.headers.get("accept-language", ""))


def has_script(request: Request) -> bool:
    """Tell whether our script has run in this browser, so that an answer may be streamed into the page."""
    return request.cookies.get(_SCRIPT) == "on"


def last_visit(request: Request, now: datetime) -> tuple[str, bool]:
    """Give the end of the visit before this one, or a month ago for a new reader; and whether there was one."""
    before, last = _seen(request)
    ended = before if last and now - last < _ONE_VISIT else last
    return _iso(ended or now - _AT_FIRST), ended is not None


def remember(request: Request, response: Response, *, secure: bool) -> None:
    """Let the browser remember the language that was chosen and this visit."""
    kept = {"max_age": _YEAR, "secure": secure, "httponly": True, "samesite": "lax"}
    chosen = request.query_params.get("lang")
    if chosen in LANGUAGES:
        response.set_cookie(_LANGUAGE, chosen, **kept)  # type: ignore[arg-type]
    now = datetime.now(UTC)
    before, last = _seen(request)
    ended = before if last and now - last < _ONE_VISIT else last
    response.set_cookie(_SEEN, f"{_iso(ended) if ended else ''}~{_iso(now)}", **kept)  # type: ignore[arg-type]


def _seen(request: Request) -> tuple[datetime | None, datetime | None]:
    """Read the end of the visit before and the last request."""
    before, _, last = request.cookies.get(_SEEN, "").partition("~")
    return _time(before), _time(last)


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
