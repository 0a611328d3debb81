"""What an answering engine hands to verification: claims that still carry their record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexer.model import Decision, Paragraph, Value

MOST_CLAIMS = 4  # of one decision


class ClaimRole(StrEnum):
    """As what a quote is presented; the frame of the claim says it."""

    DECISION = "decision"
    ACCEPTED = "accepted"
    AMENDED = "amended"
    PROPOSAL = "proposal"
    EARLIER = "earlier"
    HANDLING = "handling"
    ITEM = "item"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class DraftClaim(Value):
    """A quote with the paragraph and decision that it is from, and as what it is presented."""

    decision: Decision
    paragraph: Paragraph
    quote: str
    role: ClaimRole
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Draft(Value):
    """The claims of an answer in order; `whole` is false where a part of the question stays open.

    `titled` lets each of several decisions be told with its title; `grouped` says that they are told by municipality,
    `ends` that the last of them is where the matter stands; `corrects` says that the question takes something for
    granted that the decision contradicts.
    """

    claims: tuple[DraftClaim, ...] = ()
    whole: bool = True
    titled: bool = False
    ends: bool = False
    grouped: bool = False
    corrects: bool = False
