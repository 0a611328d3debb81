"""Turn sources and decisions into JSON and back."""

from __future__ import annotations

import msgspec
from pydantic import TypeAdapter

from indexer.model import Decision, Source

_DECISION = TypeAdapter(Decision)
_SOURCE = TypeAdapter(Source)
# What each question reads is read by msgspec, in less than half of pydantic's time.
_READ_DECISION = msgspec.json.Decoder(Decision)
_READ_SOURCE = msgspec.json.Decoder(Source)


def decision_to_json(decision: Decision) -> str:
    """Write a decision as JSON."""
    return _DECISION.dump_json(decision).decode()


def decision_from_json(text: str) -> Decision:
    """Read a decision that `decision_to_json` wrote."""
    return _READ_DECISION.decode(text)


def source_to_json(source: Source) -> str:
    """Write a source as JSON."""
    return _SOURCE.dump_json(source).decode()


def source_from_json(text: str) -> Source:
    """Read a source that `source_to_json` wrote."""
    return _READ_SOURCE.decode(text)
