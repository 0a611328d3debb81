"""Read candidate decisions sentence by sentence: what each tells of the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.asked import Test, asks_money, holds_money, is_per_unit, wanted
from assistant.answering.evidence import Weights, words_in, words_of
from assistant.answering.known import known
from assistant.answering.result import Result, result_of
from assistant.answering.sentences import SHORTEST
from assistant.model import Question, QuestionKind
from assistant.retrieval import Candidate
from indexer.model import Decision, Paragraph, PartKind
from indexer.words import AnalysedTexts, Words, joined

_TITLE_SHARE, _PARAGRAPH_SHARE = 0.65, 0.5  # of a concept told by the title or lead-in, elsewhere in the paragraph
_LONG_SECTION = 60  # paragraphs from which only those that were found are read
_DECISIVE = frozenset({PartKind.DECISION, PartKind.PROPOSAL})
_TOLD_BEFORE = frozenset({PartKind.BACKGROUND, PartKind.EARLIER})
_ELSEWHERE = 0.5  # of a concept told by another paragraph of the decision only
_RETRIEVAL_SHARE = 0.6
_SUPPORT_SHARE = 0.15
_KIND_BONUS = 0.2
_UNREAD = frozenset({PartKind.APPEAL, PartKind.DELIVERY, PartKind.ATTACHMENTS})
_PART_BONUS = {PartKind.EARLIER: -0.1, PartKind.DECISION: 0.12, PartKind.PROPOSAL: 0.12, PartKind.NOTE: -0.2}

# Citing the law is no answer of the organ's own.
_LAW = re.compile(
    r"\b\w*lain \d+|\b\w*lain\s+(?:mukaan|nojalla)|§:n mukaan|\bhallintosäännön\b|\basetuksen \d+|\blagen\b",
    re.IGNORECASE,
)
_LAW_WORDS = ("lain", ":n mukaan", "hallintosäännön", "asetuksen", "lagen")  # one of which each of these has
_LAW_PENALTY = 0.12
# Nor is what a party asks for, where the organ decided on it, unless the question is about the asking.
_REQUEST = re.compile(
    r"\b(?:hakee|haetaan|hakija\w*|hakenut|anoo|anovat|anot(?:aan|tu)|anonut|pyytää|pyydetään|pyytänyt|vaatii|vaatinut"
    r"|vaatijan?|vaaditaan|anhåller|anhållit|ansöker|ansökt|yrkar|sökande\w*)\b",
    re.IGNORECASE,
)
_REQUEST_QUESTION = re.compile(
    r"\bhak(?:e|i)\w*|\bhaet\w*|\banom\w*|\banoi\w*|\bpyy[ds]\w*|\bpyyt\w*|\w*vaatimu\w*|\bvaati\w*|\bvaadi\w*"
    r"|\bappl[iy]\w*|\bask(?:s|ed)?\b|\brequest\w*|\bdemand\w*|\bclaim\w*|\w*ansök\w*|\banhåll\w*|\byrk\w*|\bbeg(?:är|ärde|äran)\b",
    re.IGNORECASE,
)
_REQUEST_PENALTY = 0.25
_PER_UNIT_PENALTY = 0.15  # of so much for each, where how much is asked in all
_MEASURED = frozenset({QuestionKind.AMOUNT, QuestionKind.FACT})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a decision; `told` counts what it hangs on too, `own` only its own words (both per concept).

    `decisive` marks what was decided: the words of the decision, and of a proposal that became it.
    """

    paragraph: Paragraph
    start: int
    end: int
    told: tuple[float, ...]
    own: tuple[float, ...]
    score: float
    decisive: bool = False

    @property
    def text(self) -> str:
        """The sentence as it stands in the paragraph."""
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate read through: its sentences and its rank.

    `reach` is how well each concept is told where most of the question is told together: by the title, one paragraph
    and what that hangs on; what is told only elsewhere in the decision counts half. `coverage` is the weighted share.
    """

    candidate: Candidate
    sentences: tuple[Sentence, ...]
    reach: tuple[float, ...]
    coverage: float
    score: float

    @property
    def decision(self) -> Decision:
        return self.candidate.decision

    @property
    def best(self) -> Sentence:
        return max(self.sentences, key=lambda each: each.score)

    def of_part(self, part: PartKind) -> list[Sentence]:
        """Give the sentences of one part, in order."""
        return [each for each in self.sentences if each.paragraph.part is part]


def read(candidate: Candidate, question: Question, weights: Weights, analysed: AnalysedTexts | None = None) -> Reading:
    """Score every sentence of a decision by the concepts that it, its paragraph and its headings tell."""
    decision = candidate.decision
    concepts = weights.concepts
    title = weights.told(headed(decision, analysed)) if concepts else []
    anywhere: Sequence[float] = title
    together: list[Sequence[float]] = []
    support = dict(zip(candidate.paragraph_ids, candidate.passage_scores, strict=False))
    found: list[Sentence] = []
    taken_over = result_of(decision) is Result.AS_PROPOSED
    decisive = _DECISIVE if taken_over else frozenset({PartKind.DECISION})
    tests = wanted(question)
    nothing = (0.0,) * len(concepts)
    titled = tuple(_TITLE_SHARE * value for value in title)  # what every sentence of the decision hangs on
    for paragraph in readable(candidate):
        read_before = known(paragraph, analysed)
        possible = weights.possible(read_before.terms) if concepts else []
        context = weights.told(read_before.context, possible) if possible else nothing
        told_by = (
            [weights.told(words, possible) for words in read_before.told]
            if possible
            else [nothing] * len(read_before.units)
        )
        whole = _most([nothing, *told_by]) if possible else nothing
        if question.kind is not QuestionKind.VOTE or paragraph.part not in _TOLD_BEFORE:
            anywhere = _most([anywhere, whole]) if possible else anywhere
            together.append(_most([title, context, whole]) if possible else title)
        for unit, own in zip(read_before.units, told_by, strict=True):
            if len(unit.text) < SHORTEST:
                continue
            hung = (
                tuple(
                    max(o, _PARAGRAPH_SHARE * w, _TITLE_SHARE * max(t, c))
                    for o, w, t, c in zip(own, whole, title, context, strict=True)
                )
                if possible
                else titled
            )
            score = weights.coverage(hung) + _bonus(question, tests, unit.text, paragraph)
            score += _SUPPORT_SHARE * support.get(paragraph.paragraph_id, 0.0)
            found.append(Sentence(paragraph, unit.start, unit.end, hung, tuple(own), score, paragraph.part in decisive))
    # That votes were counted says nothing of the matter that they were counted on.
    judged = (weights.coverage(each.told) if question.kind is QuestionKind.VOTE else each.score for each in found)
    best = max(judged, default=0.0)
    rank = _RETRIEVAL_SHARE * candidate.score + (1 - _RETRIEVAL_SHARE) * best
    closest = max(together, key=weights.coverage, default=title)
    reach = tuple(max(near, _ELSEWHERE * far) for near, far in zip(closest, anywhere, strict=True))
    return Reading(candidate, tuple(found), reach, weights.coverage(reach), rank)


def rank_at_most(candidate: Candidate, told: Sequence[float], question: Question, weights: Weights) -> float:
    """Give a rank that no reading of a candidate exceeds whose sentences tell the concepts so well at most."""
    bonus = max(_PART_BONUS.values()) + _KIND_BONUS * (bool(wanted(question)) + asks_money(question))
    support = _SUPPORT_SHARE * max(candidate.passage_scores, default=0.0)
    best = weights.coverage(told) + bonus + support
    return _RETRIEVAL_SHARE * candidate.score + (1 - _RETRIEVAL_SHARE) * best


def readable(candidate: Candidate) -> list[Paragraph]:
    """Give the paragraphs to read: all that can answer or, of a long section, the decision's and those found."""
    decision = candidate.decision
    body = [each for each in decision.paragraphs if not each.is_heading and each.part not in _UNREAD]
    if len(body) <= _LONG_SECTION or not candidate.paragraph_ids:
        return body
    retrieved = set(candidate.paragraph_ids)
    return [each for each in body if each.part in _DECISIVE or each.paragraph_id in retrieved]


