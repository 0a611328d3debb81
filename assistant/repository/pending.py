"""A question that was taken on and is not answered yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Pending:
    """The key by which it is answered once, and what was asked, as whoever took it on wrote it down."""

    key: str
    question: Mapping[str, Any]
