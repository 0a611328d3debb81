"""A benchmark folder is read as it is laid out, and measured with the product's own search."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import BenchmarkUnreadable
from assistant.evaluation.beir import read_benchmark
from assistant.evaluation.benchmark import LEGS, measure, write_rankings
from assistant.settings import Settings

CORPUS = [
    {"_id": "a/1", "title": "Uimahallin aukiolo", "text": "Halli on auki arkisin.\nLauantaisin suljetaan kello 16."},
    {"_id": "a/2", "title": "Hiekoitus", "text": "Kadut hiekoitetaan liukkaalla kelillä."},
    {"_id": "a/3", "title": "Kirjasto", "text": "Lainoja voi uusia verkossa."},
]
QUERIES = [
    {"_id": "q1", "text": "Milloin uimahalli on auki?"},
    {"_id": "q2", "text": "katujen hiekoittaminen", "exclude": "a/1"},
    {"_id": "unjudged", "text": "kirjasto"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\ta/1\t1\nq2\ta/2\t1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "set", "queries.jsonl", "qrels.tsv")


def write(folder: Path, queries: str, qrels: str) -> Path:
    folder.mkdir()
    for name, rows in (("corpus.jsonl", CORPUS), (queries, QUERIES)):
        (folder / name).write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    (folder / qrels).write_text(QRELS, encoding="utf-8")
    return folder


def test_only_judged_queries_are_asked(folder: Path) -> None:
    read = read_benchmark(folder)
    assert [each.id for each in read.queries] == ["q1", "q2"]
    assert read.queries[1].exclude == {"a/1"}
    assert read.judgements == {"q1": {"a/1": 1}, "q2": {"a/2": 1}}


def test_names_with_a_split_are_found(tmp_path: Path) -> None:
    assert len(read_benchmark(write(tmp_path / "set", "queries.dev.jsonl", "qrels.dev.tsv")).queries) == 2


def test_two_files_of_queries_have_to_be_told_apart(tmp_path: Path) -> None:
    made = write(tmp_path / "set", "queries.dev.jsonl", "qrels.dev.tsv")
    (made / "queries.train.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(BenchmarkUnreadable, match=r"queries\.dev\.jsonl, queries\.train\.jsonl"):
        read_benchmark(made)
    assert len(read_benchmark(made, Path("queries.dev.jsonl")).queries) == 2


def test_a_broken_line_is_named(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text('{"title": "x"}\n', encoding="utf-8")
    with pytest.raises(BenchmarkUnreadable, match="line 1 has no _id"):
        read_benchmark(folder)


def test_judgements_with_the_column_of_trec_and_no_head(folder: Path) -> None:
    (folder / "qrels.tsv").write_text("q1\t0\ta/1\t1\n", encoding="utf-8")
    assert read_benchmark(folder).judgements == {"q1": {"a/1": 1}}


def test_each_leg_is_measured_and_its_ranking_written(folder: Path, tmp_path: Path, model_cache: Path) -> None:
    # The vectors of the set go to a cache of its own, the model comes from the common one.
    cache = tmp_path / "cache"
    cache.mkdir()
    for prepared in model_cache.iterdir():
        if prepared.is_dir() and prepared.name != "benchmarks":
            (cache / prepared.name).symlink_to(prepared)
    settings = Settings(cache=cache, data=tmp_path / "unused")
    measured = measure(read_benchmark(folder), settings, lambda _: None)
    assert measured.scores["keywords"].ndcg == 1.0
    assert set(measured.scores) == set(LEGS)
    assert all(each.recall == 1.0 and each.ms > 0 for each in measured.scores.values())
    assert "a/1" not in measured.rankings["vectors"]["q2"]
    written = write_rankings(measured, tmp_path / "out.jsonl")
    assert [each.name for each in written] == ["out.keywords.jsonl", "out.vectors.jsonl", "out.fused.jsonl"]
    first = json.loads(written[0].read_text(encoding="utf-8").splitlines()[0])
    assert first == {"query_id": "q1", "ranking": measured.rankings["keywords"]["q1"]}
    assert not (tmp_path / "unused").exists()
