"""Keep the analyser's terms in Whoosh and rank passages by BM25 over its postings.

The one module behind which Whoosh hides. A document of the index is a passage: its terms, and the key that
records and vectors know it by. Scoring is Whoosh's BM25F, computed with numpy over whole posting lists that
stay in memory once read: some hundred times faster than Whoosh's own search and equal to it (a test compares).
"""

from __future__ import annotations

import math
import os
import pickle
import shutil
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns, fields, index
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import SegmentWriter

from indexer.stores.base import WeightedTerm
from indexer.stores.ranking import Mask, Rows, Scores, best_rows

# Whoosh's defaults for BM25F.
_B = 0.75
_K1 = 1.2
_CACHED_POSTINGS = 16_000_000
_TOO_MANY_DELETED = 0.25
# Postings beyond this are sorted on disk, which takes twice as long; some 25,000 passages fit in.
_SORTING_MEGABYTES = 512
_NO_ROW = -1
_NOTHING: tuple[Rows, Scores] = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))

SCHEMA = fields.Schema(
    key=fields.COLUMN(columns.NumericColumn("q")),
    terms=fields.KEYWORD(scorable=True),
)


class Keywords:
    """Search one immutable keyword index; safe to share between threads.

    `keys` are the keys of all passages, ascending; the place of a key in them is the passage's row.
    """

    def __init__(self, directory: Path, keys: NDArray[np.int64]) -> None:
        """Open an index; raise ValueError if it is damaged."""
        self._lock = threading.Lock()
        self._reader = _open(directory).reader()
        self._leaves = _leaves(self._reader)
        self._count = self._reader.doc_count_all()
        self._live_keys, live_numbers = _live_documents(self._leaves)
        self._rows = np.full(self._count, _NO_ROW, dtype=np.int64)
        places = np.searchsorted(keys, self._live_keys)
        known = places < len(keys)
        known[known] = keys[places[known]] == self._live_keys[known]
        self._rows[live_numbers[known]] = places[known]
        self._size = len(keys)
        self._saturation = self._saturations()
        self._cache: OrderedDict[str, tuple[Rows, Scores]] = OrderedDict()
        self._cached = 0

    def keys(self) -> NDArray[np.int64]:
        """Give the keys of all indexed passages, ascending."""
        return np.sort(self._live_keys)

    def search(self, terms: Sequence[WeightedTerm], mask: Mask, limit: int) -> tuple[Rows, Scores]:
        """Rank the rows under a mask by BM25, best first; give rows and scores.

        The terms of one group are alternatives and count as the best of them; groups add up.
        """
        groups: defaultdict[int, list[WeightedTerm]] = defaultdict(list)
        for term in terms:
            groups[term.group].append(term)
        scores = np.zeros(self._size, dtype=np.float64)
        for alternatives in groups.values():
            self._add_group(scores, alternatives)
        scores[~mask] = 0
        rows = np.flatnonzero(scores > 0)
        chosen = best_rows(scores[rows], rows, limit)
        return chosen, scores[chosen]

    def document_frequency(self, term: str, mask: Mask) -> int:
        """Count the rows under a mask that hold a term."""
        rows, _ = self._impacts(term)
        return int(np.count_nonzero(mask[rows]))

    def close(self) -> None:
        """Close the files of the index."""
        self._reader.close()

    def _add_group(self, scores: Scores, alternatives: Sequence[WeightedTerm]) -> None:
        if len(alternatives) == 1:
            rows, impacts = self._impacts(alternatives[0].term)
            scores[rows] += impacts * alternatives[0].weight
            return
        best = np.zeros_like(scores)
        for alternative in alternatives:
            rows, impacts = self._impacts(alternative.term)
            best[rows] = np.maximum(best[rows], impacts * alternative.weight)
        scores += best

    def _impacts(self, term: str) -> tuple[Rows, Scores]:
        """Give the rows that hold a term and what it contributes to the score of each."""
        with self._lock:
            if term in self._cache:
                self._cache.move_to_end(term)
                return self._cache[term]
            impacts = self._compute_impacts(term)
            self._cache[term] = impacts
            self._cached += len(impacts[0])
            while self._cached > _CACHED_POSTINGS and len(self._cache) > 1:
                _, (dropped, _) = self._cache.popitem(last=False)
                self._cached -= len(dropped)
            return impacts

    def _compute_impacts(self, term: str) -> tuple[Rows, Scores]:
        pieces = list(_postings(self._leaves, term))
        if not pieces:
            return _NOTHING
        numbers = np.concatenate([numbers for numbers, _ in pieces])
        frequencies = np.concatenate([frequencies for _, frequencies in pieces])
        idf = math.log(self._count / (self._reader.doc_frequency("terms", term) + 1)) + 1
        impacts = idf * frequencies * (_K1 + 1) / (frequencies + self._saturation[numbers])
        rows = self._rows[numbers]
        kept = rows != _NO_ROW
        return rows[kept], impacts[kept]

    def _saturations(self) -> Scores:
        """Give, for each document number, the part of BM25's denominator that depends on its length."""
        lengths = np.fromiter(
            (
                leaf.doc_field_length(number, "terms") or 1
                for leaf, _ in self._leaves
                for number in range(leaf.doc_count_all())
            ),
            dtype=np.float64,
            count=self._count,
        )
        mean = self._reader.field_length("terms") / self._count if self._count else 0
        return _K1 * ((1 - _B) + _B * lengths / (mean or 1))


