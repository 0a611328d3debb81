"""Blocks of a document whose structure is not known to one decision of plain paragraphs."""

from __future__ import annotations

from indexer.language import detect
from indexer.layout import Layout
from indexer.meeting import identify
from indexer.model import Decision, DocumentKind, Paragraph, PartKind, Source
from indexer.names import slug


def read_plain(source: Source, layout: Layout) -> tuple[Decision, ...]:
    """Keep every block as a paragraph of the part `body`, with its page."""
    meeting = identify(source, layout)
    stem = source.name.rsplit(".", 1)[0]
    decision_id = f"{slug(meeting.municipality)}/{slug(stem)}/{slug('Asiakirja')}"
    paragraphs = tuple(
        Paragraph(
            paragraph_id=f"{decision_id}#{PartKind.BODY}-{number}",
            part=PartKind.BODY,
            text=block.text,
            context="",
            page=block.page,
            start=block.start,
            end=block.end,
        )
        for number, block in enumerate(layout.blocks, start=1)
    )
    return (
        Decision(
            decision_id=decision_id,
            source_id=source.source_id,
            document_kind=source.document_kind or DocumentKind.OTHER,
            status=source.status,
            language=source.language or detect(layout.text),
            municipality=meeting.municipality,
            organ=source.organ,
            date=source.date,
            section=None,
            case=None,
            title=stem,
            heading_path=(stem,),
            references=(),
            paragraphs=paragraphs,
            access_groups=source.access_groups,
        ),
    )
