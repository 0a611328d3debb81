"""Work on files in a process of its own, with limits of time and memory: no file can take the program with it.

The process is made by a server that has imported what the work needs and nothing else, is used for many files, and is
replaced when a file has ended it, or when something else has.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import TimeoutError as OutOfTime
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.util import Finalize
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from indexer.deadline import set_deadline
from indexer.errors import ReadersUnavailable, ReadingEnded, ReadingFailed, SourceError

_FILES = 500  # that a process works on before it is replaced, so that what a library leaks does not add up
_ATTEMPTS = 2  # at work whose process was gone before it began
_SMALLER, _MEND = "Make it smaller or mend it", "Mend it, or save it anew."
_BEFORE_CHILDREN = 10  # Python waits for its processes at its end; those that wait for work have to be ended before

logger = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What work on one file may take: seconds, by the setting that is named, and megabytes of memory."""

    seconds: float
    megabytes: int
    setting: str = "PYKALA_FILE_SECONDS"


class _Failed(Exception):
    """Tell of any error beyond the process, in words: it may hold what cannot leave it."""

    def __init__(self, said: str, where: str) -> None:
        super().__init__(said, where)
        self.said = said
        self.where = where


@dataclass(slots=True)
class Work(Generic[T]):
    """Work on a file that was begun, and what is needed to begin it again."""

    name: str
    function: Callable[..., T]
    arguments: tuple[Any, ...]
    future: ProcessFuture[T]


class Isolated:
    """Work on files one after the other in one process; safe to share between threads."""

    def __init__(self, limits: Limits, server: str) -> None:
        """Begin with the first work; `server` is the module that imports all that the work needs."""
        self._limits = limits
        self._server = server
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._end: Finalize | None = None

    def close(self) -> None:
        """Stop at once, whatever is being worked on."""
        with self._lock:
            self._stop()

    def warm_up(self) -> None:
        """Start the process, and wait until it is there."""
        self.outcome(self.begin("nothing", _nothing))

    def begin(self, name: str, function: Callable[..., T], *arguments: Any) -> Work[T]:
        """Begin to call a function on a file, told by its name; it waits for what was begun before."""
        return Work(name, function, arguments, self._scheduled(function, arguments))

    def outcome(self, work: Work[T]) -> T:
        """Give what the function gives; raise SourceError with the reason where it fails or takes more than it may."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._outcome(work)
            except BrokenProcessPool:
                logger.warning("the process that works on files was gone; %s is begun again", work.name)
                work.future = self._scheduled(work.function, work.arguments)
        try:
            return self._outcome(work)
        except BrokenProcessPool as error:
            raise ReadingEnded(work.name, "the process that reads it is ended each time", _MEND) from error

    def _outcome(self, work: Work[T]) -> T:
        try:
            return work.future.result()
        except (SourceError, BrokenProcessPool):
            raise
        except OutOfTime as error:
            reason = f"reading it took longer than {self._limits.seconds:g} s"
            raise ReadingEnded(work.name, reason, f"{_SMALLER}, or raise {self._limits.setting}.") from error
        except MemoryError as error:
            raise self._too_much(work.name) from error
        except ProcessExpired as error:
            raise self._ended(work.name, error) from error
        except Exception as error:
            failed = error if isinstance(error, _Failed) else _Failed(repr(error), "")
            logger.exception("reading %s failed: %s", work.name, failed.where)
            said = f"the program failed on it ({failed.said})"
            remedy = "Report it to the makers with the file; the others were indexed."
            raise ReadingFailed(work.name, said, remedy) from error

    def _scheduled(self, function: Callable[..., T], arguments: tuple[Any, ...]) -> ProcessFuture[T]:
        with self._lock:
            if self._pool is None or not self._pool.active:
                self._stop()
                self._start()
            assert self._pool is not None
            seconds = self._limits.seconds
            try:
                return self._pool.schedule(_in_time, args=[seconds, function, *arguments], timeout=seconds)
            except BrokenProcessPool as error:  # it is started by the first work, and that failed
                remedy = "Free memory, and space in the folder for temporary files, and run it again."
                raise ReadersUnavailable("reading", "the process that reads files does not start", remedy) from error

    def _start(self) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([self._server])
        self._pool = ProcessPool(1, _FILES, initializer=_limit, initargs=(self._limits,), context=context)
        self._end = Finalize(self, _ended_pool, args=(self._pool,), exitpriority=_BEFORE_CHILDREN)

    def _stop(self) -> None:
        if self._end is not None:
            self._end()
        self._pool = self._end = None

    def _ended(self, name: str, error: ProcessExpired) -> SourceError:
        """Say why the process ended; PDFium aborts where it gets no memory."""
        code = error.exitcode
        if code in (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGKILL, -signal.SIGILL):
            return self._too_much(name)
        how = signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
        return ReadingEnded(name, f"reading it broke down ({how})", _MEND)

    def _too_much(self, name: str) -> SourceError:
        reason = f"reading it took more than {self._limits.megabytes} MB of memory"
        return ReadingEnded(name, reason, f"{_SMALLER}, or raise PYKALA_FILE_MEMORY_MB.")


def _ended_pool(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _limit(limits: Limits) -> None:
    """Bound what this process may take, let it end when it is told to, and let it not outlive the one it works for."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # also within a library, where Python would not hear of it
    most = limits.megabytes * 1024**2
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the process that it works for is gone, however it ended; then a file in hand is of no use."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)


def _nothing() -> None:
    """Do nothing, in the process."""


def _in_time(seconds: float, function: Callable[..., T], *arguments: Any) -> T:
    set_deadline(seconds)
    try:
        return function(*arguments)
    except (SourceError, MemoryError):
        raise
    except Exception as error:
        raise _Failed(f"{type(error).__name__}: {error}", traceback.format_exc()) from None
