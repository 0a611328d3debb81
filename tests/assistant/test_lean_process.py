"""Once the model is prepared, neither asking nor indexing loads what trains and exports models."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import Settings
from tests.conftest import ROOT

REPORTING = {"posthog.client", "requests"}  # what Haystack would report use by
HEAVY = {"torch", "transformers", "sentence_transformers", "onnx", "onnxscript"}


def loaded_by(settings: Settings, *arguments: str) -> tuple[str, set[str]]:
    """Run a command in a process of its own; give what it printed and the heavy modules that it had loaded."""
    code = (
        "import json, sys\n"
        "from assistant.cli import app\n"
        "app(sys.argv[1:], standalone_mode=False)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    command = [sys.executable, "-c", code, *arguments, "--data", str(settings.data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said, modules = done.stdout.rstrip().rsplit("\n", 1)
    return said, set(json.loads(modules))


def test_asking_loads_no_torch(kemi_store: Settings) -> None:
    said, modules = loaded_by(kemi_store, "ask", "Mitkä vuoden 2024 hyvinvointiprojektit koskevat liikuntahallia?")
    assert "Liikuntahallin ensivarustelu" in said
    assert "onnxruntime" in modules
    assert modules & (HEAVY | REPORTING) == set()


@pytest.mark.usefixtures("kemi_store")  # which prepares the model
def test_indexing_loads_no_torch(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "store")
    said, modules = loaded_by(settings, "index", str(ROOT / "corpus" / "kemi"))
    assert "0 passages embedded" not in said
    assert "onnxruntime" in modules
    assert modules & HEAVY == set()
