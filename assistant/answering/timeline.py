"""Answers that tell how a matter went on: its handlings over organs, oldest first, up to where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.draft import ClaimRole, Draft, DraftClaim
from assistant.answering.evidence import Weights
from assistant.answering.lists import MOST, ROOM
from assistant.answering.outcome import outcome
from assistant.answering.reading import read
from assistant.answering.result import settles
from assistant.model import Question, QuestionKind
from assistant.retrieval import Candidate
from indexer.model import Decision, PartKind, Value
from indexer.names import slug

_LEAST_ROOM = 160  # characters of quotes that a step has at least
_ASKED = Question("", "fi", QuestionKind.DECISION)  # what each step is asked: what was decided
_DECIDING = frozenset({PartKind.DECISION, PartKind.PROPOSAL})


@dataclass(frozen=True, slots=True)
class Step(Value):
    """A handling of a matter, and the decision that tells of it: that of the handling itself, or a later one."""

    handled: Decision
    told_by: Decision

    @property
    def when(self) -> tuple[str, int]:
        number = "".join(filter(str.isdigit, self.handled.section or ""))
        return self.handled.date or "", int(number or 0)

    @property
    def place(self) -> tuple[str, str | None, str | None]:
        return slug(self.handled.organ or ""), self.handled.date, self.handled.section


def timeline(decisions: Iterable[Decision]) -> Draft:
    """Tell each handling once, oldest first; those that are not among the decisions as a later one retells them."""
    own = [Step(each, each) for each in decisions]
    newest_first = sorted(own, key=lambda each: each.when, reverse=True)
    retold = [before for step in newest_first for before in _retold(step.handled)]
    steps: dict[tuple[str, str | None, str | None], Step] = {}
    for step in (*own, *retold):
        steps.setdefault(step.place, step)
    ordered = sorted(steps.values(), key=lambda each: each.when)[-MOST:]
    room = max(_LEAST_ROOM, ROOM // max(1, len(ordered)))
    told = tuple(claim for step in ordered for claim in _told(step, room))
    return Draft(told, titled=len(ordered) > 1, ends=len(ordered) > 1)


def _retold(decision: Decision) -> Iterator[Step]:
    """Give the earlier handlings that a decision retells with what they decided, each as a decision of its own."""
    origins = dict.fromkeys(each.origin for each in decision.paragraphs if each.origin and each.origin.date)
    for origin in origins:
        paragraphs = tuple(
            replace(each, part=each.origin_part or PartKind.BACKGROUND, origin=None, origin_part=None)
            for each in decision.paragraphs
            if each.origin == origin
        )
        if origin and any(each.part in _DECIDING and settles(each.text) for each in paragraphs):
            handled = replace(decision, organ=origin.organ, date=origin.date, section=origin.section)
            yield Step(replace(handled, paragraphs=paragraphs, resolution=None), decision)


def _told(step: Step, room: int) -> Sequence[DraftClaim]:
    """Tell what a handling decided, in the words of the decision that tells of it."""
    reading = read(Candidate(step.handled, 0.0, ()), _ASKED, Weights((), lambda _: 0, 1))
    claims = tuple(outcome(reading, room)) if reading.sentences else ()
    if step.told_by is step.handled:
        return claims
    kept = {each.paragraph_id: each for each in step.told_by.paragraphs}
    return [
        replace(each, decision=step.told_by, paragraph=kept[each.paragraph.paragraph_id], role=ClaimRole.EARLIER)
        for each in claims
    ]
