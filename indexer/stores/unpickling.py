"""Unpickle the plain values of a keyword index and nothing that could do something: its files may come from anywhere.

A pickle names what is called to build its values. Only the names that Whoosh itself writes are known here.
"""

from __future__ import annotations

import io
import pickle
from typing import IO, Any

_KNOWN = frozenset(
    {
        ("_codecs", "encode"),  # by which bytes are written
        ("builtins", "int"),
        ("collections", "defaultdict"),
        ("whoosh.codec.whoosh3", "W3Codec"),
        ("whoosh.codec.whoosh3", "W3Segment"),
    }
)


class _Plain(pickle.Unpickler):
    """Build known values only."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _KNOWN:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which an index does not hold")
        return super().find_class(module, name)


def load(file: IO[bytes]) -> Any:
    """Unpickle the next value of a file; raise UnpicklingError for what an index does not hold."""
    return _Plain(file).load()


def loads(content: bytes) -> Any:
    """Unpickle a value; raise UnpicklingError for what an index does not hold."""
    return _Plain(io.BytesIO(content)).load()
