"""The built wheel holds what it needs and runs from an empty folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("pykala-*.whl")
    return found


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment that borrows every library from this one; give its scripts."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True)
    borrowed = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    (site_packages,) = environment.glob("lib/python*/site-packages")
    (site_packages / "borrowed.pth").write_text("\n".join(borrowed) + "\n", encoding="utf-8")
    return environment / "bin"


@pytest.fixture
def empty_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def run(folder: Path, *command: str | Path) -> str:
    """Run a command in a folder without the settings of this process, the model cache aside."""
    kept = {name: value for name, value in os.environ.items() if name == "PYKALA_CACHE" or name[:7] != "PYKALA_"}
    kept.pop("PYTHONPATH", None)
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_wheel_holds_prompts_dictionaries_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    prompts = {path.relative_to(ROOT / "prompts").as_posix() for path in (ROOT / "prompts").rglob("*.jinja")}
    assert prompts
    assert {f"assistant/_prompts/{name}" for name in prompts} <= set(names)
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"assistant", "indexer"}
    lexicon = "indexer/lexicon"
    assert {f"{lexicon}/{name}" for name in ("eng-fin.tsv.xz", "swe-fin.tsv.xz", "LICENCE.md")} <= set(names)
    examples = {"assistant/examples/nginx.conf", "assistant/examples/Containerfile", "assistant/doctor/words.toml"}
    assert examples <= set(names)
    licences = {name.partition(".dist-info/licenses/")[2] for name in names} - {""}
    assert licences == {"LICENCE", f"{lexicon}/LICENCE.md"}


def test_wheel_runs_from_an_empty_folder(scripts: Path, empty_folder: Path) -> None:
    origin = "import assistant, indexer; print(assistant.__file__, indexer.__file__)"
    assert str(ROOT) not in run(empty_folder, scripts / "python", "-c", origin).replace(str(scripts.parent), "")
    assert "index" in run(empty_folder, scripts / "pykala", "--help")
    assert list(empty_folder.iterdir()) == []


def test_wheel_indexes_and_answers(scripts: Path, empty_folder: Path, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    shutil.copytree(ROOT / "corpus" / "kemi", documents)
    run(empty_folder, scripts / "pykala", "index", documents, "--data", tmp_path / "store")
    question = "Which 2024 welfare projects concern the sports hall?"
    said = run(empty_folder, scripts / "pykala", "ask", question, "--json", "--data", tmp_path / "store")
    answer = json.loads(said)
    assert answer["status"] == "answered"
    assert "Liikuntahallin ensivarustelu ja palvelukonseptointi" in answer["answer"]
    assert list(empty_folder.iterdir()) == []
