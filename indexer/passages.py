"""Decisions to passages, the pieces that retrieval ranks: neighbouring paragraphs of one part, with their context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from haystack import Document

from indexer.finnish import index_terms
from indexer.model import Decision, Paragraph, PartKind
from indexer.names import slug

PASSAGE_VERSION = 9  # to be raised when the same file would give other decisions or passages
MOST_WORDS = 120

_FEWEST_WORDS = 3  # of a paragraph that says something by itself
_WORD = re.compile(r"[^\W\d_]{2,}")
_UNRANKED = frozenset({PartKind.APPEAL})  # instructions for appeal are kept for reading, not for finding


def passages(decision: Decision) -> list[Document]:
    """Cut a decision into Haystack documents of at most MOST_WORDS words, unless one paragraph is longer.

    The content is what is embedded: title, lead-in and text; the terms in `meta` are what keywords search.
    """
    return [_document(decision, number, group) for number, group in enumerate(_groups(decision), start=1)]


def all_passages(decisions: Iterable[Decision]) -> list[Document]:
    """Cut decisions into passages, one after the other."""
    return [each for decision in decisions for each in passages(decision)]


def _groups(decision: Decision) -> Iterator[list[Paragraph]]:
    """Gather neighbouring paragraphs of the same part and origin, an item never apart from its lead-in's words."""
    ranked = [p for p in decision.paragraphs if not (p.is_heading or p.part in _UNRANKED or is_loose(p))]
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


def _told(group: Sequence[Paragraph]) -> Iterator[str]:
    """Give the texts of neighbours, each context once before what hangs on it."""
    said: tuple[str, ...] = ("",)
    for paragraph in group:
        if paragraph.context not in said:
            yield paragraph.context
        said = ("", paragraph.context, said[-1] if paragraph.is_item else paragraph.text)
        yield paragraph.text


def is_loose(paragraph: Paragraph) -> bool:
    """Tell loose words of a report, as of a chart: kept for reading, and too little to be found by."""
    if paragraph.part is not PartKind.BODY or paragraph.is_item or paragraph.is_heading or paragraph.context:
        return False
    return len(_WORD.findall(paragraph.text)) < _FEWEST_WORDS


def _document(decision: Decision, number: int, group: Sequence[Paragraph]) -> Document:
    reference = " ".join(piece for piece in (decision.organ, decision.date, decision.case) if piece)
    content = "\n".join([decision.title, *_told(group)])
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
