"""Who asks: what they may see and do, by what limits count them, and in which language they are spoken to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from assistant.model import Filters
from assistant.repository.tokens import SCOPES
from assistant.settings import Settings

Kind = Literal["nobody", "key", "person", "proxy", "slack"]


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks, as a front end has recognised them.

    `id` is what limits count by and whom conversations belong to: a key, a person, or else an address.
    `kind` tells how the asker is known; `language` is that of errors and pages, not of answers. `municipality` is the
    asker's own, where it is known.
    """

    id: str
    kind: Kind = "nobody"
    name: str = ""
    groups: tuple[str, ...] = ()
    scopes: tuple[str, ...] = SCOPES
    language: str = "fi"
    municipality: str | None = None

    @property
    def owner(self) -> str:
        """Name whom conversations belong to; those of nobody in particular belong to whoever knows their id."""
        return "" if self.kind == "nobody" else self.id

    def within(self, walls: Filters | None) -> Filters:
        """Put the asker's own groups and municipality into filters, whatever stood there."""
        return replace(walls or Filters(), groups=self.groups, home=self.municipality)


def municipality_of(groups: Collection[str], settings: Settings) -> str | None:
    """Give the municipality that somebody belongs to by access groups; none where these are of several."""
    found = {name for group, name in settings.municipality_groups.items() if group in groups}
    return found.pop() if len(found) == 1 else None
