"""`pykala stats`: how well the service answers. `pykala audit`: who saw restricted material."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.options import AsJson, Data, print_json, settings

if TYPE_CHECKING:
    from assistant.service.statistics import Statistics


def stats(
    questions: Annotated[
        bool, typer.Option("--questions", help="Also show questions and comments: what people wanted to know.")
    ] = False,
    days: Annotated[int | None, typer.Option(min=1, help="Only of the last days; else of all that are kept.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Count the kept answers: by language and status, without an answer, judged useless, slow."""
    from assistant.repository import Repository
    from assistant.repository.clock import now
    from assistant.service.statistics import statistics

    chosen = settings(data)
    repository = Repository(chosen)
    told = statistics(repository.judged(days), days or chosen.keep_answers_days, now().date(), questions)
    repository.close()
    if as_json:
        print_json(_told(told, questions))
        return
    typer.echo(f"{told.answers} answers kept; half within {told.median_ms} ms, nine of ten within {told.p90_ms} ms")
    for name, counts in told.by_language.items():
        typer.echo(f"{name}: " + ", ".join(f"{count} {status}" for status, count in counts.items()))
    for title in ("topics", "limits"):
        for topic in getattr(told, title):
            typer.echo(f"nothing found of: {topic.said}, {topic.questions} questions, latest {topic.latest}")
    for title in ("unanswered", "useless", "slow"):
        for each in getattr(told, title):
            said = "".join(f"  {text}" for text in (each.text, *(f"“{comment}”" for comment in each.comments)) if text)
            typer.echo(f"{title}: {each.understood or 'no limits'}, {each.took_ms} ms{said}")


def _told(told: Statistics, questions: bool) -> dict[str, Any]:
    """Give the statistics as JSON; without questions not even empty fields for them."""
    given = asdict(told)
    for title in ("unanswered", "useless", "slow"):
        for each in given[title]:
            text, comments = each.pop("text"), each.pop("comments")
            each |= {"question": text, "comments": list(comments)} if questions else {}
    return given


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
