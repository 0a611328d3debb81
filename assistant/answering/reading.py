"""Read candidate decisions sentence by sentence: what each tells of the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.evidence import MODIFIER, Weights, has_sibling, told, words_of
from assistant.answering.sentences import SHORTEST, sentences
from assistant.model import Concept, Hints, Question, QuestionKind
from assistant.retrieval import Candidate
from indexer.model import Decision, Paragraph, PartKind
from indexer.references import dates, month_number

ENOUGH = 0.5  # share of the question's concepts, weighted, that a decision has to tell

_TITLE_SHARE, _PARAGRAPH_SHARE = 0.4, 0.5  # of a concept told by the title or lead-in, elsewhere in the paragraph
_RETRIEVAL_SHARE = 0.6
_SUPPORT_SHARE = 0.15
_KIND_BONUS = 0.2
_UNREAD = frozenset({PartKind.APPEAL, PartKind.DELIVERY, PartKind.ATTACHMENTS})
_PART_BONUS = {PartKind.EARLIER: -0.1, PartKind.DECISION: 0.08, PartKind.PROPOSAL: 0.04, PartKind.NOTE: -0.2}

_AMOUNT = re.compile(
    r"\d[\d .,]*(?:€|eur|%|kpl|m2|m3|m²|km|ha\b|tonni|henk|kappale|milj|snt|kWh|MWh|tn\b)|\(\d+\)|\d{2,}", re.IGNORECASE
)
_MONEY = re.compile(r"€|\beuro|\bmilj\.", re.IGNORECASE)
_DATE = re.compile(
    r"\d{1,2}\.\d{1,2}\.(?:\d{4})?|\b(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu", re.IGNORECASE
)
_REASON = re.compile(
    r"\bkoska\b|\bvuoksi\b|\bsyystä\b|\bsyyn[äa]\b|\bperuste|\bjohtu|\bsiksi\b|\btakia\b|\bsillä\b|\bpå grund\b|\beftersom\b",
    re.IGNORECASE,
)
_VOTE = re.compile(r"\bJAA\b|\bEI\b|\bään(?:in|tä|est)", re.IGNORECASE)
_OF_KIND = {
    QuestionKind.AMOUNT: _AMOUNT, QuestionKind.DATE: _DATE, QuestionKind.REASON: _REASON, QuestionKind.VOTE: _VOTE,
}  # fmt: skip
# Citing the law is no answer of the organ's own.
_LAW = re.compile(r"\b\w*lain \d+|\b\w*lain\s+(?:mukaan|nojalla)|§:n mukaan|\bhallintosäännön\b|\basetuksen \d+|\blagen\b", re.IGNORECASE)
_LAW_PENALTY = 0.12
MONEY_QUESTION = re.compile(
    r"\bmaks(?:aa|oi|aisi|avat|ettu|amaan)|\bhin(?:ta|nalla|nan|taan)\b|\bkustan|\bbudjet|\bmäärärah|\bpaljonko\b|\bcost|\bprice"
    r"|\bbudget|\bkost|\bpris(?:et)?\b|\bcheapest\b|\bexpensive\b|\bbilligast|\bdyrast|\beuro",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a decision; `told` counts what it hangs on too, `own` only its own words (both per concept)."""

    paragraph: Paragraph
    start: int
    end: int
    told: tuple[float, ...]
    own: tuple[float, ...]
    score: float

    @property
    def text(self) -> str:
        """The sentence as it stands in the paragraph."""
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate read through: its sentences, how well it tells each concept anywhere, and its rank."""

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


def read(candidate: Candidate, question: Question, weights: Weights) -> Reading:
    """Score every sentence of a decision by the concepts that it, its paragraph and its headings tell."""
    decision = candidate.decision
    concepts = weights.concepts
    around = words_of(" ".join(piece for piece in (decision.title, decision.municipality, decision.organ) if piece))
    title = [told(concept, around) for concept in concepts]
    reach = list(title)
    support = dict(zip(candidate.paragraph_ids, candidate.passage_scores, strict=False))
    found: list[Sentence] = []
    for paragraph in decision.paragraphs:
        if paragraph.is_heading or paragraph.part in _UNREAD:
            continue
        context = _tell(concepts, paragraph.context)
        whole = _tell(concepts, paragraph.text)
        reach = [max(pair) for pair in zip(reach, whole, strict=True)]
        for start, end in sentences(paragraph.text):
            text = paragraph.text[start:end]
            if len(text) < SHORTEST:
                continue
            own = _tell(concepts, text)
            hung = [
                max(o, _PARAGRAPH_SHARE * w, _TITLE_SHARE * max(t, c))
                for o, w, t, c in zip(own, whole, title, context, strict=True)
            ]
            score = weights.coverage(hung) + _bonus(question, text, paragraph)
            score += _SUPPORT_SHARE * support.get(paragraph.paragraph_id, 0.0)
            found.append(Sentence(paragraph, start, end, tuple(hung), tuple(own), score))
    best = max((each.score for each in found), default=0.0)
    rank = _RETRIEVAL_SHARE * candidate.score + (1 - _RETRIEVAL_SHARE) * best
    return Reading(candidate, tuple(found), tuple(reach), weights.coverage(reach), rank)


def _tell(concepts: Sequence[Concept], text: str) -> list[float]:
    words = words_of(text)
    return [told(concept, words) for concept in concepts]


def _bonus(question: Question, text: str, paragraph: Paragraph) -> float:
    """Prefer sentences of the kind that is asked for and the organ's own words to quoted law and earlier handling."""
    bonus = _PART_BONUS.get(paragraph.part, 0.0)
    pattern = _OF_KIND.get(question.kind)
    if pattern is not None and pattern.search(text):
        bonus += _KIND_BONUS
    if asks_money(question) and _MONEY.search(text):
        bonus += _KIND_BONUS
    if _LAW.search(text):
        bonus -= _LAW_PENALTY
    return bonus


