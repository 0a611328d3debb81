"""Change the records of a generation that nobody reads yet."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from haystack import Document
from numpy.typing import NDArray

from indexer.finnish import normalise
from indexer.model import Decision, DocumentKind, Source, Status
from indexer.stores.attachments import link_attachments
from indexer.stores.changes import copy_changes, record_changes
from indexer.stores.copies import SourceCopy
from indexer.stores.filters import PASSAGE_FIELDS
from indexer.stores.records import content_hash
from indexer.stores.schema import CHOOSE_STANDING, HIDE_PASSAGES, SCHEMA
from indexer.stores.serialise import decision_to_json, source_to_json
from indexer.words import analysed_to_json

_FINALITY = {Status.AGENDA: 0, Status.MINUTES: 1, Status.ADJUSTED: 2}
_COLUMNS = "PRAGMA table_info(decisions)"  # a store made before `words` came gets it as its sources change
_KEPT_OUT_OF_META = ("terms",)
# what the name of a file says that corrects another one of the same meeting
_CORRECTED = re.compile(r"korjattu|korjaus|oikaistu|rätta[dt]|rättelse|korrigerad|corrected", re.IGNORECASE)


class RecordWriter:
    """Write to a records file that is thrown away if anything goes wrong."""

    def __init__(self, path: Path, changes: Iterable[tuple[Any, ...]] = ()) -> None:
        """Open a file, or make a new one that goes on from what another store remembers of changes."""
        new = not path.exists()
        self._path = path
        self._removed = 0
        self._forgotten: set[str] = set()
        self._connection = sqlite3.connect(path)
        # The caller syncs the finished file; until then a crash costs the file anyway.
        self._connection.executescript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;")
        if not new and all(column != "words" for _, column, *_ in self._connection.execute(_COLUMNS)):
            self._connection.execute("ALTER TABLE decisions ADD COLUMN words TEXT")
        if new:
            self._connection.executescript(SCHEMA)
            with self._connection:
                copy_changes(self._connection, changes)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def put(
        self, source: Source, decisions: Sequence[Decision], documents: Sequence[Document], skipped: str | None = None
    ) -> list[int]:
        """Replace everything that came from a source, wholly or not at all; give the keys of the passages."""
        require_unique(source, decisions, documents)
        paragraphs = sum(len(decision.paragraphs) for decision in decisions)
        with self._connection:
            self._remove(source.source_id)
            self._insert(
                "sources",
                source_id=source.source_id,
                source=source_to_json(source),
                decisions=sum(decision.is_listed for decision in decisions),
                paragraphs=paragraphs,
                skipped=skipped,
            )
            for position, decision in enumerate(decisions):
                self._insert("decisions", position=position, **decision_columns(decision, source))
            return [self._insert("passages", **passage_columns(document)) for document in documents]

    def put_copy(self, copy: SourceCopy) -> list[int]:
        """Replace everything that came from a source by what another store holds of it; give the passages' keys."""
        with self._connection:
            self._remove(copy.source["source_id"])
            self._insert("sources", **copy.source)
            for row in copy.decisions:
                self._insert("decisions", **row)
            return [self._insert("passages", **row) for row in copy.passages]

    def take_changes(self, changes: Iterable[tuple[Any, ...]]) -> None:
        """Remember of changes what another store remembers, and nothing else."""
        with self._connection:
            self._removed += self._connection.execute("DELETE FROM changes").rowcount
            copy_changes(self._connection, changes)

    def remove(self, source_id: str) -> None:
        """Take away everything that came from a source."""
        with self._connection:
            self._remove(source_id)

    def forget(self, decision_ids: Iterable[str]) -> None:
        """Remember nothing of decisions that are gone when the file is finished."""
        self._forgotten.update(decision_ids)

    def add(self, documents: Iterable[Document]) -> list[int]:
        """Add passages and give their keys."""
        with self._connection:
            return [self._insert("passages", **passage_columns(document)) for document in documents]

    def delete(self, ids: Iterable[str]) -> None:
        """Delete passages by id; an id that is not there is no error."""
        with self._connection:
            deleted = self._connection.executemany("DELETE FROM passages WHERE id = ?", ((each,) for each in ids))
            self._removed += deleted.rowcount

    def known(self, ids: Iterable[str]) -> set[str]:
        """Give those of the ids that passages have."""
        sql = "SELECT id FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        return {each for (each,) in self._connection.execute(sql, (json.dumps(list(ids)),))}

    def finish(self, now: datetime) -> NDArray[np.int64]:
        """Decide anew what stands and is attached to what, date the changes, close the file; give all keys of passages.

        Where something was removed, the file is written anew: SQLite leaves deleted bytes where they were.
        """
        with self._connection:
            self._connection.execute(CHOOSE_STANDING)
            self._connection.execute(HIDE_PASSAGES)
            link_attachments(self._connection)
            record_changes(self._connection, now)
            gone = "DELETE FROM changes WHERE record_hash IS NULL AND decision_id = ?"
            self._removed += max(0, self._connection.executemany(gone, ((each,) for each in self._forgotten)).rowcount)
        rows = self._connection.execute("SELECT key FROM passages ORDER BY key").fetchall()
        compact = self._path.with_suffix(".compact")
        if self._removed:
            self._connection.execute("VACUUM INTO ?", (str(compact),))
        self._connection.close()
        if self._removed:
            compact.replace(self._path)
        return np.fromiter((key for (key,) in rows), dtype=np.int64, count=len(rows))

    def _remove(self, source_id: str) -> None:
        for table in ("sources", "decisions", "passages"):
            deleted = self._connection.execute(f"DELETE FROM {table} WHERE source_id = ?", (source_id,))
            self._removed += deleted.rowcount

    def _insert(self, table: str, **values: Any) -> int:
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
        return int(cursor.lastrowid or 0)


