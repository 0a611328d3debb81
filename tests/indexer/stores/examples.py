"""Sources, decisions and passages of a municipality that does not exist, with vectors of four dimensions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from haystack import Document

from indexer.model import Decision, DocumentKind, Paragraph, PartKind, Source, Status
from indexer.stores.base import Manifest

MANIFEST = Manifest(model="test-model", dimensions=4, analyser_version=1, passage_version=1)
EAST = [1.0, 0.0, 0.0, 0.0]
NORTH = [0.0, 1.0, 0.0, 0.0]
NORTH_EAST = [0.6, 0.8, 0.0, 0.0]


def a_source(source_id: str = "a.txt", checksum: str = "0") -> Source:
    return Source(
        source_id=source_id, path=f"/corpus/{source_id}", name=source_id, checksum=checksum, media_type="text"
    )


def a_decision(section: str | None = "21", source_id: str = "a.txt", **changes: Any) -> Decision:
    """Make § of the board on 20 February 2025, with one paragraph of the decision part."""
    date = changes.get("date", "2025-02-20")
    language = changes.get("language", "fi")
    decision_id = f"koivula/lautakunta/{date}/{section or 'kokous'}"
    paragraph = Paragraph(f"{decision_id}#decision-1", PartKind.DECISION, f"Päätös {language}.", "", 1, 0, 10)
    decision = Decision(
        decision_id=decision_id,
        source_id=source_id,
        document_kind=DocumentKind.MINUTES,
        status=Status.MINUTES,
        language=language,
        municipality="Koivula",
        organ="Lautakunta",
        date=date,
        section=section,
        case=None,
        title=f"Asia {section}",
        heading_path=(),
        references=(),
        paragraphs=(paragraph,),
    )
    return replace(decision, **changes)


def a_report_section(source_id: str = "kertomus.pdf", heading: str = "henkilosto", **changes: Any) -> Decision:
    decision_id = f"koivula/kertomus-2024/{heading}"
    report = {"document_kind": DocumentKind.REPORT, "status": None, "organ": None, "date": None}
    return a_decision(None, source_id, **(report | {"decision_id": decision_id, "title": heading} | changes))


def a_passage(
    decision: Decision, terms: str = "", embedding: list[float] | None = None, number: int = 1, **meta: Any
) -> Document:
    """Make a passage of a decision with the documented meta."""
    slugs = decision.decision_id.split("/")
    known: dict[str, Any] = {
        "source_id": decision.source_id,
        "decision_id": decision.decision_id,
        "paragraph_ids": [paragraph.paragraph_id for paragraph in decision.paragraphs],
        "terms": terms.split(),
        "part": "decision",
        "municipality": decision.municipality,
        "municipality_slug": slugs[0],
        "organ": decision.organ,
        "organ_slug": slugs[1] if decision.organ else None,
        "date": decision.date,
        "year": int(decision.date[:4]) if decision.date else None,
        "section": decision.section,
        "case": decision.case,
        "title": decision.title,
        "document_kind": decision.document_kind.value,
        "language": decision.language,
        "access_groups": list(decision.access_groups),
        "routine": decision.routine,
        "page": 1,
    }
    return Document(
        id=f"{decision.source_id}:{decision.decision_id}:{decision.language}:{number}",
        content=f"{decision.title}: {terms}",
        embedding=embedding or EAST,
        meta=known | meta,
    )


def where(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": f"meta.{field}", "operator": operator, "value": value}


def both(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"operator": "AND", "conditions": list(conditions)}
