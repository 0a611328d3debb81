"""Read a store in PostgreSQL."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import numpy as np
from cachetools import LRUCache
from haystack import Document
from numpy.typing import ArrayLike

from indexer.errors import StoreError
from indexer.model import Decision, Source
from indexer.stores.base import (
    Change,
    Coverage,
    Filter,
    Heading,
    Manifest,
    ReplicaState,
    SourceRecord,
    WeightedTerm,
)
from indexer.stores.changes import changes_since, last_change, remembered
from indexer.stores.consistency import key_disagreements, paragraph_disagreements
from indexer.stores.copies import Copier
from indexer.stores.keyword_search import Keywords
from indexer.stores.passage_decisions import DecisionsOfPassages
from indexer.stores.postgres.database import named
from indexer.stores.postgres.postings import PostingTables
from indexer.stores.postgres.records import PinnedRecords, PostgresRecords
from indexer.stores.postgres.replicas import Database, Moved
from indexer.stores.ranking import Mask
from indexer.stores.vectors import Matrix, unit_vectors
from indexer.words import AnalysedTexts

P = ParamSpec("P")
T = TypeVar("T")

EXACT = 20_000  # vectors that are compared one by one: some 20 ms
_CACHED_MASKS = 64
_ATTEMPTS = 20
_SPARE = 3  # times as many candidates of the graph as are asked for; their exact cosines decide
# Iterative, or a filter would leave a few of the first candidates only.
_NEAR = "SELECT set_config('hnsw.ef_search', '400', TRUE), set_config('hnsw.iterative_scan', 'relaxed_order', TRUE)"


class _Generation:
    """What is kept in memory of a generation."""

    def __init__(self, database: Database, number: int, manifest: str) -> None:
        self.number = number
        self.manifest = Manifest(**json.loads(manifest))
        self.records = PostgresRecords(database, number)
        index = PostingTables(self.records.rows)
        self.keys = index.keys
        self.keywords = Keywords(index, index.keys)
        self.headings = DecisionsOfPassages(self.records)
        self.languages = self.records.languages()
        self._masks: LRUCache[str, tuple[Mask, int]] = LRUCache(_CACHED_MASKS)
        self._lock = threading.Lock()

    def mask(self, filters: Filter | None) -> tuple[Mask, int]:
        """Give, for each row, whether it is visible and under the filter, and how many are."""
        name = json.dumps(filters or {}, sort_keys=True, default=str)
        with self._lock:
            if name in self._masks:
                return self._masks[name]
        keys = self.records.visible_keys(filters)
        mask = np.zeros(len(self.keys), dtype=bool)
        mask[np.searchsorted(self.keys, keys)] = True
        with self._lock:
            self._masks[name] = mask, len(keys)
        return mask, len(keys)


def _whole(method: Callable[Concatenate[PostgresStore, P], T]) -> Callable[Concatenate[PostgresStore, P], T]:
    """Begin anew with the newest generation where a commit came between the queries of one call."""

    def called(store: PostgresStore, /, *arguments: P.args, **named_: P.kwargs) -> T:
        for _ in range(_ATTEMPTS):
            try:
                return method(store, *arguments, **named_)
            except Moved:
                store.refresh()
        raise StoreError(named(store.address), "generations follow each other too quickly to be read", "Try again.")

    called.__name__, called.__doc__ = method.__name__, method.__doc__
    return called


class PostgresStore:
    """Read a store; safe to share between threads.

    Each call sees one whole generation, the newest one: a question that goes on after a commit reads what stands then.
    Ask `is_current()` to hear of it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.address = database.address
        self._lock = threading.Lock()
        self._now: _Generation | None = None
        self._now = self.refresh()
        self._opened = self._now.number

    @classmethod
    def open(cls, address: str, replica: str = "") -> Self:
        """Open a store, with the address of a read replica where there is one.

        Raise StoreMissing before its first generation, StoreMismatch if its tables are of another layout and
        StoreUnavailable where the database cannot be reached.
        """
        database = Database(address, replica)
        try:
            return cls(database)
        except BaseException:
            database.close()
            raise

    def refresh(self) -> _Generation:
        """Take the newest generation."""
        with self._lock:
            for _ in range(_ATTEMPTS):
                number, manifest = self._database.standing(self._now.number if self._now is not None else 0)
                if self._now is not None and self._now.number == number:
                    return self._now
                try:
                    self._now = _Generation(self._database, number, manifest)
                except Moved:
                    continue
                return self._now
            raise StoreError(named(self.address), "generations follow each other too quickly to be read", "Try again.")

    @property
    def _read(self) -> _Generation:
        return self._now or self.refresh()

    @property
    def manifest(self) -> Manifest:
        """What the store was made with."""
        return self._read.manifest

    @property
    def generation(self) -> int:
        """The number of the generation that was opened."""
        return self._opened

    @property
    @_whole
    def changed(self) -> str:
        """When documents changed last."""
        return last_change(self._read.records)

    def is_current(self) -> bool:
        """Say whether no later generation has been committed since the store was opened."""
        return self._database.standing(self._opened)[0] == self._opened

    def replica(self) -> ReplicaState | None:
        """Say how a read replica keeps up, or None where there is none."""
        return self._database.replica_state()

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    # Haystack's document store, reading side

    @_whole
    def count_documents(self, filters: Filter | None = None) -> int:
        """Count the visible passages under a filter."""
        return self._read.mask(filters)[1]

    @_whole
    def filter_documents(self, filters: Filter | None = None) -> list[Document]:
        """List the visible passages under a filter."""
        records = self._read.records
        return records.documents(records.visible_keys(filters).tolist())

    # retrieval

    @_whole
    def search_keywords(
        self, terms: Sequence[WeightedTerm], filters: Filter | None = None, limit: int = 50
    ) -> list[Document]:
        """Rank passages by BM25 over the analyser's terms, best first."""
        now = self._read
        rows, scores = now.keywords.search(terms, now.mask(filters)[0], limit)
        return now.records.documents(now.keys[rows].tolist(), scores.tolist())

    @_whole
    def search_vectors(self, vector: ArrayLike, filters: Filter | None = None, limit: int = 50) -> list[Document]:
        """Rank passages by cosine similarity, best first; raise ValueError for another dimension.

        Exactly where a filter leaves few, else among the candidates of the graph.
        """
        now = self._read
        dimensions = now.manifest.dimensions
        query = f"[{','.join(map(repr, unit_vectors(np.atleast_2d(vector), dimensions)[0].tolist()))}]"
        _, count = now.mask(filters)
        clause = now.records.passage_clause(filters)
        under = f"FROM vectors v JOIN passages p ON p.key = v.key WHERE p.visible AND {clause.sql}"
        exact = (
            f"SELECT v.key, -(v.embedding <#> CAST(? AS vector)) {under}"
            " ORDER BY v.embedding <#> CAST(? AS vector), v.key LIMIT ?"
        )
        found: list[tuple[Any, ...]] = []
        if count > EXACT:
            half = f"halfvec({dimensions})"
            near = (
                f"SELECT key, -(embedding <#> CAST(? AS vector)) AS cosine FROM (SELECT v.key, v.embedding {under}"
                f" ORDER BY CAST(v.embedding AS {half}) <#> CAST(CAST(? AS vector) AS {half}) LIMIT ?) near"
                " ORDER BY cosine DESC, key LIMIT ?"
            )
            found = now.records.rows(near, (query, *clause.values, query, _SPARE * limit, limit), _NEAR)
        if len(found) < min(limit, count):
            found = now.records.rows(exact, (query, *clause.values, query, limit))
        return now.records.documents([key for key, _ in found], [score for _, score in found])

    @_whole
    def matches(self, terms: Sequence[WeightedTerm], filters: Filter | None = None) -> list[tuple[Heading, float]]:
        """List every decision that has a passage with one of the terms, and that passage's BM25, best first."""
        now = self._read
        return now.headings.of(*now.keywords.search(terms, now.mask(filters)[0], len(now.keys)))

    @_whole
    def document_frequency(self, term: str, filters: Filter | None = None) -> int:
        """Count the visible passages under a filter that hold a term."""
        now = self._read
        return now.keywords.document_frequency(term, now.mask(filters)[0])

    @_whole
    def terms(self) -> Sequence[str]:
        """List every term of the index, whoever may see it."""
        return self._read.keywords.terms()

    # records

    @_whole
    def decision(self, decision_id: str, language: str | None = None) -> Decision | None:
        """Give the decision that stands under an id; of several languages Finnish, if none is asked for."""
        return self._read.records.decision(decision_id, language)

    @_whole
    def words(self, decision: Decision) -> AnalysedTexts | None:
        """Give what the words of a decision's texts are looked up by, or None where the store has not kept it."""
        return self._read.records.words(decision)

    @_whole
    def decisions(self, filters: Filter | None = None, limit: int | None = None) -> list[Decision]:
        """List standing sections (not a meeting's own matter) in order of date and section number."""
        return self._read.records.decisions(filters, limit)

    @_whole
    def headings(self, filters: Filter | None = None) -> list[Heading]:
        """List what `decisions` lists, in the same order, by heading."""
        return self._read.records.headings(filters)

    @_whole
    def case(self, municipality: str, diary_number: str) -> list[Decision]:
        """List the standing decisions of a case, oldest first; the municipality by its name or its slug."""
        return self._read.records.case(municipality, diary_number)

    @_whole
    def changes(
        self, since: str | None = None, filters: Filter | None = None, limit: int | None = None
    ) -> list[Change]:
        """List the latest change of each listed decision after a time, oldest first; removed ones as well."""
        return changes_since(self._read.records, since, filters, limit)

    @_whole
    def source(self, source_id: str) -> Source | None:
        """Give a source, indexed or skipped, or None."""
        return self._read.records.source(source_id)

    @_whole
    def sources(self) -> list[SourceRecord]:
        """List all sources, indexed and skipped, by id."""
        return self._read.records.sources()

    @_whole
    def organs(self, filters: Filter | None = None) -> list[tuple[str, str]]:
        """List (municipality, organ) of the standing decisions under a filter."""
        return list(self._read.records.organs(filters))

    @_whole
    def languages(self) -> Sequence[str]:
        """List the languages that passages are in."""
        return self._read.languages

    @_whole
    def coverage(self, filters: Filter | None = None) -> Coverage:
        """Say what a filter leaves to search in."""
        return self._read.records.coverage(filters)

    def copier(self) -> Copier:
        """Give what copies the newest generation; it raises StoreError once another one stands."""
        now = self.refresh()
        records = PinnedRecords(self._database, now.number)

        def vectors(keys: Sequence[int]) -> Matrix:
            found = records.vectors(keys)
            rows = [found[key] for key in keys]
            return np.array(rows, dtype=np.float32).reshape(len(keys), now.manifest.dimensions)

        return Copier(records, PostingTables(records.rows), vectors)

    @_whole
    def remembered_changes(self) -> list[tuple[object, ...]]:
        """Give what a writer's `take_changes` takes."""
        return remembered(self._read.records)

    @_whole
    def check(self) -> list[str]:
        """Say what disagrees between records, keywords and vectors; an empty list proves that they agree."""
        now = self._read
        keys = now.records.keys()
        faults = [*key_disagreements(keys, now.keywords.keys()), *paragraph_disagreements(now.records)]
        for table in ("texts", "vectors"):
            sql = f"SELECT COALESCE(p.key, o.key) FROM passages p FULL JOIN {table} o ON o.key = p.key"
            if missing := now.records.rows(f"{sql} WHERE p.key IS NULL OR o.key IS NULL LIMIT 5"):
                faults.append(f"Passages and {table} disagree: keys {', '.join(str(key) for (key,) in missing)}.")
        wrong = now.records.rows(
            "SELECT key FROM vectors WHERE vector_dims(embedding) <> ? OR NOT abs(vector_norm(embedding) - 1) < 0.001"
            " LIMIT 5",
            (now.manifest.dimensions,),
        )
        if wrong:
            faults.append(f"Vectors are not of length 1: keys {', '.join(str(key) for (key,) in wrong)}.")
        return faults
