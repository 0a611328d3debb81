"""Read files in a process of its own, with limits of time and memory: no file can take the program with it.

The process is made by a server that has imported the readers and nothing else, is used for many files, and is
replaced when a file has ended it. It is one, since what comes after reading needs the other cores.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from indexer.deadline import set_deadline
from indexer.errors import ReadingFailed, SourceError, UnreadableSource
from indexer.model import Source
from indexer.reading import Reading, read_source

_FILES = 500  # that a process reads before it is replaced, so that what a library leaks does not add up

logger = logging.getLogger(__name__)

Read = Callable[[Source], Reading]


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: seconds, and megabytes of memory."""

    seconds: float
    megabytes: int


class Readers:
    """Read files one after the other; the next one while the last is worked on."""

    def __init__(self, limits: Limits, read: Read = read_source) -> None:
        self._limits = limits
        self._read = read
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["indexer.reading_server"])
        self._pool = ProcessPool(1, _FILES, initializer=_limit, initargs=(limits,), context=context)
        self._expected: dict[str, ProcessFuture[Reading]] = {}

    def __enter__(self) -> Self:
        """Read until the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop at once, whatever is being read."""
        self.close()

    def close(self) -> None:
        """Stop at once, whatever is being read."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def expect(self, source: Source) -> None:
        """Begin with a file that `read` will be asked for."""
        if source.source_id not in self._expected:
            arguments = [self._read, source, self._limits.seconds]
            self._expected[source.source_id] = self._pool.schedule(
                _read_in_time, args=arguments, timeout=self._limits.seconds
            )

    def read(self, source: Source) -> Reading:
        """Read a file; raise SourceError with the reason where that fails or takes more than it may."""
        self.expect(source)
        try:
            reading = self._expected.pop(source.source_id).result()
        except SourceError:
            raise
        except OutOfTime as error:
            reason = f"reading it took longer than {self._limits.seconds:g} s"
            remedy = "Make it smaller or mend it, or raise PYKALA_FILE_SECONDS."
            raise UnreadableSource(source.name, reason, remedy) from error
        except MemoryError as error:
            raise self._too_much(source) from error
        except ProcessExpired as error:
            raise self._ended(source, error) from error
        except Exception as error:
            logger.exception("reading %s failed: %s", source.name, getattr(error, "traceback", ""))
            said = f"the program failed on it ({type(error).__name__}: {error})"
            remedy = "Report it to the makers with the file; the others were indexed."
            raise ReadingFailed(source.name, said, remedy) from error
        return reading

    def _ended(self, source: Source, error: ProcessExpired) -> SourceError:
        """Say why the process ended; PDFium aborts where it gets no memory."""
        code = error.exitcode
        if code in (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGKILL, -signal.SIGILL):
            return self._too_much(source)
        how = signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
        return UnreadableSource(source.name, f"reading it broke down ({how})", "Mend it, or save it anew.")

    def _too_much(self, source: Source) -> SourceError:
        reason = f"reading it took more than {self._limits.megabytes} MB of memory"
        return UnreadableSource(source.name, reason, "Make it smaller or mend it, or raise PYKALA_FILE_MEMORY_MB.")


def _limit(limits: Limits) -> None:
    """Bound what this process may take, and let it not outlive the one that reads for."""
    most = limits.megabytes * 1024**2
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the process that reads for is gone, however it ended; a file in hand is of no use to anybody then."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGKILL)


def _read_in_time(read: Read, source: Source, seconds: float) -> Any:
    set_deadline(seconds)
    return read(source)
