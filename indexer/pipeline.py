"""All indexing wiring: the way of a document, and bringing a store in line with the files beneath some paths."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline, component
from haystack.core.errors import PipelineRuntimeError

from indexer.embedding import document_embedder, embedding_dimensions, embedding_model_id
from indexer.errors import IndexerError, RedactionError, SourceChanged, SourceError
from indexer.finnish import ANALYSER_VERSION
from indexer.isolation import Limits
from indexer.model import Decision, Source
from indexer.passages import PASSAGE_VERSION, all_passages
from indexer.personal import kinds_in
from indexer.readers import Readers
from indexer.redacting import affected, forms
from indexer.redactions import Redactions, marked
from indexer.rehearsal import Rehearsal
from indexer.settings import Settings
from indexer.sources import bare, describe, source_id, walk
from indexer.stores.base import Manifest, SourceRecord, StoreWriter
from indexer.stores.opening import open_writer
from indexer.stores.unwritable import told_if_unwritable

Writer = StoreWriter | Rehearsal

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
class WordRemoval:
    """Take out of a source's decisions what has to be forgotten, and cut those anew."""

    def __init__(self, redactions: Redactions) -> None:
        self._redactions = redactions

    @component.output_types(source=Source, decisions=list[Decision], documents=list[Document])
    def run(self, source: Source, decisions: list[Decision], documents: list[Document]) -> dict[str, Any]:
        redacted = self._redactions.applied(decisions)
        if not redacted.by:
            return {"source": source, "decisions": decisions, "documents": documents}
        decisions = list(redacted.decisions)
        return {"source": marked(source, redacted), "decisions": decisions, "documents": all_passages(decisions)}


@component
class PersonalData:
    """Note of a source what kinds of personal data stand in it."""

    @component.output_types(source=Source)
    def run(self, source: Source, decisions: list[Decision]) -> dict[str, Any]:
        return {"source": replace(source, personal=kinds_in(decisions))}


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


def indexing_pipeline(
    settings: Settings, writer: Writer, readers: Readers, redactions: Redactions, *, dry_run: bool = False
) -> Pipeline:
    """Wire the way of a document: decisions and their passages, without what is forgotten, vectors known or new."""
    # Of a file that cannot be read Haystack would tell at length what of the run it cannot write down.
    logging.getLogger("haystack.utils.base_serialization").setLevel(logging.ERROR)
    pipeline = Pipeline()
    pipeline.add_component("reading", DocumentReader(readers))
    pipeline.add_component("removal", WordRemoval(redactions))
    pipeline.add_component("personal", PersonalData())
    pipeline.add_component("recall", VectorRecall(writer))
    pipeline.add_component("vectors", Unembedded() if dry_run else document_embedder(settings))
    pipeline.connect("reading.decisions", "removal.decisions")
    pipeline.connect("reading.documents", "removal.documents")
    pipeline.connect("removal.source", "personal.source")
    pipeline.connect("removal.decisions", "personal.decisions")
    pipeline.connect("removal.documents", "recall.documents")
    pipeline.connect("recall.fresh", "vectors.documents")
    return pipeline


def removal_pipeline(settings: Settings, writer: Writer) -> Pipeline:
    """Wire passages of the store that words are taken out of: vectors known or new."""
    pipeline = Pipeline()
    pipeline.add_component("recall", VectorRecall(writer))
    pipeline.add_component("vectors", document_embedder(settings))
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


@contextmanager
def _writing(settings: Settings, rebuild: bool = False) -> Iterator[StoreWriter]:
    """Take the store for writing, until the end of the block; say it in words where the system refuses."""
    with told_if_unwritable(settings.data), open_writer(settings, manifest(settings), rebuild=rebuild) as store:
        yield store


def index(
    paths: Sequence[Path],
    settings: Settings,
    *,
    rebuild: bool = False,
    dry_run: bool = False,
    report: Callable[[Progress], None] = lambda _progress: None,
) -> Summary:
    """Bring the store in line with the files beneath `paths`; what vanished is removed beneath these paths only.

    Raises StoreLocked while another process writes, StoreMismatch where the store was made otherwise, StoreUnwritable
    where the disk is full or may not be written to.
    """
    began = time.monotonic()
    with _writing(settings, rebuild) as store:
        writer = Rehearsal(store) if dry_run else store
        redactions = Redactions.load(settings.data)
        if not dry_run:
            _take_out(store, redactions, settings)
        known = {record.source.source_id: record for record in writer.sources()}
        found = list(_describe(walk(paths), settings.largest_file_mb))
        changed = [(source, fault) for source, fault in found if _is_changed(source, fault, known, redactions)]
        present = {source.source_id for source, _ in found}
        vanished = [each for each in known if each not in present and _is_beneath(each, paths)]
        moved = _moved([source for source, _ in changed], vanished, known)
        for each in vanished:
            if each not in moved.values():  # what moved stands in its old place until it is read in the new one
                writer.remove(each)
        counts = _Counts()
        if changed:
            with Readers(Limits(settings.file_seconds, settings.file_memory_mb)) as readers:
                pipeline = indexing_pipeline(settings, writer, readers, redactions, dry_run=dry_run)
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


@dataclass(frozen=True, slots=True)
class Removal:
    """What `redact` did: the redaction's id, how many forms it knows, the files that held one, ids that still do.

    `named` are the files whose own names hold it: these only a new name helps.
    """

    id: str
    forms: int
    files: tuple[str, ...]
    elsewhere: tuple[str, ...]
    named: tuple[str, ...]


