"""An organ or a town that a question names as the one who decides, and that the store has no decisions of."""

from __future__ import annotations

import re

from indexer.names import nominative, slug

# In the nominative, as the one who decides: "esittää kaupunginhallitukselle" names no such organ.
_ORGAN = re.compile(
    r"\b(?P<finnish>[^\W\d_]{3,}(?:lautakunta|hallitus|valtuusto|jaosto|johtokunta|toimikunta|neuvosto)|valtuusto)\b"
    r"|\b(?P<swedish>[^\W\d_]*(?:styrelsen|fullmäktige|nämnden))\b"
    r"|\b(?P<english>(?:city|town|municipal|executive) (?:council|board|executive|government))\b",
    re.IGNORECASE,
)
_TOWN = re.compile(
    r"\b(?P<owner>[A-ZÅÄÖ][\w-]+n) (?:kaupunki|kunta|(?:kunnan|kaupungin)(?:hallitus|valtuusto)|valtuusto)\b"
)


def absent_actor(text: str, organ: str | None, municipalities: frozenset[str], *, deciding: bool = True) -> str:
    """Give the organ or town that a question names as deciding and the store does not have, or an empty string.

    `organ` is the organ of the store that the question names; `municipalities` are the slugs of those in the store.
    Unless the question asks what was decided (`deciding`), an organ may be one that the documents only speak of.
    """
    town = _TOWN.search(text)
    if town and municipalities and slug(nominative(town["owner"])) not in municipalities:
        return str(town[0])
    named = _ORGAN.search(text) if deciding else None
    return str(named[0]) if named and organ is None else ""
