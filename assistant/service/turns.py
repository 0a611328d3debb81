"""Let a few work at once and a few more wait; refuse the rest, so that nobody waits in vain."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import Overloaded
from assistant.service.figures import Figures
from assistant.settings import Settings


class Turns:
    """Give turns in one process."""

    def __init__(self, settings: Settings, figures: Figures) -> None:
        self._working = threading.BoundedSemaphore(settings.concurrent)
        self._present = threading.BoundedSemaphore(settings.concurrent + settings.waiting)
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
                has_turn = self._working.acquire(timeout=self._patience)
            if not has_turn:
                self._refuse()
            self._figures.wait.observe(time.monotonic() - began)
            try:
                with self._figures.in_work.track_inprogress():
                    yield
            finally:
                self._working.release()
        finally:
            self._present.release()

    def _refuse(self) -> None:
        self._figures.refused.inc()
        raise Overloaded(retry_after=max(1, round(self._patience / 2)))
