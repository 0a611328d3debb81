"""`pykala examples`: units for systemd, a web server before the service, a container, to be printed and adapted."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

import typer

from assistant.commands.options import AsJson, print_json


def examples(
    name: Annotated[str | None, typer.Argument(help="The one to print; without it all are listed.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print an example of how to run the service: systemd, nginx, a container."""
    found = {
        each.name: each.read_text(encoding="utf-8")
        for each in sorted(files("assistant.examples").iterdir(), key=lambda each: each.name)
        if each.is_file() and not each.name.endswith(".py")
    }
    if name is not None and name not in found:
        raise typer.BadParameter(f"one of {', '.join(found)}", param_hint="NAME")
    if as_json:
        print_json(found if name is None else {name: found[name]})
    elif name is not None:
        typer.echo(found[name], nl=False)
    else:
        for each, text in found.items():
            typer.echo(f"{each:24}{text.partition(chr(10))[0].removeprefix('# ')}")
