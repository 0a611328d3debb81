"""Let nobody wait longer than is set for what may take its time."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import TypeVar

from pebble import ThreadPool

T = TypeVar("T")
_THREADS = 16


class OutOfTime(Exception):
    """It took too long, and is left to itself."""


class Patience:
    """Wait for work for some seconds, or for as long as it takes where none are set.

    What took too long ends some time in a thread of its own; where all threads are taken by such work, nothing else is
    begun, so that a machine which is too slow is not asked for ever more.
    """

    def __init__(self) -> None:
        self._seconds: float | None = None
        self._threads: ThreadPool | None = None

    def limit(self, seconds: float) -> None:
        """Wait no longer than this from now on."""
        self._seconds = seconds
        self._threads = self._threads or ThreadPool(max_workers=_THREADS)

    def wait_for(self, work: Callable[[], T]) -> T:
        """Give what the work gives; raise OutOfTime where that takes too long."""
        if self._threads is None:
            return work()
        begun = self._threads.schedule(copy_context().run, args=[work])
        try:
            done: T = begun.result(self._seconds)
        except TimeoutError as error:
            if begun.done():  # the work itself says so
                raise
            begun.cancel()
            raise OutOfTime from error
        return done
