"""Figures for Prometheus: what is counted, in one process and in several, and rules that ask for what there is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from assistant.api.app import create_app
from assistant.settings import Settings
from assistant.stages import STAGES
from tests.assistant.api.conftest import Made
from tests.conftest import ROOT

RULES = ROOT / "docs" / "prometheus" / "alerts.yml"
ASKED = {"question": "Mitä Likolammen uimarannasta päätettiin?"}


@pytest.fixture
def warm(nobody: TestClient) -> TestClient:
    """Give a client of a service that is warm: what warming up takes is not counted."""
    for _ in range(300):
        if nobody.get("/readyz").status_code == 200:
            return nobody
        time.sleep(0.1)
    pytest.fail("the service did not become ready")


def samples(text: str) -> Iterator[Sample]:
    for family in text_string_to_metric_families(text):
        yield from family.samples


def figures(client: TestClient) -> dict[tuple[str, ...], float]:
    """Give the figures by name and labels, in the order of the labels' names."""
    told = samples(client.get("/metrics").text)
    return {(each.name, *(value for _, value in sorted(each.labels.items()))): each.value for each in told}


def test_questions_are_counted_by_front_end_status_and_language(nobody: TestClient) -> None:
    before = figures(nobody)
    assert nobody.post("/api/v1/ask", json=ASKED).json()["status"] == "answered"
    assert nobody.get("/search", params={"q": "Vem äger satelliten?"}).status_code == 200
    counted = {
        name[1:]: value - before.get(name, 0)
        for name, value in figures(nobody).items()
        if name[0] == "pykala_questions_total"
    }
    assert counted == {("api", "fi", "answered"): 1, ("web", "sv", "no_answer"): 1}


def test_each_stage_is_timed(warm: TestClient) -> None:
    before = figures(warm)
    warm.post("/api/v1/ask", json=ASKED)
    after = figures(warm)
    for stage in STAGES:
        name = "pykala_stage_seconds_count", stage
        assert after[name] - before.get(name, 0) >= 1, stage
    sums = [("pykala_stage_seconds_sum", stage) for stage in STAGES]
    spent = sum(after[name] - before.get(name, 0) for name in sums)
    whole = "pykala_work_seconds_sum", "api", "ask"
    assert 0 < spent <= after[whole] - before.get(whole, 0)


def test_a_search_has_no_stage_of_answering(warm: TestClient) -> None:
    before = figures(warm)
    warm.get("/api/v1/search", params={"q": "uimaranta"})
    after = figures(warm)
    timed = {name[1] for name in after if name[0] == "pykala_stage_seconds_count" and after[name] > before.get(name, 0)}
    assert timed == set(STAGES) - {"answering", "verifying"}


def test_generation_and_age_are_those_of_the_store(nobody: TestClient) -> None:
    told = figures(nobody)
    assert told["pykala_index_generation",] >= 1
    assert 0 < told["pykala_index_age_seconds",] < 24 * 60 * 60  # indexed by these tests
    assert (told["pykala_in_work",], told["pykala_waiting",], told["pykala_slack_waiting",]) == (0, 0, 0)


def test_nothing_indexed_has_no_age(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(data=tmp_path / "none"))) as client:
        assert not [name for name in figures(client) if "index" in name[0]]


def test_wait_is_seen_while_it_lasts(serve: Made) -> None:
    client = serve()
    turns = client.app.state.service._turns  # type: ignore[attr-defined]
    with turns.turn():
        assert figures(client)["pykala_in_work",] == 1
    assert figures(client)["pykala_in_work",] == 0


def test_figures_of_a_killed_worker_stay_but_not_what_it_was_doing(tmp_path: Path) -> None:
    worker = """
import os, signal
from prometheus_client import CollectorRegistry
from assistant.service.figures import Figures
figures = Figures(CollectorRegistry())
figures.in_work.inc()
figures.refused.inc()
os.kill(os.getpid(), signal.SIGKILL)
"""
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    assert subprocess.run([sys.executable, "-c", worker], env=environment, check=False).returncode < 0
    reader = """
import sys
from pathlib import Path
from prometheus_client import CollectorRegistry, generate_latest
from assistant.service.figures import WorkersFigures
registry = CollectorRegistry()
registry.register(WorkersFigures(Path(sys.argv[1])))
print(generate_latest(registry).decode())
"""
    done = subprocess.run(
        [sys.executable, "-c", reader, str(tmp_path)], env=environment, capture_output=True, text=True, check=True
    )
    told = {each.name: each.value for each in samples(done.stdout)}
    assert told["pykala_refused_total"] == 1
    assert not told.get("pykala_in_work")


@pytest.mark.parametrize("rule", yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"][0]["rules"], ids=str)
def test_rules_ask_for_figures_that_there_are(rule: dict[str, object], warm: TestClient) -> None:
    warm.post("/api/v1/ask", json=ASKED)
    warm.get("/nothing")
    told = list(samples(warm.get("/metrics").text))
    asked = re.findall(r"(pykala_\w+)(?:\{([^}]*)\})?", str(rule["expr"]))
    assert asked
    for name, labels in asked:
        named = set(re.findall(r"(\w+)\s*(?:=|!=|=~)\s*\"", labels))
        assert any(each.name == name and named <= set(each.labels) for each in told), name
    assert {"alert", "expr", "labels", "annotations"} <= set(rule)
    assert {"summary", "remedy"} == set(rule["annotations"])  # type: ignore[call-overload]


def test_readme_names_every_figure(warm: TestClient) -> None:
    warm.post("/api/v1/ask", json=ASKED)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    families = {each.name for each in text_string_to_metric_families(warm.get("/metrics").text)}
    named = set(re.findall(r"^\| `(pykala_\w+)", readme, re.MULTILINE))
    assert {name.removesuffix("_total") for name in named} == {
        name for name in families if name.startswith("pykala_") and not name.endswith("_created")
    }
