"""All indexing wiring: the way of a document, and bringing a store in line with the files beneath some paths."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline, component
from haystack.core.errors import PipelineRuntimeError

from indexer.embedding import document_embedder, embedding_dimensions, embedding_model_id
from indexer.errors import SourceChanged, SourceError
from indexer.finnish import ANALYSER_VERSION
from indexer.isolation import Limits, Readers
from indexer.model import Decision, Source
from indexer.passages import PASSAGE_VERSION, passages
from indexer.rehearsal import Rehearsal
from indexer.settings import Settings
from indexer.sources import bare, describe, source_id, walk
from indexer.stores.base import Manifest, SourceRecord
from indexer.stores.local_writer import LocalStoreWriter

Writer = LocalStoreWriter | Rehearsal

_EMBEDDED_AT_ONCE = 64
_COMMIT_EVERY = 120.0  # seconds of work that a stop may cost


@dataclass(frozen=True, slots=True)
class Progress:
    """How far indexing is: files done and in all, and the file in hand."""

    done: int
    total: int
    name: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What indexing did; `skipped` names each file that could not be read and why, `embedded` counts passages.

    A file that was renamed or moved is neither added nor removed, but `moved`.
    """

    files: int
    added: int
    updated: int
    moved: int
    removed: int
    unchanged: int
    decisions: int
    paragraphs: int
    embedded: int
    skipped: tuple[tuple[str, str], ...]
    seconds: float
    dry_run: bool = False


@component
class DocumentReader:
    """Read a source's file to decisions and passages, in a process of its own."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    @component.output_types(decisions=list[Decision], documents=list[Document])
    def run(self, source: Source) -> dict[str, Any]:
        reading = self._readers.read(source)
        return {"decisions": reading.decisions, "documents": reading.documents}


@component
class VectorRecall:
    """Give passages whose text has a vector in the store that vector; the others are to be embedded."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    @component.output_types(known=list[Document], fresh=list[Document])
    def run(self, documents: list[Document]) -> dict[str, Any]:
        vectors = self._writer.vectors_of(each.content or "" for each in documents)
        known = [replace(each, embedding=vectors[each.content or ""]) for each in documents if each.content in vectors]
        return {"known": known, "fresh": [each for each in documents if each.content not in vectors]}


@component
class Unembedded:
    """Pass on, in a dry run, the passages that would be embedded."""

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, Any]:
        return {"documents": documents}


def indexing_pipeline(settings: Settings, writer: Writer, readers: Readers, *, dry_run: bool = False) -> Pipeline:
    """Wire the way of a document: decisions and their passages, vectors known or new."""
    pipeline = Pipeline()
    pipeline.add_component("reading", DocumentReader(readers))
    pipeline.add_component("recall", VectorRecall(writer))
    pipeline.add_component("vectors", Unembedded() if dry_run else document_embedder(settings))
    pipeline.connect("reading.documents", "recall.documents")
    pipeline.connect("recall.fresh", "vectors.documents")
    return pipeline


def manifest(settings: Settings) -> Manifest:
    """Say what a store made with these settings is made with."""
    return Manifest(
        model=embedding_model_id(settings),
        dimensions=embedding_dimensions(settings),
        analyser_version=ANALYSER_VERSION,
        passage_version=PASSAGE_VERSION,
    )


def index(
    paths: Sequence[Path],
    settings: Settings,
    *,
    rebuild: bool = False,
    dry_run: bool = False,
    report: Callable[[Progress], None] = lambda _progress: None,
) -> Summary:
    """Bring the store in line with the files beneath `paths`; what vanished is removed beneath these paths only.

    Raises StoreLocked while another process writes, StoreMismatch where the store was made otherwise.
    """
    began = time.monotonic()
    with LocalStoreWriter(settings.data, manifest(settings), rebuild=rebuild) as store:
        writer = Rehearsal(store) if dry_run else store
        known = {record.source.source_id: record for record in writer.sources()}
        found = list(_describe(walk(paths), settings.largest_file_mb))
        changed = [(source, fault) for source, fault in found if _is_changed(source, fault, known)]
        present = {source.source_id for source, _ in found}
        vanished = [each for each in known if each not in present and _is_beneath(each, paths)]
        moved = _moved([source for source, _ in changed], vanished, known)
        for each in vanished:
            if each not in moved.values():  # what moved stands in its old place until it is read in the new one
                writer.remove(each)
        counts = _Counts()
        if changed:
            with Readers(Limits(settings.file_seconds, settings.file_memory_mb)) as readers:
                pipeline = indexing_pipeline(settings, writer, readers, dry_run=dry_run)
                _index_changed(writer, readers, pipeline, changed, moved, counts, report, at_once=rebuild)
        writer.commit()
        untouched = present - {source.source_id for source, _ in changed}
        remembered = [
            (known[each].source.name, reason) for each in sorted(untouched) if (reason := known[each].skipped)
        ]
        new = sum(source.source_id not in known for source, _ in changed)
        return Summary(
            files=len(found),
            added=new - len(moved),
            updated=len(changed) - new,
            moved=len(moved),
            removed=len(vanished) - len(moved),
            unchanged=len(untouched),
            decisions=counts.decisions + sum(known[each].decisions for each in untouched),
            paragraphs=counts.paragraphs + sum(known[each].paragraphs for each in untouched),
            embedded=counts.embedded,
            skipped=(*remembered, *counts.skipped),
            seconds=time.monotonic() - began,
            dry_run=dry_run,
        )


