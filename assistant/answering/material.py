"""What a language model is given to write from: the cited paragraphs and their neighbours, numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.grounding import NumberedSource
from assistant.answering.result import role_of
from assistant.answering.sentences import SHORTEST
from assistant.model import Citation, Question, QuestionKind
from indexer.model import Decision, Paragraph, PartKind
from indexer.stores.base import StoreReader

_ROOM = 6_000  # characters of paragraphs
_READ = frozenset(
    {PartKind.BACKGROUND, PartKind.PROPOSAL, PartKind.HANDLING, PartKind.DECISION, PartKind.EARLIER, PartKind.BODY}
)
# Who addresses a machine has nothing to say to the reader of minutes. What gets past this is still only data: a
# sentence that obeyed it would have to stand in what it cites.
_ADDRESSES_A_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|above|previous)\b"
    r"|\b(?:system prompt|you are (?:now )?an? (?:ai|assistant|helpful)\b|assistant ?:|system ?:)"
    r"|\b(?:ohita|unohda|älä noudata|sivuuta)\b.{0,60}\b(?:ohje|ohjee|kehot|säänn|määräy)\w*"
    r"|\btekoäly(?:lle|mallille|avustajalle|avustajan)?\b.{0,20}(?::|\bvastaa\b|\bkirjoita\b|\bkerro\b)"
    r"|\b(?:ignorera|glöm|bortse från)\b.{0,40}\b(?:instruktion|anvisning|regl|ovanstående|tidigare)\w*"
    r"|<\|?\w+\|?>|\[/?INST\]|###\s*(?:instruction|system)",
    re.IGNORECASE,
)


def material(question: Question, citations: Sequence[Citation], store: StoreReader) -> tuple[NumberedSource, ...]:
    """Number the paragraphs to write from: all that are cited, then their neighbours while there is room."""
    decisions: dict[str, Decision] = {}
    for citation in citations:
        found = store.decision(citation.decision_id, citation.language)
        if found is not None:
            decisions.setdefault(citation.decision_id, found)
    cited = {citation.paragraph_id for citation in citations}
    chosen = dict.fromkeys(cited)
    if question.kind not in (QuestionKind.LIST, QuestionKind.TIMELINE):
        room = _ROOM - sum(
            len(each.text) for found in decisions.values() for each in found.paragraphs if each.paragraph_id in cited
        )
        for paragraph in (each for found in decisions.values() for each in _neighbours(found, cited)):
            if len(paragraph.text) <= room:
                chosen[paragraph.paragraph_id] = None
                room -= len(paragraph.text)
    given = [
        (found, each)
        for found in decisions.values()
        for each in found.paragraphs
        if each.paragraph_id in chosen and len(each.text) >= SHORTEST and not _ADDRESSES_A_MODEL.search(each.text)
    ]
    return tuple(NumberedSource(n, found, each, role_of(found, each)) for n, (found, each) in enumerate(given, start=1))


def _neighbours(decision: Decision, cited: set[str]) -> Iterator[Paragraph]:
    """Give what was decided, then what stands before and after a cited paragraph in the same part."""
    body = [each for each in decision.paragraphs if not each.is_heading and each.part in _READ]
    yield from (each for each in body if each.part is PartKind.DECISION and each.paragraph_id not in cited)
    for place, paragraph in enumerate(body):
        beside = [body[at] for at in (place - 1, place + 1) if 0 <= at < len(body)]
        if (
            paragraph.paragraph_id not in cited
            and paragraph.part is not PartKind.DECISION
            and any(each.paragraph_id in cited and each.part is paragraph.part for each in beside)
        ):
            yield paragraph
