"""Whatever a file holds, each reader gives its decisions or says in the house's own words why it cannot."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import SourceError
from indexer.finnish import index_terms
from indexer.formats import MEDIA_TYPES, read
from indexer.language import detect
from indexer.layout import lay_out
from indexer.passages import passages
from indexer.reading import read_decisions
from indexer.sources import describe
from tests.conftest import ROOT
from tests.faults import spoiling
from tests.faults.conftest import Tally
from tests.indexer.writing import a_source

T = TypeVar("T")
LONGEST = 10.0  # seconds for a file of a few kilobytes, on a busy machine

KINDS: dict[str, st.SearchStrategy[bytes]] = {
    "kokous.txt": spoiling.BYTES,
    "kokous.md": spoiling.MARKDOWN.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=200),
    "kokous.html": spoiling.PAGES | st.binary(max_size=200),
    "kokous.json": spoiling.JSONS | st.binary(max_size=200),
    **spoiling.OFFICE,
}


@pytest.fixture(autouse=True, scope="module")
def loaded() -> None:
    """Load the dictionary, which no file is to wait for here."""
    index_terms("Kunnanhallitus päätti asiasta.")
    detect("Kunnanhallitus päätti asiasta.")


def tries(
    strategy: st.SearchStrategy[T], act: Callable[[T], None], examples: int, longest: float = LONGEST
) -> tuple[int, float]:
    """Do something with many values, the same at each run; give how many there were, and the seconds of the slowest."""
    count, slowest = 0, 0.0

    @settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(strategy)
    def holds(value: T) -> None:
        nonlocal count, slowest
        began = time.monotonic()
        act(value)
        took = time.monotonic() - began
        count, slowest = count + 1, max(slowest, took)
        assert took < longest

    holds()
    return count, slowest


def reads(name: str, content: bytes) -> None:
    """Read a file as indexing does, and see that what comes of it can be kept."""
    source = a_source(name, media_type=MEDIA_TYPES[Path(name).suffix])
    try:
        lines = read(name, content)
        decisions = read_decisions(source, content, lines, lay_out(lines))
    except SourceError as error:
        str(error).encode("utf-8")
        return
    for decision in decisions:
        json.dumps(asdict(decision), ensure_ascii=False).encode("utf-8")
        for each in passages(decision):
            (each.content or "").encode("utf-8")


@pytest.mark.parametrize("examples", [25, pytest.param(4_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", KINDS)
def test_any_file_is_read_or_refused(name: str, examples: int, inputs: Tally) -> None:
    count, slowest = tries(KINDS[name], lambda content: reads(name, content), examples)
    inputs(f"spoilt {Path(name).suffix} files", count, 0, 0, slowest)


@pytest.mark.parametrize("examples", [40, pytest.param(4_000, marks=pytest.mark.slow)])
def test_any_sidecar_is_read_or_refused(tmp_path: Path, examples: int, inputs: Tally) -> None:
    path = tmp_path / "kokous.txt"
    path.write_text("Naavaharjun kaupunki hoitaa puistoja.", encoding="utf-8")

    def describes(content: bytes) -> None:
        (tmp_path / "kokous.meta.toml").write_bytes(content)
        try:
            source = describe(path)
        except SourceError as error:
            str(error).encode("utf-8")
            return
        json.dumps(asdict(source), ensure_ascii=False).encode("utf-8")

    sidecars = spoiling.TOML.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=200)
    count, slowest = tries(sidecars, describes, examples)
    inputs("spoilt sidecars", count, 0, 0, slowest)


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_coverage_leads_to_no_failure(name: str, tmp_path: Path, inputs: Tally) -> None:
    """Atheris begins with files that are as they should be."""
    pytest.importorskip("atheris", reason="pip install .[fuzz]")
    seeds, seconds = tmp_path / "seeds", 60
    seeds.mkdir()
    for number, content in enumerate(spoiling.SEEDS[name]):
        (seeds / str(number)).write_bytes(content)
    command = [sys.executable, "-m", "tests.faults.fuzzing", name, str(seconds), str(seeds)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stderr[-4_000:]
    tried = int(re.findall(r"stat::number_of_executed_units: (\d+)", done.stderr)[0])
    slowest = int(re.findall(r"stat::slowest_unit_time_sec: +(\d+)", done.stderr)[0])
    inputs(f"{name} by Atheris", tried, 0, 0, slowest)
