"""What a store holds of one source, whichever engine keeps it: other engines are filled from it and compared by it.

Nothing is read, analysed or embedded anew. What a commit finds out by itself is not copied: which version stands,
which section a file is attached to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from indexer.stores.filters import PASSAGE_FIELDS, SHARED_FIELDS
from indexer.stores.keyword_search import Index
from indexer.stores.records import Records
from indexer.stores.terms_by_key import TermsByKey
from indexer.stores.vectors import Matrix

Row = dict[str, Any]
SOURCE = ("source_id", "source", "decisions", "paragraphs", "skipped")
DECISION = (*SHARED_FIELDS, "position", "section_number", "finality", "listed", "record", "record_hash", "words")
PASSAGE = (*PASSAGE_FIELDS, "id", "content", "content_hash", "meta")
_TRUTHS = frozenset({"routine", "listed"})


@dataclass(frozen=True, slots=True)
class SourceCopy:
    """A source with its decisions and passages as rows; of each passage its terms, counted, and its vector.

    `shown` tells which decisions stand and which passages are visible.
    """

    source: Row
    decisions: tuple[Row, ...]
    passages: tuple[Row, ...]
    terms: tuple[Mapping[str, int], ...]
    vectors: Matrix
    shown: tuple[bool, ...]

    def checksum(self) -> str:
        """Give the SHA-256 of all that is copied."""
        rows = [self.source, *self.decisions, *self.passages, *self.terms]
        written = json.dumps(rows, sort_keys=True, ensure_ascii=False, default=bytes.hex)
        return hashlib.sha256(written.encode() + self.vectors.tobytes()).hexdigest()


class Copier:
    """Copy sources out of one generation of a store."""

    def __init__(self, records: Records, index: Index, vectors: Callable[[Sequence[int]], Matrix]) -> None:
        self._records = records
        self._index = index
        self._vectors = vectors

    def source_ids(self) -> list[str]:
        """List the sources in the order of their passages, by which equal scores are ranked."""
        return self._records.source_ids()

    def strays(self) -> int:
        """Count the passages that came from no source and so are in no copy."""
        [(count,)] = self._records.rows("SELECT COUNT(*) FROM passages WHERE source_id IS NULL")
        return int(count)

    def copy(self, source_id: str) -> SourceCopy:
        """Copy a source that is there."""
        [source] = self._rows("sources", SOURCE, source_id, "source_id")
        decisions = self._rows("decisions", (*DECISION, "standing"), source_id, "position")
        passages = self._rows(self._records.passage_tables, ("key", *PASSAGE, "visible"), source_id, "key")
        shown = [each.pop("standing") for each in decisions] + [each.pop("visible") for each in passages]
        keys = [each.pop("key") for each in passages]
        return SourceCopy(
            source=source,
            decisions=tuple(decisions),
            passages=tuple(passages),
            terms=tuple(map(self._terms.of, keys)),
            vectors=self._vectors(keys),
            shown=tuple(map(bool, shown)),
        )

    @cached_property
    def _terms(self) -> TermsByKey:
        return TermsByKey(self._index)

    def _rows(self, tables: str, columns: Sequence[str], source_id: str, order: str) -> list[Row]:
        chosen = ", ".join(self._records.column(each) for each in columns)
        sql = f"SELECT {chosen} FROM {tables} WHERE source_id = ? ORDER BY {order}"
        found = self._records.rows(sql, (source_id,))
        return [{name: _plain(name, each) for name, each in zip(columns, row, strict=True)} for row in found]


def _plain(name: str, value: Any) -> Any:
    """Give a value as every engine understands it."""
    return bool(value) if name in _TRUTHS and value is not None else value
