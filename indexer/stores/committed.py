"""Read from the last commit what the next one takes over: records, vectors of unchanged text, dates of changes."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from indexer.errors import StoreError
from indexer.stores.base import Manifest
from indexer.stores.changes import remembered
from indexer.stores.manifest import REBUILD, RECORDS, VECTORS, read_manifest
from indexer.stores.records import Records
from indexer.stores.sums import require_sizes
from indexer.stores.vectors import are_sound, load_vectors, no_vectors

_logger = logging.getLogger(__name__)


class Committed:
    """A generation as its successor's writer reads it; what is open stays readable when it is deleted."""

    def __init__(self, directory: Path) -> None:
        """Open a generation; raise StoreError if it is damaged."""
        self.directory = directory
        try:
            require_sizes(directory)
            self.records = Records(directory / RECORDS)
            self.keys = self.records.keys()
            self.matrix = load_vectors(directory / VECTORS)
        except (OSError, sqlite3.Error, ValueError) as error:
            raise StoreError(str(directory), f"it cannot be opened ({error})", REBUILD) from error

    def vectors_of(self, contents: Iterable[str]) -> dict[str, list[float]]:
        """Give the vectors of those texts that passages have word for word."""
        keys = self.records.keys_by_content(contents)
        vectors = self.matrix[np.searchsorted(self.keys, list(keys.values()))]
        sound = are_sound(vectors)
        return {text: vector.tolist() for text, vector, fit in zip(keys, vectors, sound, strict=True) if fit}

    def close(self) -> None:
        """Close the files, also that of the vectors, which stays on disk while it is mapped."""
        self.records.close()
        self.matrix = no_vectors(self.matrix.shape[1])


class Replaced:
    """The store that a rebuild replaces. It may be damaged or of another format: then it gives nothing, and says so.

    Vectors are given only if they are of the same model and dimensions; analyser and passages do not matter to them.
    """

    def __init__(self, directory: Path, manifest: Manifest) -> None:
        self.changes: list[tuple[Any, ...]] = []
        self._committed: Committed | None = None
        try:
            made_with = read_manifest(directory)
            committed = Committed(directory)
            self.changes = remembered(committed.records)
        except (StoreError, OSError, sqlite3.Error, ValueError, TypeError) as error:
            _logger.warning("The rebuild takes nothing over from %s: %s", directory, error)
            return
        if (made_with.model, made_with.dimensions) == (manifest.model, manifest.dimensions):
            self._committed = committed
        else:
            committed.close()

    def vectors_of(self, contents: Iterable[str]) -> dict[str, list[float]]:
        """Give the vectors of those texts that passages have word for word."""
        if self._committed is None:
            return {}
        try:
            return self._committed.vectors_of(contents)
        except (sqlite3.Error, IndexError) as error:
            _logger.warning("The rebuild takes no more vectors over: %s", error)
            self.close()
            return {}

    def close(self) -> None:
        """Close the files."""
        if self._committed is not None:
            self._committed.close()
            self._committed = None
