"""Options that several commands share, and how every command speaks."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from assistant.model import DocumentKind, PartKind
from assistant.settings import Settings

Data = Annotated[Path | None, typer.Option("--data", help="Directory of the store (PYKALA_DATA).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Municipality = Annotated[str | None, typer.Option(help="Only this municipality.")]
Organ = Annotated[str | None, typer.Option(help="Only this organ, by its name in the nominative.")]


def _iso(value: str | None) -> str | None:
    try:
        return date.fromisoformat(value).isoformat() if value is not None else None
    except ValueError as error:
        raise typer.BadParameter(f"{value} is no date: write it as YYYY-MM-DD") from error


From = Annotated[str | None, typer.Option("--from", callback=_iso, help="Only meetings from this date on: YYYY-MM-DD.")]
To = Annotated[str | None, typer.Option("--to", callback=_iso, help="Only meetings up to this date: YYYY-MM-DD.")]
Year = Annotated[int | None, typer.Option(help="Only meetings of this year.")]
Kind = Annotated[DocumentKind | None, typer.Option("--document-kind", help="Only documents of this kind.")]
Part = Annotated[PartKind | None, typer.Option(help="Only this part of decisions.")]


def settings(data: Path | None) -> Settings:
    """Read the settings, with the store that a command names."""
    return Settings(data=data) if data is not None else Settings()


def fail(message: str) -> NoReturn:
    """Say on standard error what went wrong and end with exit code 1."""
    typer.echo(f"pykala: {message}", err=True)
    raise typer.Exit(1)


def print_json(value: Any) -> None:
    """Print a value as one line of JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False))