def asks_money(question: Question) -> bool:
    """Tell whether a question asks for a sum of money."""
    return MONEY_QUESTION.search(question.text) is not None


def is_of_kind(sentence: Sentence, question: Question) -> bool:
    """Tell whether a sentence holds the kind of thing that is asked for: a figure, a sum, a date."""
    if question.kind is QuestionKind.AMOUNT and asks_money(question):
        return _MONEY.search(sentence.text) is not None or _AMOUNT.search(sentence.text) is not None
    if question.kind in (QuestionKind.AMOUNT, QuestionKind.DATE):
        return _OF_KIND[question.kind].search(sentence.text) is not None
    return True


def is_evidenced(reading: Reading, weights: Weights, *, foreign: bool) -> bool:
    """Tell whether a decision speaks of what is asked.

    Names have to stand there; of other things a third may be said in other words (half across languages), but not
    where the decision speaks of a sibling instead.
    """
    if not weights.concepts:
        return False
    missing = [concept for concept, value in zip(weights.concepts, reading.reach, strict=True) if value < MODIFIER]
    names = [concept for concept in weights.concepts if concept.name]
    if 2 * sum(concept.name for concept in missing) > len(names):
        return False
    if len(names) == 1 and any(concept.name for concept in missing):
        return False
    keys = [concept for concept in weights.concepts if concept.key]
    absent = [concept for concept in missing if concept.key and not concept.name]
    if len(absent) > len(keys) // (2 if foreign else 3):
        return False
    near = words_of(f"{reading.decision.title} {reading.best.paragraph.context} {reading.best.text}")
    if any(has_sibling(concept, near) for concept in absent):
        return False
    return reading.coverage >= ENOUGH or (bool(names) and not absent and reading.coverage >= ENOUGH - 0.1)


def speaks_of_time(decision: Decision, hints: Hints) -> bool:
    """Tell whether a decision is of the time that a question names, or speaks of it."""
    first, last, year = hints.date_from, hints.date_to, hints.year
    day = decision.date or ""
    if year is not None:
        return day.startswith(str(year)) or any(str(year) in each.text for each in decision.paragraphs) or str(year) in decision.title
    if first is None or last is None or first <= day <= last:
        return True
    if first[:7] != last[:7]:  # a season or several years: the year has to be spoken of
        years = {str(each) for each in range(int(first[:4]), int(last[:4]) + 1)}
        return any(each in paragraph.text for paragraph in decision.paragraphs for each in years)
    if first == last:
        return any(mention.iso == first for paragraph in decision.paragraphs for mention in dates(paragraph.text))
    return any(_speaks_of_month(paragraph.text, first, last) for paragraph in decision.paragraphs)


def _speaks_of_month(text: str, first: str, last: str) -> bool:
    if any(first <= mention.iso <= last for mention in dates(text)):
        return True
    words = re.findall(rf"\b(\w+kuu\w*|[a-z]+)\s+{first[:4]}\b", text, re.IGNORECASE)
    return any(month_number(word) == int(first[5:7]) for word in words)


__all__ = [
    "ENOUGH",
    "Reading",
    "Sentence",
    "asks_money",
    "is_evidenced",
    "is_of_kind",
    "read",
    "speaks_of_time",
]
