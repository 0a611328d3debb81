"""Answer without a language model: choose the sentences and items of the minutes that answer, or stay silent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from haystack import component

from assistant.answering.draft import ClaimRole, Draft, DraftClaim
from assistant.answering.evidence import SPREAD, Similarity, Weights, Words, told, with_synonyms, words_of
from assistant.answering.sentences import SHORTEST, sentences
from assistant.model import Concept, Question, QuestionKind
from assistant.retrieval import Candidate
from indexer.model import Decision, DocumentKind, Paragraph, PartKind
from indexer.stores.base import StoreReader

_READ = 12  # candidate decisions whose sentences are read
_LISTED = 30  # candidate decisions that a list may draw on
_ENOUGH = 0.58  # share of the question's concepts, weighted, that a decision has to tell
_ROOM = 470  # characters of quotes in a plain answer
_LIST_ROOM = 2_400
_MOST_CLAIMS = 4
_MOST_ITEMS = 20
_NEAR = 0.8  # share of the best sentence's score that makes another worth telling

_TITLE_SHARE, _PARAGRAPH_SHARE = 0.4, 0.5  # of a concept told by the title or lead-in, elsewhere in the paragraph
_RETRIEVAL_SHARE = 0.6

_ACCEPTED = re.compile(
    r"\bhyväksy(?:i|ttiin|y|ivät)\b[^.]{0,60}\b(?:ehdotu|esity)|\b(?:ehdotu|esity)\w*[^.]{0,40}\bhyväksyttiin\b|^Hyväksyttiin\b"
    r"|\bpäätösehdotuksen mukai|\behdotuksen mukai|\besityksen mukai|\bgodkän\w+\b[^.]{0,40}\bförslag|\benligt förslag",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"\bpäät(?:ti|tivät|etti|ettiin|ökseksi)\b|\bpalau|\bpöydälle\b|\bhylkä|\bhyväksy|\bmerkit|\bjätet|\bkeskeyt|\bvalit|\bhylät"
    r"|\bJAA\b|\bEI\b|\bäänin\b|\bääntä\b|\btoteaa\b|\btotesi\b|\blausu|\besittä|\bbesl|\bgodkän|\bbord|\båterremi",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d[\d .,]*(?:€|eur|%|kpl|m2|m3|m²|km|ha|tonni|henk|kappale|milj|snt|kWh|MWh|tn\b)|\d{2,}", re.IGNORECASE)
_PRICE = re.compile(r"€|\beuro|\balv\b", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{4})?|\b(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu", re.IGNORECASE)
_REASON = re.compile(r"\bkoska\b|\bvuoksi\b|\bsyy|\bperust|\bjohtu|\bsiksi\b|\btakia\b|\bsillä\b|\bpå grund\b|\beftersom\b", re.IGNORECASE)
_BONUS: dict[QuestionKind, re.Pattern[str]] = {
    QuestionKind.AMOUNT: _AMOUNT,
    QuestionKind.DATE: _DATE,
    QuestionKind.REASON: _REASON,
    QuestionKind.DECISION: _OUTCOME,
    QuestionKind.VOTE: re.compile(r"\bJAA\b|\bEI\b|\bään", re.IGNORECASE),
}
_BONUS_SHARE = 0.15
_SILENT = frozenset({PartKind.APPEAL, PartKind.DELIVERY, PartKind.ATTACHMENTS})


@dataclass(frozen=True, slots=True)
class _Sentence:
    paragraph: Paragraph
    text: str
    values: tuple[float, ...]  # how well each concept is told here or in what it hangs on
    own: tuple[float, ...]  # how well each concept is told by the sentence itself
    score: float


@dataclass(frozen=True, slots=True)
class _Reading:
    """A candidate read sentence by sentence; `coverage` is the share of the question that it tells."""

    candidate: Candidate
    sentences: tuple[_Sentence, ...]
    coverage: float
    score: float

    @property
    def decision(self) -> Decision:
        return self.candidate.decision

    @property
    def best(self) -> _Sentence:
        return max(self.sentences, key=lambda each: each.score)


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
        if not candidates:
            return Draft()
        if question.kind is QuestionKind.REFERENCE or (question.filters.case and not _topics(question)):
            return self._by_reference(question, candidates)
        read = candidates[: _LISTED if question.kind is QuestionKind.LIST else _READ]
        concepts = with_synonyms(question.concepts, [_words(each.decision) for each in read], self._similarity)
        weights = Weights(concepts, self._store.document_frequency, self._store.count_documents())
        readings = [each for candidate in read if (each := _read(candidate, question, weights)).sentences]
        if question.kind is QuestionKind.TIMELINE:
            return self._timeline(question, readings)
        readings.sort(key=lambda each: -each.score)
        if not readings or not _is_evidenced(readings[0], weights):
            return Draft()
        if question.kind is QuestionKind.LIST:
            return _list(readings, weights)
        if question.kind in (QuestionKind.DECISION, QuestionKind.VOTE):
            return Draft(tuple(_decided(readings[0], _ROOM)))
        return Draft(tuple(_facts(readings, weights, question)))

    def _by_reference(self, question: Question, candidates: Sequence[Candidate]) -> Draft:
        """Tell what the named § decided, or every step of the named case."""
        if question.kind is QuestionKind.TIMELINE:
            return self._timeline(question, [_unread(each) for each in candidates])
        weights = Weights((), self._store.document_frequency, 1)
        latest = max(candidates, key=lambda each: (each.decision.date or "", each.score))
        return Draft(tuple(_decided(_read(latest, question, weights), _ROOM)))

    def _timeline(self, question: Question, readings: Sequence[_Reading]) -> Draft:
        """Give one step a section, oldest first: of the case named or found, else of the sections that tell the topic."""
        if question.filters.case:
            steps = [each.decision for each in readings]
        else:
            found = sorted(readings, key=lambda each: -each.score)
            if not found or found[0].coverage < _ENOUGH:
                return Draft()
            best = found[0].decision
            steps = self._store.case(best.municipality, best.case) if best.case else []
            related = [each.decision for each in found if each.coverage >= max(_ENOUGH, 0.9 * found[0].coverage)]
            steps = [*steps, *related]
        unique = {each.decision_id: each for each in steps}
        ordered = sorted(unique.values(), key=lambda each: (each.date or "", int(each.section or 0)))
        room = max(160, _LIST_ROOM // max(1, len(ordered)))
        claims = [claim for step in ordered[:_MOST_ITEMS] for claim in _step(step, room)]
        return Draft(tuple(claims))


def _topics(question: Question) -> tuple[Concept, ...]:
    return tuple(concept for concept in question.concepts if not concept.name)


def _words(decision: Decision) -> Words:
    return words_of("\n".join([decision.title, *(p.text for p in decision.paragraphs if not p.is_heading)]))


def _read(candidate: Candidate, question: Question, weights: Weights) -> _Reading:
    """Score every sentence of a decision by the concepts that it, its paragraph and its headings tell."""
    decision = candidate.decision
    concepts = weights.concepts
    where = words_of(" ".join(piece for piece in (decision.title, decision.municipality, decision.organ) if piece))
    title = [told(concept, where) for concept in concepts]
    found: list[_Sentence] = []
    reach = [0.0] * len(concepts)
    support = dict(zip(candidate.paragraph_ids, candidate.passage_scores, strict=False))
    for paragraph in decision.paragraphs:
        if paragraph.is_heading or paragraph.part in _SILENT:
            continue
        context = [told(concept, words_of(paragraph.context)) for concept in concepts]
        whole = [told(concept, words_of(paragraph.text)) for concept in concepts]
        reach = [max(pair) for pair in zip(reach, whole, strict=True)]
        for start, end in sentences(paragraph.text):
            text = paragraph.text[start:end]
            if len(text) < SHORTEST:
                continue
            own = [told(concept, words_of(text)) for concept in concepts]
            values = [
                max(o, _PARAGRAPH_SHARE * w, _TITLE_SHARE * max(t, c))
                for o, w, t, c in zip(own, whole, title, context, strict=True)
            ]
            score = weights.coverage(values) + _bonus(question, text, paragraph)
            score += 0.15 * support.get(paragraph.paragraph_id, 0.0)
            found.append(_Sentence(paragraph, text, tuple(values), tuple(own), score))
    coverage = weights.coverage([max(pair) for pair in zip(reach, title, strict=True)])
    best = max((each.score for each in found), default=0.0)
    return _Reading(candidate, tuple(found), coverage, _RETRIEVAL_SHARE * candidate.score + (1 - _RETRIEVAL_SHARE) * best)


def _unread(candidate: Candidate) -> _Reading:
    return _Reading(candidate, (), 1.0, candidate.score)


def _bonus(question: Question, text: str, paragraph: Paragraph) -> float:
    """Prefer sentences of the kind that is asked for, the decision's own words, and not those of an earlier handling."""
    bonus = 0.0
    pattern = _BONUS.get(question.kind)
    if pattern is not None and pattern.search(text):
        bonus += _BONUS_SHARE
    if question.kind is QuestionKind.AMOUNT and _PRICE.search(text):
        bonus += _BONUS_SHARE / 3
    if paragraph.part is PartKind.EARLIER:
        bonus -= 0.1
    if paragraph.part is PartKind.DECISION:
        bonus += 0.03
    return bonus


