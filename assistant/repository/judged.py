"""What was asked lately and how it was judged, for figures about the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.model import Answer


@dataclass(frozen=True, slots=True)
class Judged:
    """A kept answer, when it was given, and how often readers found it useful and not."""

    answer: Answer
    useful: int
    useless: int
    comments: tuple[str, ...]
    at: datetime
