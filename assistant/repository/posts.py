"""Where answers went: messages that others keep, so that they can be found and edited."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Post:
    """A message that shows an answer to those who have some access groups, with its fixed texts in a language."""

    channel: str
    ts: str
    answer_id: str
    groups: tuple[str, ...]
    language: str