def _is_evidenced(reading: _Reading, weights: Weights) -> bool:
    """Tell whether a decision tells enough of the question to answer it; a name that it does not tell is too much."""
    if reading.coverage < _ENOUGH:
        return False
    words = _words(reading.decision)
    own = words_of(f"{reading.decision.municipality} {reading.decision.organ or ''}")
    names = [concept for concept in weights.concepts if concept.name]
    missing = [concept for concept in names if max(told(concept, words), told(concept, own)) < SPREAD]
    return len(missing) * 2 <= len(names) if len(names) > 1 else not missing


def _role(decision: Decision, paragraph: Paragraph) -> ClaimRole:
    part = paragraph.part
    if part is PartKind.DECISION:
        return ClaimRole.DECISION
    if part is PartKind.PROPOSAL:
        return ClaimRole.ACCEPTED if _is_accepted(decision) else ClaimRole.PROPOSAL
    if part is PartKind.EARLIER:
        return ClaimRole.EARLIER
    if part is PartKind.HANDLING:
        return ClaimRole.HANDLING
    return ClaimRole.ITEM if paragraph.is_item else ClaimRole.TEXT


def _is_accepted(decision: Decision) -> bool:
    """Tell whether the decision says, in its first words, that the proposal was accepted as it was."""
    decided = [p.text for p in decision.paragraphs if p.part is PartKind.DECISION and not p.is_heading]
    return bool(decided) and decision.document_kind is not DocumentKind.AGENDA and _ACCEPTED.search(decided[0]) is not None