def redact(
    id_: str,
    texts: Sequence[str],
    reason: str,
    settings: Settings,
    *,
    everywhere: bool = False,
) -> tuple[Removal, Redactions]:
    """Take texts, in all forms that occur, out of the meeting or report that an id is of, or out of everything.

    Give what was done, and the redaction alone, for those who keep copies. Raises RedactionError where no text stands
    there; StoreLocked, StoreMismatch and StoreUnwritable as `index` does.
    """
    with _writing(settings) as store:
        meeting = id_.partition("#")[0].rpartition("/")[0]
        within = "" if everywhere else meeting
        concerned = [each for source in store.sources_beneath(within) for each in store.decisions_of(source)]
        if not meeting or not any(each.decision_id == id_.partition("#")[0] for each in concerned):
            raise RedactionError(id_, "is no decision or paragraph", "Look for its id by `pykala search`.")
        said = forms(texts, (each for each in concerned if not within or each.decision_id.startswith(f"{within}/")))
        redactions = Redactions.load(settings.data).added(said, within, reason)
        alone = redactions.only(redactions.entries[-1])
        if alone.holds(within) or alone.holds(reason):
            remedy = "Use --everywhere, and a reason that does not tell it."
            raise RedactionError("the text", "stands in the id of the meeting, or in the reason", remedy)
        redactions.save(settings.data)  # before the store: what fails from here on, the next run of `index` makes good
        files = _take_out(store, redactions, settings)
        store.commit()
        if not files:
            redactions.without(redactions.entries[-1].id).save(settings.data)
            raise RedactionError(id_, "does not hold that text", "See what it says by `pykala show`.")
        elsewhere = (each for source in store.sources() for each in store.decisions_of(source.source.source_id))
        still = tuple(sorted({each.decision_id for each in elsewhere if alone.applied([each]).by}))
        named = tuple(each.source.name for each in store.sources() if alone.holds(each.source.source_id))
        return Removal(redactions.entries[-1].id, len(said), tuple(files), still, named), alone


def redact_again(settings: Settings) -> list[str]:
    """Take out of the store what its redactions say and it holds again, as after a restore; name the files."""
    with _writing(settings) as store:
        return _take_out(store, Redactions.load(settings.data), settings)


def undo_redaction(id_: str, settings: Settings) -> None:
    """Forget a redaction; the next run of `index` reads again the files that it took something out of."""
    with _writing(settings):
        Redactions.load(settings.data).without(id_).save(settings.data)


def index_decisions(
    source: Source,
    decisions: Sequence[Decision],
    settings: Settings,
    report: Callable[[Progress], None] = lambda _progress: None,
) -> None:
    """Put decisions that were read elsewhere into a store of their own; does nothing where they stand already."""
    with _writing(settings) as writer:
        if any(record.source.checksum == source.checksum for record in writer.sources()):
            return
        embedder = document_embedder(settings)
        embedder.warm_up()
        documents = all_passages(decisions)
        # Passages of like length share a batch, so that little of it is padding.
        waiting = sorted(documents, key=lambda each: len(each.content or ""), reverse=True)
        embedded: dict[str, Document] = {}
        for start in range(0, len(waiting), _EMBEDDED_AT_ONCE):
            report(Progress(start, len(waiting), "passages"))
            made = embedder.run(documents=waiting[start : start + _EMBEDDED_AT_ONCE])["documents"]
            embedded.update((each.id, each) for each in made)
        writer.put(source, decisions, [embedded[each.id] for each in documents])
        writer.commit()


def _take_out(store: StoreWriter, redactions: Redactions, settings: Settings) -> list[str]:
    """Take out of the store what redactions say and it still holds; give the names of the files."""
    found = list(affected(store, redactions))
    if found:
        pipeline = removal_pipeline(settings, store)
        for each in found:
            decisions = list(each.redacted.decisions)
            cut = all_passages(decisions)
            made = pipeline.run({"recall": {"documents": cut}}, include_outputs_from={"recall"})
            documents = _in_order(cut, made["recall"]["known"], made["vectors"]["documents"])
            store.put(replace(each.source, personal=kinds_in(decisions)), decisions, documents)
            store.forget(each.former)
        store.commit()
    return [each.source.name for each in found]


def _in_order(cut: Sequence[Document], *embedded: Sequence[Document]) -> list[Document]:
    """Put passages with their vectors into the order in which they were cut."""
    made = {each.id: each for some in embedded for each in some}
    return [made[each.id] for each in cut]


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


def _is_changed(
    source: Source, fault: SourceError | None, known: dict[str, SourceRecord], redactions: Redactions
) -> bool:
    record = known.get(source.source_id)
    if fault is not None or record is None or record.source.checksum != source.checksum:
        return True
    return not set(record.source.redacted) <= {each.id for each in redactions.entries}  # one was undone


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
        given = {"reading": {"source": source}, "removal": {"source": source}}
        made = pipeline.run(given, include_outputs_from={"removal", "personal", "recall"})
    except PipelineRuntimeError as error:
        if isinstance(error.__cause__, SourceError):
            return error.__cause__
        if isinstance(error.__cause__, IndexerError):
            raise error.__cause__ from error
        raise
    decisions: list[Decision] = made["removal"]["decisions"]
    fresh: list[Document] = made["vectors"]["documents"]
    documents = _in_order(made["removal"]["documents"], made["recall"]["known"], fresh)
    writer.put(made["personal"]["source"], decisions, documents)
    counts.decisions += sum(decision.is_listed for decision in decisions)
    counts.paragraphs += sum(len(decision.paragraphs) for decision in decisions)
    counts.embedded += len(fresh)
    return None
