"""Index in processes whom the system refuses things, as on a disk that is full or may not be written to."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import resource
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.faults.indexing import AnyReaders, ReadingHere, run_index, started

# Steps that need room on a disk, and which of their arguments names where.
_PLACE = {"os.mkdir": 0, "os.rename": 1, "os.link": 1, "sqlite3.connect": 0}


def outcome(
    folder: Path,
    data: Path,
    hinder: Callable[[], None] | None = None,
    readers: AnyReaders = ReadingHere,
) -> str:
    """Index in a process of its own that is hindered in some way; give the error, or nothing where all went well."""
    (said,) = outcomes(folder, data, 1, hinder, readers).values()
    return said


def outcomes(
    folder: Path,
    data: Path,
    count: int,
    hinder: Callable[[], None] | None = None,
    readers: AnyReaders = ReadingHere,
) -> dict[int, str]:
    """Index in some processes at once; give the error of each, or nothing, by its number."""
    pipes = [multiprocessing.Pipe(duplex=False) for _ in range(count)]
    processes = [started(_index_and_tell, folder, data, hinder, readers, there) for _, there in pipes]
    for _, there in pipes:
        there.close()  # so that a process that ends without a word is an EOFError
    told = {process.pid or 0: here.recv() for process, (here, _) in zip(processes, pipes, strict=True)}
    for process in processes:
        process.join()
    return told


def _index_and_tell(
    folder: Path,
    data: Path,
    hinder: Callable[[], None] | None,
    readers: AnyReaders,
    told: Connection,
) -> None:
    try:
        if hinder is not None:
            hinder()
        run_index(folder, data, readers=readers)
    except Exception as error:
        told.send(f"{type(error).__name__}: {error}")
    else:
        told.send("")


def limit_files(largest: int) -> None:
    """Let no file grow beyond some bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))


def refuse_changes(code: int, beneath: Path, after: int = 0) -> None:
    """Refuse with an error of the system whatever would need room beneath a folder, after so many such steps."""
    steps = itertools.count()

    def refuse(event: str, given: tuple[Any, ...]) -> None:
        if (place := _changed_place(event, given)) and place.startswith(str(beneath)) and next(steps) >= after:
            raise OSError(code, os.strerror(code), place)

    sys.addaudithook(refuse)


def _changed_place(event: str, given: tuple[Any, ...]) -> str:
    """Give the place that a step changes and needs room for, or nothing."""
    if event == "open":
        return str(given[0]) if given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) else ""
    return str(given[_PLACE[event]]) if event in _PLACE else ""
