"""Measure retrieval on a BEIR folder through the product's own passages, analyser, store and search pipeline."""

from __future__ import annotations

import hashlib
import json
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.engine import Engine
from assistant.evaluation.beir import Benchmark, Query, Text
from assistant.settings import Settings
from indexer.language import detect
from indexer.model import Decision, DocumentKind, Paragraph, PartKind, Source
from indexer.pipeline import Progress, index_decisions, manifest
from indexer.stores.manifest import FORMAT

LEGS = ("keywords", "vectors", "fused")
_DEPTH = 100
_LAYOUT = 1  # to be raised when a text becomes a decision in another way


@dataclass(frozen=True, slots=True)
class Scores:
    """What one leg reached over all queries; `ms` is the median time of a query."""

    ndcg: float
    mrr: float
    recall: float
    ms: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The scores and the rankings of each leg: query id to document ids, best first."""

    scores: Mapping[str, Scores]
    rankings: Mapping[str, Mapping[str, list[str]]]


def measure(benchmark: Benchmark, settings: Settings, report: Callable[[Progress], None]) -> Measured:
    """Index the corpus, unless that has been done before, and rank it for each query."""
    engine = Engine(_indexed(benchmark.texts, settings, report))
    ids = {_decision_id(text): text.id for text in benchmark.texts}
    rankings: dict[str, dict[str, list[str]]] = {leg: {} for leg in LEGS}
    times: dict[str, list[float]] = {leg: [] for leg in LEGS}
    if benchmark.queries:
        engine.rankings(benchmark.queries[0].text, _DEPTH)  # loads the model
    for number, query in enumerate(benchmark.queries):
        report(Progress(number, len(benchmark.queries), "queries"))
        for leg, (found, ms) in engine.rankings(query.text, _DEPTH + len(query.exclude)).items():
            rankings[leg][query.id] = _without(query, (ids[each] for each in found))
            times[leg].append(ms)
    report(Progress(len(benchmark.queries), len(benchmark.queries), ""))
    scores = {leg: _scores(rankings[leg], times[leg], benchmark) for leg in LEGS}
    return Measured(scores, rankings)


def write_rankings(measured: Measured, path: Path) -> list[Path]:
    """Write the rankings of each leg beside `path`: OUT.jsonl becomes OUT.keywords.jsonl and so on."""
    written = []
    for leg, rankings in measured.rankings.items():
        target = path.with_name(f"{path.name.removesuffix('.jsonl')}.{leg}.jsonl")
        lines = (json.dumps({"query_id": id_, "ranking": found}, ensure_ascii=False) for id_, found in rankings.items())
        target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        written.append(target)
    return written


def _without(query: Query, found: Iterable[str]) -> list[str]:
    return [each for each in found if each not in query.exclude][:_DEPTH]


def _scores(rankings: Mapping[str, list[str]], times: list[float], benchmark: Benchmark) -> Scores:
    import ir_measures
    from ir_measures import RR, R, nDCG

    # Scores by rank: the libraries behind ir-measures break ties of scores their own way.
    run = {
        query: {document: float(-place) for place, document in enumerate(found)} for query, found in rankings.items()
    }
    judged = {query.id: dict(benchmark.judgements[query.id]) for query in benchmark.queries}
    wanted = (nDCG @ 10, RR @ 10, R @ 100)
    found = ir_measures.calc_aggregate(list(wanted), judged, run) if judged else dict.fromkeys(wanted, 0.0)
    ndcg, mrr, recall = (float(found[measure]) for measure in wanted)
    return Scores(ndcg, mrr, recall, statistics.median(times) if times else 0.0)


def _indexed(texts: tuple[Text, ...], settings: Settings, report: Callable[[Progress], None]) -> Settings:
    """Bring the texts into a store in the cache that is named by their content and by what it is made with."""
    made = manifest(settings)
    content = hashlib.sha256(f"{_LAYOUT} {FORMAT} {made}".encode())
    for text in texts:
        content.update(json.dumps([text.id, text.title, text.text, text.language]).encode())
    directory = settings.cache / "benchmarks" / content.hexdigest()[:16]
    own = settings.model_copy(update={"data": directory})
    source = Source("corpus.jsonl", "corpus.jsonl", "corpus.jsonl", content.hexdigest(), "application/jsonl")
    index_decisions(source, [_decision(text) for text in texts], own, report)
    return own


def _decision_id(text: Text) -> str:
    return f"benchmark/corpus/{text.id}"


def _decision(text: Text) -> Decision:
    """Make a text the section of a report: its lines are the paragraphs."""
    lines = [line for line in map(str.strip, text.text.splitlines()) if line] or [text.title]
    id_ = _decision_id(text)
    paragraphs = tuple(
        Paragraph(f"{id_}#body-{number}", PartKind.BODY, line, "", None, 0, len(line))
        for number, line in enumerate(lines, start=1)
    )
    return Decision(
        decision_id=id_,
        source_id="corpus.jsonl",
        document_kind=DocumentKind.REPORT,
        status=None,
        language=text.language or detect(f"{text.title}\n{text.text}"),
        municipality="Benchmark",
        organ=None,
        date=None,
        section=None,
        case=None,
        title=text.title,
        heading_path=(),
        references=(),
        paragraphs=paragraphs,
    )
