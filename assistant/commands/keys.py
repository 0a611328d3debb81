"""`pykala keys`: who may ask by program, as what, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.options import AsJson, Data, fail, print_json, settings

if TYPE_CHECKING:
    from assistant.repository import ApiKey, Repository

keys = typer.Typer(help="Make, list and revoke keys of the API.", no_args_is_help=True)
_SCOPES = ("read", "ask")
_KNOWN = (*_SCOPES, "metrics", "statistics")


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    group: Annotated[list[str] | None, typer.Option(help="Access group whose documents it may see; repeat it.")] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="read, ask, metrics or statistics; repeat it. Else read and ask.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Days that it is valid; else until it is revoked.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and show it, this once."""
    scopes = tuple(scope or _SCOPES)
    if unknown := set(scopes) - set(_KNOWN):
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: choose of {', '.join(_KNOWN)}", param_hint="--scope")
    expires = datetime.now(UTC) + timedelta(days=days) if days else None
    with _repository(data) as repository:
        token, key = repository.create_key(name, scopes, tuple(group or ()), expires)
    if as_json:
        print_json({"key": token, **_told(key)})
        return
    typer.echo(token)
    typer.echo("Keep it now: it cannot be shown again.", err=True)


@keys.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """List the keys, revoked ones too; never their secrets."""
    with _repository(data) as repository:
        found = repository.all_keys()
    if as_json:
        print_json([_told(each) for each in found])
        return
    for each in found:
        state = _moment("revoked", each.revoked) or _moment("until", each.expires) or "valid"
        used = _moment("used", each.used) or "never used"
        groups = ", ".join(each.groups) or "no groups"
        typer.echo(f"{each.id}  {each.name}  ({', '.join(each.scopes)}; {groups})  {state}  {used}")


@keys.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `pykala keys list` shows it.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Take a key out of use at once."""
    with _repository(data) as repository:
        done = repository.revoke_key(key_id)
    if not done:
        fail(f"there is no key {key_id} in use. See `pykala keys list`.")
    if as_json:
        print_json({"id": key_id, "revoked": True})
        return
    typer.echo(f"{key_id} is revoked.")


@contextmanager
def _repository(data: Path | None) -> Iterator[Repository]:
    from assistant.repository import Repository

    repository = Repository(settings(data))
    try:
        yield repository
    finally:
        repository.close()


def _told(key: ApiKey) -> dict[str, Any]:
    moments = {name: value.isoformat() for name, value in asdict(key).items() if isinstance(value, datetime)}
    return {**asdict(key), **moments}


def _moment(word: str, moment: datetime | None) -> str:
    return f"{word} {moment:%Y-%m-%d %H:%M} UTC" if moment else ""
