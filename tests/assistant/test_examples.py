"""The examples of `pykala examples` are read by the programs or parsers that they are meant for."""

from __future__ import annotations

import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import crossplane
import pytest
import typer.testing
from dockerfile_parse import DockerfileParser

from assistant import cli
from assistant.settings import Settings
from indexer.setting_sources import SUFFIX, is_secret
from tests.conftest import ROOT

FOLDER = ROOT / "assistant" / "examples"
UNITS = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".service", ".timer"))
SERVICES = [name for name in UNITS if name.endswith(".service")]
KNOWN = {f"PYKALA_{name.upper()}": field for name, field in Settings.model_fields.items()}


class Many(dict[str, Any]):
    """Keep each value of a key that stands several times, as units have them."""

    def __setitem__(self, key: str, value: Any) -> None:
        if isinstance(value, list) and isinstance(self.get(key), list):
            self[key].extend(value)
        else:
            super().__setitem__(key, value)


def unit(name: str) -> dict[str, dict[str, list[str]]]:
    parser = RawConfigParser(dict_type=Many, strict=False, comment_prefixes=("#",), delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(FOLDER / name, encoding="utf-8")
    return {each: {key: value.split("\n") for key, value in parser.items(each)} for each in parser.sections()}


def test_examples_are_listed_and_printed_as_they_are() -> None:
    run = typer.testing.CliRunner().invoke
    names = {path.name for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".py"}
    assert {line.split()[0] for line in run(cli.app, ["examples"]).stdout.splitlines()} == names
    for name in names:
        assert run(cli.app, ["examples", name]).stdout == (FOLDER / name).read_text(encoding="utf-8")
    assert run(cli.app, ["examples", "none"]).exit_code == 2


@pytest.mark.parametrize("name", SERVICES)
def test_service_is_locked_down_and_its_secrets_are_credentials(name: str) -> None:
    service = unit(name)["Service"]
    assert service["NoNewPrivileges"] == ["yes"]
    assert service["ProtectSystem"] == ["strict"]
    assert service["User"] == ["pykala"]
    [program, command] = service["ExecStart"][0].split()[:2]
    assert program == "/opt/pykala/bin/pykala"
    assert command in {each.name or each.callback.__name__ for each in cli.app.registered_commands if each.callback}
    given = dict(each.split("=", 1) for each in service["Environment"])
    credentials = {each.partition(":")[0] for each in service.get("LoadCredential", ())}
    for variable, value in given.items():
        if variable.endswith(SUFFIX):
            assert is_secret(KNOWN[variable.removesuffix(SUFFIX)])
            assert value.removeprefix("%d/") in credentials
        else:
            assert variable == "TZ" or (variable in KNOWN and not is_secret(KNOWN[variable]))
    if "TimeoutStopSec" in service:
        assert int(service["TimeoutStopSec"][0]) > Settings.model_fields["stop_seconds"].default + 2


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for name in UNITS:
        text = (FOLDER / name).read_text(encoding="utf-8").replace("/opt/pykala/bin/pykala", "/bin/true")
        (tmp_path / name).write_text(text, encoding="utf-8")
    units = [str(tmp_path / name) for name in UNITS]
    verified = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    for name in SERVICES:
        command = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(tmp_path / name)]
        exposed = subprocess.run(command, capture_output=True, text=True, check=False)
        assert exposed.returncode == 0, exposed.stdout[-400:]


def blocks(parsed: list[dict[str, Any]], *path: str) -> list[dict[str, Any]]:
    """Give the directives within all blocks of a path of names."""
    for name in path:
        parsed = [inner for each in parsed if each["directive"] == name for inner in each.get("block", ())]
    return parsed


def test_nginx_holds_nothing_back_and_lets_nobody_name_a_person(tmp_path: Path) -> None:
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"events {{}}\nhttp {{ include {FOLDER / 'nginx.conf'}; }}\n", encoding="utf-8")
    read = crossplane.parse(str(whole), combine=True, strict=False)
    assert (read["status"], read["errors"]) == ("ok", [])
    servers = blocks(read["config"][0]["parsed"], "http")
    places = [each for each in blocks(servers, "server") if each["directive"] == "location"]
    assert len(places) == 2
    for place in places:
        told = [(each["directive"], *each["args"]) for each in place["block"]]
        assert ("proxy_set_header", "X-Pykala-User", "") in told
        assert ("proxy_set_header", "X-Pykala-Groups", "") in told
        assert ("proxy_set_header", "X-Forwarded-For", "$proxy_add_x_forwarded_for") in told
    pages = [(each["directive"], *each["args"]) for each in places[0]["block"]]
    assert ("proxy_buffering", "off") in pages
    [waited] = [args[0] for directive, *args in pages if directive == "proxy_read_timeout"]
    assert int(waited.removesuffix("s")) > Settings.model_fields["llm_seconds"].default
    guarded = [(each["directive"], *each["args"]) for each in places[1]["block"]]
    assert ("deny", "all") in guarded


def test_container_copies_what_is_there_and_runs_as_nobody_in_particular(tmp_path: Path) -> None:
    text = (FOLDER / "Containerfile").read_text(encoding="utf-8")
    assert "this project does not build it itself" in text
    shutil.copy(FOLDER / "Containerfile", tmp_path / "Dockerfile")
    read = DockerfileParser(path=str(tmp_path)).structure
    steps = [(each["instruction"], each["value"]) for each in read]
    copied = [path for step, value in steps if step == "COPY" for path in value.split()[:-1]]
    assert {"indexer", "assistant", "prompts", "pyproject.toml", "requirements.lock"} <= set(copied)
    assert [path for path in copied if not (ROOT / path).exists()] == []
    users = [value for step, value in steps if step == "USER"]
    assert users[-1].isdigit()
    assert int(users[-1]) > 0
    assert steps[-1][0] == "CMD"
    assert '"serve"' in steps[-1][1]
    named = {word.partition("=")[0] for step, value in steps if step == "ENV" for word in value.split()}
    assert {each for each in named if each.startswith("PYKALA_")} <= set(KNOWN)
