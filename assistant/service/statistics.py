"""How well questions were answered over some days: what found nothing, was judged useless or was slow. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median, quantiles

from assistant.model import AnswerStatus, Concept, Question
from assistant.repository.judged import Judged

SLOW = 10  # slowest questions that are named
_DAILY = 14  # days up to which each stands by itself
_WEEKLY = 98


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by what was understood of it; `text` and `comments` are empty where nobody is to read them."""

    at: str
    kind: str
    language: str
    understood: str
    took_ms: int
    useful: int
    useless: int
    text: str = ""
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was asked from a day on: a day, a week or a month; ISO date."""

    begins: str
    answered: int
    unanswered: int
    useless: int
    median_ms: int

    @property
    def asked(self) -> int:
        """Count all questions."""
        return self.answered + self.unanswered


@dataclass(frozen=True, slots=True)
class Topic:
    """What several questions asked for that found nothing; `said` is how it was said most often."""

    said: str
    questions: int
    languages: tuple[str, ...]
    latest: str


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that is told of the questions of some days."""

    answers: int
    median_ms: int
    p90_ms: int
    by_language: Mapping[str, Mapping[str, int]]
    stretches: tuple[Stretch, ...]
    limits: tuple[Topic, ...]  # by what was understood: organ, year
    topics: tuple[Topic, ...]  # by the things named; none where nobody is to read questions
    unanswered: tuple[Asked, ...]
    useless: tuple[Asked, ...]
    slow: tuple[Asked, ...]


def statistics(judged: Sequence[Judged], days: int, today: date, questions: bool) -> Statistics:
    """Sum up answers, latest first, of the days up to today; without `questions` nothing tells what anybody wrote."""
    times = [each.answer.took_ms for each in judged]
    cuts = quantiles(times, n=10, method="inclusive") if len(times) > 1 else times * 9 or [0] * 9
    by_language: dict[str, Counter[str]] = {}
    for each in judged:
        by_language.setdefault(each.answer.question.language, Counter())[str(each.answer.status)] += 1
    unanswered = [each for each in judged if _found_nothing(each)]

    def told(chosen: Iterable[Judged]) -> tuple[Asked, ...]:
        return tuple(_asked(each, questions) for each in chosen)

    return Statistics(
        answers=len(judged),
        median_ms=round(cuts[4]),
        p90_ms=round(cuts[8]),
        by_language={language: dict(counts) for language, counts in sorted(by_language.items())},
        stretches=tuple(_stretches(judged, days, today)),
        limits=_grouped(unanswered, _limits),
        topics=_grouped(unanswered, _things) if questions else (),
        unanswered=told(unanswered),
        useless=told(each for each in judged if each.useless > each.useful),
        slow=told(sorted(judged, key=lambda each: -each.answer.took_ms)[:SLOW]),
    )


def _found_nothing(judged: Judged) -> bool:
    return judged.answer.status is AnswerStatus.NO_ANSWER


def _asked(judged: Judged, questions: bool) -> Asked:
    asked = judged.answer.question
    return Asked(
        at=judged.at.isoformat(timespec="seconds"),
        kind=str(asked.kind),
        language=asked.language,
        understood=asked.said,
        took_ms=judged.answer.took_ms,
        useful=judged.useful,
        useless=judged.useless,
        text=asked.text if questions else "",
        comments=judged.comments if questions else (),
    )


def _stretches(judged: Sequence[Judged], days: int, today: date) -> Iterator[Stretch]:
    """Cut the time into days, weeks from Monday or months; those in which nobody asked stand there too."""

    def begin(day: date) -> date:
        if days <= _DAILY:
            return day
        return day - timedelta(day.weekday()) if days <= _WEEKLY else day.replace(day=1)

    all_days = [today - timedelta(back) for back in range(days - 1, -1, -1)]
    parts: dict[date, list[Judged]] = {begin(day): [] for day in all_days}
    for each in judged:
        if (found := parts.get(begin(each.at.date()))) is not None:
            found.append(each)
    for begins, part in parts.items():
        unanswered = sum(map(_found_nothing, part))
        yield Stretch(
            begins=begins.isoformat(),
            answered=len(part) - unanswered,
            unanswered=unanswered,
            useless=sum(each.useless > each.useful for each in part),
            median_ms=round(median(each.answer.took_ms for each in part)) if part else 0,
        )


Named = Callable[[Question], Iterable[tuple[frozenset[str], str]]]  # what is the same, and how it was said


def _grouped(judged: Sequence[Judged], named: Named) -> tuple[Topic, ...]:
    """Group questions by what they name, the most frequent first; what shares a name is one."""
    groups: list[tuple[set[str], list[tuple[str, Judged]]]] = []
    for each in judged:
        for names, said in named(each.answer.question):
            group = next((group for group in groups if group[0] & names), None)
            if group is None:
                group = (set(), [])
                groups.append(group)
            group[0].update(names)
            group[1].append((said, each))
    topics = [_topic(found) for _, found in groups]
    return tuple(sorted(topics, key=lambda topic: (-topic.questions, topic.said)))


def _topic(found: Sequence[tuple[str, Judged]]) -> Topic:
    return Topic(
        said=Counter(said for said, _ in found).most_common(1)[0][0],
        questions=len({each.answer.id for _, each in found}),
        languages=tuple(sorted({each.answer.question.language for _, each in found})),
        latest=max(each.at for _, each in found).date().isoformat(),
    )


def _limits(question: Question) -> Iterator[tuple[frozenset[str], str]]:
    """Name the organ and the year that were understood."""
    said = {**question.hints.said(), **question.filters.said()}
    organ, year = said.get("organ"), said.get("year") or str(said.get("date_from", ""))[:4]
    told = " ".join(str(each) for each in (organ, year) if each)
    if told:
        yield frozenset({told.casefold()}), told


def _things(question: Question) -> Iterator[tuple[frozenset[str], str]]:
    """Name the things that a question asks for, in Finnish where they were said in another language."""
    for concept in question.concepts:
        if concept.key and not any(character.isdigit() for character in concept.own):
            yield frozenset(_terms(concept)), concept.own.casefold()


def _terms(concept: Concept) -> Iterator[str]:
    best = max((each.weight for each in concept.alternatives), default=0.0)
    yield concept.own.casefold()
    for alternative in concept.alternatives:
        if alternative.weight == best:
            yield " ".join(sorted(alternative.terms))
