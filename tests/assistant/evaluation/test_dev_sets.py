"""Retrieval on sets of questions beside the checkout, and on a hundred of them that we translated twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant.evaluation.beir import read_benchmark
from assistant.evaluation.benchmark import Measured, measure
from assistant.settings import Settings
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

TRANSLATED = ROOT / "tests" / "gold" / "translated.jsonl"
AS_GOOD = -0.005
Measure = Callable[[str, Path | None], Measured]


@pytest.fixture(scope="module")
def measured(shared: Path, model_cache: Path) -> Measure:
    """Measure a set, with other queries where they are given; its index stays in the cache."""

    def run(name: str, queries: Path | None) -> Measured:
        folder = shared / "ir" / name
        if not folder.is_dir():
            pytest.skip(f"no {name} in the shared data")
        return measure(read_benchmark(folder, queries), Settings(cache=model_cache), lambda _progress: None)

    return run


def gain(found: Sequence[Measured]) -> dict[str, float]:
    """Give nDCG@10 of both halves and of fusion, over the queries of all."""
    counts = [len(each.rankings["fused"]) for each in found]
    return {
        leg: sum(each.scores[leg].ndcg * count for each, count in zip(found, counts, strict=True)) / sum(counts)
        for leg in ("keywords", "vectors", "fused")
    }


@pytest.mark.parametrize("name", ["kuntalaki", "ptv_fi_sv_en"])
def test_fusion_is_never_worse_than_its_better_half(measured: Measure, name: str) -> None:
    scores = gain([measured(name, None)])
    print(name, scores)
    assert scores["fused"] - max(scores["keywords"], scores["vectors"]) >= AS_GOOD


def test_fusion_is_better_than_its_better_half(measured: Measure, shared: Path, tmp_path: Path) -> None:
    name = "squad2_train40_fi"
    lines = (shared / "ir" / name / "queries.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    queries = tmp_path / "queries.jsonl"
    queries.write_text("".join(lines[::10]), encoding="utf-8")
    scores = gain([measured(name, queries)])
    print(name, scores)
    assert scores["fused"] - max(scores["keywords"], scores["vectors"]) >= 0.03


@pytest.mark.parametrize("language", ["en", "sv"])
def test_foreign_questions_find_finnish_text(measured: Measure, tmp_path: Path, language: str) -> None:
    found = []
    questions = [json.loads(line) for line in TRANSLATED.read_text(encoding="utf-8").splitlines()]
    assert len(questions) == 100
    for name in ("kuntalaki", "squad2_train40_fi"):
        queries = tmp_path / f"{name}.jsonl"
        own = [{"_id": each["query_id"], "text": each[language]} for each in questions if each["set"] == name]
        queries.write_text("".join(f"{json.dumps(each)}\n" for each in own), encoding="utf-8")
        found.append(measured(name, queries))
        assert len(found[-1].rankings["fused"]) == len(own)
    scores = gain(found)
    print(language, scores)
    assert scores["fused"] - max(scores["keywords"], scores["vectors"]) >= AS_GOOD
    assert scores["fused"] - scores["vectors"] >= 0.06
