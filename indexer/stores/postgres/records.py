"""Read the records of one generation from PostgreSQL: what differs from SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import repeat
from typing import Any

import numpy as np
from haystack import Document
from numpy.typing import NDArray
from pydantic_core import from_json

from indexer.errors import StoreError
from indexer.stores.base import Filter, Found
from indexer.stores.filters import Clause
from indexer.stores.postgres.database import named
from indexer.stores.postgres.filters import decision_clause, passage_clause, removed_clause
from indexer.stores.postgres.replicas import Database, Moved
from indexer.stores.records import Records, content_hash


class PostgresRecords(Records):
    """Read one generation; each query raises Moved once another one stands. Without a number, read the newest."""

    passage_tables = "passages JOIN texts USING (key)"

    def __init__(self, database: Database, generation: int | None = None) -> None:
        """Read a generation; raise StoreMissing if none is named and there is none."""
        if generation is None:
            database.standing()
        self._ask = partial(database.rows, generation)
        self._address = database.address
        self._has_words = True
        self._remember()

    def close(self) -> None:
        """Close nothing: the connections are the database's."""

    def passage_clause(self, filters: Filter | None) -> Clause:
        """Compile a filter to a condition on a passage."""
        return passage_clause(filters)

    def decision_clause(self, filters: Filter | None) -> Clause:
        """Compile a filter to a condition on a decision."""
        return decision_clause(filters)

    def removed_clause(self, filters: Filter | None) -> Clause:
        """Compile a filter to a condition on a removed decision."""
        return removed_clause(filters)

    def rows(self, sql: str, values: Sequence[Any] = (), prepare: str = "") -> list[tuple[Any, ...]]:
        """Answer a query on the tables of schema.py."""
        return self._ask(sql, values, prepare)

    def keys(self) -> NDArray[np.int64]:
        """Give the keys of all passages, ascending."""
        return self._keys("FROM passages p", ())

    def visible_keys(self, filters: Filter | None = None) -> NDArray[np.int64]:
        """Give the keys of the visible passages that a filter leaves, ascending."""
        clause = self.passage_clause(filters)
        return self._keys(f"FROM passages p WHERE p.visible AND {clause.sql}", clause.values)

    def documents(self, keys: Sequence[int], scores: Sequence[float] | None = None) -> list[Document]:
        """Give passages in the order of their keys, with scores if there are any and without vectors."""
        sql = "SELECT key, id, content, meta FROM passages JOIN texts USING (key) WHERE key = ANY(?)"
        found = {key: rest for key, *rest in self.rows(sql, (list(keys),))}
        places = zip(keys, scores if scores is not None else repeat(None, len(keys)), strict=True)
        return [
            Found(id=found[key][0], content=found[key][1], meta=from_json(found[key][2]), score=score)
            for key, score in places
        ]

    def keys_by_content(self, contents: Iterable[str]) -> dict[str, int]:
        """Find a passage for each text that some passage has word for word."""
        texts = {content_hash(text): text for text in contents}
        sql = "SELECT content_hash, min(key) FROM passages WHERE content_hash = ANY(?) GROUP BY content_hash"
        return {texts[bytes(found)]: key for found, key in self.rows(sql, (list(texts),))}

    def vectors(self, keys: Sequence[int]) -> dict[int, list[float]]:
        """Give the vectors of passages."""
        sql = "SELECT key, CAST(embedding AS real[]) FROM vectors WHERE key = ANY(?)"
        return dict(self.rows(sql, (list(keys),)))

    def paragraphs_of_passages(self) -> list[tuple[str, str, str, str, list[str]]]:
        """List (passage id, source id, decision id, language, paragraph ids) of passages that have a decision."""
        sql = (
            "SELECT id, source_id, decision_id, language, meta FROM passages JOIN texts USING (key)"
            " WHERE decision_id IS NOT NULL"
        )
        return [(*row[:4], from_json(row[4]).get("paragraph_ids", [])) for row in self.rows(sql)]

    def _keys(self, source: str, values: Sequence[Any]) -> NDArray[np.int64]:
        """Fetch keys as one value: a million rows would take a second."""
        [(keys,)] = self.rows(f"SELECT string_agg(int8send(p.key), CAST('' AS bytea)) {source}", values)
        return np.sort(np.frombuffer(keys or b"", dtype=">i8").astype(np.int64))


class PinnedRecords(PostgresRecords):
    """Read one generation and no other: what is copied out of a store must not be half of each."""

    def rows(self, sql: str, values: Sequence[Any] = (), prepare: str = "") -> list[tuple[Any, ...]]:
        """Answer a query; raise StoreError once another generation stands."""
        try:
            return super().rows(sql, values, prepare)
        except Moved as error:
            raise StoreError(
                named(self._address), "it was changed while it was read", "Run it again when nobody indexes."
            ) from error
