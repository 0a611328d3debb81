"""`pykala redact`: take words out of everything that is kept, so that they do not come back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import AsJson, Data, fail, print_json, settings
from assistant.settings import Settings

if TYPE_CHECKING:
    from indexer.redactions import Redactions


def redact(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of a decision or paragraph that holds the text.")] = "",
    text: Annotated[
        list[str] | None, typer.Option(help="What to take out, in all its forms; repeat it. - reads standard input.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, without saying what; it is kept.")] = "",
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="In all documents, not only those of this meeting or report.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List what was redacted, and stop.")] = False,
    undo: Annotated[str, typer.Option(metavar="REDACTION", help="Undo a redaction, by its id in the list.")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Take TEXT out of a meeting's or report's documents, index, answers, conversations and feedback, for good."""
    chosen = settings(data)
    if list_:
        _list(chosen, as_json)
    elif undo:
        _undo(undo, chosen, as_json)
    else:
        texts = [each for given in text or () for each in _read(given) if each.strip()]
        if not id_ or not texts:
            raise typer.BadParameter("give the ID of a decision or paragraph and what to take out by --text")
        _redact(id_, texts, reason, everywhere, chosen, as_json)


def _read(given: str) -> list[str]:
    """Take a text as it is, or one from each line of standard input, which no list of processes shows."""
    return sys.stdin.read().splitlines() if given == "-" else [given]


def _redact(id_: str, texts: list[str], reason: str, everywhere: bool, chosen: Settings, as_json: bool) -> None:
    from indexer.pipeline import redact as take_out

    done, words = take_out(id_, texts, reason, chosen, everywhere=everywhere)
    forgotten = forget(words, chosen)
    edited = _edit_slack(chosen)
    if as_json:
        told = {name: getattr(done, name) for name in done.__slots__}
        print_json({**told, "forgotten": forgotten, "slack": edited})
        return
    typer.echo(f"{done.id}: {done.forms} forms were taken out of {', '.join(done.files)}.")
    typer.echo(f"{forgotten} answers, conversations and comments were forgotten; {edited} messages in Slack edited.")
    for each in done.elsewhere:
        typer.echo(f"it also stands in {each}: redact it there, or use --everywhere")
    for each in done.named:
        typer.echo(f"it stands in the name or folder of {each}: rename that, and run `pykala index`")


def forget(words: Redactions, chosen: Settings) -> int:
    """Take what is redacted out of answers, conversations and feedback; give how many were forgotten."""
    from assistant.repository import Repository

    repository = Repository(chosen)
    try:
        return repository.forget_words(words.holds, lambda comment: words.taken_out(comment, "[…]"))
    finally:
        repository.close()


def _edit_slack(chosen: Settings) -> int:
    """Take back at once what Slack shows; where Slack is not set up there is nothing."""
    if not chosen.slack_bot_token:
        return 0
    from assistant.engine import Engine
    from assistant.repository import Repository
    from assistant.service import Service
    from assistant.slack.replies import make_clients
    from assistant.slack.withdrawal import withdraw

    repository = Repository(chosen)
    try:
        return withdraw(Service(Engine(chosen), repository, chosen), repository, make_clients(chosen).patient)
    finally:
        repository.close()


def _list(chosen: Settings, as_json: bool) -> None:
    from indexer.redactions import Redactions

    entries = Redactions.load(chosen.data).entries
    if as_json:
        print_json(
            [
                {"id": e.id, "within": e.within, "forms": len(e.hashes), "reason": e.reason, "made": e.made}
                for e in entries
            ]
        )
        return
    for each in entries:
        typer.echo(f"{each.id}  {each.made}  {each.within or 'everywhere'}  {len(each.hashes)} forms  {each.reason}")


def _undo(id_: str, chosen: Settings, as_json: bool) -> None:
    from indexer.errors import RedactionError
    from indexer.pipeline import undo_redaction

    try:
        undo_redaction(id_, chosen)
    except RedactionError as error:
        fail(str(error))
    if as_json:
        print_json({"id": id_, "undone": True})
        return
    typer.echo(f"{id_} is undone. `pykala index` reads its documents again.")
