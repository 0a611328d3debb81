"""Times of the service: always with their zone, always UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """Give the time in UTC."""
    return datetime.now(UTC)


def in_utc(moment: datetime) -> datetime:
    """Give a time its zone where a database kept none."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
