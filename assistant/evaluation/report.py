"""Ask gold questions and report the scores, and where each miss happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.engine import Engine
from assistant.evaluation.dataset import Gold
from assistant.evaluation.metrics import Spot, all_spots, cited, score, spot
from assistant.model import Answer, AnswerStatus, Filters, Question

SCORES = (
    "answered",
    "partial",
    "abstained",
    "retrieved",
    "hit@1",
    "section_recall",
    "section_precision",
    "part_ok",
    "correct",
)
_PASSAGES = 20  # the first ones, among whose sections an expected place counts as retrieved


@dataclass(frozen=True, slots=True)
class Scored:
    """A question with its answer, its scores and where it was missed, if it was."""

    gold: Gold
    answer: Answer
    scores: dict[str, float]
    miss: str | None


def run(engine: Engine, questions: Sequence[Gold]) -> Iterator[Scored]:
    """Ask every question, a follow-up after the question that it follows."""
    by_id = {each.id: each for each in questions}

    @cache  # one question can be asked for itself and as what another follows
    def alone(question: str, filters: Filters) -> Answer:
        return engine.ask(question, filters)

    for gold in questions:
        if gold.after:
            before = by_id[gold.after]
            previous = alone(before.question, _filters(before))
            answer = engine.ask(gold.question, _filters(gold), previous=previous)
        else:
            answer = alone(gold.question, _filters(gold))
        scores = score(gold, answer)
        if gold.answerable:
            scores["retrieved"] = float(is_retrieved(engine, answer.question, all_spots(gold.right)))
        yield Scored(gold, answer, scores, _miss(gold, answer, scores))


def _filters(gold: Gold) -> Filters:
    return Filters(**(gold.filters or {}))


def _miss(gold: Gold, answer: Answer, scores: dict[str, float]) -> str | None:
    """Say at which step a question was missed, or None where it was not."""
    if not gold.answerable:
        return None if scores["abstained"] else "answered wrongly"
    if scores["correct"] and scores.get("part_ok", 1.0):
        return None
    right = all_spots(gold.right)
    if right & set(map(cited, answer.citations)):
        return "wrong part" if not scores.get("part_ok", 1.0) else "right place, not all told"
    if not scores["retrieved"]:
        return "not retrieved"
    return "abstained wrongly" if answer.status is AnswerStatus.NO_ANSWER else "retrieved but not chosen"


def is_retrieved(engine: Engine, question: Question, wanted: set[Spot]) -> bool:
    """Tell whether an expected place is among the first passages; of reports, a section of the file will do."""
    for id_ in engine.nearest(question, _PASSAGES):
        found = engine.decision(id_, question.filters)
        decision = found.decision
        place = spot(decision.organ, decision.date, decision.section, None if decision.organ else found.source, None)
        if place in wanted or any(place[:2] == each[:2] for each in wanted if each[0] == "report"):
            return True
    return False


def summary(scored: Sequence[Scored]) -> dict[str, Any]:
    """Give mean scores over all and by type and language with the number of questions, the misses and the times."""
    groups: dict[str, dict[str, list[float]]] = {}
    for each in scored:
        for group in ("all", each.gold.type, f"lang {each.gold.lang}"):
            for name, value in each.scores.items():
                groups.setdefault(group, {}).setdefault(name, []).append(value)
    took = sorted(each.answer.took_ms for each in scored)
    return {
        "questions": len(scored),
        "scores": {
            group: {name: {"mean": sum(values) / len(values), "of": len(values)} for name, values in found.items()}
            for group, found in groups.items()
        },
        "misses": [
            {"id": each.gold.id, "question": each.gold.question, "where": each.miss} for each in scored if each.miss
        ],
        "took_ms_p50": took[len(took) // 2],
        "took_ms_p95": took[int(len(took) * 0.95)],
    }


def table(report: dict[str, Any]) -> str:
    """Write a summary as text: a table of scores, then each miss."""
    lines = [f"{'':16}" + "".join(f"{name:>20}" for name in SCORES)]
    for group, found in report["scores"].items():
        cells = (f"{found[n]['mean']:>14.3f} ({found[n]['of']:>3})" if n in found else f"{'':>20}" for n in SCORES)
        lines.append(f"{group:16}" + "".join(cells))
    lines += [f"{miss['where']:26}{miss['id']}: {miss['question']}" for miss in report["misses"]]
    lines.append(f"took_ms_p50: {report['took_ms_p50']}  took_ms_p95: {report['took_ms_p95']}")
    return "\n".join(lines)
