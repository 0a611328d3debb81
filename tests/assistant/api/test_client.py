"""A Python client made from the description works; the README's calls are ones that a shell can make."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.api.app import create_app
from assistant.engine import Engine
from assistant.settings import Settings
from tests.assistant.api.running import listening
from tests.conftest import ROOT

CURLS = re.findall(r"^curl .*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
USE = """
import sys
sys.path.insert(0, sys.argv[2])
from pykala_client import Client
from pykala_client.api.asking import ask
from pykala_client.api.looking_up import search, show_case, show_decision
from pykala_client.models import Answer, Ask, Problem

client = Client(base_url=sys.argv[1])
answer = ask.sync(client=client, body=Ask(question="Which 2024 welfare projects concern the sports hall?"))
assert isinstance(answer, Answer), answer
cited = answer.citations[0]
shown = show_decision.sync(cited.paragraph_id, client=client)
assert cited.quote in shown.paragraphs[0].text, shown
assert search.sync(client=client, q="liikuntahalli", year=2025).total == 1
assert show_case.sync("kemi", cited.case.replace("/", "~"), client=client).decisions[0].section == "21"
refused = show_decision.sync_detailed("none/such", client=client)
assert refused.status_code == 404, refused
"""


@pytest.fixture(scope="module")
def address(kemi: Engine, kemi_store: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    database = f"sqlite:///{tmp_path_factory.mktemp('client') / 'service.sqlite'}"
    settings = kemi_store.model_copy(update={"service_database": database})
    with listening(create_app(settings, kemi)) as found:
        yield found


@pytest.mark.slow
def test_generated_client_works(address: str, tmp_path: Path) -> None:
    """Generate it in an environment of its own, since the generator wants another version of Typer than we do."""
    run(sys.executable, "-m", "venv", str(tmp_path / "venv"))
    python = str(tmp_path / "venv" / "bin" / "python")
    run(python, "-m", "pip", "install", "--quiet", "openapi-python-client>=0.29,<1")
    config = tmp_path / "config.yml"
    config.write_text("package_name_override: pykala_client\nproject_name_override: pykala-client\n", encoding="utf-8")
    client = tmp_path / "client"
    generate = ("generate", "--url", f"{address}/openapi.json", "--config", str(config), "--output-path", str(client))
    made = run(python, "-m", "openapi_python_client", *generate)
    assert "Unable to parse" not in made, made
    run(python, "-c", USE, address, str(client))


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("call", CURLS)
def test_calls_of_the_readme_work(address: str, call: str) -> None:
    words = [word.replace("http://127.0.0.1:8000", address) for word in shlex.split(call)]
    done = subprocess.run(
        [words[0], "--silent", "--fail-with-body", *words[1:]], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)


def test_readme_shows_calls() -> None:
    assert len(CURLS) == 5
