"""`pykala backup` and `pykala restore`: the store and the service's database in one file, while both are in use."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import AsJson, Data, fail, print_json, settings
from assistant.commands.redact import forget
from assistant.settings import Settings

if TYPE_CHECKING:
    from indexer.redactions import Redactions

_DATABASE = "service.sqlite"


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write, such as pykala-2025-02-20.zip.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Write the store, redactions, answers, feedback and API keys into one file, while they are in use."""
    from assistant.repository.copies import copy_database
    from indexer.redactions import FILE
    from indexer.stores.archive import back_up
    from indexer.stores.unwritable import told_if_unwritable

    chosen = _local(settings(data))
    if not file.absolute().parent.is_dir():
        fail(f"{file.parent}: there is no such folder. Make it, or name another place.")
    with TemporaryDirectory(prefix="pykala-") as folder, told_if_unwritable(Path(folder)):
        copy = Path(folder, _DATABASE)
        has_database = copy_database(chosen, copy)
        others = {_DATABASE: copy, FILE: chosen.data / FILE}
        size = back_up(chosen.data, {name: path for name, path in others.items() if path.exists()}, file)
    if as_json:
        print_json({"file": str(file), "bytes": size, "database": has_database})
        return
    typer.echo(f"{file}: {size / 1e6:.1f} MB. It may hold restricted material and can be read by you alone.")
    if not has_database and chosen.service_database:
        typer.echo("The service's database is kept by a server: back it up with that server's own tool.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File that `pykala backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace what is there.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring a backup back; nothing is changed unless all of it is whole. What was redacted since stays redacted."""
    from assistant.repository.copies import database_file, restore_database
    from indexer.redactions import FILE, Redactions
    from indexer.stores.archive import bring_back, is_there
    from indexer.stores.unwritable import told_if_unwritable

    chosen = _local(settings(data))
    redactions = Redactions.load(chosen.data)
    database = database_file(chosen)
    there = [chosen.data] if is_there(chosen.data) else []
    there += [database] if database is not None and database.exists() else []
    if there and not replace:
        fail(f"{there[0]} is there already. Name another place with --data, or add --replace.")
    with told_if_unwritable(chosen.data), TemporaryDirectory(prefix="pykala-") as folder:
        copy = Path(folder, _DATABASE)
        found = bring_back(file, chosen.data, {_DATABASE: copy, FILE: Path(folder, FILE)})
        redactions = redactions.merged(Redactions.load(Path(folder)))
        has_database = _DATABASE in found and restore_database(chosen, copy)
    if redactions.entries:
        redactions.save(chosen.data)
        _redact_again(chosen, redactions)
    if as_json:
        print_json({"file": str(file), "data": str(chosen.data), "database": has_database})
        return
    typer.echo(f"{chosen.data} is what {file} holds. `pykala index` takes in what came since.")


def _local(chosen: Settings) -> Settings:
    if chosen.store != "local":
        fail("PYKALA_STORE: PostgreSQL keeps the store. Back it up, and PYKALA_DATA, with the tools of that server.")
    return chosen


def _redact_again(chosen: Settings, redactions: Redactions) -> None:
    """Take out what was redacted after the backup was made; that lies nowhere else than where it was brought back."""
    from indexer.pipeline import redact_again

    redact_again(chosen)
    forget(redactions, chosen)
