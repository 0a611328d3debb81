"""API keys as text: `pykala_ID_SECRET`, of which only the id and a hash of the secret are kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

SCOPES = ("read", "ask", "metrics")  # that everybody has, but keys only as they were made
STATISTICS = "statistics"  # that nobody has who was not given it
_TOKEN = re.compile(r"pykala_([0-9a-f]{12})_([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key: never its secret."""

    id: str
    name: str
    scopes: tuple[str, ...]
    groups: tuple[str, ...]
    made: datetime
    expires: datetime | None
    used: datetime | None
    revoked: datetime | None

    def is_valid(self, at: datetime) -> bool:
        """Tell whether the key may be used at a time."""
        return self.revoked is None and (self.expires is None or at < self.expires)


def new_token() -> tuple[str, str]:
    """Make a token and give it with its id; 256 random bits stand behind it."""
    key_id = secrets.token_hex(6)
    return f"pykala_{key_id}_{secrets.token_hex(32)}", key_id


def token_id(token: str) -> str | None:
    """Give the id within a token, or None where it is no token of ours."""
    found = _TOKEN.fullmatch(token)
    return found[1] if found else None


def secret_hash(token: str) -> str:
    """Hash a token; SHA-256 is enough, since a random secret of 256 bits cannot be guessed however fast one tries."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_same(token: str, hashed: str) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(secret_hash(token), hashed)
