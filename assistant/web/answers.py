"""An answer as its card shows it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.engine import marked, told, understood
from assistant.model import Answer, Citation, Claim
from assistant.web.addresses import Asked, decision_address
from assistant.web.marking import Piece, quoted
from assistant.web.results import Limit, Meant, limits


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation with the addresses that it leads to."""

    n: int
    reference: str
    part: str
    page: int | None
    language: str
    title: str
    context: str
    quote: str
    url: str
    address: str
    picture: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A sentence; its runs that are quoted are marked with the language of the document.

    `place` is the municipality whose claims begin with it, where the answer is told by municipality.
    """

    runs: Sequence[Piece]
    citations: Sequence[Cited]
    place: str = ""


@dataclass(frozen=True, slots=True)
class NearbyView:
    """A decision near the question."""

    reference: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """Everything that the card of an answer shows."""

    id: str
    question: str
    language: str
    spoken: str
    text: str
    claims: Sequence[ClaimView]
    nearby: Sequence[NearbyView]
    did_you_mean: Meant | None
    has_limits: bool
    limits: Sequence[Limit]
    as_text: str
    conversation: str
    coverage: Mapping[str, Any]
    notice: str


def answer_view(answer: Answer, asked: Asked, public_url: str = "") -> AnswerView:
    """Show an answer; `asked` is the view that it stands in."""
    return AnswerView(
        id=answer.id,
        question=answer.question.text,
        language=answer.question.language,
        spoken=answer.question.spoken or answer.question.language,
        text=answer.text,
        claims=[
            claim_view(each, answer.citations, answer.id, after)
            for after, each in zip(("", *(each.municipality for each in answer.claims)), answer.claims, strict=False)
        ],
        nearby=[NearbyView(each.reference, each.title, decision_address(each.decision_id)) for each in answer.nearby],
        did_you_mean=Meant.of(answer.did_you_mean, asked),
        has_limits=bool(answer.question.filters.said() or answer.question.hints.said()),
        limits=limits(understood(answer.question), asked),
        as_text=as_text(answer, public_url),
        conversation=answer.conversation,
        coverage=answer.coverage,
        notice=answer.notice,
    )


def claim_view(claim: Claim, citations: Sequence[Citation], answer_id: str = "", after: str = "") -> ClaimView:
    """Show a claim with the citations that carry it; with the answer's id they lead to the marked words.

    `after` is the municipality of the claim before it.
    """
    own = [each for each in citations if each.n in claim.citations]
    runs = quoted(claim.text, [(each.quote, each.language) for each in own])
    place = claim.municipality if claim.municipality != after else ""
    return ClaimView(runs, [_cited(each, answer_id) for each in own], place)


def as_text(answer: Answer, public_url: str = "") -> str:
    """Write an answer with its references as plain text, to be copied into a message or a memo."""
    lines = told(answer.claims).split("\n") if answer.question.hints.across else list(map(marked, answer.claims))
    base = public_url.rstrip("/")
    notes = [
        f"[{each.n}] {each.reference}, {each.title}. {base}{_place(each)}" for each in answer.citations
    ]  # fmt: skip
    return "\n".join([*lines, "", *notes])


def _cited(citation: Citation, answer_id: str) -> Cited:
    anchor = citation.paragraph_id.partition("#")[2]
    address = decision_address(citation.decision_id, anchor, answer=answer_id, paragraph=anchor)
    is_pdf = citation.page is not None and citation.source.lower().endswith(".pdf")
    picture = decision_address(citation.decision_id, "picture", answer=answer_id, page=citation.page) if is_pdf else ""
    return Cited(
        citation.n,
        citation.reference,
        citation.part,
        citation.page,
        citation.language,
        citation.title,
        citation.context,
        citation.quote,
        _place(citation),
        address,
        picture,
    )


def _place(citation: Citation) -> str:
    return decision_address(citation.decision_id, citation.paragraph_id.partition("#")[2])
