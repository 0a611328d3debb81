"""A person who logged in, as a session keeps them; the cookie holds its token alone, so that logging out ends it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Who logged in: the provider's id, a name for people, access groups."""

    id: str
    name: str
    groups: tuple[str, ...] = ()
