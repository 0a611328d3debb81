"""Answer without a language model: choose the sentences and items of the minutes that answer, or stay silent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from haystack import component

from assistant.answering.draft import MOST_CLAIMS, ClaimRole, Draft, DraftClaim
from assistant.answering.evidence import Similarity, Weights, with_synonyms, words_of
from assistant.answering.lists import MOST, ROOM, listed
from assistant.answering.outcome import claim, outcome
from assistant.answering.reading import (
    ENOUGH,
    Reading,
    Sentence,
    asks_deed,
    asks_money,
    gives_reason,
    is_evidenced,
    is_of_kind,
    read,
    recalled,
    speaks_of_time,
    words_read,
)
from assistant.answering.sentences import LONGEST
from assistant.model import Filters, Question, QuestionKind
from assistant.retrieval import Candidate, is_visible
from indexer.model import Decision, PartKind
from indexer.names import slug
from indexer.stores.base import StoreReader

_READ, _READ_FOR_LIST = 15, 30  # candidate decisions whose sentences are read
_READ_FOR_SYNONYMS = 5
_PLAIN_ROOM = 480  # characters of quotes in a plain answer
_TOLD = 0.6  # how well a sentence has to tell one of the things that are named
_NEAR = 0.8  # share of the best sentence's score that makes another worth telling
_DEED = 0.6  # the same for a sentence of the decision, where what an organ did is asked
_OF_KIND_NEAR = 0.55  # the same for a sentence with another figure or date
_SAME = 0.3  # share of its words by which a sentence may differ from one that says the same
_ADDS = 0.08  # share of the question that another sentence has to tell anew
_LATER = 0.75  # share of the best decision's score that a later decision of its case needs to be the last word
# A sentence that refers back in its first words goes with the one before it.
_GOES_ON = re.compile(
    r"^(?:\S+ ){0,3}(?:tä(?:mä|män|tä|hän|stä)|se|sen|sitä|siksi|näin|tällöin|detta|denna|därför)\b", re.IGNORECASE
)
_CAPITAL = re.compile(r"(?<!^)\b[A-ZÅÄÖ][\w-]{2,}")


@component
class ExtractiveAnswerer:
    """Choose the claims that answer a question from its candidate decisions."""

    def __init__(self, store: StoreReader, similarity: Similarity) -> None:
        self._store = store
        self._similarity = similarity

    @component.output_types(draft=Draft)
    def run(self, question: Question, candidates: list[Candidate]) -> dict[str, Draft]:
        return {"draft": self._draft(question, candidates)}

    def _draft(self, question: Question, candidates: Sequence[Candidate]) -> Draft:
        if not candidates or question.absent:
            return Draft()
        if question.kind is QuestionKind.REFERENCE or question.filters.case:
            return self._by_reference(question, candidates)
        readings, weights = self._readings(question, candidates)
        if not readings:
            return Draft()
        if question.kind is QuestionKind.TIMELINE:
            return self._timeline(readings, question.filters)
        if question.kind is QuestionKind.LIST and (found := listed(readings, weights, question)).claims:
            return found
        best = self._last_word(question, readings)
        if question.kind in (QuestionKind.DECISION, QuestionKind.VOTE):
            return Draft(tuple(outcome(best, _PLAIN_ROOM, question.kind)))
        return Draft(_behind_outcome(tuple(_facts(best, weights, question)), best))

    def _readings(self, question: Question, candidates: Sequence[Candidate]) -> tuple[list[Reading], Weights]:
        """Read the candidates and keep those that speak of what is asked, best first."""
        several = question.kind in (QuestionKind.LIST, QuestionKind.TIMELINE)
        ahead = [recalled(each, self._store) for each in candidates[: _READ_FOR_LIST if several else _READ]]
        texts = [words_read(each) for each in ahead[:_READ_FOR_SYNONYMS]]
        concepts = with_synonyms(question.concepts, texts, self._similarity)
        weights = Weights(concepts, self._store.document_frequency, self._store.count_documents())
        readings = [
            reading
            for candidate in ahead
            if speaks_of_time(candidate.decision, question)
            and (reading := read(candidate, question, weights)).sentences
            and is_evidenced(reading, weights, question)
        ]
        named = [
            each
            for each in readings
            if question.hints.organ and slug(each.decision.organ or "") == slug(question.hints.organ)
        ]
        return sorted(named or readings, key=lambda each: -each.score), weights

    def _by_reference(self, question: Question, candidates: Sequence[Candidate]) -> Draft:
        """Tell what the named § decided, or the last word, or every step, of the named case."""
        if question.kind is QuestionKind.TIMELINE:
            return self._steps([each.decision for each in candidates])
        weights = Weights(question.concepts, self._store.document_frequency, self._store.count_documents())
        latest = max(candidates, key=lambda each: (each.decision.date or "", each.score))
        return Draft(tuple(outcome(read(latest, question, weights), _PLAIN_ROOM)))

    def _last_word(self, question: Question, readings: Sequence[Reading]) -> Reading:
        """Where the question names no time, let the latest decision of the best one's case stand for it."""
        best = readings[0]
        if question.hints.date_from or question.kind not in (QuestionKind.DECISION, QuestionKind.VOTE):
            return best
        same_case = [
            each
            for each in readings
            if best.decision.case
            and each.decision.case == best.decision.case
            and slug(each.decision.title)[:24] == slug(best.decision.title)[:24]
            and each.score >= _LATER * best.score
        ]
        return max(same_case, key=lambda each: each.decision.date or "", default=best)

    def _timeline(self, readings: Sequence[Reading], filters: Filters) -> Draft:
        """Give the steps of the best decision's case or, where it has no other, the decisions of like titles."""
        best = readings[0].decision
        found = self._store.case(best.municipality, best.case) if best.case else []
        steps = [each for each in found if is_visible(each, filters)]
        if len(steps) > 1:
            return self._steps(steps)
        topic = words_of(best.title).all
        alike = [
            each.decision
            for each in readings
            if each.coverage >= max(ENOUGH, 0.9 * readings[0].coverage)
            and len(topic & words_of(each.decision.title).all) >= 0.6 * len(topic)
        ]
        return self._steps([best, *alike])

    def _steps(self, decisions: Sequence[Decision]) -> Draft:
        """Tell each step once, oldest first."""
        unique = {each.decision_id: each for each in decisions}
        ordered = sorted(unique.values(), key=lambda each: (each.date or "", int(each.section or 0)))[:MOST]
        room = max(160, ROOM // max(1, len(ordered)))
        plain = Weights((), self._store.document_frequency, 1)
        asked = Question("", "fi", QuestionKind.DECISION)
        readings = [read(Candidate(each, 0.0, ()), asked, plain) for each in ordered]
        told = (made for reading in readings if reading.sentences for made in outcome(reading, room))
        return Draft(tuple(told), titled=len(ordered) > 1)


def _behind_outcome(told: tuple[DraftClaim, ...], reading: Reading) -> tuple[DraftClaim, ...]:
    """Let a proposal that did not become the decision stand behind what was decided, and only if it is asked for."""
    if not told or not reading.of_part(PartKind.DECISION):
        return told
    kept = tuple(each for each in told[1:] if each.role is not ClaimRole.PROPOSAL)
    if told[0].role is not ClaimRole.PROPOSAL:
        return (told[0], *kept)
    decided = tuple(each for each in outcome(reading, _PLAIN_ROOM // 2) if each.role is ClaimRole.DECISION)
    return (*decided, told[0], *(each for each in kept if each not in decided))


def _facts(reading: Reading, weights: Weights, question: Question) -> Iterable[DraftClaim]:
    """Give the best sentence, then others of the decision that tell more, while there is room.

    Nothing where a figure, a sum or a date is asked for and no sentence holds one.
    """
    ranked = sorted(reading.sentences, key=lambda each: -each.score)
    fitting = [each for each in ranked if is_of_kind(each, question) and _speaks_of_thing(each, weights)]
    if not fitting:
        yield from _sum_beside(ranked, reading.decision, question, weights)
        return
    first = _whole(_decisive(fitting, weights, question), reading, question)
    chosen = [first]
    room = _PLAIN_ROOM - len(first.text)
    covered = list(first.told)
    for sentence in _by_names(ranked, first, question):
        if len(chosen) >= MOST_CLAIMS or len(sentence.text) > room or _within_chosen(sentence, chosen):
            continue
        adds = weights.coverage([max(0.0, v - c) for v, c in zip(sentence.own, covered, strict=True)])
        share = (
            _OF_KIND_NEAR
            if question.kind in (QuestionKind.AMOUNT, QuestionKind.DATE) and sentence in fitting
            else _NEAR
        )
        as_near = weights.coverage(sentence.own) >= share * weights.coverage(first.own)
        if adds <= _ADDS and not (as_near and sentence.score >= share * ranked[0].score):
            continue
        chosen.append(sentence)
        room -= len(sentence.text)
        covered = [max(pair) for pair in zip(covered, sentence.own, strict=True)]
    yield from (claim(reading.decision, sentence) for sentence in chosen)


def _sum_beside(
    ranked: Sequence[Sentence], decision: Decision, question: Question, weights: Weights
) -> Iterable[DraftClaim]:
    """Give the sentence that speaks of the thing and, from a table, the sum beside a name of its; else nothing."""
    speaking = next((each for each in ranked if _speaks_of_thing(each, weights)), None)
    if speaking is None or not asks_money(question):
        return
    names = set(_CAPITAL.findall(speaking.text))
    rows = [each for each in ranked if is_of_kind(each, question) and _sum_of(each, names)]
    if rows:
        yield claim(decision, speaking)
        yield claim(decision, rows[0])


def _speaks_of_thing(sentence: Sentence, weights: Weights) -> bool:
    """Tell whether a sentence, or what stands over it, tells a thing that the question names, where it names any."""
    keys = [value for concept, value in zip(weights.concepts, sentence.told, strict=True) if concept.key]
    return not keys or max(keys) >= _TOLD


def _decisive(fitting: Sequence[Sentence], weights: Weights, question: Question) -> Sentence:
    """Prefer to the best sentence one of the decision, or of a proposal that became it, that tells nearly as much."""
    best = fitting[0]
    if question.kind is QuestionKind.REASON:
        return best
    share = _DEED if asks_deed(question) else _NEAR
    enough = share * weights.coverage(best.told)
    return next((each for each in fitting if each.decisive and weights.coverage(each.told) >= enough), best)


def _whole(sentence: Sentence, reading: Reading, question: Question) -> Sentence:
    """Let a quote take in the sentence beside it that holds the reason that is asked for.

    That is the next one where it refers back, or the one before where the sentence itself gives no reason.
    """
    if question.kind is not QuestionKind.REASON:
        return sentence
    beside = [each for each in reading.sentences if each.paragraph is sentence.paragraph]
    following = next((each for each in beside if 0 <= each.start - sentence.end <= 2), None)
    before = next((each for each in beside if 0 <= sentence.start - each.end <= 2), None)
    if following is not None and _GOES_ON.search(following.text):
        return _joined(sentence, following)
    if gives_reason(sentence) or before is None:
        return sentence
    return _joined(before, sentence)


def _joined(one: Sentence, other: Sentence) -> Sentence:
    """Make one quote of two neighbouring sentences where it does not get too long."""
    if other.end - one.start > min(LONGEST, _PLAIN_ROOM):
        return one
    own = tuple(max(pair) for pair in zip(one.own, other.own, strict=True))
    told = tuple(max(pair) for pair in zip(one.told, other.told, strict=True))
    return replace(one, end=other.end, told=told, own=own, score=max(one.score, other.score))


def _by_names(ranked: Sequence[Sentence], first: Sentence, question: Question) -> Sequence[Sentence]:
    """Where money is asked for, let sums that speak of the same names as the best sentence come first."""
    names = set(_CAPITAL.findall(first.text))
    if not asks_money(question) or not names:
        return ranked
    return sorted(ranked, key=lambda each: -(each.score + (0.3 if _sum_of(each, names) else 0.0)))


def _sum_of(sentence: Sentence, names: set[str]) -> bool:
    return "€" in sentence.text and any(name[:6] in sentence.text for name in names)


def _within_chosen(sentence: Sentence, chosen: Sequence[Sentence]) -> bool:
    """Tell a sentence that overlaps a chosen one or says the same: a proposal and the decision that took it over."""
    return any(
        len(words_of(sentence.text).all ^ words_of(other.text).all) <= _SAME * len(words_of(sentence.text).all)
        or (sentence.paragraph is other.paragraph and sentence.start < other.end and other.start < sentence.end)
        for other in chosen
    )
