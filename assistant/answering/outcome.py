"""Tell what an organ decided: which sentences say the outcome, and whether the proposal was accepted as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answering.draft import MOST_CLAIMS, ClaimRole, DraftClaim
from assistant.answering.reading import Reading, Sentence
from indexer.model import Decision, DocumentKind, Paragraph, PartKind

_ACCEPTED = re.compile(
    r"\bhyväksy(?:i|ttiin|y|ivät)\b[^.]{0,60}\b(?:päätös)?(?:ehdotu|esity)"
    r"|\b(?:päätös)?(?:ehdotu|esity)\w*[^.]{0,40}\bhyväksyttiin\b"
    r"|^Hyväksyttiin\.?$|\b(?:(?:päätös)?ehdotuksen|esityksen) muka(?:i|an\b)|\bgodkän\w+\b[^.]{0,40}\bförslag"
    r"|\benligt förslag",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"\bpäätökseksi tuli\b|\btuli\b.*\bpäätökse|\bpäät(?:ti|tivät|ettiin|ää)\b|\bpalaute|\bpalautti|\bpöydälle\b"
    r"|\bhylä|\bhylkä(?:si|ä)"
    r"|\bhyväksy(?:i|ttiin)\b|\bmerkit(?:si|tiin)\b|\bvalittiin\b|\bvalitsi\b|\bbeslöt\b|\bbeslutade|\bbordla"
    r"|\båterremitte"
    r"|\bförkast|\bgodkän|\bantecknade",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\d+\s*(?:(?-i:JAA|EI)|ääntä|röster?)\b|\bäänin\s+\d+|\bmed rösterna\s+\d+", re.IGNORECASE)
_COUNTER = re.compile(r"\bvastaehdotuks\w+, (?:että|jonka|jossa)|\bvastaehdotus\b|\bmotförslag", re.IGNORECASE)
_PROCEDURE = re.compile(
    r"\bkannatti(?:vat)? (?:\w+ )?(?:vasta|pohja|muutettua|tehtyä)|\bon suoritettava äänestys"
    r"|\bäänestävät\b.*\bäänestävät\b"
    r"|\boli(?:vat)? (?:asiantunti\w+ )?läsnä|\bpoistui|\bsaapui|\bsiirtyi käsittelemään|\bsopimuksen syntymistä"
    r"|\bsopimusten syntymistä|\ballekirjoit|\blainvoima",
    re.IGNORECASE,
)
_FIRST = 1.0  # what a proposal opens with is what is proposed


def role_of(decision: Decision, paragraph: Paragraph) -> ClaimRole:
    """Say as what a paragraph may be presented."""
    if paragraph.part is PartKind.DECISION:
        return ClaimRole.DECISION
    if paragraph.part is PartKind.PROPOSAL:
        return ClaimRole.ACCEPTED if is_accepted(decision) else ClaimRole.PROPOSAL
    if paragraph.part is PartKind.EARLIER:
        return ClaimRole.EARLIER
    if paragraph.part is PartKind.HANDLING:
        return ClaimRole.HANDLING
    return ClaimRole.ITEM if paragraph.is_item else ClaimRole.TEXT


def is_accepted(decision: Decision) -> bool:
    """Tell whether the decision's first words are that the proposal was accepted, and no counterproposal was made."""
    decided = [each.text for each in decision.paragraphs if each.part is PartKind.DECISION and not each.is_heading]
    if not decided or decision.document_kind is DocumentKind.AGENDA:
        return False
    return _ACCEPTED.search(decided[0]) is not None and not any(_COUNTER.search(text) for text in decided)


def claim(decision: Decision, sentence: Sentence) -> DraftClaim:
    """Make a claim of a sentence."""
    return DraftClaim(
        decision, sentence.paragraph, sentence.text, role_of(decision, sentence.paragraph), sentence.score
    )


def outcome(reading: Reading, room: int) -> Iterable[DraftClaim]:
    """Tell within `room` characters what was decided: in the decision's words, what these accept in the proposal's."""
    decision = reading.decision
    decided = reading.of_part(PartKind.DECISION)
    proposed = reading.of_part(PartKind.PROPOSAL)
    if not decided:
        best = sorted(proposed or reading.sentences, key=lambda each: -each.score)
        return within(decision, best[:3], room, order=proposed or reading.sentences)
    if is_accepted(decision) and proposed:
        opening = next(each for each in decided if each.paragraph is decided[0].paragraph)
        content = sorted(proposed, key=lambda each: -_content_score(each, proposed))
        told = within(decision, content, room - len(opening.text), order=proposed)
        return [claim(decision, opening), *told]
    ranked = sorted(decided, key=lambda each: -(each.score + _weight(each, decided)))
    return within(decision, ranked, room, order=decided)


def _content_score(sentence: Sentence, proposed: Sequence[Sentence]) -> float:
    """Prefer what the proposal opens with, and leave formalities (signing, contracts) to the end."""
    score = sentence.score + (_FIRST if sentence is proposed[0] else 0.0)
    return score - (0.5 if _PROCEDURE.search(sentence.text) else 0.0)


def _weight(sentence: Sentence, decided: Sequence[Sentence]) -> float:
    """Weigh a sentence of the decision by how much it says of the outcome."""
    text = sentence.text
    weight = 0.0
    if _OUTCOME.search(text):
        weight += 0.6
    if _COUNT.search(text):
        weight += 0.5
    if _COUNTER.search(text) and any(_COUNTER.search(other.text) and _OUTCOME.search(other.text) for other in decided):
        weight += 0.4
    if _PROCEDURE.search(text) and not _COUNT.search(text):
        weight -= 0.6
    return weight


def within(decision: Decision, ranked: Sequence[Sentence], room: int, order: Sequence[Sentence]) -> list[DraftClaim]:
    """Take the best sentences that fit the room, and give them in the order of the text."""
    chosen: list[Sentence] = []
    for sentence in ranked:
        if len(chosen) >= MOST_CLAIMS or (chosen and len(sentence.text) > room):
            continue
        chosen.append(sentence)
        room -= len(sentence.text)
    return [claim(decision, sentence) for sentence in order if sentence in chosen]
