"""Who asks: what they may see and do, by what limits count them, and in which language they are spoken to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from assistant.model import Filters
from assistant.repository.tokens import SCOPES

Kind = Literal["nobody", "key", "person", "proxy", "slack"]


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks, as a front end has recognised them.

    `id` is what limits count by and whom conversations belong to: a key, a person, or else an address.
    `kind` tells how the asker is known; `language` is that of errors and pages, not of answers.
    """

    id: str
    kind: Kind = "nobody"
    name: str = ""
    groups: tuple[str, ...] = ()
    scopes: tuple[str, ...] = SCOPES
    language: str = "fi"

    @property
    def owner(self) -> str:
        """Name whom conversations belong to; those of nobody in particular belong to whoever knows their id."""
        return "" if self.kind == "nobody" else self.id

    def within(self, walls: Filters | None) -> Filters:
        """Put the asker's own groups into filters, whatever groups stood there."""
        return replace(walls or Filters(), groups=self.groups)