def words_read(candidate: Candidate, analysed: AnalysedTexts | None = None) -> Words:
    """Give the words of all that is read of a candidate, its title included."""
    title = words_in(candidate.decision.title, 0, len(candidate.decision.title), analysed)
    return joined((title, *(known(each, analysed).words for each in readable(candidate))))


def headed(decision: Decision, analysed: AnalysedTexts | None) -> Words:
    """Give the words of what stands over all of a decision: title, municipality and organ."""
    title = words_in(decision.title, 0, len(decision.title), analysed)
    return joined((title, words_of(decision.municipality), words_of(decision.organ or "")))


def _most(rows: Sequence[Sequence[float]]) -> list[float]:
    return [max(column) for column in zip(*rows, strict=True)]


def _bonus(question: Question, tests: Sequence[Test], text: str, paragraph: Paragraph) -> float:
    """Prefer sentences of the kind that is asked for and the organ's own words to quoted law and earlier handling."""
    bonus = _PART_BONUS.get(paragraph.part, 0.0)
    if question.kind is QuestionKind.REASON and paragraph.part in (PartKind.DECISION, PartKind.PROPOSAL):
        bonus = 0.0
    if any(test(text) for test in tests):
        bonus += _KIND_BONUS
    if asks_money(question) and holds_money(text):
        bonus += _KIND_BONUS
    if paragraph.part not in _DECISIVE and _cites_law(text):
        bonus -= _LAW_PENALTY
    if question.kind in _MEASURED and is_per_unit(text) and not is_per_unit(question.text):
        bonus -= _PER_UNIT_PENALTY
    if paragraph.part in _TOLD_BEFORE and not _is_about_asking(question.text) and _asks(text):
        bonus -= _REQUEST_PENALTY
    return bonus


@lru_cache(maxsize=1_000)
def _is_about_asking(question: str) -> bool:
    return _REQUEST_QUESTION.search(question) is not None


@lru_cache(maxsize=20_000)
def _asks(text: str) -> bool:
    return _REQUEST.search(text) is not None


@lru_cache(maxsize=20_000)
def _cites_law(text: str) -> bool:
    """Search for a citation of the law only where a word of one stands: the search looks at every word anew."""
    lowered = text.lower()
    return any(word in lowered for word in _LAW_WORDS) and _LAW.search(text) is not None
