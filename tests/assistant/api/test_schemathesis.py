"""Schemathesis asks the running server what its description allows and forbids: no 5xx, nothing undescribed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.api.app import create_app
from assistant.engine import Engine
from assistant.settings import Settings
from tests.assistant.api.running import listening

SLOW = pytest.mark.slow


@pytest.fixture
def address(town: Engine, settings: Settings) -> Iterator[str]:
    unlimited = settings.model_copy(update={"rate_ask": "", "rate_read": ""})
    with listening(create_app(unlimited, town)) as found:
        yield found


def schemathesis(address: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it in a folder of its own, in which it leaves what it remembers."""
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json", *arguments]
    # The health check is about its own generator, not about what it asks.
    more = ("--max-failures", "1", "--request-timeout", "30", "--suppress-health-check", "all")
    return subprocess.run([*command, *more], cwd=folder, capture_output=True, text=True, check=False, timeout=600)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--phases", "examples,coverage", "--max-time", "30"),
        pytest.param(("--max-time", "150", "--max-examples", "300"), marks=SLOW),
    ],
    ids=["quick", "long"],
)
def test_server_does_only_what_it_describes(address: str, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = schemathesis(address, tmp_path, "--checks", "all", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tested: 14" in done.stdout


@SLOW
def test_a_crash_that_was_planted_is_found(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    search = Engine.search

    def crashing(self: Engine, words: str, *more: Any) -> Any:
        if len(words) >= 7:
            raise RuntimeError("planted")
        return search(self, words, *more)

    monkeypatch.setattr(Engine, "search", crashing)
    done = schemathesis(address, tmp_path, "--include-path", "/api/v1/search", "--max-examples", "1000")
    assert done.returncode == 1
    assert "[500]" in done.stdout
