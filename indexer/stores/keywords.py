"""Keep the analyser's terms in Whoosh.

The one module behind which Whoosh hides. A document of the index is a passage: its terms, and the key that
records and vectors know it by. What is deleted is gone from the files: a commit rewrites each segment that holds
some of it, and segments are kept small so that this is soon done.
"""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns, fields, index, legacy
from whoosh.codec import whoosh3
from whoosh.filedb import structfile
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.util.numeric import byte_to_length, length_to_byte

from indexer.stores.mapped import MappedFile
from indexer.stores.ranking import Scores
from indexer.stores.unpickling import load, loads

# Rewriting a segment of this many passages takes four seconds; a term costs 0.1 ms a segment when first asked for.
_SEGMENT_PASSAGES = 5_000
# Postings beyond this are sorted on disk, which takes twice as long; some 25,000 passages fit in.
_SORTING_MEGABYTES = 512

SCHEMA = fields.Schema(
    key=fields.COLUMN(columns.NumericColumn("q")),
    terms=fields.KEYWORD(scorable=True),
)


# Whoosh unpickles lists of segments and blocks of postings, and would call whatever a file names.
vars(structfile)["load"] = load
vars(whoosh3)["loads"] = loads
# It maps its files into memory and then copies them.
vars(structfile)["BytesIO"] = MappedFile
legacy.toc_loaders.clear()  # of old versions, which unpickle by themselves


class TermIndex:
    """Read one immutable index; its files are held open, so they may be deleted meanwhile.

    `keys` has the key of each document number.
    """

    def __init__(self, directory: Path) -> None:
        """Open an index; raise ValueError if it is damaged, FileNotFoundError if it is gone."""
        opened = _open(directory)
        with _told_if_damaged():  # the list of segments is read a second time, when a commit may have swept it away
            self._reader = opened.reader()
        self._leaves = [(leaf, offset) for leaf, offset in self._reader.leaf_readers() if leaf.doc_count_all()]
        loaded = [_keys(leaf) for leaf, _ in self._leaves]
        self.keys: NDArray[np.int64] = np.concatenate([np.empty(0, dtype=np.int64), *loaded])
        self.deleted = int(self._reader.doc_count_all() - self._reader.doc_count())

    def lengths(self) -> Scores:
        """Give the number of terms of each document, as exactly as Whoosh keeps it."""
        return np.fromiter(
            (
                leaf.doc_field_length(number, "terms") or 1
                for leaf, _ in self._leaves
                for number in range(leaf.doc_count_all())
            ),
            dtype=np.float64,
            count=len(self.keys),
        )

    def expect(self, terms: Sequence[str]) -> None:
        """Hear which terms are asked for next, which a file need not know."""

    def postings(self, term: str) -> Iterator[tuple[NDArray[np.int64], Scores]]:
        """Give document numbers and frequencies of a term, block by block."""
        for leaf, offset in self._leaves:
            try:
                matcher = leaf.postings("terms", term)
            except TermNotFound:
                continue
            while hasattr(matcher, "child"):
                matcher = matcher.child
            while matcher.is_active():
                # Private members: the public ones step from posting to posting, thirty times slower.
                matcher._read_ids()
                matcher._read_weights()
                yield np.array(matcher._ids, dtype=np.int64) + offset, np.array(matcher._weights, dtype=np.float64)
                matcher._next_block()

    def terms(self) -> tuple[str, ...]:
        """List every term."""
        return tuple({term.decode() for leaf, _ in self._leaves for term in leaf.lexicon("terms")})

    def close(self) -> None:
        """Close the files of the index."""
        self._reader.close()


def kept_length(length: int) -> int:
    """Round a number of terms as Whoosh keeps it, in one byte."""
    return int(byte_to_length(length_to_byte(length))) or 1


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
    """Drop every passage whose key is not kept and add the terms of new ones; nobody may read it meanwhile."""
    keyword_index = _open(directory)
    vanished = _vanished(keyword_index, kept)
    keys = list(added)
    while len(keys) > _SEGMENT_PASSAGES:
        full, keys = keys[:_SEGMENT_PASSAGES], keys[_SEGMENT_PASSAGES:]
        _write_segment(keyword_index, {key: added[key] for key in full}, {}, set())
    for merged in _batches(keyword_index, vanished, len(keys)):
        _write_segment(keyword_index, {key: added[key] for key in keys}, vanished, merged)
        keys = []


def _vanished(keyword_index: Any, kept: NDArray[np.int64]) -> dict[str, list[int]]:
    """Give the numbers, within each segment, of the documents that are not kept."""
    vanished = {}
    with keyword_index.reader() as reader:
        for leaf, _ in reader.leaf_readers():
            numbers = np.flatnonzero(~np.isin(_keys(leaf), kept)).tolist()
            if numbers:
                vanished[leaf.segment().segment_id()] = numbers
    return vanished


def _batches(keyword_index: Any, vanished: Mapping[str, Sequence[int]], fresh: int) -> list[set[str]]:
    """Choose the segments that are rewritten, those of a set together, the first set with the fresh passages.

    Each that holds something deleted is, and each that is no larger than what is being written anyway: the number
    of segments grows with the logarithm of the corpus until they are full.
    """
    batches: list[set[str]] = [set()]
    growing = fresh
    for live, name in sorted(
        (segment.doc_count() - len(vanished.get(segment.segment_id(), ())), segment.segment_id())
        for segment in keyword_index._segments()
    ):
        fits = growing + live <= _SEGMENT_PASSAGES
        if name in vanished and not fits:
            batches.append({name})
            growing = live
        elif name in vanished or (fits and live <= growing):
            batches[-1].add(name)
            growing += live
    return batches


def _write_segment(
    keyword_index: Any, added: Mapping[int, Sequence[str]], vanished: Mapping[str, Sequence[int]], merged: set[str]
) -> None:
    """Write a segment of new passages and of what is left of other segments, and drop those."""

    def merge(_writer: Any, segments: list[Any]) -> list[Any]:
        for segment in segments:
            if segment.segment_id() in merged:
                for number in vanished.get(segment.segment_id(), ()):
                    segment.delete_document(number)
                if segment.doc_count():
                    reader = SegmentReader(writer.storage, writer.schema, segment)
                    writer.add_reader(reader)
                    reader.close()
        return [segment for segment in segments if segment.segment_id() not in merged]

    if not added and not merged:
        return
    writer = keyword_index.writer(limitmb=_SORTING_MEGABYTES)
    try:
        for key, terms in added.items():
            writer.add_document(key=key, terms=list(terms))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=merge)


def _open(directory: Path) -> Any:
    """Open an index; raise ValueError if it is damaged, FileNotFoundError if it is gone."""
    if not directory.is_dir():
        raise FileNotFoundError(f"no keyword index at {directory}")
    with _told_if_damaged():
        return index.open_dir(str(directory), schema=SCHEMA)  # so that the written schema is not unpickled


@contextmanager
def _told_if_damaged() -> Iterator[None]:
    try:
        yield
    except (index.IndexError, EOFError, pickle.UnpicklingError) as error:
        raise ValueError(f"the keyword index is damaged: {error}") from error


def _keys(leaf: Any) -> NDArray[np.int64]:
    """Give the key of each document of a segment."""
    if not leaf.doc_count_all():
        return np.empty(0, dtype=np.int64)
    return np.array(leaf.column_reader("key", translate=False).load(), dtype=np.int64)


def _link(file: Path, link: Path) -> None:
    try:
        os.link(file, link)
    except OSError:
        # Some network and FAT file systems know no hard links.
        shutil.copyfile(file, link)
