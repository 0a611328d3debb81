"""Verification by code: what a claim shows has to stand in the record, or the claim is dropped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from haystack import component

from assistant.answering.draft import ClaimRole, Draft, DraftClaim
from assistant.answering.result import result_of, role_of
from assistant.answering.sentences import LONGEST, SHORTEST
from assistant.model import Citation, Claim, Question
from assistant.prompts import render
from indexer.model import Decision, Paragraph, PartKind
from indexer.stores.base import StoreReader

_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")


@component
class Verifier:
    """Turn a draft into claims with citations, dropping what the store does not bear out."""

    def __init__(self, store: StoreReader, public_url: str = "") -> None:
        self._store = store
        self._public_url = public_url

    @component.output_types(claims=list[Claim], citations=list[Citation], dropped=list[str])
    def run(self, question: Question, draft: Draft) -> dict[str, Any]:
        """Give numbered claims; `dropped` says why others were left out."""
        claims: list[Claim] = []
        citations: list[Citation] = []
        dropped: list[str] = []
        shown: tuple[str, bool] | None = None
        for drafted in draft.claims:
            record = self._record(drafted)
            fault = fault_of(drafted, record)
            if fault or record is None:
                dropped.append(f"{drafted.paragraph.paragraph_id}: {fault}")
                continue
            told = _as_recorded(drafted, record)
            # Of a timeline, what a decision retells and what it decides are steps of their own.
            reference = (record.reference, draft.ends and told.role is ClaimRole.EARLIER)
            text = frame(
                told,
                question.language,
                show_reference=reference != shown,
                titled=draft.titled,
                corrects=draft.corrects and not claims,
                latest=draft.ends and record.decision_id == draft.claims[-1].decision.decision_id,
            )
            fault = invented_figures(text, told)
            if fault:
                dropped.append(f"{told.paragraph.paragraph_id}: {fault}")
                continue
            shown = reference
            place = record.municipality if draft.grouped else ""
            claims.append(Claim(text, (add(self._citation(told), citations),), place))
        return {"claims": claims, "citations": citations, "dropped": dropped}

    def cite(self, drafted: DraftClaim, citations: list[Citation]) -> int | None:
        """Add what a claim quotes to the citations and give its number; None where the record does not bear it out."""
        record = self._record(drafted)
        if record is None or fault_of(drafted, record):
            return None
        return add(self._citation(_as_recorded(drafted, record)), citations)

    def _record(self, drafted: DraftClaim) -> Decision | None:
        """Read the decision afresh: the record is the store's, not the draft's."""
        return self._store.decision(drafted.decision.decision_id, drafted.decision.language)

    def _citation(self, drafted: DraftClaim) -> Citation:
        """Make a citation, not numbered yet."""
        decision, paragraph = drafted.decision, drafted.paragraph
        source = self._store.source(decision.source_id)
        return Citation(
            n=0,
            paragraph_id=paragraph.paragraph_id,
            decision_id=decision.decision_id,
            document_kind=str(decision.document_kind),
            municipality=decision.municipality,
            organ=decision.organ,
            date=decision.date,
            section=decision.section,
            case=decision.case,
            title=decision.title,
            heading_path=decision.heading_path,
            part=str(paragraph.part),
            quote=drafted.quote,
            context=paragraph.context,
            text_hash=text_hash(paragraph),
            language=decision.language,
            page=paragraph.page,
            source=source.name if source else "",
            reference=decision.reference,
            url=paragraph_url(self._public_url, paragraph),
            source_url=source.url if source else None,
            attachment_of=source.attachment_of if source else None,
        )


def _as_recorded(drafted: DraftClaim, record: Decision) -> DraftClaim:
    """Put the record's decision and paragraph in place of the draft's: title, origin and context are not believed."""
    id_ = drafted.paragraph.paragraph_id
    return replace(drafted, decision=record, paragraph=next(p for p in record.paragraphs if p.paragraph_id == id_))


def paragraph_url(public_url: str, paragraph: Paragraph) -> str:
    """Give the permalink of a paragraph: its id is the decision's, then the anchor on that page."""
    return f"{public_url.rstrip('/')}/decisions/{paragraph.paragraph_id}"


