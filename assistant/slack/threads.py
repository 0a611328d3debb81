"""Threads that go on in the context of whoever gave them work, so that the log knows for which request they do it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any


class Threads(ThreadPoolExecutor):
    """Do work in the context in which it was given."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Take on work."""
        return super().submit(copy_context().run, fn, *args, **kwargs)
