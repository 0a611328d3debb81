"""Tell what an organ decided: which sentences say the outcome, and what of the proposal it took over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answering.draft import MOST_CLAIMS, DraftClaim
from assistant.answering.reading import Reading, Sentence
from assistant.answering.result import AMENDS, Result, describes_counter, result_of, role_of, settles
from assistant.model import QuestionKind
from indexer.model import Decision, PartKind

_COUNT = re.compile(
    r"\d+\s*(?:(?-i:JAA|EI)|ääntä|röster?)\b|\bäänin\s+\d+|\bmed rösterna\s+\d+|\b\d+\s+(?:jäsentä|valtuutettua)\b",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"\bkannatti(?:vat)? (?:\w+ )?(?:vasta|pohja|muutettua|tehtyä)|\bon suoritettava äänestys"
    r"|\bäänestävät\b.*\bäänestävät\b|\bäänestys suoritetaan\b|\bäänestetään\b"
    r"|\boli(?:vat)? (?:asiantunti\w+ )?läsnä|\bpoistui|\bsaapui|\bsiirtyi käsittelemään|\bsopimuksen syntymistä"
    r"|\bsopimusten syntymistä|\ballekirjoit|\blainvoima|\beriävän mielipiteen|\bavvikande mening",
    re.IGNORECASE,
)
_FEW = 3  # sentences of a decision part up to which it does not repeat what it decides
MOST_ITEMS = 6  # sentences of a list that is told whole
_FIRST = 1.0  # what a proposal opens with is what is proposed
_SETTLES, _COUNTS, _SAYS_WHAT, _FORMAL = 0.6, 0.5, 0.7, -0.6
_ASKED = 0.3  # what votes count more where votes are asked for


def claim(decision: Decision, sentence: Sentence) -> DraftClaim:
    """Make a claim of a sentence."""
    return DraftClaim(
        decision, sentence.paragraph, sentence.text, role_of(decision, sentence.paragraph), sentence.score
    )


def outcome(reading: Reading, room: int, kind: QuestionKind = QuestionKind.DECISION) -> Iterable[DraftClaim]:
    """Tell within `room` characters what was decided: in the decision's words, what these accept in the proposal's."""
    decision = reading.decision
    decided = reading.of_part(PartKind.DECISION)
    proposed = [each for each in reading.of_part(PartKind.PROPOSAL) if not AMENDS.search(each.text)]
    if not decided:
        best = sorted(proposed or reading.sentences, key=lambda each: -each.score)
        return within(decision, best[:3], room, order=proposed or reading.sentences)
    result = result_of(decision)
    ranked = sorted(decided, key=lambda each: -(each.score + _weight(each, result, kind)))
    votes = _votes(reading) if kind is QuestionKind.VOTE else []
    if result is Result.AS_PROPOSED and proposed:
        settling = [each for each in ranked if settles(each.text) or _COUNT.search(each.text)] or ranked[:1]
        opening = within(decision, [*settling[:2], *votes], room // 2, order=[*decided, *votes])
        return [*opening, *_content(reading, proposed, room - _length(opening))]
    if opens_list(ranked[0].text):
        return within(decision, with_items(ranked[0], reading), room, order=decided, most=MOST_ITEMS)
    changes = [each for each in _handled(reading) if AMENDS.search(each.text)]
    if result is not Result.AMENDED and not (result is Result.RETURNED and changes):
        told = within(decision, [*votes, *ranked] if votes else ranked, room, order=[*decided, *votes])
        return _decision_first(told)
    told = within(decision, [*ranked[:1], *changes, *votes, *ranked[1:]], room, order=[*decided, *changes, *votes])
    told = _decision_first(told)
    if result is Result.RETURNED or _says_what(ranked[0].text) or len(decided) > _FEW:
        return told
    return [*told, *_content(reading, proposed, room - _length(told))][:MOST_CLAIMS]


def _says_what(text: str) -> bool:
    """Tell whether the sentence that settles says itself what was decided ("hyväksyi muutetun ehdotuksen: …")."""
    return re.search(r"\w: \w|\b(?:siten|niin)\b[^.]*\bettä\b|\bså att\b", text) is not None


def _handled(reading: Reading) -> list[Sentence]:
    parts = (PartKind.PROPOSAL, PartKind.HANDLING, PartKind.DECISION)
    return [each for each in reading.sentences if each.paragraph.part in parts]


def _votes(reading: Reading) -> list[Sentence]:
    """Give the sentences that count votes where these are told before the decision."""
    return [each for each in reading.of_part(PartKind.HANDLING) if _COUNT.search(each.text)]


def _content(reading: Reading, proposed: Sequence[Sentence], room: int) -> list[DraftClaim]:
    ranked = sorted(proposed, key=lambda each: -_content_score(each, proposed))
    if opens_list(ranked[0].text):
        return within(reading.decision, with_items(ranked[0], reading), room, order=proposed, most=MOST_ITEMS)
    return within(reading.decision, ranked, room, order=proposed)


def opens_list(text: str) -> bool:
    """Tell a sentence that means nothing without the list after it."""
    return text.rstrip().endswith((":", "seuraavaa", "seuraavasti", "seuraavat", "att", "että"))


def with_items(opening: Sentence, reading: Reading) -> list[Sentence]:
    """Give a sentence that opens a list and what follows it in its part, in order."""
    place = reading.sentences.index(opening)
    following = (each for each in reading.sentences[place:] if each.paragraph.part is opening.paragraph.part)
    return list(following)[: MOST_ITEMS + 1]


def _length(claims: Iterable[DraftClaim]) -> int:
    return sum(len(each.quote) for each in claims)


def _decision_first(claims: Sequence[DraftClaim]) -> list[DraftClaim]:
    """Put what the decision says before what the handling and the proposal say."""
    return sorted(claims, key=lambda each: each.paragraph.part is not PartKind.DECISION)


def _content_score(sentence: Sentence, proposed: Sequence[Sentence]) -> float:
    """Prefer what the proposal opens with, and leave formalities (signing, contracts) to the end."""
    score = sentence.score + (_FIRST if sentence is proposed[0] else 0.0)
    return score - (0.5 if _PROCEDURE.search(sentence.text) else 0.0)


def _weight(sentence: Sentence, result: Result, kind: QuestionKind) -> float:
    """Weigh a sentence of the decision by how much it says of the outcome."""
    text = sentence.text
    weight = 0.0
    if settles(text):
        weight += _SETTLES
    if _COUNT.search(text):
        weight += _COUNTS + (_ASKED if kind is QuestionKind.VOTE else 0.0)
    if result is Result.OTHERWISE and describes_counter(text):
        weight += _SAYS_WHAT
    if result in (Result.AMENDED, Result.RETURNED) and AMENDS.search(text):
        weight += _SAYS_WHAT
    if _PROCEDURE.search(text) and not _COUNT.search(text):
        weight += _FORMAL
    return weight


def within(
    decision: Decision, ranked: Sequence[Sentence], room: int, order: Sequence[Sentence], most: int = MOST_CLAIMS
) -> list[DraftClaim]:
    """Take the best sentences that fit the room, and give them in the order of the text."""
    chosen: list[Sentence] = []
    for sentence in ranked:
        if len(chosen) >= most or sentence in chosen or (chosen and len(sentence.text) > room):
            continue
        chosen.append(sentence)
        room -= len(sentence.text)
    return [claim(decision, sentence) for sentence in dict.fromkeys(order) if sentence in chosen]