def index_decisions(
    source: Source,
    decisions: Sequence[Decision],
    settings: Settings,
    report: Callable[[Progress], None] = lambda _progress: None,
) -> None:
    """Put decisions that were read elsewhere into a store of their own; does nothing where they stand already."""
    with LocalStoreWriter(settings.data, manifest(settings)) as writer:
        if any(record.source.checksum == source.checksum for record in writer.sources()):
            return
        embedder = document_embedder(settings)
        embedder.warm_up()
        documents = [each for decision in decisions for each in passages(decision)]
        # Passages of like length share a batch, so that little of it is padding.
        waiting = sorted(documents, key=lambda each: len(each.content or ""), reverse=True)
        embedded: dict[str, Document] = {}
        for start in range(0, len(waiting), _EMBEDDED_AT_ONCE):
            report(Progress(start, len(waiting), "passages"))
            made = embedder.run(documents=waiting[start : start + _EMBEDDED_AT_ONCE])["documents"]
            embedded.update((each.id, each) for each in made)
        writer.put(source, decisions, [embedded[each.id] for each in documents])
        writer.commit()


class _Counts:
    """What the run has done so far."""

    def __init__(self) -> None:
        self.decisions = 0
        self.paragraphs = 0
        self.embedded = 0
        self.skipped: list[tuple[str, str]] = []


def _describe(files: Iterable[Path], largest_mb: int) -> Iterator[tuple[Source, SourceError | None]]:
    for path in files:
        try:
            yield describe(path, largest_mb), None
        except SourceError as error:
            yield bare(path), error


def _is_changed(source: Source, fault: SourceError | None, known: dict[str, SourceRecord]) -> bool:
    record = known.get(source.source_id)
    return fault is not None or record is None or record.source.checksum != source.checksum


def _is_beneath(source: str, paths: Sequence[Path]) -> bool:
    return any(source == root or source.startswith(f"{root.rstrip('/')}/") for root in map(source_id, paths))


def _moved(changed: Sequence[Source], vanished: Sequence[str], known: Mapping[str, SourceRecord]) -> dict[str, str]:
    """Give the old id of each new source that has the checksum of a vanished one."""
    gone = {known[each].source.checksum: each for each in vanished}
    return {
        source.source_id: gone.pop(source.checksum)
        for source in changed
        if source.source_id not in known and source.checksum in gone
    }


def _index_changed(
    writer: Writer,
    readers: Readers,
    pipeline: Pipeline,
    changed: Sequence[tuple[Source, SourceError | None]],
    moved: Mapping[str, str],
    counts: _Counts,
    report: Callable[[Progress], None],
    *,
    at_once: bool,
) -> None:
    """Index what changed, committing now and then; `at_once` leaves the old store standing until all is done."""
    committed = time.monotonic()
    for number, (source, fault) in enumerate(changed):
        report(Progress(number, len(changed), source.name))
        for coming, unreadable in changed[number : number + 2]:
            if unreadable is None:
                readers.expect(coming)  # the next one is read while this one is embedded
        if fault is None:
            fault = _index_source(writer, pipeline, source, counts)
        if fault is not None:
            reason = f"{fault.reason}. {fault.remedy}"
            counts.skipped.append((source.name, reason))
            if isinstance(fault, SourceChanged):
                continue  # what is known of it stands until it is looked at again
            writer.put_skipped(source, reason)
        if source.source_id in moved:
            writer.remove(moved[source.source_id])
        if not at_once and time.monotonic() - committed > _COMMIT_EVERY:
            writer.commit()
            committed = time.monotonic()
    report(Progress(len(changed), len(changed), ""))


def _index_source(writer: Writer, pipeline: Pipeline, source: Source, counts: _Counts) -> SourceError | None:
    """Send one source along the pipeline into the store; give the reason where it cannot be read."""
    try:
        made = pipeline.run({"reading": {"source": source}}, include_outputs_from={"reading", "recall"})
    except PipelineRuntimeError as error:
        if isinstance(error.__cause__, SourceError):
            return error.__cause__
        raise
    decisions: list[Decision] = made["reading"]["decisions"]
    fresh: list[Document] = made["vectors"]["documents"]
    place = {each.id: number for number, each in enumerate(made["reading"]["documents"])}
    documents = sorted([*made["recall"]["known"], *fresh], key=lambda each: place[each.id])
    writer.put(source, decisions, documents)
    counts.decisions += sum(decision.is_listed for decision in decisions)
    counts.paragraphs += sum(len(decision.paragraphs) for decision in decisions)
    counts.embedded += len(fresh)
    return None
