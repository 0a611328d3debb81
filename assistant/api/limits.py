"""Limits on how often one key, person or address may ask."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import TooManyRequests
from assistant.settings import Settings


class Limits:
    """Count what each asker does, and refuse what is too much."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = MovingWindowRateLimiter(storage_from_string(settings.rate_storage))
        self._ask = _item(settings.rate_ask)
        self._read = _item(settings.rate_read)

    def count(self, asker_id: str, scope: str) -> None:
        """Count a request; raises TooManyRequests, which says when to come back."""
        item, kind = (self._ask, "ask") if scope == "ask" else (self._read, "read")
        if item is None or self._limiter.hit(item, kind, asker_id):
            return
        again = self._limiter.get_window_stats(item, kind, asker_id).reset_time
        raise TooManyRequests(str(item), retry_after=max(1, math.ceil(again - time.time())))


def _item(text: str) -> RateLimitItem | None:
    return parse(text) if text else None
