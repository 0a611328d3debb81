"""Work that goes on after Slack was told "heard": a few threads, and a queue that can be full."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import BoundedSemaphore

from assistant.slack.threads import Threads

_log = logging.getLogger(__name__)


class Desk:
    """Do work in order of arrival; refuse it where too much waits, so that Slack brings it again later.

    `waits` is told of each piece of work that begins to wait (1) and to be done (-1).
    """

    def __init__(self, name: str, threads: int, waiting: int, waits: Callable[[float], object] = float) -> None:
        self._places = BoundedSemaphore(threads + waiting)
        self._waits = waits
        self._threads = Threads(threads, thread_name_prefix=name)

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
        self._waits(1)
        try:
            self._threads.submit(self._do, work)
        except RuntimeError:  # the process is stopping
            self._waits(-1)
            self._places.release()
            return False
        return True

    def close(self) -> None:
        """Finish what was accepted."""
        self._threads.shutdown(wait=True)

    def _do(self, work: Callable[[], None]) -> None:
        self._waits(-1)
        try:
            work()
        except Exception:
            _log.exception("work for Slack failed")
        finally:
            self._places.release()
