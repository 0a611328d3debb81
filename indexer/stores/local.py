"""The embedded store: SQLite records, a Whoosh index and a vector file in one directory, read by generations."""

from __future__ import annotations

import sqlite3
import struct
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import numpy as np
from cachetools import LRUCache
from haystack import Document
from numpy.typing import ArrayLike

from indexer.errors import StoreError
from indexer.model import Decision, Source
from indexer.stores.base import Change, Coverage, Filter, Heading, Manifest, SourceRecord, WeightedTerm
from indexer.stores.changes import changes_since, last_change, remembered
from indexer.stores.consistency import disagreements
from indexer.stores.copies import Copier
from indexer.stores.generations import Generations
from indexer.stores.keyword_search import Keywords
from indexer.stores.local_writer import LocalStoreWriter
from indexer.stores.manifest import KEYWORDS, REBUILD, RECORDS, VECTORS, read_manifest
from indexer.stores.passage_decisions import DecisionsOfPassages
from indexer.stores.ranking import Mask, Rows, Scores
from indexer.stores.records import Records, filter_name
from indexer.stores.sums import changed, require_sizes
from indexer.stores.vectors import load_vectors, no_vectors, search_vectors
from indexer.words import AnalysedTexts

__all__ = ["LocalStore", "LocalStoreWriter"]

# One question asks for the same mask twice, and conversations keep their filters.
_CACHED_MASKS = 64
_ATTEMPTS = 5


