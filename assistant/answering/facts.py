"""Answer with the sentences of one decision that tell what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answering.asked import (
    asks_choice,
    asks_count,
    asks_deed,
    asks_money,
    asks_permission,
    chooses,
    counted,
    counts_of,
    gives_reason,
    is_of_kind,
    names_somebody,
    permits,
)
from assistant.answering.draft import MOST_CLAIMS, DraftClaim
from assistant.answering.evidence import MODIFIER, Weights, told, words_of
from assistant.answering.outcome import MOST_ITEMS, claim, opens_list, with_items, within
from assistant.answering.reading import Reading, Sentence
from assistant.answering.sentences import LONGEST
from assistant.model import Question, QuestionKind
from indexer.model import Decision, PartKind

PLAIN_ROOM = 480  # characters of quotes in a plain answer
_TOLD = 0.6  # how well a sentence has to tell one of the things that are named
_HUNG = 0.4  # how well it has to tell what is counted, if only by its paragraph or the heads over it
_NEAR = 0.8  # share of the best sentence's score that makes another worth telling
_DEED = 0.6  # the same for a sentence of the decision, where what an organ did is asked
_PERMITTED = 0.5  # the same for one that permits what may be asked: that it permits tells the permission
_OF_KIND_NEAR = 0.55  # the same for a sentence with another figure or date
_SAME = 0.3  # share of its words by which a sentence may differ from one that says the same
_ADDS = 0.08  # share of the question that another sentence has to tell anew
# A sentence that refers back in its first words goes with the one before it.
_GOES_ON = re.compile(
    r"^(?:\S+ ){0,3}(?:tä(?:mä|män|tä|hän|stä)|nä(?:mä|iden|itä)|se|sen|sitä|ne|niiden|niitä|siksi|näin|tällöin"
    r"|detta|denna|därför)\b",
    re.IGNORECASE,
)
_REASON_WITHIN = 2  # sentences after one that speaks of a thing, in which a reason may refer back to it
_PAST = re.compile(r"(?:tiin|[^\W\d_]i|ivat|ivät)$")  # a Finnish verb in the past
# What is demanded, made a condition or left to a later decision has not happened.
_OPEN = re.compile(
    r"\bmennessä\b|\bmikäli\b|\bedellyttä\w+|\btulee (?:\w+ )*\w+[aä]\b|\bon \w+t(?:tava|tävä)\b"
    r"|\bpäätetään (?:myöhemmin|erikseen)\b|\bsenast\b|\bifall\b|\bförutsätt\w+",
    re.IGNORECASE,
)
_CHOOSING = frozenset({PartKind.DECISION, PartKind.PROPOSAL})
_DEADLINE_QUESTION = re.compile(
    r"\bmihin mennessä\b|\bby (?:when|what date)\b|\bsenast när\b|\bnär senast\b", re.IGNORECASE
)
_CAPITAL = re.compile(r"(?<!^)\b[A-ZÅÄÖ][\w-]{2,}")


def facts(reading: Reading, weights: Weights, question: Question) -> Iterable[DraftClaim]:
    """Give the best sentence, then others of the decision that tell more, while there is room.

    Nothing where a figure, a sum or a date is asked for and no sentence holds one.
    """
    ranked = sorted(reading.sentences, key=lambda each: -each.score)
    fitting = [each for each in ranked if is_of_kind(each.text, question) and _speaks_of_thing(each, weights, question)]
    fitting = (
        [each for each in fitting if _tells_counted(each.own, weights, question)]
        or [each for each in fitting if _tells_counted(each.told, weights, question)]
        or fitting
    )
    if asks_choice(question):
        fitting = [each for each in fitting if _chooses_somebody(each, reading)]
    if not fitting:
        yield from _sum_beside(ranked, reading.decision, question, weights)
        return
    first = _whole(_decisive(fitting, weights, question), reading, question)
    if opens_list(first.text):
        told = with_items(first, reading) if first in reading.sentences else [first]
        yield from within(reading.decision, told, PLAIN_ROOM, order=told, most=MOST_ITEMS)
        return
    chosen = [first]
    room = PLAIN_ROOM - len(first.text)
    covered = list(first.told)
    for sentence in _by_names(ranked, first, question):
        if len(chosen) >= MOST_CLAIMS or len(sentence.text) > room:
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
        if _within_chosen(sentence, chosen):
            continue
        chosen.append(sentence)
        room -= len(sentence.text)
        covered = [max(pair) for pair in zip(covered, sentence.own, strict=True)]
    yield from (claim(reading.decision, sentence) for sentence in chosen)


def _chooses_somebody(sentence: Sentence, reading: Reading) -> bool:
    """Tell whether a sentence chooses somebody by name; in what was decided or proposed, one sentence may do each."""
    part = sentence.paragraph.part
    said = reading.of_part(part) if part in _CHOOSING else [sentence]
    return any(chooses(each.text) for each in said) and any(names_somebody(each.text) for each in said)


def tells_count(reading: Reading, weights: Weights, question: Question) -> bool:
    """Tell whether a sentence of a decision has a figure beside what the question counts."""
    things = [each for each in weights.concepts if asks_count(question) and each.key and counted(question, each)]
    return bool(things) and any(
        told(thing, words_of(beside)) >= _HUNG
        for each in reading.sentences
        if _tells_counted(each.own, weights, question) and _speaks_of_thing(each, weights, question)
        for beside in counts_of(each.text)
        for thing in things
    )


def _sum_beside(
    ranked: Sequence[Sentence], decision: Decision, question: Question, weights: Weights
) -> Iterable[DraftClaim]:
    """Give the sentence that speaks of the thing and, from a table, the sum beside a name of its; else nothing."""
    speaking = next((each for each in ranked if _speaks_of_thing(each, weights, question)), None)
    if speaking is None or not asks_money(question):
        return
    names = set(_CAPITAL.findall(speaking.text))
    rows = [each for each in ranked if is_of_kind(each.text, question) and _sum_of(each, names)]
    if rows:
        yield claim(decision, speaking)
        yield claim(decision, rows[0])


def _speaks_of_thing(sentence: Sentence, weights: Weights, question: Question) -> bool:
    """Tell whether a sentence, or what stands over it, tells a thing that the question names, where it names any.

    A figure or a date answers only where it is that of the very name and of one of the things, a date only where it is
    that of what happened ("milloin siirtyi").
    """
    keys = [(each, value) for each, value in zip(weights.concepts, sentence.told, strict=True) if each.key]
    if keys and max(value for _, value in keys) < _TOLD:
        return False
    if question.kind not in (QuestionKind.AMOUNT, QuestionKind.DATE):
        return True
    names = [value for each, value in keys if each.name]
    things = [value for each, value in keys if not each.name]
    if (names and not any(names)) or (things and max(things) < MODIFIER):
        return False
    if _DEADLINE_QUESTION.search(question.text):
        return True
    happened = [
        value
        for each, value in zip(weights.concepts, sentence.told, strict=True)
        if question.kind is QuestionKind.DATE and not each.key and not question.is_foreign and _PAST.search(each.own)
    ]
    return not happened or (max(happened) >= MODIFIER and not _OPEN.search(sentence.text))


def _tells_counted(values: Sequence[float], weights: Weights, question: Question) -> bool:
    """Tell whether a sentence tells what is counted, where the question counts something.

    `values` are those of its own words, or with those of what stands over it.
    """
    keys = zip(weights.concepts, values, strict=True)
    return all(value >= _HUNG for each, value in keys if each.key and counted(question, each))


def _decisive(fitting: Sequence[Sentence], weights: Weights, question: Question) -> Sentence:
    """Prefer to the best sentence one of the decision, or of a proposal that became it, that tells nearly as much."""
    best = fitting[0]
    if question.kind is QuestionKind.REASON:
        return best
    share = _DEED if asks_deed(question) else _NEAR
    enough = share * weights.coverage(best.told)
    if asks_permission(question):
        permitting = [each for each in fitting if each.decisive and permits(each.text)]
        least = _PERMITTED * weights.coverage(best.told)
        fitting = [each for each in permitting if weights.coverage(each.told) >= least] or fitting
        if fitting[0] in permitting:
            return fitting[0]
    return next((each for each in fitting if each.decisive and weights.coverage(each.told) >= enough), best)


def _whole(sentence: Sentence, reading: Reading, question: Question) -> Sentence:
    """Let a quote take in the sentence beside it that holds the reason that is asked for.

    That is the next one where it refers back, one soon after that gives a reason, or the one before
    where the sentence itself gives none.
    """
    if question.kind is not QuestionKind.REASON:
        return sentence
    beside = [each for each in reading.sentences if each.paragraph is sentence.paragraph]
    place = beside.index(sentence)
    following = beside[place + 1 : place + 1 + _REASON_WITHIN]
    if following and _GOES_ON.search(following[0].text):
        return _joined(sentence, following[0])
    if gives_reason(sentence.text):
        return sentence
    for later in following:
        if gives_reason(later.text) and (later is following[0] or _GOES_ON.search(later.text)):
            return _joined(sentence, later)
    return _joined(beside[place - 1], sentence) if place else sentence


def _joined(one: Sentence, other: Sentence) -> Sentence:
    """Make one quote of two neighbouring sentences where it does not get too long."""
    if other.end - one.start > min(LONGEST, PLAIN_ROOM):
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
