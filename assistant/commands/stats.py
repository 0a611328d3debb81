"""`pykala stats`: how well the service answers. `pykala audit`: who saw restricted material."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from statistics import quantiles
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.options import AsJson, Data, print_json, settings
from assistant.model import AnswerStatus

if TYPE_CHECKING:
    from assistant.repository.judged import Judged

_SLOW = 5  # slowest questions that are named


def stats(
    questions: Annotated[
        bool, typer.Option("--questions", help="Also show questions and comments: what people wanted to know.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Count the kept answers: by language and status, without an answer, judged useless, slow."""
    from assistant.repository import Repository

    repository = Repository(settings(data))
    told = summary(repository.judged(), questions)
    repository.close()
    if as_json:
        print_json(told)
        return
    typer.echo(
        f"{told['answers']} answers kept; half within {told['median_ms']} ms, nine of ten within {told['p90_ms']} ms"
    )
    for name, counts in told["by_language"].items():
        typer.echo(f"{name}: " + ", ".join(f"{count} {status}" for status, count in counts.items()))
    for title in ("unanswered", "useless", "slow"):
        for each in told[title]:
            said = f"  {each['question']}" if questions else ""
            comments = "".join(f"  “{comment}”" for comment in each.get("comments", ()))
            typer.echo(f"{title}: {each['understood'] or 'no limits'}, {each['took_ms']} ms{said}{comments}")


def summary(judged: list[Judged], questions: bool) -> dict[str, Any]:
    """Sum up kept answers; without `questions` nothing of it tells what anybody wrote."""
    times = [each.answer.took_ms for each in judged]
    cuts = quantiles(times, n=10, method="inclusive") if len(times) > 1 else times * 9 or [0] * 9
    by_language: dict[str, Counter[str]] = {}
    for each in judged:
        by_language.setdefault(each.answer.question.language, Counter())[str(each.answer.status)] += 1
    return {
        "answers": len(judged),
        "median_ms": round(cuts[4]),
        "p90_ms": round(cuts[8]),
        "by_language": {language: dict(counts) for language, counts in sorted(by_language.items())},
        "unanswered": [_told(each, questions) for each in judged if each.answer.status is AnswerStatus.NO_ANSWER],
        "useless": [_told(each, questions) for each in judged if each.useless > each.useful],
        "slow": [_told(each, questions) for each in sorted(judged, key=lambda each: -each.answer.took_ms)[:_SLOW]],
    }


def _told(judged: Judged, questions: bool) -> dict[str, Any]:
    asked = judged.answer.question
    told: dict[str, Any] = {
        "kind": str(asked.kind),
        "language": asked.language,
        "understood": ", ".join(
            f"{name} {value}" for name, value in {**asked.hints.said(), **asked.filters.said()}.items()
        ),
        "took_ms": judged.answer.took_ms,
        "useful": judged.useful,
        "useless": judged.useless,
    }
    return {**told, "question": asked.text, "comments": list(judged.comments)} if questions else told


def audit(
    days: Annotated[int, typer.Option(min=1, help="How far back.")] = 30,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List who was shown restricted decisions and files, latest first."""
    from assistant.repository import Repository

    repository = Repository(settings(data))
    found = repository.sights(days)
    repository.close()
    if as_json:
        print_json([{**asdict(each), "at": each.at.isoformat()} for each in found])
        return
    for each in found:
        typer.echo(f"{each.at:%Y-%m-%d %H:%M:%S} UTC  {each.who}  {each.name}  {each.way}  {each.thing}")
