"""Decisions, questions and stores of Sammalvaara, a municipality that does not exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.answering.evidence import Weights
from assistant.answering.reading import Reading, read
from assistant.model import Alternative, Concept, Filters, Hints, Question, QuestionKind
from assistant.retrieval import Candidate
from assistant.understanding.concepts import concepts
from indexer.model import Decision, DocumentKind, Paragraph, PartKind, Reference, Source, Status
from indexer.names import slug
from indexer.passages import passages
from indexer.stores.base import Manifest
from indexer.stores.local import LocalStore, LocalStoreWriter

MANIFEST = Manifest(model="test-model", dimensions=4, analyser_version=1, passage_version=1)
EAST = [1.0, 0.0, 0.0, 0.0]


def paragraph(
    part: PartKind,
    text: str,
    *,
    context: str = "",
    is_item: bool = False,
    is_heading: bool = False,
    origin: Reference | None = None,
) -> Paragraph:
    """Make a paragraph; its id comes from the decision that it is put into."""
    return Paragraph("", part, text, context, 1, 0, len(text), origin, is_item=is_item, is_heading=is_heading)


def background(*texts: str) -> list[Paragraph]:
    return [paragraph(PartKind.BACKGROUND, text) for text in texts]


def proposal(*texts: str) -> list[Paragraph]:
    return [paragraph(PartKind.PROPOSAL, text) for text in texts]


def handling(*texts: str) -> list[Paragraph]:
    return [paragraph(PartKind.HANDLING, text) for text in texts]


def decided(*texts: str) -> list[Paragraph]:
    return [paragraph(PartKind.DECISION, text) for text in texts]


def items(part: PartKind, context: str, *texts: str) -> list[Paragraph]:
    """Make a lead-in and the items of its list."""
    return [paragraph(part, context), *(paragraph(part, text, context=context, is_item=True) for text in texts)]


def a_decision(
    *groups: Sequence[Paragraph],
    title: str = "Uimarannan kunnostus",
    organ: str | None = "Tekninen lautakunta",
    date: str | None = "2031-03-04",
    section: str | None = "12",
    **changes: Any,
) -> Decision:
    """Make a § of the minutes and number its paragraphs: `part-n`, items `part-n.m`."""
    decision_id = f"sammalvaara/{slug(organ or 'kertomus')}/{date}/{section}"
    numbers: dict[PartKind, list[int]] = {}
    numbered = []
    for each in (each for group in groups for each in group):
        count = numbers.setdefault(each.part, [0, 0])
        count[:] = [count[0], count[1] + 1] if each.is_item else [count[0] + 1, 0]
        anchor = f"{each.part}-{count[0]}" + (f".{count[1]}" if each.is_item else "")
        numbered.append(replace(each, paragraph_id=f"{decision_id}#{anchor}"))
    decision = Decision(
        decision_id=decision_id,
        source_id="kokous.txt",
        document_kind=DocumentKind.MINUTES,
        status=Status.MINUTES,
        language="fi",
        municipality="Sammalvaara",
        organ=organ,
        date=date,
        section=section,
        case=None,
        title=title,
        heading_path=(),
        references=(),
        paragraphs=tuple(numbered),
    )
    return replace(decision, **changes)


def texts(decision: Decision, part: PartKind) -> list[str]:
    return [each.text for each in decision.paragraphs if each.part is part]


def a_question(
    text: str = "Mitä uimarannan kunnostuksesta päätettiin?",
    kind: QuestionKind = QuestionKind.FACT,
    language: str = "fi",
    filters: Filters | None = None,
    hints: Hints | None = None,
    said: Sequence[Concept] | None = None,
) -> Question:
    """Make a question; its concepts are those of its text unless they are given."""
    found = tuple(said) if said is not None else concepts(text, language)
    return Question(text, language, kind, filters or Filters(), hints or Hints(), found)


def a_concept(*terms: str, parts: Sequence[str] = (), name: bool = False, weight: float = 1.0) -> Concept:
    """Make a concept of single terms, each an alternative of the others; `parts` are those of the first."""
    alternatives = [Alternative(frozenset({term})) for term in terms]
    if parts:
        alternatives[0] = Alternative(frozenset({terms[0]}), tuple(parts))
        alternatives.append(Alternative(frozenset(parts), tuple(parts)))
    return Concept(terms[0], tuple(alternatives), name, weight)


def weights(*said: Concept) -> Weights:
    """Weigh concepts as if no passage held their words, so that all are equally rare."""
    return Weights(said, Counter[str]().__getitem__, 10)


def a_reading(decision: Decision, question: Question | None = None, score: float = 0.5) -> Reading:
    asked = question or a_question()
    return read(Candidate(decision, score, ()), asked, weights(*asked.concepts))


def a_store(
    folder: Path,
    *decisions: Decision,
    vectors: Mapping[str, list[float]] | None = None,
    sources: Mapping[str, Source] | None = None,
) -> LocalStore:
    """Put decisions into a local store, all passages of one with the vector under its id, and open it."""
    grouped: dict[str, list[Decision]] = {}
    for decision in decisions:
        grouped.setdefault(decision.source_id, []).append(decision)
    with LocalStoreWriter(folder, MANIFEST) as writer:
        for source_id, own in grouped.items():
            source = (sources or {}).get(source_id) or Source(source_id, f"/{source_id}", source_id, "0", "text/plain")
            documents = [
                replace(document, embedding=(vectors or {}).get(each.decision_id, EAST))
                for each in own
                for document in passages(each)
            ]
            writer.put(source, own, documents)
        writer.commit()
    return LocalStore.open(folder)
