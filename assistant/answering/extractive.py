"""Answer without a language model: choose the sentences and items of the minutes that answer, or stay silent."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from haystack import component

from assistant.answering.across import by_municipality
from assistant.answering.asked import asks_count, asks_deed, tells_vote
from assistant.answering.draft import ClaimRole, Draft, DraftClaim
from assistant.answering.enough import ENOUGH, is_evidenced, may_answer, speaks_of_time, told_anywhere
from assistant.answering.evidence import Similarity, Weights, any_modifier, with_synonyms, words_of
from assistant.answering.extremes import extreme
from assistant.answering.facts import PLAIN_ROOM, facts, tells_count
from assistant.answering.lists import ROOM, listed
from assistant.answering.outcome import claim, opens_list, outcome
from assistant.answering.premise import contradicts
from assistant.answering.reading import Reading, rank_at_most, read, words_read
from assistant.answering.result import Result, only_notes, result_of
from assistant.answering.timeline import timeline
from assistant.model import Concept, Question, QuestionKind
from assistant.retrieval import Candidate, is_visible
from indexer.model import Decision, PartKind
from indexer.names import slug
from indexer.stores.base import StoreReader
from indexer.words import AnalysedTexts

_READ, _READ_FOR_LIST = 15, 30  # candidate decisions whose sentences are read
_READ_FOR_SYNONYMS = 5
# "How did it end": the latest decision of a case answers, whatever else is asked.
_FINALLY = re.compile(r"\blopulta\b|\blopulli\w+|\bfinally\b|\bin the end\b|\btill slut\b|\bslutlig\w*", re.IGNORECASE)
_ALSO = 0.75  # share of the best decision's score that another needs to answer in its stead
_SAME_TITLE = 24  # letters by which titles of one matter begin alike
_DECIDED = frozenset({ClaimRole.DECISION, ClaimRole.ACCEPTED, ClaimRole.AMENDED, ClaimRole.PROPOSAL})
_OTHERWISE = frozenset({Result.AMENDED, Result.OTHERWISE, Result.RETURNED, Result.REJECTED})
_ALIKE = 0.6  # share of a title's words by which another is of the same matter
_LATER = 0.75  # share of the best decision's score that a later decision of its case needs to be the last word
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A candidate that may answer, its words as analysed at indexing, and the rank that it may get at most."""

    candidate: Candidate
    analysed: AnalysedTexts | None
    rank_at_most: float


