"""How well the engines find: nDCG@10 on sets of questions in the layout of BEIR, each document one paragraph."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import Qrel, ScoredDoc, nDCG

from assistant.evaluation.beir import Benchmark, Text, read_benchmark
from indexer.embedding import PASSAGE_PREFIX, int8_directory
from indexer.finnish import index_terms
from indexer.onnx_session import load
from indexer.settings import Settings
from tests.bench.collection import Collection, groups_of
from tests.bench.engines import Engine
from tests.conftest import ROOT

_SETS = ("kuntalaki", "squad2_train40_fi")
_QUESTIONS = 200  # of a set, spread evenly


def sets() -> list[Path]:
    """Give the folders of the sets that lie beside the checkout."""
    folders = [(ROOT / "../shared/ir").resolve() / name for name in _SETS]
    return [folder for folder in folders if folder.is_dir()]


def make(folder: Path, made: Path) -> None:
    """Write the collection of a set: its documents with terms and vectors, and its questions."""
    made.mkdir(parents=True)
    benchmark = read_benchmark(folder)
    texts = [_written(each) for each in benchmark.texts]
    with (made / "paragraphs.jsonl").open("w", encoding="utf-8") as lines:
        for text in texts:
            lines.write(json.dumps([text, index_terms(text)]) + "\n")
    questions = [(each.text, groups_of(each.text)) for each in benchmark.queries[:: _step(benchmark)]]
    (made / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
    directory = int8_directory(Settings())
    if directory is None:
        raise SystemExit("The benchmark wants PYKALA_EMBEDDING_RUNTIME=onnx.")
    np.save(made / "vectors.npy", load(directory).vectors([PASSAGE_PREFIX + text for text in texts]))


def found(engine: type[Engine], collection: Collection, index: Path) -> list[list[str]]:
    """Give for each question the texts of the best ten."""
    opened = engine(index)
    return [opened.search(asked) for asked in collection.questions()]


def score(folder: Path, rankings: Sequence[Sequence[str]]) -> float:
    """Give nDCG@10 of the rankings that `found` gave."""
    benchmark = read_benchmark(folder)
    queries = benchmark.queries[:: _step(benchmark)]
    ids = {_written(each): each.id for each in reversed(benchmark.texts)}
    run = [
        ScoredDoc(query.id, ids[text], float(-place))
        for query, ranked in zip(queries, rankings, strict=True)
        for place, text in enumerate(dict.fromkeys(ranked))
        if ids[text] not in query.exclude
    ]
    judged = [
        Qrel(query.id, document, grade)
        for query in queries
        for document, grade in benchmark.judgements[query.id].items()
    ]
    return float(ir_measures.calc_aggregate([nDCG @ 10], judged, run)[nDCG @ 10])


def _written(text: Text) -> str:
    return f"{text.title}\n{text.text}".strip()


def _step(benchmark: Benchmark) -> int:
    return max(1, len(benchmark.queries) // _QUESTIONS)
