"""Let a few work at once and a few more wait, in the order in which they came; refuse the rest."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import Overloaded
from assistant.service.figures import Figures
from assistant.settings import Settings

# Questions at once, in one process: what is found and chosen here takes the whole of a processor, so that a second one
# would only slow down the first; a language model is mostly waited for.
_OURS, _MODELS = 1, 4


class Turns:
    """Give turns in one process."""

    def __init__(self, settings: Settings, figures: Figures) -> None:
        concurrent = settings.concurrent or (_MODELS if settings.llm_url else _OURS)
        self._working = _Places(concurrent)
        self._present = threading.BoundedSemaphore(concurrent + settings.waiting)
        self._patience = settings.wait_seconds
        self._figures = figures

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and have it; raise Overloaded where too many wait, or it takes too long."""
        if not self._present.acquire(blocking=False):
            self._refuse()
        try:
            began = time.monotonic()
            with self._figures.waiting.track_inprogress():
                has_turn = self._working.take(self._patience)
            if not has_turn:
                self._refuse()
            self._figures.wait.observe(time.monotonic() - began)
            try:
                with self._figures.in_work.track_inprogress():
                    yield
            finally:
                self._working.leave()
        finally:
            self._present.release()

    def _refuse(self) -> None:
        self._figures.refused.inc()
        raise Overloaded(retry_after=max(1, round(self._patience / 2)))


class _Places:
    """Some places, each of which goes to whoever has waited longest; a semaphore gives it to whoever comes first."""

    def __init__(self, free: int) -> None:
        self._free = free
        self._lock = threading.Lock()
        self._queue: deque[threading.Event] = deque()

    def take(self, timeout: float) -> bool:
        """Wait for a place, and say whether there was one within so many seconds."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = threading.Event()
            self._queue.append(mine)
        if mine.wait(timeout):
            return True
        with self._lock:
            if mine in self._queue:
                self._queue.remove(mine)
                return False
        return True  # it was given at the last moment

    def leave(self) -> None:
        """Give the place to the next, or let it be free."""
        with self._lock:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._free += 1
