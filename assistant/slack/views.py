"""The modal with a whole § and the App Home, as Slack views. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.engine import Found
from assistant.model import Citation
from assistant.slack.blocks import Block
from assistant.slack.limits import HEADER, SECTION, VIEW_BLOCKS, escaped, link, mrkdwn, plain
from assistant.slack.words import part_name, say

_TITLE = 24
_ORGANS = 12
_PROMPTS = 4


def waiting(language: str) -> dict[str, Any]:
    """Give the modal that opens at once, before the § is read."""
    return _modal([{"type": "section", "text": plain(say(language, "wait"), SECTION)}], language)


def told(text: str, language: str) -> dict[str, Any]:
    """Give a modal with one text, such as an error."""
    return _modal([{"type": "section", "text": plain(text, SECTION)}], language)


def decision_view(found: Found, citation: Citation, language: str) -> dict[str, Any]:
    """Show a whole § in plain text with the cited paragraph marked; of a very long one what is around the citation."""
    head: list[Block] = [
        {"type": "header", "text": plain(found.decision.reference, HEADER)},
        {"type": "section", "text": plain(found.decision.title, SECTION)},
    ]
    body = list(_body(found, citation.paragraph_id, language))
    room = VIEW_BLOCKS - len(head) - 2
    at = next((place for place, (_, is_cited) in enumerate(body) if is_cited), 0)
    first = max(0, min(at - room // 2, len(body) - room))
    shown = [block for block, _ in body[first : first + room]]
    foot = [_context(say(language, "cut"))] if len(body) > room else []
    page = link(citation.url, say(language, "page_link"))
    return _modal([*head, *shown, *foot, *([_context(page)] if page.startswith("<") else [])], language)


def home(status: Mapping[str, Any] | None, language: str) -> dict[str, Any]:
    """Give the App Home: how to ask and what is in the store."""
    blocks: list[Block] = [
        {"type": "header", "text": plain(say(language, "home"), HEADER)},
        {"type": "section", "text": plain(say(language, "how"), SECTION)},
        {"type": "section", "text": plain(say(language, "limits"), SECTION)},
    ]
    if status is not None:
        newest = status["newest"] or "–"
        blocks.append(_context(escaped(say(language, "store", decisions=status["decisions"], newest=newest), 500)))
        if named := _organs(status)[:_ORGANS]:
            blocks.append(_context(escaped(say(language, "organs", organs=", ".join(named)), 2_000)))
    return {"type": "home", "blocks": blocks}


def prompts(status: Mapping[str, Any] | None, language: str) -> list[dict[str, str]]:
    """Suggest questions that the store can answer, one for each of a few organs."""
    asked = [say(language, "prompt", organ=organ) for organ in _organs(status or {})[:_PROMPTS]]
    return [{"title": each, "message": each} for each in asked or [say(language, "example")]]


def _body(found: Found, cited: str, language: str) -> Iterator[tuple[Block, bool]]:
    part = None
    for paragraph in found.decision.paragraphs:
        if paragraph.part != part:
            part = paragraph.part
            yield _context(f"*{part_name(language, str(part))}*"), False
        is_cited = paragraph.paragraph_id == cited
        if is_cited:
            yield _context(f":arrow_right: *{say(language, 'cited')}*"), True
        for start in range(0, len(paragraph.text), SECTION - 2):
            text = paragraph.text[start : start + SECTION - 2]
            yield {"type": "section", "text": plain(f"▶ {text}" if is_cited else text, SECTION)}, False


def _organs(status: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(each["organ"] for each in status.get("organs", ()) if each["organ"]))


def _context(text: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text)]}


def _modal(blocks: list[Block], language: str) -> dict[str, Any]:
    title, close = plain(say(language, "title"), _TITLE), plain(say(language, "close"), _TITLE)
    return {"type": "modal", "title": title, "close": close, "blocks": blocks}
