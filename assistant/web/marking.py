"""Texts with marked words, as pieces that a template writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
LONGEST = 320  # characters of a result's text


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `mark` says what it is marked as: "" not, else what the template makes of it.

    `address` is what the run leads to, "" where it is no link.
    """

    text: str
    mark: str = ""
    address: str = ""


def marked(text: str, spans: Iterable[Span], mark: str = "said") -> list[Piece]:
    """Part a text at spans that are in order and do not overlap."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [Piece(text[at:start]), Piece(text[start:end], mark)]
        at = end
    pieces.append(Piece(text[at:]))
    return [piece for piece in pieces if piece.text]


def excerpt(text: str, spans: Sequence[Span], longest: int = LONGEST) -> list[Piece]:
    """Cut a text to where most of its marked words stand, at words, with dots where something is left out."""
    if len(text) <= longest:
        return marked(text, spans)
    start = max((first for first, _ in spans), key=lambda at: _within(spans, at, longest), default=0)
    start = 0 if start < longest // 2 else text.rfind(" ", 0, max(1, start - longest // 6)) + 1
    end = len(text) if len(text) - start <= longest else max(text.rfind(" ", start, start + longest), start + 1)
    inside = [(first - start, last - start) for first, last in spans if start <= first and last <= end]
    before, after = [Piece("… ")] if start else [], [Piece(" …")] if end < len(text) else []
    return [*before, *marked(text[start:end], inside), *after]


def quoted(text: str, quotes: Iterable[tuple[str, str]]) -> list[Piece]:
    """Mark quotes in a text, each with a mark of its own; where two overlap, the first stays."""
    found: list[tuple[int, int, str]] = []
    for quote, mark in quotes:
        at = text.find(quote) if quote else -1
        if at >= 0 and all(at >= end or at + len(quote) <= start for start, end, _ in found):
            found.append((at, at + len(quote), mark))
    pieces, at = [], 0
    for start, end, mark in sorted(found):
        pieces += [Piece(text[at:start]), Piece(text[start:end], mark)]
        at = end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]


def linked(pieces: Iterable[Piece], links: Iterable[tuple[int, int, str]]) -> list[Piece]:
    """Make spans of the whole text links, each with its address; what is marked stays as it is."""
    made: list[Piece] = []
    ordered, begins = sorted(links), 0
    for piece in pieces:
        at, ends = begins, begins + len(piece.text)
        for start, end, address in ordered if not piece.mark else ():
            if at <= start and end <= ends:
                made.append(Piece(piece.text[at - begins : start - begins]))
                made.append(Piece(piece.text[start - begins : end - begins], address=address))
                at = end
        made.append(Piece(piece.text[at - begins :], piece.mark))
        begins = ends
    return [piece for piece in made if piece.text]


def _within(spans: Sequence[Span], at: int, longest: int) -> int:
    """Count the spans in what is shown from a place on; of equal counts the first place wins."""
    return sum(1 for first, last in spans if at - longest // 6 <= first and last <= at + longest * 5 // 6)
