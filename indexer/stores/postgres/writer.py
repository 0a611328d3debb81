"""Write a store in PostgreSQL: one transaction a commit, one writer a municipality."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import psycopg
from haystack import Document
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy
from pgvector.psycopg import register_vector
from psycopg import errors

from indexer.errors import StoreLocked, StoreMismatch, StoreMissing
from indexer.model import Decision, Source
from indexer.names import slug
from indexer.stores.attachments import link_attachments
from indexer.stores.base import Block, Manifest, SourceRecord
from indexer.stores.changes import copy_changes, record_changes
from indexer.stores.copies import SourceCopy
from indexer.stores.manifest import REBUILD
from indexer.stores.postgres.database import connect, named, psycopg_errors, unavailable
from indexer.stores.postgres.postings import change_postings
from indexer.stores.postgres.reader import EXACT
from indexer.stores.postgres.records import PostgresRecords
from indexer.stores.postgres.replicas import Database, SqliteSpeaking
from indexer.stores.postgres.schema import CHOOSE_STANDING, HIDE_PASSAGES, LAYOUT, SCHEMA, TABLES
from indexer.stores.record_writer import decision_columns, passage_columns, require_unique
from indexer.stores.serialise import source_from_json, source_to_json
from indexer.stores.vectors import Matrix, unit_vectors

_MUNICIPALITY_BITS = 40  # of a key: so many passages may each municipality ever have
_STORE = "the store"
_NEARNESS = "vectors_by_nearness"
_INDEX_MEMORY = "2GB"


class PostgresStoreWriter(Block):
    """Collect changes and make them visible together; the only writer of each municipality that it has written to.

    A passage is a Haystack document with an embedding and the documented meta; `meta["terms"]` goes to the
    keyword index and is not kept in the meta.
    """

    def __init__(self, address: str, manifest: Manifest, rebuild: bool = False) -> None:
        """Take the store for writing; with `rebuild` start from nothing, whatever is there.

        Raise StoreLocked while another writer rebuilds the store, or with `rebuild` writes to it; StoreMismatch if
        the store was made otherwise, and StoreUnavailable where the database cannot be reached.
        """
        self._address = address
        self._manifest = manifest
        self._connection = connect(address)
        self._held: set[str] = set()
        self._touched: set[str] = set()
        self._terms: dict[int, list[str]] = {}
        self._removed: set[int] = set()
        self._forgotten: set[str] = set()
        self._changed = rebuild
        try:
            with psycopg_errors(address):
                self._lock(_STORE, shared=not rebuild)
                self._prepare(rebuild)
                register_vector(self._connection)
                self._connection.commit()
                self._database = Database(address)
                self._known = self._committed()
                self._sources = [] if rebuild or self._known is None else self._known.sources()
                if rebuild:
                    self._empty()
        except BaseException:
            self._connection.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, and raise StoreUnavailable where the database went away."""
        super().__exit__(kind, error, trace)
        if isinstance(error, psycopg.OperationalError):
            raise unavailable(self._address, error) from error

    def close(self) -> None:
        """Discard what was not committed and let others write; the locks end with the connection."""
        if not self._connection.closed and not self._connection.broken:
            self._connection.rollback()
        self._connection.close()
        self._database.close()

    # what the last commit holds

    def sources(self) -> list[SourceRecord]:
        """List the sources of the last commit, so that unchanged files can be skipped; none on a rebuild."""
        return self._sources

    def sources_beneath(self, prefix: str) -> list[str]:
        """List the ids of the last commit's sources that have a decision beneath an id's beginning; all for none."""
        return self._known.sources_beneath(prefix) if self._known is not None else []

    def decisions_of(self, source_id: str) -> list[Decision]:
        """List all decisions of a source of the last commit, standing or not, in its own order."""
        return self._known.decisions_of(source_id) if self._known is not None else []

    def vectors_of(self, contents: Iterable[str]) -> dict[str, list[float]]:
        """Give the vectors of those texts that passages of the last commit have word for word.

        On a rebuild also of the store that it replaces, if that is of the same model and dimensions.
        """
        if self._known is None:
            return {}
        keys = self._known.keys_by_content(contents)
        vectors = self._known.vectors(list(keys.values()))
        return {text: vectors[key] for text, key in keys.items() if key in vectors}

    # changes

    def put(self, source: Source, decisions: Sequence[Decision], documents: Sequence[Document]) -> None:
        """Replace everything that came from a source.

        Raise ValueError, changing nothing, if a decision or passage occurs twice or is of another source, or
        if an embedding is missing or of the wrong dimension; StoreLocked while another writes to its municipality.
        """
        self._put(source, decisions, documents, None)

    def put_skipped(self, source: Source, reason: str) -> None:
        """Remember that a source was seen and why nothing came of it; what came of it before is taken away."""
        self._put(source, [], [], reason)

    def _put(
        self, source: Source, decisions: Sequence[Decision], documents: Sequence[Document], skipped: str | None
    ) -> None:
        require_unique(source, decisions, documents)
        vectors = self._vectors(documents)
        own = decisions[0].decision_id.split("/")[0] if decisions else slug(source.municipality or "")
        self._hold(own, *(each.decision_id.split("/")[0] for each in decisions))
        self.remove(source.source_id)
        row = (
            source.source_id,
            source_to_json(source),
            own,
            sum(each.is_listed for each in decisions),
            sum(len(each.paragraphs) for each in decisions),
            skipped,
        )
        self._connection.execute("INSERT INTO sources VALUES (%s, %s, %s, %s, %s, %s)", row)
        rows = [{"position": position, **decision_columns(each, source)} for position, each in enumerate(decisions)]
        self._copy("decisions", rows)
        self._add(documents, vectors)

    def put_copy(self, copy: SourceCopy) -> None:
        """Replace everything that came from a source by what another store holds of it."""
        source = source_from_json(copy.source["source"])
        municipalities = [each["municipality_slug"] for each in copy.decisions]
        own = municipalities[0] if municipalities else slug(source.municipality or "")
        self._hold(own, *municipalities)
        self.remove(source.source_id)
        self._copy("sources", [{**copy.source, "municipality_slug": own}])
        self._copy("decisions", copy.decisions)
        terms = [list(Counter(each).elements()) for each in copy.terms]
        self._add_rows(list(copy.passages), terms, copy.vectors)

    def take_changes(self, changes: Iterable[tuple[Any, ...]]) -> None:
        """Remember of changes what another store remembers, and nothing else."""
        self._connection.execute("DELETE FROM changes")
        copy_changes(SqliteSpeaking(self._connection), changes)
        self._changed = True

    def remove(self, source_id: str) -> None:
        """Take away everything that came from a source."""
        found = self._connection.execute(
            "SELECT municipality_slug FROM sources WHERE source_id = %s"
            " UNION SELECT municipality_slug FROM decisions WHERE source_id = %s",
            (source_id, source_id),
        ).fetchall()
        self._hold(*(municipality for (municipality,) in found))
        for table in ("sources", "decisions"):
            self._connection.execute(f"DELETE FROM {table} WHERE source_id = %s", (source_id,))
        self._delete("source_id = %s", source_id)

    def write_documents(self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE) -> int:
        """Add passages without decisions and give their number; ids that exist fail unless the policy says else."""
        if not isinstance(documents, list) or not all(isinstance(each, Document) for each in documents):
            raise ValueError("write_documents takes a list of Haystack documents")
        wanted = {each.id: each for each in documents}
        sql = "SELECT id FROM passages WHERE id = ANY(%s)"
        known = {each for (each,) in self._connection.execute(sql, (list(wanted),))}
        if policy == DuplicatePolicy.SKIP:
            wanted = {each: document for each, document in wanted.items() if each not in known}
        elif policy == DuplicatePolicy.OVERWRITE:
            self.delete_documents(list(known))
        elif known or len(wanted) < len(documents):
            raise DuplicateDocumentError(f"documents that exist already: {', '.join(sorted(known)) or 'in the list'}")
        new = list(wanted.values())
        vectors = self._vectors(new)
        self._hold(*{str(each.meta.get("municipality_slug") or "") for each in new})
        self._add(new, vectors)
        return len(new)

    def delete_documents(self, document_ids: list[str]) -> None:
        """Delete passages by id; an id that is not there is no error."""
        sql = "SELECT DISTINCT COALESCE(municipality_slug, '') FROM passages WHERE id = ANY(%s)"
        self._hold(*(each for (each,) in self._connection.execute(sql, (document_ids,)).fetchall()))
        self._delete("id = ANY(%s)", document_ids)

    def forget(self, decision_ids: Iterable[str]) -> None:
        """Let nothing be remembered of decisions that are not there any more, not even that they were removed."""
        self._forgotten.update(decision_ids)
        self._changed = True

    def commit(self) -> None:
        """Make all changes since the last commit visible to new readers at once."""
        if not self._changed and self._known is not None:
            return
        with psycopg_errors(self._address):
            # The row of the store is held until the end, so that commits follow each other, their changes dated so.
            self._connection.execute(
                "UPDATE store SET generation = generation + 1, committed = now(), manifest = %s",
                (json.dumps(asdict(self._manifest)),),
            )
            touched = sorted(self._touched)
            speaking = SqliteSpeaking(self._connection)
            speaking.execute(CHOOSE_STANDING, (touched,))
            speaking.execute(HIDE_PASSAGES, (touched,))
            if touched:
                link_attachments(speaking, touched)
            record_changes(speaking, datetime.now(UTC))
            gone = "DELETE FROM changes WHERE record_hash IS NULL AND decision_id = ANY(?)"
            speaking.execute(gone, (sorted(self._forgotten),))
            change_postings(self._connection, self._terms, self._removed)
            self._connection.commit()
            self._known = self._committed()
            self._sources = self._known.sources() if self._known is not None else []
            self._tidy()
        self._terms.clear()
        self._removed.clear()
        self._forgotten.clear()
        self._touched.clear()
        self._changed = False

    # how

    def _prepare(self, rebuild: bool) -> None:
        """Make the tables where there are none; on a rebuild also where they are of another layout."""
        self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (_number("tables"),))
        try:
            with self._connection.transaction():
                found = self._connection.execute("SELECT layout, generation, manifest FROM store").fetchall()
        except errors.UndefinedTable:
            found = []
        if found and found[0][0] != LAYOUT:
            if not rebuild:
                reason = f"its tables have layout {found[0][0]}, not {LAYOUT}"
                raise StoreMismatch(named(self._address), reason, REBUILD)
            self._connection.execute("DROP SCHEMA pykala CASCADE")
            found = []
        if not found:
            self._connection.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
            self._connection.execute("CREATE SCHEMA IF NOT EXISTS pykala")
            self._connection.execute(SCHEMA)
            sql = "INSERT INTO store (layout, generation, manifest) VALUES (%s, 0, '')"
            self._connection.execute(sql, (LAYOUT,))
        elif found[0][1] and not rebuild:
            made, wanted = json.loads(found[0][2]), asdict(self._manifest)
            unlike = [
                f"{each} {made.get(each)} instead of {wanted[each]}"
                for each in wanted
                if made.get(each) != wanted[each]
            ]
            if unlike:
                raise StoreMismatch(named(self._address), f"it was made with {', '.join(unlike)}", REBUILD)

    def _empty(self) -> None:
        """Take everything away but what changed when; visible, like all else, at the commit."""
        slugs = self._connection.execute("SELECT slug FROM municipalities").fetchall()
        self._hold(*(each for (each,) in slugs))
        keep = {"store", "municipalities", "changes"}
        for table in TABLES:
            if table not in keep:
                self._connection.execute(f"DELETE FROM {table}")
        if self._known is None or not self._is_same_model():
            self._known = None
            self._connection.execute(f"DROP INDEX IF EXISTS {_NEARNESS}")

    def _is_same_model(self) -> bool:
        made = Manifest(**json.loads(self._database.standing()[1]))
        return (made.model, made.dimensions) == (self._manifest.model, self._manifest.dimensions)

    def _committed(self) -> PostgresRecords | None:
        """Read the last commit over connections of its own, whatever this one has changed."""
        try:
            return PostgresRecords(self._database)
        except StoreMissing:
            return None

    def _lock(self, name: str, *, shared: bool = False) -> None:
        """Take a lock that the server frees when the connection ends, however it does."""
        function = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
        [(taken,)] = self._connection.execute(f"SELECT {function}(%s)", (_number(name),)).fetchall()
        if not taken:
            said = "another process rebuilds it or writes to it" if name == _STORE else f"another writes {name!r}"
            raise StoreLocked(named(self._address), said, "Wait until it is done, or stop it.")

    def _hold(self, *municipalities: str) -> None:
        """Take the municipalities that are written to, until the writer is closed."""
        for each in sorted(set(municipalities)):
            if each not in self._held:
                self._lock(f"the municipality {each}")
                self._held.add(each)
        self._touched.update(municipalities)
        self._changed = True

    def _add(self, documents: Sequence[Document], vectors: Matrix) -> None:
        rows = [passage_columns(each) for each in documents]
        self._add_rows(rows, [each.meta.get("terms", []) for each in documents], vectors)

    def _add_rows(self, passages: Sequence[dict[str, Any]], terms: Sequence[list[str]], vectors: Matrix) -> None:
        """Add passages by the columns of the local store's table."""
        keys = self._keys([each["municipality_slug"] or "" for each in passages])
        rows, texts = [], []
        for key, passage in zip(keys, passages, strict=True):
            columns = dict(passage)
            texts.append({"key": key, "content": columns.pop("content"), "meta": columns.pop("meta")})
            routine, page = columns["routine"], columns["page"]
            columns |= {
                "routine": None if routine is None else bool(routine),
                "page": None if page is None else json.dumps(page),
            }
            rows.append({"key": key, **columns})
        self._terms.update(zip(keys, terms, strict=True))
        self._copy("passages", rows)
        self._copy("texts", texts)
        sql = "COPY vectors (key, embedding) FROM STDIN (FORMAT BINARY)"
        with self._connection.cursor().copy(sql) as copy:
            copy.set_types(["int8", "vector"])
            for key, vector in zip(keys, vectors, strict=True):
                copy.write_row((key, vector))

    def _keys(self, municipalities: Sequence[str]) -> list[int]:
        """Give a new key to each passage, by its municipality."""
        following: dict[str, int] = {}
        for each in dict.fromkeys(municipalities):
            [(number, first)] = self._connection.execute(
                "INSERT INTO municipalities (slug, passages) VALUES (%s, %s) ON CONFLICT (slug)"
                " DO UPDATE SET passages = municipalities.passages + excluded.passages"
                " RETURNING number, passages - %s",
                (each, municipalities.count(each), municipalities.count(each)),
            ).fetchall()
            following[each] = (number << _MUNICIPALITY_BITS) + first
        keys = []
        for each in municipalities:
            keys.append(following[each])
            following[each] += 1
        return keys

    def _copy(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        names = ", ".join(f'"{name}"' for name in rows[0])
        with self._connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))

    def _delete(self, condition: str, value: Any) -> None:
        """Delete passages with their texts and vectors."""
        found = self._connection.execute(f"DELETE FROM passages WHERE {condition} RETURNING key", (value,)).fetchall()
        keys = [key for (key,) in found]
        if not keys:
            return
        for table in ("texts", "vectors"):
            self._connection.execute(f"DELETE FROM {table} WHERE key = ANY(%s)", (keys,))
        fresh = {key for key in keys if self._terms.pop(key, None) is not None}
        self._removed.update(key for key in keys if key not in fresh)

    def _tidy(self) -> None:
        """Free what was taken away, and make the graph once it is worth its while; both outside of a transaction."""
        self._connection.autocommit = True
        if self._removed or self._forgotten:
            for table in ("passages", "texts", "decisions", "sources", "postings", "blocks", "changes"):
                self._connection.execute(f"VACUUM {table}")
        [(count, ready)] = self._connection.execute(
            "SELECT (SELECT count(*) FROM vectors), EXISTS (SELECT 1 FROM pg_index"
            " WHERE indexrelid = to_regclass(%s) AND indisvalid)",
            (_NEARNESS,),
        ).fetchall()
        if count > EXACT and not ready:
            dimensions = self._manifest.dimensions
            self._connection.execute(f"SET maintenance_work_mem = '{_INDEX_MEMORY}'")
            self._connection.execute(f"DROP INDEX IF EXISTS {_NEARNESS}")  # what a killed process has left
            self._connection.execute(
                f"CREATE INDEX CONCURRENTLY {_NEARNESS} ON vectors"
                f" USING hnsw ((embedding::halfvec({dimensions})) halfvec_ip_ops)"
            )
        if self._terms:
            for table in ("passages", "vectors", "decisions"):
                self._connection.execute(f"ANALYZE {table}")
        self._connection.autocommit = False

    def _vectors(self, documents: Sequence[Document]) -> Matrix:
        embeddings = [each.embedding for each in documents if each.embedding is not None]
        if len(embeddings) < len(documents):
            missing = ", ".join(each.id for each in documents if each.embedding is None)
            raise ValueError(f"passages without an embedding: {missing}")
        dimensions = self._manifest.dimensions
        return (
            unit_vectors(embeddings, dimensions) if embeddings else unit_vectors([[1.0] * dimensions], dimensions)[:0]
        )


def _number(name: str) -> int:
    """Give the number of an advisory lock."""
    return int.from_bytes(hashlib.sha256(f"pykala {name}".encode()).digest()[:8], "big", signed=True)