@component
class ExtractiveAnswerer:
    """Choose the claims that answer a question from its candidate decisions."""

    def __init__(self, store: StoreReader, similarity: Similarity) -> None:
        self._store = store
        self._similarity = similarity

    @component.output_types(draft=Draft)
    def run(self, question: Question, candidates: Sequence[Candidate]) -> dict[str, Draft]:
        return {"draft": self._draft(question, candidates)}

    def _draft(self, question: Question, candidates: Sequence[Candidate]) -> Draft:
        if not candidates or question.absent:
            return Draft()
        if question.kind is QuestionKind.REFERENCE or question.filters.case:
            return self._by_reference(question, candidates)
        readings, weights = self._readings(question, candidates)
        if not readings:
            return Draft()
        if question.hints.across:
            return by_municipality(readings, question)
        if question.kind is QuestionKind.TIMELINE:
            return self._timeline(readings, question)
        if question.kind is QuestionKind.LIST and (found := listed(readings, weights, question)).claims:
            return found
        best = self._last_word(question, readings)
        ends = _FINALLY.search(question.text) is not None and bool(best.of_part(PartKind.DECISION))
        deeds = question.kind is QuestionKind.LIST and asks_deed(question) and bool(best.of_part(PartKind.DECISION))
        if question.kind is QuestionKind.VOTE and not any(tells_vote(each.text) for each in best.sentences):
            return Draft()
        if deeds or ends or question.kind in (QuestionKind.DECISION, QuestionKind.VOTE):
            told = tuple(outcome(best, PLAIN_ROOM, question.kind))
            if question.kind is QuestionKind.LIST and any(opens_list(each.quote) for each in told):
                told = tuple(outcome(best, ROOM // 2, question.kind))
            return Draft(told, corrects=contradicts(question, best.decision))
        if contradicts(question, best.decision):
            return Draft(tuple(outcome(best, PLAIN_ROOM)), corrects=True)
        row = extreme(best, question)
        if row is not None and not asks_count(question):
            return Draft((claim(best.decision, row),))
        near = (best, *(each for each in readings if each is not best and each.score >= _ALSO * best.score))
        for reading in sorted(near, key=lambda each: not tells_count(each, weights, question)):
            if told := tuple(facts(reading, weights, question)):
                told = _behind_outcome(told, reading)
                row = extreme(reading, question)
                told = (told[0], claim(reading.decision, row), *told[1:]) if row is not None else told
                return Draft((*told, *self._overruling(told, reading, question)))
        return Draft()

    def _readings(self, question: Question, candidates: Sequence[Candidate]) -> tuple[list[Reading], Weights]:
        """Read the candidates and keep those that speak of what is asked, best first."""
        several = question.kind in (QuestionKind.LIST, QuestionKind.TIMELINE)
        across = question.hints.across
        all_count = several or across or _FINALLY.search(question.text) is not None
        most = len(candidates) if across else _READ_FOR_LIST if several else _READ
        first = [(each, self._store.words(each.decision)) for each in candidates[:most]]
        texts = [words_read(each, analysed) for each, analysed in first[:_READ_FOR_SYNONYMS]]
        weights = self._weights(with_synonyms(question.concepts, texts, any_modifier))
        ahead = [found for each, analysed in first if (found := _ahead(each, analysed, weights, question))]
        if weights.concepts != question.concepts and ahead:  # to compare words takes longer than all else
            known = [each.analysed.whole.all for each in ahead if each.analysed is not None]
            terms = frozenset().union(*known) if len(known) == len(ahead) else None
            weights = self._weights(with_synonyms(question.concepts, texts, self._similarity, terms))
        organ = slug(question.hints.organ or "")
        # A decision may stand for the best one, and the last word on its case for that one.
        share = min(_ALSO, _LATER) * (_LATER if question.kind is QuestionKind.DECISION else 1.0)
        readings: list[Reading] = []
        named: list[Reading] = []
        least = 0.0
        for each in ahead:
            if each.rank_at_most < least:
                continue
            reading = read(each.candidate, question, weights, each.analysed)
            if not reading.sentences or not is_evidenced(reading, weights, question):
                continue
            readings.append(reading)
            if organ and slug(reading.decision.organ or "") == organ:
                named.append(reading)
            if not all_count and (named or not organ):  # what falls this far behind the best answers nothing
                least = share * max(one.score for one in named or readings) - _ROUNDING
        return sorted(named or readings, key=lambda each: -each.score), weights

    def _weights(self, concepts: Sequence[Concept]) -> Weights:
        return Weights(concepts, self._store.document_frequency, self._store.count_documents())

    def _by_reference(self, question: Question, candidates: Sequence[Candidate]) -> Draft:
        """Tell what the named § decided, or the last word, or every step, of the named case."""
        if question.kind is QuestionKind.TIMELINE:
            return timeline(each.decision for each in candidates)
        weights = self._weights(question.concepts)
        latest = max(candidates, key=lambda each: (each.decision.date or "", each.score))
        reading = read(latest, question, weights, self._store.words(latest.decision))
        return Draft(tuple(outcome(reading, PLAIN_ROOM)))

    def _last_word(self, question: Question, readings: Sequence[Reading]) -> Reading:
        """Where the question names no time, let the latest decision of the best one's case stand for it."""
        best = _ruling(readings) if question.kind is QuestionKind.DECISION else readings[0]
        ends = _FINALLY.search(question.text) is not None
        if question.hints.date_from or not (ends or question.kind in (QuestionKind.DECISION, QuestionKind.VOTE)):
            return best
        same_case = [
            each
            for each in readings
            if best.decision.case
            and each.decision.case == best.decision.case
            and slug(each.decision.title)[:_SAME_TITLE] == slug(best.decision.title)[:_SAME_TITLE]
            and each.score >= _LATER * best.score
        ]
        return max(same_case, key=lambda each: each.decision.date or "", default=best)

    def _overruling(self, told: Sequence[DraftClaim], reading: Reading, question: Question) -> Iterable[DraftClaim]:
        """Give what was decided otherwise later in the case that a decision or proposal which is told belongs to."""
        here, hints = reading.decision, question.hints
        timeless = not (hints.date_from or hints.year or not question.filters.leave_all)
        if here.case is None or not timeless or not any(each.role in _DECIDED for each in told):
            return ()
        later = [
            each
            for each in self._store.case(here.municipality, here.case)
            if (each.date or "") > (here.date or "")
            and slug(each.title)[:_SAME_TITLE] == slug(here.title)[:_SAME_TITLE]
            and is_visible(each, question.filters)
            and result_of(each) in _OTHERWISE
        ]
        if not later:
            return ()
        last = max(later, key=lambda each: each.date or "")
        found = Candidate(last, 0.0, ())
        reading = read(found, replace(question, concepts=()), self._weights(()), self._store.words(last))
        return outcome(reading, PLAIN_ROOM)

    def _timeline(self, readings: Sequence[Reading], question: Question) -> Draft:
        """Give the steps of the best decision's case or, where it has no other, the decisions of like titles."""
        best = readings[0].decision
        found = self._store.case(best.municipality, best.case) if best.case else []
        steps = [each for each in found if is_visible(each, question.filters)]
        if len(steps) <= 1:
            enough = max(ENOUGH, 0.9 * readings[0].coverage)
            alike = (each.decision for each in readings if each.coverage >= enough)
            steps = [best, *(each for each in alike if _is_titled_alike(each, best))]
        return timeline(_of_organ(steps, question.hints.organ) or steps)


def _ruling(readings: Sequence[Reading]) -> Reading:
    """Give the best decision or, where it only takes note of a matter, the best of those that rule on the same one."""
    best = readings[0]
    if not only_notes(best.decision):
        return best
    ruling = (
        each
        for each in readings
        if each.score >= _LATER * best.score
        and _is_titled_alike(each.decision, best.decision)
        and not only_notes(each.decision)
    )
    return next(ruling, best)


def _is_titled_alike(one: Decision, other: Decision) -> bool:
    topic = words_of(other.title).all
    return len(topic & words_of(one.title).all) >= _ALIKE * len(topic)


def _of_organ(decisions: Sequence[Decision], organ: str | None) -> list[Decision]:
    return [each for each in decisions if organ and slug(each.organ or "") == slug(organ)]


def _ahead(candidate: Candidate, analysed: AnalysedTexts | None, weights: Weights, question: Question) -> _Ahead | None:
    """See by all words of a candidate at once whether it may answer and how well, before it is read."""
    decision = candidate.decision
    if analysed is None:
        return _Ahead(candidate, None, math.inf) if speaks_of_time(decision, question) else None
    told = told_anywhere(decision, analysed, weights)
    if not may_answer(told, decision, weights, question) or not speaks_of_time(decision, question):
        return None
    return _Ahead(candidate, analysed, rank_at_most(candidate, told, question, weights))


def _behind_outcome(told: tuple[DraftClaim, ...], reading: Reading) -> tuple[DraftClaim, ...]:
    """Let a proposal that did not become the decision stand behind what was decided, and only if it is asked for."""
    if not told or not reading.of_part(PartKind.DECISION):
        return told
    kept = tuple(each for each in told[1:] if each.role is not ClaimRole.PROPOSAL)
    if told[0].role is not ClaimRole.PROPOSAL:
        return (told[0], *kept)
    decided = tuple(each for each in outcome(reading, PLAIN_ROOM // 2) if each.role is ClaimRole.DECISION)
    return (*decided, told[0], *(each for each in kept if each not in decided))
