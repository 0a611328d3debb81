"""Read the records of one generation: sources, decisions and passages in SQLite."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import numpy as np
from cachetools import LRUCache, cachedmethod
from haystack import Document
from numpy.typing import NDArray
from pydantic_core import from_json

from indexer.model import Decision, Source
from indexer.stores.base import Coverage, Filter, Found, Heading, SourceRecord
from indexer.stores.filters import Clause, decision_clause, passage_clause, removed_clause
from indexer.stores.schema import DECISION_ORDER
from indexer.stores.serialise import decision_from_json, source_from_json
from indexer.words import AnalysedTexts, analysed_from_json

# Questions of a day read the same decisions again and again; a decision of usual length takes some 50 KB.
_CACHED_DECISIONS = 1_000
_CACHED_PASSAGES = 10_000  # of some 3 KB; only those whose scores are asked for
_CACHED_FILTERS = 200  # whose organs and coverage each question under them asks for
_MAPPED = 1 << 32  # bytes of the file that are read where they lie in memory
NO_LIMIT = 1 << 62  # rows; both databases take it
_LISTED = "d.standing AND d.listed"
_HEADING = 'decision_id, language, municipality, organ, date, section, "case", title, document_kind'


class Connection(Protocol):
    """What writes rows: SQLite's connection, or another's that speaks like it."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any: ...
    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> Any: ...


