"""Plain text: one line a line, widths in characters."""

from __future__ import annotations

import re

from indexer.errors import UnreadableSource
from indexer.finnish import normalise
from indexer.formats.base import Line
from indexer.formats.encoding import decode

_WIDE_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]*\t\s*|[ \u00a0]{3,})(?=\S)")


def read_text(name: str, content: bytes) -> tuple[Line, ...]:
    """Read a text file in UTF-8, UTF-16 with a mark or Windows-1252; form feeds end pages."""
    lines: list[Line] = []
    for page, sheet in enumerate(decode(name, content).split("\f"), start=1):
        gap = 0
        for raw in sheet.splitlines():
            text = normalise(raw).strip()
            if not text:
                gap += 1
                continue
            left = len(raw) - len(raw.lstrip())
            wide = _WIDE_GAP.search(raw)
            lines.append(
                Line(
                    text=text,
                    page=page,
                    left=left,
                    right=left + len(text),
                    first_word=len(text.split(" ", 1)[0]),
                    opening=len(normalise(raw[: wide.start()]).strip()) if wide else 0,
                    soft=raw.endswith(" "),
                    gap=gap,
                )
            )
            gap = 0
    if not lines:
        raise UnreadableSource(name, "the file holds no text", "Replace it or take it out of the corpus.")
    return tuple(lines)
