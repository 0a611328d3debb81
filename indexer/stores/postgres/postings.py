"""Keep the analyser's terms as posting lists in tables, and read them as `keyword_search.py` wants them.

65,536 keys that follow each other make a block. A row of `blocks` has the places of its passages (the last 16 bits of
their keys, ascending) and their numbers of terms; a row of `postings` has for a term and a block the places of the
passages that hold it and how often each does. A commit writes the rows anew that something was added to or taken from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

from indexer.stores.keywords import kept_length
from indexer.stores.ranking import Scores

BLOCK_BITS = 16
_PLACE = np.dtype("<u2")
_LENGTH = np.dtype("<u4")
_LAST = (1 << BLOCK_BITS) - 1

Rows = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
Places = NDArray[np.uint16]


class PostingTables:
    """Read the keyword index of one generation; the number of a document is its row."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._lock = Lock()
        self._expected: dict[str, list[tuple[Any, ...]]] = {}
        found = rows("SELECT block, places, lengths FROM blocks ORDER BY block", ())
        places = [np.frombuffer(each, _PLACE).astype(np.int64) for _, each, _ in found]
        self._blocks = np.array([block for block, *_ in found], dtype=np.int64)
        sizes = np.array([len(each) for each in places], dtype=np.int64)
        first, last = (np.array([each[end] for each in places], dtype=np.int64) for end in (0, -1))
        self._has_gaps = last - first >= sizes
        self._shift = np.cumsum(sizes) - sizes - first  # what a place in a block without gaps is from its number
        keys = [(block << BLOCK_BITS) + each for (block, *_), each in zip(found, places, strict=True)]
        self.keys: NDArray[np.int64] = np.concatenate([np.empty(0, dtype=np.int64), *keys])
        self._lengths = np.concatenate(
            [np.empty(0, dtype=_LENGTH), *(np.frombuffer(lengths, _LENGTH) for _, _, lengths in found)]
        )
        self.deleted = 0

    def lengths(self) -> Scores:
        """Give the number of terms of each document, as the local store keeps it."""
        known, places = np.unique(self._lengths, return_inverse=True)
        kept: Scores = np.array([kept_length(int(each)) for each in known], dtype=np.float64)[places]
        return kept

    def expect(self, terms: Sequence[str]) -> None:
        """Fetch the postings of several terms at once."""
        if not terms:
            return
        fetched = self._fetch(terms)
        with self._lock:
            self._expected.update(fetched)

    def postings(self, term: str) -> Iterator[tuple[NDArray[np.int64], Scores]]:
        """Give document numbers and frequencies of a term."""
        with self._lock:
            found = self._expected.pop(term, None)
        found = found if found is not None else self._fetch([term])[term]
        if not found:
            return
        at = np.searchsorted(self._blocks, np.array([block for block, *_ in found], dtype=np.int64))
        sizes = [len(places) // _PLACE.itemsize for _, places, _ in found]
        places = np.frombuffer(b"".join(each for _, each, _ in found), _PLACE).astype(np.int64)
        counts = np.frombuffer(b"".join(each for *_, each in found), _PLACE).astype(np.float64)
        if self._has_gaps[at].any():
            numbers = np.searchsorted(self.keys, places + np.repeat(self._blocks[at] << BLOCK_BITS, sizes))
        else:
            numbers = places + np.repeat(self._shift[at], sizes)
        yield numbers, counts

    def terms(self) -> tuple[str, ...]:
        """List every term."""
        return tuple(term for (term,) in self._rows("SELECT DISTINCT term FROM postings", ()))

    def close(self) -> None:
        """Close nothing: the connections are the database's."""

    def _fetch(self, terms: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
        found: dict[str, list[tuple[Any, ...]]] = {term: [] for term in terms}
        sql = "SELECT term, block, places, counts FROM postings WHERE term = ANY(?) ORDER BY block"
        for term, *rest in self._rows(sql, (list(terms),)):
            found[term].append(tuple(rest))
        return found


def change_postings(
    connection: psycopg.Connection[Any], added: Mapping[int, Sequence[str]], removed: Iterable[int]
) -> None:
    """Put the terms of new passages into the tables and take removed ones out, within the connection's transaction."""
    fresh: defaultdict[int, dict[int, Counter[str]]] = defaultdict(dict)
    gone: defaultdict[int, list[int]] = defaultdict(list)
    for key, terms in added.items():
        fresh[key >> BLOCK_BITS][key & _LAST] = Counter(terms)
    for key in removed:
        gone[key >> BLOCK_BITS].append(key & _LAST)
    for block in sorted({*fresh, *gone}):
        _change_block(connection, block, fresh[block], gone[block])


def _change_block(
    connection: psycopg.Connection[Any], block: int, fresh: Mapping[int, Counter[str]], gone: Sequence[int]
) -> None:
    kept = np.ones(1 << BLOCK_BITS, dtype=bool)
    kept[list(gone)] = False
    known = connection.execute("SELECT places, lengths FROM blocks WHERE block = %s", (block,)).fetchall()
    lengths = np.zeros(1 << BLOCK_BITS, dtype=np.int64) - 1
    for old, sizes in known:
        lengths[np.frombuffer(old, _PLACE)] = np.frombuffer(sizes, _LENGTH)
    lengths[~kept] = -1
    for place, counted in fresh.items():
        lengths[place] = counted.total()
    places = np.flatnonzero(lengths >= 0)
    connection.execute("DELETE FROM blocks WHERE block = %s", (block,))
    if len(places):
        row = (block, places.astype(_PLACE).tobytes(), lengths[places].astype(_LENGTH).tobytes())
        connection.execute("INSERT INTO blocks VALUES (%s, %s, %s)", row)
    _change_terms(connection, block, _inverted(fresh), kept, bool(gone), bool(known))


def _change_terms(
    connection: psycopg.Connection[Any],
    block: int,
    added: Mapping[str, tuple[Places, Places]],
    kept: NDArray[np.bool_],
    some_gone: bool,
    known: bool,
) -> None:
    """Write the rows anew that something was added to or taken from."""
    written = dict(added)
    stale = []
    if known:
        sql = "SELECT term, places, counts FROM postings WHERE block = %s"
        wanted: tuple[Any, ...] = (block,)
        if not some_gone:
            sql, wanted = f"{sql} AND term = ANY(%s)", (block, list(added))
        for term, place_bytes, count_bytes in connection.execute(sql, wanted):
            places, counts = np.frombuffer(place_bytes, _PLACE), np.frombuffer(count_bytes, _PLACE)
            stands = kept[places]
            if term not in added and stands.all():
                continue
            stale.append(term)
            places, counts = places[stands], counts[stands]
            if term in added:  # keys ascend, so what is new comes last
                places, counts = (np.concatenate(pair) for pair in zip((places, counts), added[term], strict=True))
            if len(places):
                written[term] = places, counts
        connection.execute("DELETE FROM postings WHERE block = %s AND term = ANY(%s)", (block, stale))
    with connection.cursor().copy("COPY postings FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["text", "int8", "bytea", "bytea"])
        for term, (places, counts) in written.items():
            copy.write_row((term, block, places.tobytes(), counts.tobytes()))


def _inverted(fresh: Mapping[int, Counter[str]]) -> dict[str, tuple[Places, Places]]:
    lists: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for place in sorted(fresh):
        for term, count in fresh[place].items():
            places, counts = lists[term]
            places.append(place)
            counts.append(min(count, _LAST))
    return {term: (np.array(places, _PLACE), np.array(counts, _PLACE)) for term, (places, counts) in lists.items()}