def text_hash(paragraph: Paragraph) -> str:
    """Hash a paragraph's text, so that a citation finds it again under another id."""
    return hashlib.sha256(paragraph.text.encode("utf-8")).hexdigest()[:16]


def fault_of(drafted: DraftClaim, record: Decision | None) -> str | None:
    """Say what the record does not bear out of a claim, or None."""
    if record is None:
        return "the decision is not in the store"
    stored = {paragraph.paragraph_id: paragraph for paragraph in record.paragraphs}.get(drafted.paragraph.paragraph_id)
    if stored is None:
        return "the paragraph is not in the decision"
    if drafted.quote not in stored.text:
        return "the quote does not stand in the paragraph"
    if not SHORTEST <= len(drafted.quote) <= LONGEST:
        return f"the quote has {len(drafted.quote)} characters"
    if record.reference != drafted.decision.reference:
        return "the reference is not the record's"
    wanted = _PARTS.get(drafted.role)
    if wanted is not None and stored.part is not wanted:
        return f"a {stored.part} is presented as a {drafted.role}"
    if stored.part is PartKind.PROPOSAL and drafted.role is not role_of(record, stored):
        return f"a proposal that is {role_of(record, stored)} is presented as {drafted.role}"
    return None


# What a quote is presented as has to be the part that it stands in.
_PARTS: Mapping[ClaimRole, PartKind] = {
    ClaimRole.DECISION: PartKind.DECISION,
    ClaimRole.ACCEPTED: PartKind.PROPOSAL,
    ClaimRole.AMENDED: PartKind.PROPOSAL,
    ClaimRole.PROPOSAL: PartKind.PROPOSAL,
    ClaimRole.EARLIER: PartKind.EARLIER,
    ClaimRole.HANDLING: PartKind.HANDLING,
}


def frame(
    drafted: DraftClaim,
    language: str,
    *,
    show_reference: bool,
    titled: bool = False,
    corrects: bool = False,
    latest: bool = False,
) -> str:
    """Say a quote in the asker's language: where it stands and as what, then the words themselves."""
    origin = drafted.paragraph.origin
    said = replace(drafted.decision, organ=origin.organ, date=origin.date, section=origin.section) if origin else None
    return render(
        "claim",
        language,
        {
            "role": str(drafted.role),
            "reference": drafted.decision.reference if show_reference else "",
            "title": drafted.decision.title if titled and drafted.decision.organ else "",
            "origin": said.reference if said and origin and origin.date else "",
            "quote": drafted.quote,
            "corrects": corrects,
            "latest": latest and show_reference and drafted.role is not ClaimRole.EARLIER,
            "result": str(result_of(drafted.decision)) if show_reference and drafted.role is ClaimRole.DECISION else "",
        },
    )


def invented_figures(text: str, drafted: DraftClaim) -> str | None:
    """Say which figures of a claim stand neither in its quote nor in its record, or None."""
    origin = drafted.paragraph.origin
    record = " ".join(
        piece
        for piece in (
            drafted.decision.reference,
            drafted.decision.title,
            replace(drafted.decision, organ=origin.organ, date=origin.date, section=origin.section).reference
            if origin
            else "",
        )
        if piece
    )
    allowed = set(_FIGURE.findall(drafted.quote)) | set(_FIGURE.findall(record))
    invented = [figure for figure in _FIGURE.findall(text) if figure not in allowed]
    return f"figures without a source: {', '.join(invented)}" if invented else None


def add(citation: Citation, citations: list[Citation]) -> int:
    """Give the number of a citation among others, adding it as the last where it is new."""
    same = next((each for each in citations if _is_same(each, citation)), None)
    if same is None:
        same = replace(citation, n=len(citations) + 1)
        citations.append(same)
    return same.n


def _is_same(one: Citation, other: Citation) -> bool:
    return one.paragraph_id == other.paragraph_id and one.quote == other.quote and one.language == other.language