class LocalStore:
    """Read one generation of a local store; safe to share between threads.

    Commits that come later are not seen: ask `is_current()` and open the store anew. All files are opened at once
    and held open, so the generation may be deleted meanwhile.
    """

    def __init__(self, generation: Path, generations: Generations, number: int | None = None) -> None:
        self._generations = generations
        self._number = int(generation.name) if number is None else number
        self._manifest = read_manifest(generation)
        self._generation = generation
        require_sizes(generation)
        with ExitStack() as opened:
            self._records = Records(generation / RECORDS)
            opened.callback(self._records.close)
            self._keys = self._records.keys()
            self._keywords = Keywords(generation / KEYWORDS, self._keys)
            opened.callback(self._keywords.close)
            self._vectors = load_vectors(generation / VECTORS)
            opened.pop_all()
        self._masks: LRUCache[str, tuple[Mask, int]] = LRUCache(_CACHED_MASKS)
        self._mask_lock = threading.Lock()
        self._languages = self._records.languages()
        self._headings = DecisionsOfPassages(self._records)

    @classmethod
    def open(cls, data: Path | str) -> Self:
        """Open the current generation.

        Raise StoreMissing before the first one, StoreMismatch if the files are of another format, StoreError
        if they are damaged.
        """
        generations = Generations(Path(data))
        for _ in range(_ATTEMPTS):
            generation = generations.current()
            try:
                return cls(generation, generations)
            except (OSError, sqlite3.Error, ValueError, LookupError, TypeError, struct.error) as error:
                # A commit between reading the number and opening the files sweeps the generation away.
                if generations.current() == generation:
                    raise StoreError(str(generation), f"it cannot be opened ({error})", REBUILD) from error
        raise StoreError(str(data), "generations follow each other too quickly to be opened", "Try again.")

    @property
    def manifest(self) -> Manifest:
        """What the store was made with."""
        return self._manifest

    @property
    def generation(self) -> int:
        """The number of the generation that is read."""
        return self._number

    @property
    def changed(self) -> str:
        """When documents changed last."""
        return last_change(self._records)

    def is_current(self) -> bool:
        """Say whether no later generation has been published."""
        return self._generations.number() == self._number

    def close(self) -> None:
        """Close all files, so that those of a deleted generation are gone from the disk."""
        self._records.close()
        self._keywords.close()
        self._vectors = no_vectors(self._manifest.dimensions)

    # Haystack's document store, reading side

    def count_documents(self, filters: Filter | None = None) -> int:
        """Count the visible passages under a filter."""
        return self._counted_mask(filters)[1]

    def filter_documents(self, filters: Filter | None = None) -> list[Document]:
        """List the visible passages under a filter."""
        return self._records.documents(self._records.visible_keys(filters).tolist())

    # retrieval

    def search_keywords(
        self, terms: Sequence[WeightedTerm], filters: Filter | None = None, limit: int = 50
    ) -> list[Document]:
        """Rank passages by BM25 over the analyser's terms, best first."""
        return self._documents(self._keywords.search(terms, self._mask(filters), limit))

    def search_vectors(self, vector: ArrayLike, filters: Filter | None = None, limit: int = 50) -> list[Document]:
        """Rank passages by cosine similarity, exactly, best first; raise ValueError for another dimension."""
        return self._documents(search_vectors(self._vectors, vector, self._mask(filters), limit))

    def matches(self, terms: Sequence[WeightedTerm], filters: Filter | None = None) -> list[tuple[Heading, float]]:
        """List every decision that has a passage with one of the terms, and that passage's BM25, best first."""
        return self._headings.of(*self._keywords.search(terms, self._mask(filters), len(self._keys)))

    def document_frequency(self, term: str, filters: Filter | None = None) -> int:
        """Count the visible passages under a filter that hold a term."""
        return self._keywords.document_frequency(term, self._mask(filters))

    def terms(self) -> Sequence[str]:
        """List every term of the index, whoever may see it."""
        return self._keywords.terms()

    # records

    def decision(self, decision_id: str, language: str | None = None) -> Decision | None:
        """Give the decision that stands under an id; of several languages Finnish, if none is asked for."""
        return self._records.decision(decision_id, language)

    def words(self, decision: Decision) -> AnalysedTexts | None:
        """Give what the words of a decision's texts are looked up by, or None where the store has not kept it."""
        return self._records.words(decision)

    def decisions(self, filters: Filter | None = None, limit: int | None = None) -> list[Decision]:
        """List standing sections (not a meeting's own matter) in order of date and section number."""
        return self._records.decisions(filters, limit)

    def headings(self, filters: Filter | None = None) -> list[Heading]:
        """List what `decisions` lists, in the same order, by heading."""
        return self._records.headings(filters)

    def case(self, municipality: str, diary_number: str) -> list[Decision]:
        """List the standing decisions of a case, oldest first; the municipality by its name or its slug."""
        return self._records.case(municipality, diary_number)

    def changes(
        self, since: str | None = None, filters: Filter | None = None, limit: int | None = None
    ) -> list[Change]:
        """List the latest change of each listed decision after a time, oldest first; removed ones as well."""
        return changes_since(self._records, since, filters, limit)

    def source(self, source_id: str) -> Source | None:
        """Give a source, indexed or skipped, or None."""
        return self._records.source(source_id)

    def sources(self) -> list[SourceRecord]:
        """List all sources, indexed and skipped, by id."""
        return self._records.sources()

    def organs(self, filters: Filter | None = None) -> list[tuple[str, str]]:
        """List (municipality, organ) of the standing decisions under a filter."""
        return list(self._records.organs(filters))

    def languages(self) -> Sequence[str]:
        """List the languages that passages are in."""
        return self._languages

    def coverage(self, filters: Filter | None = None) -> Coverage:
        """Say what a filter leaves to search in."""
        return self._records.coverage(filters)

    def replica(self) -> None:
        """A directory has no replica."""

    def copier(self) -> Copier:
        """Give what copies this generation into another store."""
        return Copier(
            self._records, self._keywords.index, lambda keys: self._vectors[np.searchsorted(self._keys, keys)]
        )

    def remembered_changes(self) -> list[tuple[object, ...]]:
        """Give what a writer's `take_changes` takes."""
        return remembered(self._records)

    def check(self) -> list[str]:
        """Say what disagrees between records, keywords and vectors; an empty list proves that they agree."""
        try:
            if faults := changed(self._generation):  # what is not as it was written need not be looked into
                return faults
        except FileNotFoundError:
            if self.is_current():
                return ["A file that was written is gone."]
            # Swept by a later commit, and what is held open is whole.
        lost = self._generations.faults() if self.is_current() else []
        return [*lost, *disagreements(self._manifest, self._records, self._keywords, self._vectors)]

    def _documents(self, ranked: tuple[Rows, Scores]) -> list[Document]:
        rows, scores = ranked
        return self._records.documents(self._keys[rows].tolist(), scores.tolist())

    def _mask(self, filters: Filter | None) -> Mask:
        """Give, for each row, whether it is visible and under the filter."""
        return self._counted_mask(filters)[0]

    def _counted_mask(self, filters: Filter | None) -> tuple[Mask, int]:
        name = filter_name(filters)
        with self._mask_lock:
            if name in self._masks:
                return self._masks[name]
        mask = np.zeros(len(self._keys), dtype=bool)
        keys = self._records.visible_keys(filters)
        mask[np.searchsorted(self._keys, keys)] = True
        with self._mask_lock:
            self._masks[name] = (mask, len(keys))
        return mask, len(keys)
