"""Answers, search pages and decisions as the JSON that the outside world relies on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from assistant.engine import Document, Found, understood
from assistant.model import Answer, Citation, Claim, SearchPage, SearchResult, Suggestion, Told
from indexer.model import Decision, Paragraph


def answer_json(answer: Answer) -> dict[str, Any]:
    """Give an answer as JSON values."""
    return {
        "id": answer.id,
        "question": answer.question.text,
        "language": answer.question.language,
        "status": str(answer.status),
        "answer": answer.text,
        "claims": [_claim_json(each) for each in answer.claims],
        "citations": [_citation_json(each) for each in answer.citations],
        "understood": understood(answer.question),
        "nearby": [asdict(each) for each in answer.nearby],
        "coverage": dict(answer.coverage),
        "engine": answer.engine,
        "conversation": answer.conversation,
        "did_you_mean": answer.did_you_mean,
        "took_ms": answer.took_ms,
        "notice": answer.notice,
    }


def told_json(told: Told) -> dict[str, Any]:
    """Give a claim of an answer that is on its way, with its citations in full."""
    return {**_claim_json(told.claim), "citations": [_citation_json(each) for each in told.citations]}


def search_json(page: SearchPage) -> dict[str, Any]:
    """Give a page of search results as JSON values."""
    return {
        "total": page.total,
        "results": [_result_json(each) for each in page.results],
        "facets": {name: dict(counts) for name, counts in page.facets.items()},
        "understood": dict(page.understood),
        "by_words": page.by_words,
        "did_you_mean": page.did_you_mean,
        "took_ms": page.took_ms,
    }


def _result_json(result: SearchResult) -> dict[str, Any]:
    """Give a result; its language is for pages, which have to declare it."""
    return {name: value for name, value in asdict(result).items() if name != "language"}


def suggestions_json(suggestions: Sequence[Suggestion]) -> list[dict[str, Any]]:
    """Give suggestions as JSON values."""
    return [{**asdict(each), "kind": str(each.kind)} for each in suggestions]


def found_json(found: Found) -> dict[str, Any]:
    """Give a decision with all its paragraphs or, where one was asked for, with that paragraph alone."""
    decision = found.decision
    paragraphs = [found.paragraph] if found.paragraph else list(decision.paragraphs)
    return {
        **decision_json(decision),
        "source": found.source,
        "document": _document_json(found.document) if found.document else None,
        "attachments": [_document_json(each) for each in found.attachments],
        "attachment_of": found.attachment_of,
        "paragraphs": [_paragraph_json(each) for each in paragraphs],
    }


def decision_json(decision: Decision) -> dict[str, Any]:
    """Give what is known of a decision, without its text."""
    return {
        "decision_id": decision.decision_id,
        "document_kind": str(decision.document_kind),
        "status": str(decision.status) if decision.status else None,
        "language": decision.language,
        "municipality": decision.municipality,
        "organ": decision.organ,
        "date": decision.date,
        "section": decision.section,
        "case": decision.case,
        "title": decision.title,
        "heading_path": list(decision.heading_path),
        "references": [asdict(each) for each in decision.references],
        "routine": decision.routine,
        "confidential": decision.confidential,
        "resolution": decision.resolution,
    }


def decision_url(public_url: str, decision_id: str) -> str:
    """Give the address of a decision's page."""
    return f"{public_url.rstrip('/')}/decisions/{quote(decision_id)}"


def _document_json(document: Document) -> dict[str, Any]:
    return {"name": document.name, "media_type": document.media_type, "url": document.url}


def _claim_json(claim: Claim) -> dict[str, Any]:
    return {"text": claim.text, "citations": list(claim.citations), "municipality": claim.municipality or None}


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {**asdict(citation), "heading_path": list(citation.heading_path)}


def _paragraph_json(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "paragraph_id": paragraph.paragraph_id,
        "part": str(paragraph.part),
        "text": paragraph.text,
        "context": paragraph.context,
        "page": paragraph.page,
        "heading": paragraph.is_heading,
        "origin": asdict(paragraph.origin) if paragraph.origin else None,
    }
