"""Make sure that files are on disk before anything points to them, and that they are written once."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file, or the entries of a directory, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(directory: Path) -> None:
    """Wait until a directory and everything beneath it are on disk."""
    for path in directory.rglob("*"):
        sync(path)
    sync(directory)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait until no other process or thread works under the same lock; the system frees that of a killed process."""
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def create_once(directory: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a directory that is there whole or not at all; of several processes one works, others wait.

    Where that one is killed, the next one starts afresh.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    with alone(directory.with_name(f".{directory.name}.lock")):
        if directory.is_dir():
            return
        unfinished = directory.with_name(f".{directory.name}.unfinished")
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir()
        write(unfinished)
        sync_tree(unfinished)
        unfinished.rename(directory)
