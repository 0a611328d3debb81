"""`pykala slack`: Slack over Socket Mode, the check of its settings, and taking back withdrawn answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from assistant.commands.logs import configure_logging
from assistant.commands.options import AsJson, Data, fail, print_json, settings


def slack(
    check: Annotated[bool, typer.Option("--check", help="Say what is missing, and stop.")] = False,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take back answers whose sources were withdrawn, and stop.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Answer in Slack over Socket Mode, until stopped."""
    from assistant.engine import Engine
    from assistant.errors import NothingIndexed
    from assistant.repository import Repository
    from assistant.service import Service
    from assistant.slack.app import SlackApp
    from assistant.slack.check import findings
    from assistant.slack.replies import make_clients
    from assistant.slack.socket import serve
    from assistant.slack.withdrawal import withdraw as take_back

    chosen = settings(data)
    repository = Repository(chosen)
    service = Service(Engine(chosen), repository, chosen)
    if check:
        found = list(findings(chosen, service))
        if as_json:
            print_json([asdict(each) for each in found])
        else:
            for each in found:
                typer.echo(f"{'ok     ' if each.is_fine else 'missing'}  {each.name}")
                if not each.is_fine:
                    typer.echo(f"         {each.remedy}")
        raise typer.Exit(0 if all(each.is_fine for each in found) else 1)
    if not chosen.slack_bot_token:
        fail("there is no bot token. Set PYKALA_SLACK_BOT_TOKEN; `pykala slack --check` tells what else is missing.")
    if withdraw:
        typer.echo(f"{take_back(service, repository, make_clients(chosen).patient)} answers were taken back.")
        return
    if not chosen.slack_app_token:
        fail("there is no app-level token. Set PYKALA_SLACK_APP_TOKEN, or use `pykala serve` and HTTP.")
    configure_logging(chosen)
    try:
        service.warm_up()
    except NothingIndexed as error:
        typer.echo(f"pykala: {error}", err=True)  # documents may come while it runs
    serve(SlackApp(chosen, service, repository), chosen)
