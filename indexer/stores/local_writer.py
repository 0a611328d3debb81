"""Write the next generation of a local store beside the current one."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from haystack import Document
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy
from numpy.typing import NDArray

from indexer.model import Decision, Source
from indexer.stores.base import Block, Manifest, SourceRecord
from indexer.stores.committed import Committed, Replaced
from indexer.stores.copies import SourceCopy
from indexer.stores.generations import Generations, WriterLock
from indexer.stores.keywords import copy_keywords, create_keywords, update_keywords
from indexer.stores.manifest import KEYWORDS, RECORDS, VECTORS, require_same, write_manifest
from indexer.stores.record_writer import RecordWriter
from indexer.stores.sums import write_sums
from indexer.stores.vectors import Matrix, no_vectors, save_vectors, unit_vectors


@dataclass(slots=True)
class _Build:
    """The unfinished next generation: records on disk, terms and vectors of new passages in memory."""

    directory: Path
    records: RecordWriter
    terms: dict[int, list[str]] = field(default_factory=dict)
    vectors: dict[int, Matrix] = field(default_factory=dict)

    def remember(self, keys: Sequence[int], documents: Sequence[Document], vectors: Matrix) -> None:
        self.terms.update((key, each.meta.get("terms", [])) for key, each in zip(keys, documents, strict=True))
        self.vectors.update(zip(keys, vectors, strict=True))


class LocalStoreWriter(Block):
    """Collect changes and make them visible together; the only writer of its directory until closed.

    A passage is a Haystack document with an embedding and the documented meta; `meta["terms"]` goes to the
    keyword index and is not kept in the meta.
    """

    def __init__(self, data: Path | str, manifest: Manifest, rebuild: bool = False) -> None:
        """Take the store for writing; with `rebuild` start from nothing, whatever is there.

        Raise StoreLocked while another process writes, StoreMismatch if the store was made otherwise and StoreError
        if it is damaged.
        """
        self._manifest = manifest
        self._generations = Generations(Path(data))
        self._lock = WriterLock(Path(data))
        self._previous: Committed | None = None
        self._replaced: Replaced | None = None
        self._build: _Build | None = None
        try:
            self._generations.sweep()
            if self._generations.number() is not None:
                self._open(self._generations.current(), rebuild)
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        """Discard what was not committed and let others write."""
        try:
            if self._build is not None:
                self._build.records.close()
                # A commit that failed after its rename has left nothing here; the next writer sweeps the rest.
                if self._build.directory.exists():
                    shutil.rmtree(self._build.directory)
                self._build = None
            for opened in (self._previous, self._replaced):
                if opened is not None:
                    opened.close()
        finally:
            self._lock.release()

    # what the current generation holds

    def sources(self) -> list[SourceRecord]:
        """List the sources of the last commit, so that unchanged files can be skipped; none on a rebuild."""
        return self._previous.records.sources() if self._previous is not None else []

    def sources_beneath(self, prefix: str) -> list[str]:
        """List the ids of the last commit's sources that have a decision beneath an id's beginning; all for none."""
        return self._previous.records.sources_beneath(prefix) if self._previous is not None else []

    def decisions_of(self, source_id: str) -> list[Decision]:
        """List all decisions of a source of the last commit, standing or not, in its own order."""
        return self._previous.records.decisions_of(source_id) if self._previous is not None else []

    def vectors_of(self, contents: Iterable[str]) -> dict[str, list[float]]:
        """Give the vectors of those texts that passages of the last commit have word for word.

        On a rebuild also of the store that it replaces, if that is of the same model and dimensions.
        """
        texts = list(contents)
        known = self._replaced.vectors_of(texts) if self._replaced is not None else {}
        return known | self._previous.vectors_of(texts) if self._previous is not None else known

    # changes

    def put(self, source: Source, decisions: Sequence[Decision], documents: Sequence[Document]) -> None:
        """Replace everything that came from a source.

        Raise ValueError, changing nothing, if a decision or passage occurs twice or is of another source, or
        if an embedding is missing or of the wrong dimension.
        """
        vectors = self._vectors(documents)
        build = self._building()
        build.remember(build.records.put(source, decisions, documents), documents, vectors)

    def put_copy(self, copy: SourceCopy) -> None:
        """Replace everything that came from a source by what another store holds of it."""
        build = self._building()
        keys = build.records.put_copy(copy)
        build.terms.update((key, list(Counter(each).elements())) for key, each in zip(keys, copy.terms, strict=True))
        build.vectors.update(zip(keys, copy.vectors, strict=True))

    def take_changes(self, changes: Iterable[tuple[Any, ...]]) -> None:
        """Remember of changes what another store remembers, and nothing else."""
        self._building().records.take_changes(changes)

    def put_skipped(self, source: Source, reason: str) -> None:
        """Remember that a source was seen and why nothing came of it; what came of it before is taken away."""
        self._building().records.put(source, [], [], skipped=reason)

    def remove(self, source_id: str) -> None:
        """Take away everything that came from a source."""
        self._building().records.remove(source_id)

    def forget(self, decision_ids: Iterable[str]) -> None:
        """Let nothing be remembered of decisions that are not there any more, not even that they were removed."""
        self._building().records.forget(decision_ids)

    def write_documents(self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE) -> int:
        """Add passages without decisions and give their number; ids that exist fail unless the policy says else."""
        if not isinstance(documents, list) or not all(isinstance(each, Document) for each in documents):
            raise ValueError("write_documents takes a list of Haystack documents")
        build = self._building()
        wanted = {each.id: each for each in documents}
        known = build.records.known(wanted)
        if policy == DuplicatePolicy.SKIP:
            wanted = {each: document for each, document in wanted.items() if each not in known}
        elif policy == DuplicatePolicy.OVERWRITE:
            build.records.delete(known)
        elif known or len(wanted) < len(documents):
            raise DuplicateDocumentError(f"documents that exist already: {', '.join(sorted(known)) or 'in the list'}")
        new = list(wanted.values())
        vectors = self._vectors(new)
        build.remember(build.records.add(new), new, vectors)
        return len(new)

    def delete_documents(self, document_ids: list[str]) -> None:
        """Delete passages by id; an id that is not there is no error."""
        self._building().records.delete(document_ids)

    def commit(self) -> None:
        """Make all changes since the last commit visible to new readers at once."""
        if self._build is None and self._previous is not None:
            return
        build = self._building()
        keys = build.records.finish(datetime.now(UTC))
        previous_keys = self._previous.keys if self._previous is not None else np.empty(0, dtype=np.int64)
        added = {int(key): build.terms[int(key)] for key in np.setdiff1d(keys, previous_keys)}
        kept = self._kept_vectors(np.isin(previous_keys, keys))
        save_vectors(build.directory / VECTORS, np.vstack([kept, *(build.vectors[key] for key in added)]))
        if self._previous is None:
            create_keywords(build.directory / KEYWORDS)
        else:
            copy_keywords(self._previous.directory / KEYWORDS, build.directory / KEYWORDS)
        update_keywords(build.directory / KEYWORDS, keys, added)
        write_manifest(build.directory, self._manifest)
        write_sums(build.directory)
        published = self._generations.publish(build.directory)
        self._build = None
        if self._previous is not None:
            self._previous.close()
        self._previous = Committed(published)
        self._generations.sweep()

    def _open(self, generation: Path, rebuild: bool) -> None:
        if rebuild:
            self._replaced = Replaced(generation, self._manifest)
        else:
            require_same(generation, self._manifest)
            self._previous = Committed(generation)

    def _building(self) -> _Build:
        if self._build is None:
            directory = self._generations.build()
            if self._previous is not None:
                shutil.copyfile(self._previous.directory / RECORDS, directory / RECORDS)
            changes = self._replaced.changes if self._replaced is not None else []
            self._build = _Build(directory, RecordWriter(directory / RECORDS, changes))
        return self._build

    def _kept_vectors(self, rows: NDArray[np.bool_]) -> Matrix:
        """Copy rows of the last commit."""
        return self._previous.matrix[rows] if self._previous is not None else no_vectors(self._manifest.dimensions)

    def _vectors(self, documents: Sequence[Document]) -> Matrix:
        dimensions = self._manifest.dimensions
        embeddings = [each.embedding for each in documents if each.embedding is not None]
        if len(embeddings) < len(documents):
            missing = ", ".join(each.id for each in documents if each.embedding is None)
            raise ValueError(f"passages without an embedding: {missing}")
        return unit_vectors(embeddings, dimensions) if embeddings else no_vectors(dimensions)
