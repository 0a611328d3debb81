"""`pykala migrate`: from a directory to PostgreSQL and back, without reading a document or asking a model again."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import AsJson, Data, fail, print_json, settings
from assistant.commands.redact import forget
from assistant.settings import Settings

if TYPE_CHECKING:
    from indexer.redactions import Redactions

_SCHEMES = ("postgresql://", "postgres://")


def migrate(
    origin: Annotated[str, typer.Option("--from", metavar="STORE", help="Directory, or postgresql:// address.")],
    target: Annotated[str, typer.Option("--to", metavar="STORE", help="Directory, or postgresql:// address.")],
    replace: Annotated[bool, typer.Option("--replace", help="Remove what the target holds besides.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Copy a store with all that belongs to it to another place, and prove it; stop it and run it again as you like."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    from indexer.migration import migrate as run
    from indexer.pipeline import redact_again

    chosen = settings(data)
    read, written = _place(chosen, origin), _place(chosen, target)
    if read == written:
        fail(f"{origin}: it is there already. Name another place with --to.")
    redactions, is_more_redacted = _move_redactions(read, written)
    kept = _move_service(read, written, replace)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)

        def report(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        done = run(read, written, replace=replace, report=report)
    if is_more_redacted:
        redact_again(written)
        forget(redactions, written)
    if as_json:
        print_json({**asdict(done), "redactions": len(redactions.entries), "service": kept})
        return
    typer.echo(
        f"{done.sources} files: {done.copied} were copied, {done.sources - done.copied} there already,"
        f" {done.removed} others removed. {done.decisions} decisions and {done.passages} passages are the same in"
        f" both: SHA-256 {done.checksum}."
    )
    typer.echo(f"{len(redactions.entries)} redactions hold there.")
    if kept is None:
        typer.echo("Answers, feedback and keys stay where they are: in PYKALA_SERVICE_DATABASE.")
    elif not kept:
        typer.echo("Nobody has asked yet, so that there are no answers and no keys to copy.")
    else:
        told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in kept.items() if name != "kept")
        typer.echo(f"What the service remembers was copied: {told}.")
    typer.echo("Original files stay where they are.")


def _place(chosen: Settings, store: str) -> Settings:
    """Give the settings of a store; a database has its redactions in PYKALA_DATA.

    A read replica is asked nothing: it need not be one of this database, and may not have yet what was written.
    """
    if store.startswith(_SCHEMES):
        return Settings(data=chosen.data, store=store).model_copy(update={"store_replica": ""})
    return Settings(data=Path(store), store="local").model_copy(update={"store_replica": ""})


def _move_redactions(origin: Settings, target: Settings) -> tuple[Redactions, bool]:
    """Let what is redacted in one place be so in the other; tell whether the target redacts more than the origin."""
    from indexer.redactions import Redactions

    brought, there = Redactions.load(origin.data), Redactions.load(target.data)
    both = there.merged(brought)
    if len(both.entries) > len(there.entries):
        target.data.mkdir(parents=True, exist_ok=True)
        both.save(target.data)
    return both, len(both.entries) > len(brought.entries)


def _move_service(origin: Settings, target: Settings, replace: bool) -> dict[str, int] | None:
    """Copy answers, conversations, feedback, keys and the audit trail; None where both places share a database."""
    from assistant.repository.moving import move

    if origin.service_database:
        return None
    return move(origin, target, replace=replace)
