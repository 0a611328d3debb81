"""Work that goes on after Slack was told "heard": a few threads, and a queue that can be full."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

_log = logging.getLogger(__name__)


class Desk:
    """Do work in order of arrival; refuse it where too much waits, so that Slack brings it again later."""

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._places = BoundedSemaphore(threads + waiting)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)

    @property
    def is_full(self) -> bool:
        """Tell whether no more work can wait."""
        if self._places.acquire(blocking=False):
            self._places.release()
            return False
        return True

    def take(self, work: Callable[[], None]) -> bool:
        """Accept work, or say False where the queue is full or the desk closes."""
        if not self._places.acquire(blocking=False):
            return False
        try:
            self._threads.submit(self._do, work)
        except RuntimeError:  # the process is stopping
            self._places.release()
            return False
        return True

    def close(self) -> None:
        """Finish what was accepted."""
        self._threads.shutdown(wait=True)

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            _log.exception("work for Slack failed")
        finally:
            self._places.release()