class Records:
    """Read an immutable records file; safe to share between threads."""

    passage_tables = "passages"

    def __init__(self, path: Path) -> None:
        # `immutable`: a generation never changes, so SQLite needs neither locks nor a journal beside it.
        address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._connection.execute(f"PRAGMA mmap_size = {_MAPPED}")  # which halves the time of reading a row
        self._lock = threading.Lock()
        self._has_words = any(column == "words" for _, column, *_ in self.rows("PRAGMA table_info(decisions)"))
        self._remember()

    def _remember(self) -> None:
        self._cache_lock = threading.Lock()
        self._decision_cache: LRUCache[Any, Decision | None] = LRUCache(_CACHED_DECISIONS)
        self._words_cache: LRUCache[Any, AnalysedTexts | None] = LRUCache(_CACHED_DECISIONS)
        self._passage_cache: LRUCache[int, Found] = LRUCache(_CACHED_PASSAGES)
        self._organs_cache: LRUCache[str, list[tuple[str, str]]] = LRUCache(_CACHED_FILTERS)
        self._coverage_cache: LRUCache[str, Coverage] = LRUCache(_CACHED_FILTERS)

    def close(self) -> None:
        """Close the file and forget what was read."""
        with self._lock:
            self._connection.close()
        self._remember()

    # filters

    def passage_clause(self, filters: Filter | None) -> Clause:
        """Compile a filter to a condition on a passage."""
        return passage_clause(filters)

    def decision_clause(self, filters: Filter | None) -> Clause:
        """Compile a filter to a condition on a decision."""
        return decision_clause(filters)

    def removed_clause(self, filters: Filter | None) -> Clause:
        """Compile a filter to a condition on a removed decision."""
        return removed_clause(filters)

    # passages

    def keys(self) -> NDArray[np.int64]:
        """Give the keys of all passages, ascending; the place of a key is the passage's row."""
        return _integers(self.rows("SELECT key FROM passages ORDER BY key"))

    def visible_keys(self, filters: Filter | None = None) -> NDArray[np.int64]:
        """Give the keys of the visible passages that a filter leaves, ascending."""
        clause = self.passage_clause(filters)
        sql = f"SELECT p.key FROM passages p WHERE p.visible AND {clause.sql} ORDER BY p.key"
        return _integers(self.rows(sql, clause.values))

    def documents(self, keys: Sequence[int], scores: Sequence[float] | None = None) -> list[Document]:
        """Give passages in the order of their keys, with scores if there are any and without vectors."""
        with self._cache_lock:
            found = {key: self._passage_cache[key] for key in keys if key in self._passage_cache}
        missing = [key for key in keys if key not in found]
        if missing:
            sql = "SELECT key, id, content, meta FROM passages WHERE key IN (SELECT value FROM json_each(?))"
            rows = self.rows(sql, (json.dumps(missing),))
            read = {key: Found(id=id_, content=content, meta=from_json(meta)) for key, id_, content, meta in rows}
            found |= read
            if scores is not None:  # a listing of all would drive out what questions find again
                with self._cache_lock:
                    self._passage_cache.update(read)
        places = zip(keys, scores if scores is not None else repeat(None, len(keys)), strict=True)
        return [found[key].scored(score) for key, score in places]

    def keys_by_content(self, contents: Iterable[str]) -> dict[str, int]:
        """Find a passage for each text that some passage has word for word."""
        # The index by hash answers alone: no text is read.
        sql = "SELECT key FROM passages WHERE content_hash = ? LIMIT 1"
        found = ((text, self.rows(sql, (content_hash(text),))) for text in contents)
        return {text: rows[0][0] for text, rows in found if rows}

    def paragraphs_of_passages(self) -> list[tuple[str, str, str, str, list[str]]]:
        """List (passage id, source id, decision id, language, paragraph ids) of passages that have a decision."""
        sql = "SELECT id, source_id, decision_id, language, meta FROM passages WHERE decision_id IS NOT NULL"
        return [(*row[:4], json.loads(row[4]).get("paragraph_ids", [])) for row in self.rows(sql)]

    def headings_of_passages(self) -> tuple[list[Heading], list[int]]:
        """Give the decisions that visible passages are of and, for each row, which of them, or -1."""
        number: dict[tuple[str, str], int] = {}
        headings: list[Heading] = []
        numbers: list[int] = []
        for visible, *row in self.rows(f"SELECT visible, {_HEADING} FROM passages ORDER BY key"):
            if not visible or row[0] is None:
                numbers.append(-1)
                continue
            numbers.append(number.setdefault((row[0], row[1]), len(headings)))
            if numbers[-1] == len(headings):
                headings.append(Heading(*row))
        return headings, numbers

    # whole rows

    def column(self, name: str) -> str:
        """Name a column of a table in SQL; null where a store of an earlier version has none."""
        return "NULL" if name == "words" and not self._has_words else f'"{name}"'

    def source_ids(self) -> list[str]:
        """List all sources in the order of their passages, those without any last."""
        sql = (
            "SELECT s.source_id FROM sources s LEFT JOIN passages p ON p.source_id = s.source_id"
            " GROUP BY s.source_id ORDER BY MIN(p.key) IS NULL, MIN(p.key), s.source_id"
        )
        return [source_id for (source_id,) in self.rows(sql)]

    # decisions

    def headings(self, filters: Filter | None = None) -> list[Heading]:
        """List the standing sections under a filter by heading, in order of date and section number."""
        clause = self.decision_clause(filters)
        sql = f"SELECT {_HEADING} FROM decisions d WHERE {_LISTED} AND {clause.sql} ORDER BY {DECISION_ORDER}"
        return [Heading(*row) for row in self.rows(sql, clause.values)]

    @cachedmethod(lambda self: self._decision_cache, lock=lambda self: self._cache_lock)
    def decision(self, decision_id: str, language: str | None = None) -> Decision | None:
        """Give the decision that stands under an id; of several languages Finnish, if none is asked for."""
        sql = (
            "SELECT record FROM decisions WHERE standing AND decision_id = ?"
            " AND (CAST(? AS TEXT) IS NULL OR language = ?) ORDER BY language <> 'fi', language LIMIT 1"
        )
        return next(iter(self._decisions(sql, (decision_id, language, language))), None)

    @cachedmethod(
        lambda self: self._words_cache,
        key=lambda _, decision: (decision.source_id, decision.decision_id, decision.language),
        lock=lambda self: self._cache_lock,
    )
    def words(self, decision: Decision) -> AnalysedTexts | None:
        """Give the words of a decision's texts as they were analysed at indexing, or None where they were not."""
        if not self._has_words:
            return None
        sql = "SELECT words FROM decisions WHERE source_id = ? AND decision_id = ? AND language = ?"
        rows = self.rows(sql, (decision.source_id, decision.decision_id, decision.language))
        return analysed_from_json(rows[0][0], decision) if rows and rows[0][0] else None

    def decisions(self, filters: Filter | None = None, limit: int | None = None) -> list[Decision]:
        """List the standing sections under a filter in order of date and section number."""
        clause = self.decision_clause(filters)
        sql = f"SELECT d.record FROM decisions d WHERE {_LISTED} AND {clause.sql} ORDER BY {DECISION_ORDER} LIMIT ?"
        return self._decisions(sql, (*clause.values, NO_LIMIT if limit is None else limit))

    def case(self, municipality: str, diary_number: str) -> list[Decision]:
        """List the standing decisions of a case, oldest first; the municipality by its name or its slug."""
        sql = (
            'SELECT d.record FROM decisions d WHERE d.standing AND d."case" = ?'
            f" AND ? IN (d.municipality, d.municipality_slug) ORDER BY {DECISION_ORDER}"
        )
        return self._decisions(sql, (diary_number, municipality))

    @cachedmethod(
        lambda self: self._organs_cache,
        key=lambda _, filters=None: filter_name(filters),
        lock=lambda self: self._cache_lock,
    )
    def organs(self, filters: Filter | None = None) -> list[tuple[str, str]]:
        """List (municipality, organ) of the standing decisions under a filter."""
        clause = self.decision_clause(filters)
        sql = (
            "SELECT DISTINCT d.municipality, d.organ FROM decisions d"
            f" WHERE d.standing AND d.organ IS NOT NULL AND {clause.sql} ORDER BY 1, 2"
        )
        return [(municipality, organ) for municipality, organ in self.rows(sql, clause.values)]

    def languages(self) -> tuple[str, ...]:
        """List the languages that passages are in."""
        rows = self.rows("SELECT DISTINCT language FROM passages WHERE language IS NOT NULL ORDER BY 1")
        return tuple(language for (language,) in rows)

    @cachedmethod(
        lambda self: self._coverage_cache,
        key=lambda _, filters=None: filter_name(filters),
        lock=lambda self: self._cache_lock,
    )
    def coverage(self, filters: Filter | None = None) -> Coverage:
        """Say what a filter leaves of the listed decisions."""
        clause = self.decision_clause(filters)
        listed = f"FROM decisions d WHERE {_LISTED} AND {clause.sql}"
        [(count, newest)] = self.rows(
            f"SELECT COUNT(*), MAX(CASE WHEN d.organ IS NOT NULL THEN d.date END) {listed}", clause.values
        )
        organs = self.rows(f"SELECT DISTINCT d.organ {listed} AND d.organ IS NOT NULL ORDER BY 1", clause.values)
        return Coverage(decisions=count, organs=tuple(organ for (organ,) in organs), newest=newest)

    def paragraphs_of_decisions(self) -> dict[tuple[str, str, str], set[str]]:
        """Give the paragraph ids of every decision by (source id, decision id, language)."""
        decisions = self._decisions("SELECT record FROM decisions", ())
        return {
            (each.source_id, each.decision_id, each.language): {paragraph.paragraph_id for paragraph in each.paragraphs}
            for each in decisions
        }

    # sources

    def source(self, source_id: str) -> Source | None:
        """Give a source, indexed or skipped, or None."""
        rows = self.rows("SELECT source, attached_to FROM sources WHERE source_id = ?", (source_id,))
        return _source(*rows[0]) if rows else None

    def sources(self) -> list[SourceRecord]:
        """List all sources, indexed and skipped, by id."""
        sql = "SELECT source, attached_to, decisions, paragraphs, skipped FROM sources ORDER BY source_id"
        return [SourceRecord(_source(source, found), *rest) for source, found, *rest in self.rows(sql)]

    def sources_beneath(self, prefix: str) -> list[str]:
        """List the ids of the sources that have a decision beneath an id's beginning; all for none."""
        beneath = "substr(decision_id, 1, length(CAST(? AS TEXT)) + 1) = CAST(? AS TEXT) || '/'"
        sql = f"SELECT DISTINCT source_id FROM decisions WHERE CAST(? AS TEXT) = '' OR {beneath} ORDER BY 1"
        return [source_id for (source_id,) in self.rows(sql, (prefix, prefix, prefix))]

    def decisions_of(self, source_id: str) -> list[Decision]:
        """List all decisions of a source, standing or not, in its own order."""
        return self._decisions("SELECT record FROM decisions WHERE source_id = ? ORDER BY position", (source_id,))

    def _decisions(self, sql: str, values: Sequence[Any]) -> list[Decision]:
        return [decision_from_json(record) for (record,) in self.rows(sql, values)]

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Answer a query on the tables of schema.py."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()


def _source(record: str, attached_to: str | None) -> Source:
    """Give a source as its sidecar describes it, with the link that was found where the sidecar has none."""
    source = source_from_json(record)
    return source if source.attachment_of else replace(source, attachment_of=attached_to)


def filter_name(filters: Filter | None) -> str:
    """Write a filter so that equal ones are written alike."""
    return json.dumps(filters or {}, sort_keys=True, default=str)


def content_hash(text: str) -> bytes:
    """Give the SHA-256 that passages of equal text share."""
    return hashlib.sha256(text.encode()).digest()


def _integers(rows: list[tuple[Any, ...]]) -> NDArray[np.int64]:
    return np.fromiter((key for (key,) in rows), dtype=np.int64, count=len(rows))
