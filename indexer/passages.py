"""Decisions to passages, the pieces that retrieval ranks: neighbouring paragraphs of one part, with their context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from haystack import Document

from indexer.finnish import index_terms
from indexer.model import Decision, Paragraph, PartKind
from indexer.names import slug

PASSAGE_VERSION = 2  # to be raised when the same file would give other decisions or passages
MOST_WORDS = 120

_UNRANKED = frozenset({PartKind.APPEAL})  # instructions for appeal are kept for reading, not for finding


def passages(decision: Decision) -> list[Document]:
    """Cut a decision into Haystack documents of at most MOST_WORDS words, unless one paragraph is longer.

    The content is what is embedded: title, lead-in and text; the terms in `meta` are what keywords search.
    """
    return [_document(decision, number, group) for number, group in enumerate(_groups(decision), start=1)]


def _groups(decision: Decision) -> Iterator[list[Paragraph]]:
    """Gather neighbouring paragraphs of the same part and origin, an item never apart from its lead-in's words."""
    ranked = [p for p in decision.paragraphs if not p.is_heading and p.part not in _UNRANKED]
    for _, run in groupby(ranked, key=lambda p: (p.part, p.origin, p.origin_part)):
        group: list[Paragraph] = []
        words = 0
        for paragraph in run:
            length = len(paragraph.text.split())
            if group and words + length > MOST_WORDS:
                yield group
                group, words = [], 0
            group.append(paragraph)
            words += length
        if group:
            yield group


def _document(decision: Decision, number: int, group: Sequence[Paragraph]) -> Document:
    context = group[0].context
    text = "\n".join(paragraph.text for paragraph in group)
    reference = " ".join(piece for piece in (decision.organ, decision.date, decision.case) if piece)
    content = "\n".join(piece for piece in (decision.title, context, text) if piece)
    return Document(
        id=f"{decision.source_id}|{decision.decision_id}|{decision.language}|{number}",
        content=content,
        meta={
            "source_id": decision.source_id,
            "decision_id": decision.decision_id,
            "paragraph_ids": [paragraph.paragraph_id for paragraph in group],
            "terms": index_terms(f"{reference}\n{content}"),
            "part": str(group[0].part),
            "municipality": decision.municipality,
            "municipality_slug": slug(decision.municipality),
            "organ": decision.organ,
            "organ_slug": slug(decision.organ) if decision.organ else None,
            "date": decision.date,
            "year": int(decision.date[:4]) if decision.date else None,
            "section": decision.section,
            "case": decision.case,
            "title": decision.title,
            "document_kind": str(decision.document_kind),
            "language": decision.language,
            "access_groups": list(decision.access_groups),
            "routine": decision.routine,
            "page": group[0].page,
        },
    )
