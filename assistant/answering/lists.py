"""Answers that list: the items of one list that tell what is asked, or one claim from each of several decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from assistant.answering.asked import announces, asked_sort, asks_amount, asks_deed, counted_sort, holds_amount
from assistant.answering.draft import Draft, DraftClaim
from assistant.answering.enough import ENOUGH
from assistant.answering.evidence import MODIFIER, SPREAD, Weights, words_of
from assistant.answering.outcome import claim, outcome, within
from assistant.answering.reading import Reading, Sentence
from assistant.model import Question
from indexer.words import joined

ROOM = 2_400  # characters of quotes
MOST = 20
_LEAST_ROWS = 3
_LONGEST_HEAD = 160  # characters of a line that names what the text below it is of
_ROW = re.compile(r"^[^\W\d_][^\n]{2,120}?[\s:](?:-|–)?\d[\d .,–-]*(?:€|%|kpl|euroa?|henkilöä?|m2|km)?$")
_SUM = re.compile(r"^(?:yhteensä|summa|sammanlagt|totalt|kaikki)\b", re.IGNORECASE)
_PEER_COVERAGE, _PEER_SCORE = 0.93, 0.85


def listed(readings: Sequence[Reading], weights: Weights, question: Question) -> Draft:
    """Give every item that tells what distinguishes the question, or every decision that tells as much as the best.

    Gives an empty draft where one decision alone answers, and not by a list.
    """
    best = readings[0]
    peers = [
        each
        for each in readings
        if each.coverage >= _PEER_COVERAGE * best.coverage and each.best.score >= _PEER_SCORE * best.best.score
    ]
    if told := announced(best, question):
        return Draft(tuple(claim(best.decision, each) for each in told))
    for peer in peers:
        items = items_of(peer, weights, question)
        if asks_deed(question) and len({each.paragraph.paragraph_id for each in items}) == 1:
            continue  # what is told of one thing is no list of what was done
        if asks_amount(question) and not any(holds_amount(each.text) for each in items):
            continue
        if items and (len(items) >= len(peers) or len(peers) == 1):
            return Draft(tuple(claim(peer.decision, each) for each in items))
    if len(peers) == 1:
        return Draft()
    peers = [*peers, *(each for each in readings if each not in peers and _is_beside(each, best))]
    ordered = sorted(
        peers[:MOST], key=lambda each: (each is not best, each.decision.date or "", int(each.decision.section or 0))
    )
    room = max(160, ROOM // len(ordered))
    deed = asks_deed(question)
    told_once = {each.quote: each for peer in reversed(ordered) for each in told_by(peer, room, deed=deed)}
    claims = [each for peer in ordered for each in told_by(peer, room, deed=deed)]
    return Draft(tuple(each for each in claims if deed or told_once[each.quote] == each), titled=True)


def _is_beside(reading: Reading, best: Reading) -> bool:
    """Tell whether a section belongs to the best one: of the same case and meeting, with a title that begins alike."""
    one, other = reading.decision, best.decision
    return (
        one.case is not None
        and (one.case, one.organ, one.date) == (other.case, other.organ, other.date)
        and one.title.split("/")[0] == other.title.split("/")[0]
    )


def told_by(peer: Reading, room: int, *, deed: bool) -> Iterable[DraftClaim]:
    """Tell a decision's outcome where it is asked what an organ did, else its best sentences."""
    if deed:
        return outcome(peer, room)
    ranked = sorted(peer.sentences, key=lambda each: -each.score)
    return within(peer.decision, ranked[:2], room, peer.sentences)


def announced(reading: Reading, question: Question) -> list[Sentence]:
    """Give a sentence that announces as many things as are asked for ("kolme hanketta"), and the heads that name them.

    Nothing unless just so many short lines, each above a text of its own, follow it.
    """
    asked = counted_sort(question)
    if asked is None:
        return []
    number, sort = asked
    for place, sentence in enumerate(reading.sentences):
        if not announces(sentence.text, number, sort):
            continue
        after = _pieces(reading.sentences[place + 1 :], sentence)
        heads = [one for one, other in pairwise(after) if _is_head(one) and not _is_head(other)]
        if len(heads) == number:
            return [sentence, *heads]
    return []


def _pieces(following: Sequence[Sentence], before: Sentence) -> list[Sentence]:
    """Give the first sentence of each paragraph that follows one."""
    first = {each.paragraph.paragraph_id: each for each in reversed(following)}
    kept = (first[each] for each in dict.fromkeys(each.paragraph.paragraph_id for each in following))
    return [each for each in kept if each.paragraph is not before.paragraph]


def _is_head(sentence: Sentence) -> bool:
    text = sentence.paragraph.text
    return len(text) <= _LONGEST_HEAD and text[-1] not in ".:;,"


def items_of(reading: Reading, weights: Weights, question: Question) -> list[Sentence]:
    """Find the items of the list whose lead-in or title tells what the items themselves do not say again."""
    groups: dict[str, list[Sentence]] = {}
    for sentence in reading.sentences:
        if sentence.paragraph.is_item:
            groups.setdefault(sentence.paragraph.paragraph_id.rpartition(".")[0], []).append(sentence)
    found = [_telling(reading, group, weights, question) for group in [*groups.values(), *rows(reading.sentences)]]
    best, score = max(found, key=lambda each: each[1], default=([], 0.0))
    return best[:MOST] if score >= ENOUGH else []


def rows(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Give the rows of each table that was read as plain paragraphs: a run of short lines that end in figures.

    A line of sums at the end is no row of its own.
    """
    run: list[Sentence] = []
    for sentence in sentences:
        if run and sentence.paragraph.part is not run[-1].paragraph.part:
            yield from _table(run)
            run = []
        if _ROW.match(sentence.paragraph.text) and not sentence.paragraph.is_item:
            run.append(sentence)
        else:
            yield from _table(run)
            run = []
    yield from _table(run)


def _table(run: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    lines = [each for each in run if not _SUM.match(each.text)]
    if len(lines) >= _LEAST_ROWS:
        yield lines


def _telling(
    reading: Reading, group: Sequence[Sentence], weights: Weights, question: Question
) -> tuple[list[Sentence], float]:
    """Give the items of a group that answer, and the share of the question that they and their lead-in tell.

    An item need not say what sort of thing it is: that it is a project, where projects are asked for.
    """
    around = joined(map(words_of, (reading.decision.title, group[0].paragraph.context)))
    shared = weights.told(around)
    telling: list[Sentence] = []
    for level in (SPREAD, MODIFIER):  # what the lead-in tells only nearly, an item need not tell if none does
        open_ = [
            i
            for i, concept in enumerate(weights.concepts)
            if concept.key and shared[i] < level and not asked_sort(question, concept)
        ]
        telling = telling or [each for each in group if all(each.own[i] >= SPREAD for i in open_)]
    values = [max([shared[i], *(each.own[i] for each in telling)]) for i in range(len(shared))]
    return telling, weights.coverage(values) if telling else 0.0
