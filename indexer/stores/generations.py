"""Keep generations of a store on disk so that a reader sees a whole one or none.

DATA/CURRENT                the number of the generation to read, replaced atomically; 0 before the first
DATA/LOCK                   locked by the one writer; the system frees the lock of a killed process
DATA/generations/000002/    the current one, and no other: what was taken away must not stand in an older one
DATA/generations/.building-…/   unfinished; swept by the next writer

Readers hold open what they read, and the system keeps the files of a deleted generation as long as they do. One
that is just opening a generation when it is deleted finds no file and starts again with the next. A directory gets
its number when all of it is on disk, so that a lost pointer can be found again: it is that of the newest whole one.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

from indexer.durable import sync, sync_tree
from indexer.errors import StoreLocked, StoreMissing
from indexer.stores.manifest import MANIFEST
from indexer.stores.sums import require_sizes

_logger = logging.getLogger(__name__)


class Generations:
    """Find, publish and sweep the generations under a data directory."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._current = data / "CURRENT"
        self._directory = data / "generations"

    def number(self) -> int | None:
        """Give the number of the current generation, or None before the first.

        Where CURRENT is lost or names what is not there, it is the newest generation that is whole.
        """
        pointed = self._pointed()
        found = self._newest() or pointed if self._is_lost(pointed) else pointed
        return found or None

    def current(self) -> Path:
        """Give the directory of the current generation; raise StoreMissing before the first."""
        number = self.number()
        if number is None:
            raise StoreMissing(str(self.data), "nothing has been indexed here yet", "Run `pykala index` first.")
        return self._path(number)

    def build(self) -> Path:
        """Make an empty directory for the next generation."""
        self._directory.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".building-", dir=self._directory))

    def publish(self, built: Path) -> Path:
        """Make a built directory the current generation, surely on disk before it is seen."""
        number = (self.number() or 0) + 1
        sync_tree(built)
        if number == 1:  # so that a generation without a pointer has lost it, and is no commit that was cut off
            self._point_to(0)
        # mkdtemp makes the directory private; readers may be other users of the group.
        built.chmod(0o755)
        built.rename(self._path(number))
        sync(self._directory)
        self._point_to(number)
        return self._path(number)

    def sweep(self) -> None:
        """Delete all but the current generation, and point to it if that was lost; only the one writer may."""
        if not self._directory.exists():
            return
        number = self.number()
        if number is not None and self._pointed() != number:
            _logger.warning("%s names no generation: %s is taken, the newest whole one", self._current, number)
            self._point_to(number)
        for directory in self._directory.iterdir():
            if number is None or directory != self._path(number):
                shutil.rmtree(directory)

    def faults(self) -> list[str]:
        """Say in a sentence that the pointer is lost, if it is."""
        if not self._is_lost(self._pointed()) or (number := self.number()) is None:
            return []
        return [f"CURRENT names no generation: {number}, the newest whole one, is read. `pykala index` mends it."]

    def _pointed(self) -> int | None:
        """Give the number that CURRENT holds, or None where there is none."""
        try:
            return int(self._current.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def _is_lost(self, pointed: int | None) -> bool:
        """Tell whether a number that was read names no generation, and not for a commit that came in between."""
        if not pointed:
            return pointed is None
        return not self._path(pointed).is_dir() and self._pointed() == pointed

    def _newest(self) -> int | None:
        """Give the newest generation that is whole; where none is, the newest, so that its fault is told."""
        numbers = sorted((int(each.name) for each in self._directory.glob("[0-9]*")), reverse=True)
        return next(filter(self._is_whole, numbers), numbers[0] if numbers else None)

    def _is_whole(self, number: int) -> bool:
        path = self._path(number)
        try:
            require_sizes(path)
        except (OSError, ValueError):
            return False
        return (path / MANIFEST).is_file()

    def _point_to(self, number: int) -> None:
        pointer = self._current.with_name("CURRENT.new")
        pointer.write_text(f"{number}\n", encoding="ascii")
        sync(pointer)
        pointer.replace(self._current)
        sync(self.data)

    def _path(self, number: int) -> Path:
        return self._directory / f"{number:06d}"


class WriterLock:
    """Hold the lock of a data directory's one writer."""

    def __init__(self, data: Path) -> None:
        """Take the lock; raise StoreLocked if another writer has it."""
        data.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = (data / "LOCK").open("a+", encoding="ascii")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip()
            self._file.close()
            said = f"process {holder} is writing to it" if holder else "another process begins to write to it"
            raise StoreLocked(str(data), said, "Wait until it is done, or stop it.") from None
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        """Let another writer have the lock, even while a forked child still holds the file open."""
        self._file.truncate(0)  # so that nobody is told of a writer that is done
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._file.close()