def _claim(decision: Decision, sentence: _Sentence) -> DraftClaim:
    return DraftClaim(decision, sentence.paragraph, sentence.text, _role(decision, sentence.paragraph), sentence.score)


def _facts(readings: Sequence[_Reading], weights: Weights, question: Question) -> Iterable[DraftClaim]:
    """Give the best sentence, then others of the same decision that tell more, while there is room."""
    best = readings[0]
    ranked = sorted(best.sentences, key=lambda each: -each.score)
    chosen: list[_Sentence] = []
    room = _ROOM
    covered = [0.0] * len(weights.concepts)
    for sentence in ranked[:12]:
        adds = weights.coverage([max(0.0, v - c) for v, c in zip(sentence.own, covered, strict=True)])
        near = sentence.score >= _NEAR * ranked[0].score
        if chosen and (not (near or adds > 0.1) or len(sentence.text) > room or len(chosen) >= _MOST_CLAIMS):
            continue
        if any(sentence.text == other.text for other in chosen):
            continue
        chosen.append(sentence)
        room -= len(sentence.text)
        covered = [max(pair) for pair in zip(covered, sentence.own, strict=True)]
    yield from (_claim(best.decision, sentence) for sentence in chosen)


def _decided(reading: _Reading, room: int) -> Iterable[DraftClaim]:
    """Tell what was decided: the decision's words and, where these only accept the proposal, the proposal's."""
    decision = reading.decision
    decided = [each for each in reading.sentences if each.paragraph.part is PartKind.DECISION]
    proposed = [each for each in reading.sentences if each.paragraph.part is PartKind.PROPOSAL]
    if not decided:
        best = sorted(proposed or reading.sentences, key=lambda each: -each.score)
        yield from _within(decision, best[:3], room)
        return
    if _is_accepted(decision) and proposed:
        opening = decided[0]
        yield _claim(decision, opening)
        content = sorted(proposed, key=lambda each: -each.score)
        yield from _within(decision, content, room - len(opening.text), order=proposed)
        return
    outcome = [each for each in decided if _OUTCOME.search(each.text)] or decided
    yield from _within(decision, sorted(outcome, key=lambda each: -each.score), room, order=decided)


