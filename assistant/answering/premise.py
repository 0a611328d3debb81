"""What a question takes for granted of a decision ("why was it rejected"), and whether the decision bears it out."""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.answering.result import Result, result_of, settles
from assistant.answering.sentences import sentences
from assistant.model import Question, QuestionKind
from assistant.understanding.organs import acts, find_organ
from indexer.finnish import fold
from indexer.model import Decision, PartKind
from indexer.names import slug


class End(StrEnum):
    """How a matter ended for whoever had asked for something."""

    GRANTED = "granted"
    REFUSED = "refused"
    RETURNED = "returned"
    POSTPONED = "postponed"


# As a question says it; typed with or without dots.
_ASSUMED = {
    End.REFUSED: r"\bhylkasi\w*|\bhylattiin\b|\bevattiin\b|\bevasi\b|\bei (?:hyvaksyt|myonnet|puollet)\w+"
    r"|\breject(?:ed)?\b|\brefused?\b|\bturn(?:ed)? down\b|\bden(?:y|ied)\b|\bavslogs?\b|\bavslagits\b|\bforkasta\w+",
    End.RETURNED: r"\bpalautet\w+\b|\bpalautti\b|\baterremitt\w+|\breturned\b|\bsent back\b",
    End.POSTPONED: r"\bpoydalle\b|\bbordla\w+|\bpostponed?\b|\btabled\b",
    End.GRANTED: r"\bhyvaksyi\w*|\bhyvaksyttiin\b|\bmyonsi\w*|\bmyonnettiin\b|\bpuolsi\b|\bpuollettiin\b"
    r"|\bapproved?\b|\baccept(?:ed)?\b|\bgrant(?:ed)?\b|\bgodkan\w+|\bbevilja\w+",
}
_REFUSES = re.compile(
    r"\bhyl(?:kää|ätään|käsi|ättiin)\b|\bei (?:hyväksy|myönnä|myönnetä|puolla|anna|osallistu)\w*\b|\bavslå\w*|\bavslog"
    r"|\bförkasta\w*",
    re.IGNORECASE,
)
_GRANTS = re.compile(
    r"\bhyväksy(?:y|i|tään|ttiin)\b|\bmyön(?:tää|si|netään|nettiin)\b|\bpuol(?:taa|si)\b|\bgodkän\w*|\bbevilja\w*",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\bvastaehdotu|\bmotförslag|\bcounter", re.IGNORECASE)
_DECIDING = frozenset({QuestionKind.DECISION, QuestionKind.VOTE, QuestionKind.REASON})
_OPENING = 3  # sentences of a proposal that say what it comes to


def contradicts(question: Question, decision: Decision) -> bool:
    """Tell whether a question takes for granted another decider, or another end of a matter, than the decision's."""
    return _is_anothers(question, decision) or _ended_otherwise(question, decision)


def _is_anothers(question: Question, decision: Decision) -> bool:
    """Tell whether a question says that an organ decided which neither decided here nor dealt with it before."""
    organ, filters = question.hints.organ, question.filters
    if question.kind not in _DECIDING or not organ or not decision.organ or slug(organ) == slug(decision.organ):
        return False
    named = find_organ(question.text, (organ,))
    if named is None or not acts(question.text, named[1]):
        return False
    before = (
        each.origin for each in decision.paragraphs if each.origin and slug(each.origin.organ or "") == slug(organ)
    )
    first, last = filters.date_from or "", filters.date_to or "9"
    return not any(each.date is None or first <= each.date <= last for each in before)


def _ended_otherwise(question: Question, decision: Decision) -> bool:
    if question.kind is not QuestionKind.REASON or _OTHERS.search(question.text):
        return False
    assumed, found = _assumed(question.text), _end_of(decision)
    return assumed is not None and found is not None and assumed is not found


def _assumed(text: str) -> End | None:
    plain = fold(text)
    return next((end for end, words in _ASSUMED.items() if re.search(words, plain, re.IGNORECASE)), None)


def _end_of(decision: Decision) -> End | None:
    """Say how a matter ended, or None where the words do not tell."""
    result = result_of(decision)
    ends = {Result.RETURNED: End.RETURNED, Result.POSTPONED: End.POSTPONED, Result.REJECTED: End.REFUSED}
    if result in ends:
        return ends[result]
    if result is Result.AS_PROPOSED:
        said = _texts(decision, PartKind.PROPOSAL)[:_OPENING]
    else:
        said = [each for each in _texts(decision, PartKind.DECISION) if settles(each)]
    if any(map(_REFUSES.search, said)):
        return End.REFUSED
    return End.GRANTED if any(map(_GRANTS.search, said)) else None


def _texts(decision: Decision, part: PartKind) -> list[str]:
    paragraphs = (each for each in decision.paragraphs if each.part is part and not each.is_heading)
    return [each.text[start:end] for each in paragraphs for start, end in sentences(each.text)]
