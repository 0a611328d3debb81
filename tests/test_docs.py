"""The README tells every setting and every command, and its examples are ones that exist."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
import typer.main
from pydantic_settings import BaseSettings

import assistant.settings
import indexer.settings
from assistant.cli import app
from indexer.setting_sources import is_secret
from indexer.sources import Sidecar
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS: tuple[type[BaseSettings], ...] = (indexer.settings.Settings, assistant.settings.Settings)
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def environment_names(settings: type[BaseSettings]) -> dict[str, Any]:
    """Map each environment variable to its setting's field."""
    prefix = settings.model_config.get("env_prefix", "")
    return {f"{prefix}{name}".upper(): field for name, field in settings.model_fields.items()}


KNOWN = {name: field for settings in SETTINGS for name, field in environment_names(settings).items()}


def table_row(name: str) -> str:
    rows = [line for line in README.splitlines() if line.startswith(f"| `{name}` |")]
    assert len(rows) == 1, f"the README's table of settings needs one row for {name}"
    return rows[0]


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_setting_is_documented(name: str) -> None:
    field = KNOWN[name]
    default, told = (cell.strip() for cell in table_row(name).split("|")[2:4])
    assert told
    assert field.description, f"{name} needs a help text"
    if field.default_factory is None:
        assert default == (f"`{field.default}`" if field.default or field.default == 0 else "empty")


def test_every_documented_setting_exists() -> None:
    secrets = {f"{name}_FILE" for name, field in KNOWN.items() if is_secret(field)}
    assert set(re.findall(r"PYKALA_[A-Z_]+", README)) <= set(KNOWN) | secrets


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_documented(command: str) -> None:
    assert f"`pykala {command}" in README


def test_every_key_of_a_sidecar_is_documented() -> None:
    table = README.partition("| key | value |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(Sidecar.model_fields)


def example_calls() -> list[list[str]]:
    """Find the `pykala …` calls of the README's shell blocks, as argument lists without the program."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    calls = []
    for line in "\n".join(blocks).splitlines():
        words = shlex.split(line, comments=True)
        starts = [at for at, word in enumerate(words) if word.rpartition("/")[2] == "pykala"]
        for at in starts:
            call = words[at + 1 :]
            stops = [end for end, word in enumerate(call) if word in ("&&", "|", ">", "<")]
            calls.append(call[: stops[0]] if stops else call)
    return calls


@pytest.mark.parametrize("call", example_calls(), ids=shlex.join)
def test_examples_use_commands_and_options_that_exist(call: list[str]) -> None:
    command = COMMANDS[call[0]]
    if hasattr(command, "commands"):
        command = command.commands[call[1]]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in call[1:] if word.startswith("--")} <= options | {"--help"}
