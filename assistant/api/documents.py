"""Original files, given so that nothing in them can act in the name of this site."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from assistant.api.askers import Reader
from assistant.api.describing import Served, refusals

# Shown in the browser; anything else is saved. Browsers' own readers of PDF do not work in a sandbox, and need none:
# a document that they show has no access to the site that it came from.
_SHOWN = {"application/pdf", "text/html", "text/plain"}
_ALONE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}
router = APIRouter(tags=["looking up"])


@router.get(
    "/documents/{document_id}",
    response_class=Response,
    responses={**_FILE, **refusals(404)},
    operation_id="download_document",
    summary="Give an original file",
)
def document(document_id: str, asker: Reader, served: Served) -> Response:
    """Give the file that a decision was read from, as it was indexed."""
    found, content = served.original(asker, document_id)
    shown = "inline" if found.media_type in _SHOWN else "attachment"
    policy = _ALONE if found.media_type == "application/pdf" else f"{_ALONE}; sandbox"
    headers = {
        "Content-Type": _with_charset(found.media_type, content),
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(found.name, safe='')}",
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, headers=headers)


def _with_charset(media_type: str, content: bytes) -> str:
    """Tell that a text is UTF-8 where it is; of another one the browser finds out."""
    if not media_type.startswith("text/"):
        return media_type
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return media_type
    return f"{media_type}; charset=utf-8"