def create_keywords(directory: Path) -> None:
    """Make an empty index in a new directory."""
    directory.mkdir()
    index.create_in(str(directory), SCHEMA)


def copy_keywords(previous: Path, directory: Path) -> None:
    """Make a copy that can be changed without changing the previous index.

    Whoosh never rewrites a segment file, so segments are shared by hard link where the disk can do that.
    """
    directory.mkdir()
    for file in previous.iterdir():
        if file.suffix == ".seg":
            _link(file, directory / file.name)
        elif file.suffix == ".toc":
            shutil.copyfile(file, directory / file.name)


def update_keywords(directory: Path, kept: NDArray[np.int64], added: Mapping[int, Sequence[str]]) -> None:
    """Drop every passage whose key is not kept and add the terms of new ones, in one commit."""
    keyword_index = _open(directory)
    with keyword_index.reader() as reader:
        keys, numbers = _live_documents(_leaves(reader))
    vanished = numbers[~np.isin(keys, kept)]
    writer = keyword_index.writer(limitmb=_SORTING_MEGABYTES)
    try:
        for number in vanished:
            writer.delete_document(int(number))
        for key, terms in added.items():
            writer.add_document(key=key, terms=list(terms))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_merge)


def _merge(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Choose which segments live on; rewrite the others into the new one.

    A segment is rewritten when a quarter of it is deleted, or when it is no larger than what is being written
    anyway: the number of segments then grows with the logarithm of the corpus.
    """
    unchanged = []
    growing = writer.doc_count()
    for segment in sorted(segments, key=lambda each: each.doc_count()):
        live, total = segment.doc_count(), segment.doc_count_all()
        if not live:
            continue
        if live <= growing or total - live > _TOO_MANY_DELETED * total:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
            growing += live
        else:
            unchanged.append(segment)
    return unchanged


def _open(directory: Path) -> Any:
    """Open an index; raise ValueError if it is damaged, FileNotFoundError if it is gone."""
    if not directory.is_dir():
        raise FileNotFoundError(f"no keyword index at {directory}")
    try:
        return index.open_dir(str(directory))
    except (index.IndexError, EOFError, pickle.UnpicklingError) as error:
        raise ValueError(f"the keyword index is damaged: {error}") from error


def _leaves(reader: Any) -> list[tuple[Any, int]]:
    """Give the reader of each segment with the number of its first document."""
    return [(leaf, offset) for leaf, offset in reader.leaf_readers() if leaf.doc_count_all()]


def _live_documents(leaves: Iterable[tuple[Any, int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the keys and the document numbers of what is not deleted."""
    keys, numbers = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for leaf, offset in leaves:
        count = leaf.doc_count_all()
        live = np.ones(count, dtype=bool)
        live[[number for number in range(count) if leaf.is_deleted(number)]] = False
        column = np.array(leaf.column_reader("key", translate=False).load(), dtype=np.int64)
        keys.append(column[live])
        numbers.append(np.flatnonzero(live) + offset)
    return np.concatenate(keys), np.concatenate(numbers)


def _postings(leaves: Iterable[tuple[Any, int]], term: str) -> Iterator[tuple[NDArray[np.int64], Scores]]:
    """Give document numbers and frequencies of a term, block by block, deleted documents included."""
    for leaf, offset in leaves:
        try:
            matcher = leaf.postings("terms", term)
        except TermNotFound:
            continue
        # Deleted documents are masked by row; skipping them one by one is what makes Whoosh slow.
        while hasattr(matcher, "child"):
            matcher = matcher.child
        while matcher.is_active():
            # Private members: the public ones step from posting to posting, thirty times slower.
            matcher._read_ids()
            matcher._read_weights()
            yield np.array(matcher._ids, dtype=np.int64) + offset, np.array(matcher._weights, dtype=np.float64)
            matcher._next_block()


def _link(file: Path, link: Path) -> None:
    try:
        os.link(file, link)
    except OSError:
        # Some network and FAT file systems know no hard links.
        shutil.copyfile(file, link)
