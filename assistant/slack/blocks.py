"""An answer as Slack blocks. Pure; what Slack takes at most is kept by construction, whatever the documents hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.engine import understood
from assistant.model import Answer, Citation, Claim
from assistant.slack.limits import (
    BUTTON,
    LABEL,
    clip,
    escaped,
    escaped_markdown,
    link,
    mrkdwn,
    plain,
    web_address,
)
from assistant.slack.words import part_name, say

Block = dict[str, Any]

PAGE_CLAIMS = 8
PAGE_CITATIONS = 8
PAGE_TEXT = 4_500  # with its citations well within the 13,000 of a message
LONGEST_CLAIM = 1_000
LONGEST_REFERENCE = 150


@dataclass(frozen=True, slots=True)
class Page:
    """Claims that are shown together, the text they make and the citations they bear."""

    claims: tuple[Claim, ...] = ()
    text: str = ""
    citations: tuple[Citation, ...] = ()

    def with_claim(self, claim: Claim, citations: Sequence[Citation]) -> Page | None:
        """Add a claim, or give None where the page is full."""
        own = [each for each in citations if each.n in claim.citations][:PAGE_CITATIONS]
        known = {each.n for each in self.citations}
        cited = (*self.citations, *(each for each in own if each.n not in known))
        place = claim.municipality if not self.claims or self.claims[-1].municipality != claim.municipality else ""
        text = self.text + (f"**{escaped_markdown(place, LONGEST_REFERENCE)}**\n\n" if place else "")
        text += claim_text(claim, own)
        full = len(self.claims) >= PAGE_CLAIMS or len(cited) > PAGE_CITATIONS or len(text) > PAGE_TEXT
        return None if full and self.claims else Page((*self.claims, claim), text, cited)


@dataclass(frozen=True, slots=True)
class Shown:
    """How an answer is shown: in whose language, which page, whether its asker alone sees it."""

    language: str
    page: int = 0
    is_ephemeral: bool = False
    notes: tuple[str, ...] = field(default=())


def pages(answer: Answer) -> list[Page]:
    """Part the claims of an answer into pages; there is always one."""
    made = [Page()]
    for claim in answer.claims:
        grown = made[-1].with_claim(claim, answer.citations)
        if grown is None:
            made.append(Page().with_claim(claim, answer.citations) or Page())
        else:
            made[-1] = grown
    return made


def claim_text(claim: Claim, citations: Sequence[Citation]) -> str:
    """Write a claim in Markdown with marks that lead to the pages of its citations."""
    marks = "".join(_mark(each) for each in citations)
    return f"{escaped_markdown(claim.text, LONGEST_CLAIM)} {marks}\n\n"


def message(answer: Answer, shown: Shown) -> list[Block]:
    """Give a whole message: the text of the page, then what `tail` gives."""
    page = _page(answer, shown)
    text = page.text if answer.claims else escaped_markdown(answer.text, PAGE_TEXT)
    return [{"type": "markdown", "text": text}, *tail(answer, shown)]


def shared(answer: Answer, user: str, shown: Shown) -> list[Block]:
    """Give a message to all of a channel, with who shared it and what was asked."""
    told = say(shown.language, "shared", user=user, text=escaped(answer.question.text, 500))
    return [_context(told), *message(answer, shown)]


def fallback(answer: Answer) -> str:
    """Give the answer for notifications and screen readers."""
    return escaped(answer.text, 2_900)


def tail(answer: Answer, shown: Shown) -> list[Block]:
    """Give what stands below the claims: citations, buttons, what was understood, paging, feedback."""
    made = pages(answer)
    page = made[shown.page]
    blocks = [_context(citation_line(each, shown.language)) for each in page.citations]
    if page.citations:
        blocks.append(_actions([_show_button(answer, each, shown.language) for each in page.citations]))
    if not answer.claims and answer.nearby:
        lines = [f"• {escaped(f'{near.reference}  {near.title}', 400)}" for near in answer.nearby]
        blocks.append(_context("\n".join([say(shown.language, "near"), *lines])))
    if answer.did_you_mean:
        meant = say(shown.language, "meant", text=answer.did_you_mean)
        blocks.append(_actions([_button("meant", meant, {"a": answer.id})]))
    if answer.question.said:
        blocks.append(_context(escaped(say(shown.language, "understood", said=answer.question.said), 1_000)))
    if removers := _removers(answer, shown.language):
        blocks.append(_actions(removers))
    if len(made) > 1:
        blocks += _paging(answer, made, shown)
    blocks += [_context(note) for note in (*shown.notes, escaped(answer.notice, 500)) if note]
    blocks.append(_feedback(answer, shown.language))
    if shown.is_ephemeral:
        blocks.append(_actions([_button("share", say(shown.language, "share"), {"a": answer.id})]))
    return blocks


def citation_line(citation: Citation, language: str) -> str:
    """Tell where a citation stands: mark, reference with its link, part, title, page."""
    reference = link(citation.url, f"[{citation.n}] {escaped(citation.reference, LONGEST_REFERENCE)}")
    page = say(language, "s", page=citation.page) if citation.page else ""
    title = citation.title if citation.title != citation.reference else ""
    pieces = (part_name(language, citation.part), escaped(title, LONGEST_REFERENCE), page)
    return " · ".join(piece for piece in (reference, *pieces) if piece)


def text_message(text: str) -> list[Block]:
    """Give a message of one text of ours."""
    return [{"type": "section", "text": mrkdwn(clip(text, 3_000))}]


def button_value(**values: object) -> str:
    """Write what a button brings back."""
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False)


def _page(answer: Answer, shown: Shown) -> Page:
    return pages(answer)[shown.page]


def _mark(citation: Citation) -> str:
    address = web_address(citation.url)
    return f"[\\[{citation.n}\\]]({address})" if address else f"\\[{citation.n}\\]"


def _context(text: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text)]}


def _actions(elements: list[Block]) -> Block:
    return {"type": "actions", "elements": elements}


def _button(action: str, text: str, value: dict[str, object], label: str = "") -> Block:
    made = {
        "type": "button",
        "action_id": action,
        "text": plain(text, BUTTON),
        "value": button_value(**value),
    }
    return {**made, "accessibility_label": clip(label, LABEL)} if label else made


def _show_button(answer: Answer, citation: Citation, language: str) -> Block:
    text, label = say(language, "show", n=citation.n), say(language, "show_label", n=citation.n)
    return _button(f"show_{citation.n}", text, {"a": answer.id, "n": citation.n, "l": language}, label)


def _removers(answer: Answer, language: str) -> list[Block]:
    """Make one button for each limit that was understood, also where both a wall and a hint say it."""
    limits: dict[str, dict[str, None]] = {}
    for each in understood(answer.question)["said_each"]:
        limits.setdefault(each["said"], {}).update(dict.fromkeys(each["names"]))
    return [
        _button(f"remove_{n}", say(language, "remove", said=said), {"a": answer.id, "f": list(names)})
        for n, (said, names) in enumerate(limits.items(), start=1)
    ]


def _paging(answer: Answer, made: list[Page], shown: Shown) -> list[Block]:
    first = sum(len(each.claims) for each in made[: shown.page])
    last = first + len(made[shown.page].claims)
    told = say(shown.language, "page", first=first + 1, last=last, total=len(answer.claims))
    turns = [("before", shown.page - 1), ("next", shown.page + 1)]
    buttons = [
        _button(f"page_{name}", say(shown.language, name), {"a": answer.id, "p": to, "l": shown.language})
        for name, to in turns
        if 0 <= to < len(made)
    ]
    return [_context(told), _actions(buttons)]


def _feedback(answer: Answer, language: str) -> Block:
    def side(name: str, useful: bool) -> Block:
        return {
            "text": plain(say(language, name), BUTTON),
            "accessibility_label": clip(say(language, f"{name}_label"), LABEL),
            "value": button_value(a=answer.id, u=useful),
        }

    buttons = {"positive_button": side("good", True), "negative_button": side("bad", False)}
    return {
        "type": "context_actions",
        "elements": [{"type": "feedback_buttons", "action_id": "feedback", **buttons}],
    }