def _within(
    decision: Decision, ranked: Sequence[_Sentence], room: int, order: Sequence[_Sentence] | None = None
) -> Iterable[DraftClaim]:
    """Take the best sentences that fit the room, and give them in the order of the text."""
    chosen: list[_Sentence] = []
    for sentence in ranked:
        if len(chosen) >= _MOST_CLAIMS or (chosen and len(sentence.text) > room):
            continue
        chosen.append(sentence)
        room -= len(sentence.text)
    ordered = [each for each in order if each in chosen] if order is not None else chosen
    yield from (_claim(decision, sentence) for sentence in ordered)


def _step(decision: Decision, room: int) -> Iterable[DraftClaim]:
    """Tell one step of a case: the decision and, where it only accepts, the first of the proposal."""
    unweighted = Weights((), lambda term: 0, 1)
    reading = _read(Candidate(decision, 0.0, ()), Question("", "fi", QuestionKind.DECISION), unweighted)
    if reading.sentences:
        yield from _decided(reading, room)


def _list(readings: Sequence[_Reading], weights: Weights) -> Draft:
    """Give every item that tells what distinguishes the question; over all decisions that tell as much as the best."""
    best = readings[0]
    items = _items(best, weights)
    if items:
        return Draft(tuple(_claim(best.decision, each) for each in items))
    level = 0.93 * best.coverage
    peers = [each for each in readings if each.coverage >= level and each.best.score >= 0.85 * best.best.score]
    if len(peers) == 1:
        return Draft(tuple(_within(best.decision, sorted(best.sentences, key=lambda e: -e.score), _LIST_ROOM // 3)))
    ordered = sorted(peers[:_MOST_ITEMS], key=lambda each: (each is not best, each.decision.date or "", int(each.decision.section or 0)))
    room = max(160, _LIST_ROOM // len(ordered))
    return Draft(tuple(claim for each in ordered for claim in _decided(each, room)))


def _items(reading: _Reading, weights: Weights) -> list[_Sentence]:
    """Find the items of one list whose lead-in or title tells what the items themselves do not say again."""
    groups: dict[str, list[_Sentence]] = {}
    for sentence in reading.sentences:
        if sentence.paragraph.is_item:
            groups.setdefault(sentence.paragraph.paragraph_id.rpartition(".")[0], []).append(sentence)
    best: list[_Sentence] = []
    best_score = 0.0
    for group in groups.values():
        chosen, score = _telling(reading, group, weights)
        if score > best_score:
            best, best_score = chosen, score
    return best[:_MOST_ITEMS]


def _telling(reading: _Reading, group: Sequence[_Sentence], weights: Weights) -> tuple[list[_Sentence], float]:
    around = words_of(" ".join((reading.decision.title, group[0].paragraph.context)))
    shared = [told(concept, around) for concept in weights.concepts]
    open_ = [index for index, value in enumerate(shared) if value < SPREAD]
    if not open_:
        return list(group), weights.coverage(shared)
    chosen = [each for each in group if sum(each.own[index] for index in open_) >= SPREAD * len(open_)]
    values = [max([shared[index], *(each.own[index] for each in chosen)]) for index in range(len(shared))]
    coverage = weights.coverage(values)
    return (chosen, coverage) if chosen and coverage >= _ENOUGH else ([], 0.0)


