"""What every reader gives: lines in reading order, with the hints that tell paragraphs and headings apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document.

    `text` is normalised (`indexer.finnish.normalise`), never empty. `page` counts from 1. Lengths are points in a
    PDF and characters in a text: `left`, `right`, `top` (from the page's upper edge), `first_word` (the width of
    the first word, which tells whether it would have fitted on the line before), `size` (of the type). `depth` is `top`
    as a share of the page's height.
    `opening` is the length of the first words where bold type or a wide gap sets them apart from the rest, as a label
    in a margin column is; else 0.
    `soft` says whether the line ends in a space, as lines that a word processor wrapped do.
    `gap` counts the empty lines before it in a text without geometry.
    """

    text: str
    page: int | None
    left: float
    right: float
    first_word: float
    top: float | None = None
    depth: float | None = None
    size: float | None = None
    bold: bool = False
    opening: int = 0
    soft: bool = False
    gap: int = 0