def decision_columns(decision: Decision, source: Source) -> dict[str, Any]:
    """Give what the table of decisions keeps of one."""
    slugs = decision.decision_id.split("/")
    number = re.match(r"\d+", decision.section or "")
    record = decision_to_json(decision)
    return {
        "source_id": decision.source_id,
        "decision_id": decision.decision_id,
        "municipality": decision.municipality,
        "municipality_slug": slugs[0],
        "organ": decision.organ,
        "organ_slug": slugs[1] if decision.organ is not None and len(slugs) > 1 else None,
        "date": decision.date,
        "year": int(decision.date[:4]) if decision.date else None,
        "section": decision.section,
        "section_number": int(number.group()) if number else None,
        "case": decision.case,
        "title": decision.title,
        "document_kind": decision.document_kind,
        "language": decision.language,
        "access_groups": json.dumps(decision.access_groups),
        "routine": decision.routine,
        "finality": 2 * _FINALITY[_status(decision)] + bool(_CORRECTED.search(normalise(source.name))),
        "listed": decision.is_listed,
        "record": record,
        "record_hash": content_hash(decision_to_json(replace(decision, source_id=""))),  # a moved file is no change
        "words": analysed_to_json(decision),
    }


def _status(decision: Decision) -> Status:
    if decision.document_kind == DocumentKind.AGENDA:
        return Status.AGENDA
    return decision.status or Status.MINUTES


def passage_columns(document: Document) -> dict[str, Any]:
    """Give what the table of passages keeps of one."""
    meta = {name: value for name, value in document.meta.items() if name not in _KEPT_OUT_OF_META}
    content = document.content or ""
    return {
        **{name: meta.get(name) for name in PASSAGE_FIELDS},
        "access_groups": json.dumps(meta.get("access_groups") or []),
        "id": document.id,
        "content": content,
        "content_hash": content_hash(content),
        "meta": json.dumps(meta, ensure_ascii=False),
    }


def require_unique(source: Source, decisions: Sequence[Decision], documents: Sequence[Document]) -> None:
    """Raise ValueError where two decisions or passages of a source cannot be told apart, or are another's."""
    seen: set[tuple[str, ...]] = set()
    for owner, name in [
        *((decision.source_id, ("decision", decision.decision_id, decision.language)) for decision in decisions),
        *((document.meta.get("source_id"), ("passage", document.id)) for document in documents),
    ]:
        if owner != source.source_id:
            raise ValueError(f"{' '.join(name)} is of the source {owner}, not of {source.source_id}")
        if name in seen:
            raise ValueError(f"{' '.join(name)} occurs twice in {source.source_id}")
        seen.add(name)
