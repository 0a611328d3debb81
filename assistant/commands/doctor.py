"""`pykala doctor`: everything that is wrong with settings, machine and neighbours, at once and with remedies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.commands.options import AsJson, Data, print_json
from assistant.doctor.finding import LANGUAGES, Finding, State, told, total


def doctor(
    language: Annotated[
        str | None, typer.Option("--language", help="Language: fi, sv or en; else PYKALA_LANGUAGE.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address that `pykala serve` will listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port that it will listen on.")] = 8000,
    offline: Annotated[bool, typer.Option("--offline", help="Look at this machine only; ask no neighbour.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say everything that is wrong before it is started, each with its remedy; exit 1 where something is."""
    from assistant.doctor.chosen import read
    from assistant.doctor.contradictions import contradictions
    from assistant.doctor.machine import machine
    from assistant.doctor.neighbours import neighbours

    if language not in (None, *LANGUAGES):
        raise typer.BadParameter("fi, sv or en", param_hint="--language")
    settings, found = read(data)
    found += [*contradictions(settings), *machine(settings)]
    if not offline:
        found += neighbours(settings, host, port)
    spoken = language or settings.language
    if as_json:
        print_json({"well": not any_wrong(found), "findings": [_json(each, spoken) for each in found]})
    else:
        for each in found:
            typer.echo(told(each, spoken))
        typer.echo(total(Counter(each.state for each in found), spoken))
    raise typer.Exit(1 if any_wrong(found) else 0)


def before_serving(data: Path | None) -> tuple[Any, list[Finding]]:
    """Read the settings; give with them what is wrong and would keep the service from answering, without a network."""
    from assistant.doctor.chosen import read
    from assistant.doctor.contradictions import contradictions
    from assistant.doctor.machine import machine

    settings, found = read(data)
    found += [*contradictions(settings), *machine(settings)]
    return settings, [each for each in found if each.state is State.WRONG]


def any_wrong(found: Sequence[Finding]) -> bool:
    """Tell whether something does not work."""
    return any(each.state is State.WRONG for each in found)


def _json(finding: Finding, language: str) -> dict[str, str]:
    said = {"subject": finding.subject, "state": str(finding.state), "name": finding.name}
    return {**said, "text": finding.text(language), "remedy": finding.remedy(language)}
