"""Keep generations of a store on disk so that a reader sees a whole one or none.

DATA/CURRENT                the number of the generation to read, replaced atomically
DATA/LOCK                   locked by the one writer; the system frees the lock of a killed process
DATA/generations/000002/    the current one, and no other: what was taken away must not stand in an older one
DATA/generations/.building-…/   unfinished; swept by the next writer

Readers hold open what they read, and the system keeps the files of a deleted generation as long as they do. One
that is just opening a generation when it is deleted finds no file and starts again with the next.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

from indexer.durable import sync, sync_tree
from indexer.errors import StoreLocked, StoreMissing


class Generations:
    """Find, publish and sweep the generations under a data directory."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._current = data / "CURRENT"
        self._directory = data / "generations"

    def number(self) -> int | None:
        """Give the number of the current generation, or None before the first."""
        try:
            return int(self._current.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except ValueError:  # a damaged pointer; what it pointed to is the one generation that there is
            return max((int(each.name) for each in self._directory.glob("[0-9]*")), default=None)

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
        # mkdtemp makes the directory private; readers may be other users of the group.
        built.chmod(0o755)
        built.rename(self._path(number))
        sync(self._directory)
        pointer = self._current.with_name("CURRENT.new")
        pointer.write_text(f"{number}\n", encoding="ascii")
        sync(pointer)
        pointer.replace(self._current)
        sync(self.data)
        return self._path(number)

    def sweep(self) -> None:
        """Delete all but the current generation; only the one writer may."""
        if not self._directory.exists():
            return
        number = self.number()
        for directory in self._directory.iterdir():
            if number is None or directory != self._path(number):
                shutil.rmtree(directory)

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
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise StoreLocked(
                str(data), f"process {holder} is writing to it", "Wait until it is done, or stop it."
            ) from None
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        """Let another writer have the lock, even while a forked child still holds the file open."""
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._file.close()
