"""What became of a proposal: whether the decision took it over as it was, changed it, or did something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache

from assistant.answering.draft import ClaimRole
from assistant.answering.sentences import sentences
from indexer.model import Decision, DocumentKind, Paragraph, PartKind


class Result(StrEnum):
    """How a matter ended; `OWN` is a decision in words of its own, or none."""

    AS_PROPOSED = "as_proposed"
    AMENDED = "amended"
    OTHERWISE = "otherwise"  # a counterproposal won
    POSTPONED = "postponed"
    RETURNED = "returned"
    REJECTED = "rejected"
    OWN = "own"


# A sentence that settles a matter; also as minutes misspell it ("hyväksi esityksen").
_SETTLES = re.compile(
    r"\bhyväks(?:i|yi|yivät|ytt\w+|ytään|ynyt|yneet)\b|\bpäätökseksi tuli\b|\btuli\b.*\bpäätökse"
    r"|\bpäät(?:ti|tivät|ettiin|ää|änyt|ettävä)\b|\bpalaut(?:ti|tivat|ettiin|etaan)\b|\bpöydälle\b|\bhylkäsi\b"
    r"|\bhylätt?(?:iin|ään)\b|^\w*(?:ehdotukse|esitykse|estykse)n muka(?:an|isesti|inen)\b|^(?:enligt )?förslaget\b"
    r"|\bgodkän\w+|\bbeslut(?:ade|ades|ar|at|as)\b|\bbeslöts?\b|\bbordla|\båterremitt?er|\bförkasta|\bavslog|\bavslå"
    r"|^enligt\b",
    re.IGNORECASE,
)
_ACCEPTS = re.compile(
    r"\bhyväks(?:i|yi|yivät|ytt\w+|ytään|ynyt|yneet)\b|\btuli\b|\bmuka(?:an|isesti|inen)\b|\bgodkän\w+|\benligt\b",
    re.IGNORECASE,
)
_PROPOSAL = r"(?:ehdotus|ehdotuksen|ehdotuksensa|esitys|esityksen|estyksen|förslag|förslaget|framställning(?:en)?)"
_ANY_PROPOSAL = re.compile(rf"\b(?P<kind>\w*?){_PROPOSAL}\b", re.IGNORECASE)
_OWNED = re.compile(
    r"(?<=\s)(?P<owner>[A-ZÅÄÖ][\w-]{3,})\s+(?:(?:tekem|kannatet|muutettu)\w+\s+)*\w*(?:ehdotus|ehdotuksen)\b"
)
_BARE = re.compile(r"^(?:hyväksyttiin|hyväksyi|godkändes|godkände)\b[^.:]{0,30}\.?$", re.IGNORECASE)
_COUNTER = re.compile(r"^(?:vasta|mot)$", re.IGNORECASE)
_MAKES = re.compile(
    r"\b(?:teki|tehty|tehtiin|ehdotti|esitti|kannatti|kannattivat|kannattavat|äänestävät|föreslog|understödde)\b",
    re.IGNORECASE,
)
# "muutetun ehdotuksen", "seuraavin muutoksin", "ehdotuksen siten, että", "hyväksyi … ja päätti lisäksi"
_CHANGED = re.compile(
    r"\b(?:muutet|täydennet|tarkistet|korjat|täsmennet)(?:[tu]u|un|ul|[ty]y|yn|yl)\w*"
    r"|\b(?:muutoks|lisäyks|täydennyks|tarkistuks|korjauks|täsmennyks)(?:in|ella|ellä|ineen)\b"
    r"|\b\w*(?:ehdotuksen|esityksen)\s+(?:kuitenkin\s+)?(?:siten|niin),? että\b|\bkuitenkin\b"
    r"|\bpäät\w+ lisäksi\b|\blisäksi päät\w+"
    r"|\b(?:ändra|komplettera|justera)(?:t|d|de)\b|\bmed (?:\w+ ){0,2}(?:ändring|tillägg|precisering)\w*|\bdock\b"
    r"|\bdessutom beslut\w+|\bförslaget så att\b",
    re.IGNORECASE,
)
_AMENDMENT = re.compile(r"\bmuutosehdotu|\bändringsförslag", re.IGNORECASE)
_DESCRIBES = re.compile(
    r"\bvastaehdotuks\w+(?: \w+){0,3}, (?:että|jonka|jossa)\b|\bvastaehdotuksen mukaan\b"
    r"|\bmotförslag\w*(?: \w+){0,3},? att\b|\benligt motförslaget\b",
    re.IGNORECASE,
)
_FELL = re.compile(r"\braukesi\b|\bhylättiin\b|\bhylkäsi\b|\bförföll\b|\bförkasta\w+", re.IGNORECASE)
AMENDS = re.compile(
    r"\b(?:muutti|täydensi|tarkisti|korjasi|täsmensi)\b[^.]*?\b\w*(?:ehdotu|esity)\w+"
    r"|\b(?:ändrade|kompletterade|justerade)\b[^.]*?\b\w*förslag",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"\bpalaut\w+[^.]*\b(?:asia|valmistel)|\b(?:asia|valmistel)[^.]*\bpalaut|\båterremitt?er", re.IGNORECASE
)
_POSTPONED = re.compile(
    r"\bpöydälle\b|\bbordla|\basia\w* (?:\w+ ){0,3}siir\w+|\bsiir\w+ (?:\w+ ){0,3}asia", re.IGNORECASE
)
_REJECTED = re.compile(
    r"\bhylkäsi\b|\bhylättiin\b|\bhylätään\b|\bpäät\w+ (?:\w+ ){0,4}hylätä\b|\bförkasta\w+|\bavslog|\bavslå",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"\bmerki(?:tsee|tsi|tt|tä)\w*\b[^.]*\b(?:tiedoksi|tietoonsa|tiedokseen)\b"
    r"|\b(?:till|för) kännedom\b|\bantecknade?s?\b",
    re.IGNORECASE,
)
_CHANGING = (PartKind.DECISION, PartKind.HANDLING, PartKind.PROPOSAL)


def result_of(decision: Decision) -> Result:
    """Read what became of a proposal from the words of the decision and, for changes, of the handling before it."""
    if decision.document_kind is DocumentKind.AGENDA:
        return Result.OWN
    return _result(tuple(each for each in decision.paragraphs if each.part in _CHANGING and not each.is_heading))


@lru_cache(maxsize=5_000)
def _result(paragraphs: tuple[Paragraph, ...]) -> Result:
    """Read it from the paragraphs of those parts, once for all questions."""
    decided = list(_sentences(paragraphs, PartKind.DECISION))
    settled = [each for each in decided if settles(each)]
    if not settled:
        return Result.OWN
    base = any(_accepts_base(each, paragraphs) for each in settled)
    counter = any(_accepts_counter(each, paragraphs) for each in settled)
    changes = [text for part in _CHANGING for text in _sentences(paragraphs, part) if AMENDS.search(text)]
    amended = (_is_changed(decided, settled) and any(map(_ACCEPTS.search, settled))) or (
        (base or counter) and bool(changes)
    )
    what = [*settled, *(changes if amended and not counter else ())]
    what += [text for text in decided if counter and not base and describes_counter(text)]
    if any(map(_RETURNED.search, what)):
        return Result.RETURNED
    if any(map(_POSTPONED.search, what)):
        return Result.POSTPONED
    if counter and not base:
        return Result.OTHERWISE
    if amended or (counter and base):
        return Result.AMENDED
    if base:
        return Result.AS_PROPOSED
    rejected = any(_REJECTED.search(each) and not re.search(r"\bvastaehdotu", each, re.IGNORECASE) for each in settled)
    return Result.REJECTED if rejected else Result.OWN


def _is_changed(decided: list[str], settled: list[str]) -> bool:
    """Tell whether the decision speaks of a change to what was proposed."""
    said = [each for each in settled if _CHANGED.search(each)] + [each for each in decided if _AMENDMENT.search(each)]
    return any(not _FELL.search(each) for each in said)


def settles(text: str) -> bool:
    """Tell whether a sentence settles the matter, rather than tells what somebody proposed."""
    return _SETTLES.search(text) is not None and not _only_makes(text)


def only_notes(decision: Decision) -> bool:
    """Tell whether a decision does no more than take note of something."""
    proposed = result_of(decision) is Result.AS_PROPOSED
    part = PartKind.PROPOSAL if proposed else PartKind.DECISION
    said = list(_sentences(decision.paragraphs, part))
    return any(map(_NOTES.search, said)) and not any(settles(each) and not _NOTES.search(each) for each in said)


def describes_counter(text: str) -> bool:
    """Tell whether a sentence says what a counterproposal is."""
    return _DESCRIBES.search(text) is not None


def role_of(decision: Decision, paragraph: Paragraph) -> ClaimRole:
    """Say as what a paragraph may be presented."""
    if paragraph.part is PartKind.DECISION:
        return ClaimRole.DECISION
    if paragraph.part is PartKind.PROPOSAL:
        return _PROPOSALS.get(result_of(decision), ClaimRole.PROPOSAL)
    if paragraph.part is PartKind.EARLIER:
        return ClaimRole.EARLIER
    if paragraph.part is PartKind.HANDLING:
        return ClaimRole.HANDLING
    return ClaimRole.ITEM if paragraph.is_item else ClaimRole.TEXT


_PROPOSALS = {Result.AS_PROPOSED: ClaimRole.ACCEPTED, Result.AMENDED: ClaimRole.AMENDED}


def _sentences(paragraphs: Sequence[Paragraph], part: PartKind) -> Iterator[str]:
    for paragraph in paragraphs:
        if paragraph.part is part:
            yield from (paragraph.text[start:end] for start, end in sentences(paragraph.text))


def _only_makes(text: str) -> bool:
    """Tell a sentence that only makes or supports a proposal ("teki vastaehdotuksen, että asia hylätään")."""
    made = _MAKES.search(text)
    settled = _SETTLES.search(text)
    return made is not None and settled is not None and made.start() < settled.start() and "joten" not in text


def _accepts_base(text: str, paragraphs: Sequence[Paragraph]) -> bool:
    """Tell whether a sentence accepts what the presenter proposed, changed or not."""
    if _BARE.match(text):
        return True
    if not _ACCEPTS.search(text) or _FELL.search(text):
        return False
    first = next(_ANY_PROPOSAL.finditer(text), None)
    return first is not None and not _COUNTER.match(first["kind"]) and not _is_members(text, paragraphs)


def _accepts_counter(text: str, paragraphs: Sequence[Paragraph]) -> bool:
    """Tell whether a sentence accepts a counterproposal, or a member's proposal."""
    if not _ACCEPTS.search(text) or _FELL.search(text):
        return False
    first = next(_ANY_PROPOSAL.finditer(text), None)
    return first is not None and (_COUNTER.match(first["kind"]) is not None or _is_members(text, paragraphs))


def _is_members(text: str, paragraphs: Sequence[Paragraph]) -> bool:
    """Tell whether the proposal that a sentence names by its maker was made during the handling."""
    owned = _OWNED.search(text)
    if owned is None:
        return False
    stem = owned["owner"][:5]
    told = [*_sentences(paragraphs, PartKind.HANDLING), *_sentences(paragraphs, PartKind.DECISION)]
    return any(re.search(rf"\b{re.escape(stem)}\w*\b[^.]*\b(?:ehdotti|esitti|teki|föreslog)\b", each) for each in told)
