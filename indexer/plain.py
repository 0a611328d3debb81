"""Blocks of a document whose meeting or structure is not known to one decision of what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.formats.base import Declared
from indexer.labels import Label, match_label
from indexer.language import detect
from indexer.layout import Block, Layout
from indexer.meeting import identify, own_labels
from indexer.model import Decision, DocumentKind, Paragraph, PartKind, Reference, Source
from indexer.names import slug
from indexer.parts import read_parts
from indexer.references import diary_number
from indexer.secrecy import secrecy

_OPENING = 12  # blocks in which an extract names its matter
_TITLE_LENGTH = 300


def read_plain(source: Source, layout: Layout) -> tuple[Decision, ...]:
    """Keep every block: labelled where the document is one section of an unnamed meeting, else as `body`."""
    stem = source.name.rsplit(".", 1)[0]
    municipality = identify(source, layout).municipality
    decision_id = f"{slug(municipality)}/{slug(stem)}/{slug('Asiakirja')}"
    extract = _extract(layout.blocks)
    if extract is not None:
        own = Reference(source.organ, source.date, None)
        paragraphs = read_parts(decision_id, layout.blocks, extract.heading, own)
    else:
        paragraphs = tuple(_body(decision_id, layout.blocks))
    title = extract.title if extract and extract.title else stem
    return (
        Decision(
            decision_id=decision_id,
            source_id=source.source_id,
            document_kind=source.document_kind or DocumentKind.OTHER,
            status=source.status,
            language=source.language or detect(layout.text),
            municipality=municipality,
            organ=source.organ,
            date=source.date,
            section=None,
            case=extract.case if extract else None,
            title=title,
            heading_path=(title,),
            references=(),
            paragraphs=paragraphs,
            access_groups=source.access_groups,
            confidential=secrecy(title, paragraphs) if extract is not None else None,
            resolution=extract.resolution if extract else None,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Extract:
    """The heading of a section that does not say its meeting."""

    title: str
    case: str | None
    heading: frozenset[int]
    resolution: str | None = None


def _extract(blocks: Sequence[Block]) -> _Extract | None:
    """Tell a document that is one section: it names its matter and has a proposal or a decision; or give None."""
    declared = next((block.declared for block in blocks if block.declared), None)
    if (declared is not None and declared.names_matter) or any(block.label for block in blocks):
        heading = frozenset(index for index, block in enumerate(blocks) if block.declared)
        known = declared or Declared()
        return _Extract(known.title or "", known.case, heading, known.resolution)
    if not {Label.PROPOSAL, Label.DECISION} & set(own_labels(blocks)):
        return None
    for index, block in enumerate(blocks[:_OPENING]):
        case = diary_number(block.text)
        if case is not None and index and _is_title(blocks[index - 1]):
            return _Extract(blocks[index - 1].text, case, frozenset(range(index + 1)))
    return None


def _is_title(block: Block) -> bool:
    return len(block.text) <= _TITLE_LENGTH and match_label(block.text, block.opening) is None


def _body(decision_id: str, blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for number, block in enumerate(blocks, start=1):
        yield Paragraph(
            paragraph_id=f"{decision_id}#{PartKind.BODY}-{number}",
            part=PartKind.BODY,
            text=block.text,
            context=block.context,
            page=block.page,
            start=block.start,
            end=block.end,
        )
