"""Until when a file has to be read, for what runs programs of its own meanwhile."""

from __future__ import annotations

import time
from contextvars import ContextVar

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
_TO_SPARE = 0.9  # share of the time that is left that another program may take, so that it ends first


def set_deadline(seconds: float) -> None:
    """Begin with a file that has to be read within some seconds."""
    _deadline.set(time.monotonic() + seconds)


def seconds_left(most: float) -> float:
    """Give the seconds that another program may take, `most` where no file has a limit."""
    deadline = _deadline.get()
    return most if deadline is None else max(1.0, min(most, _TO_SPARE * (deadline - time.monotonic())))
