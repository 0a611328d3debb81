"""Who saw what of restricted material: the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sight:
    """Somebody was shown a restricted decision or file: as what they are known, their name, its id, how and when."""

    who: str
    name: str
    thing: str
    way: str
    at: datetime
