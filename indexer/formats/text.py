"""Plain text: one line a line, widths in characters."""

from __future__ import annotations

import re

from indexer.errors import UnreadableSource
from indexer.finnish import normalise
from indexer.formats.base import Line

_WIDE_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]*\t\s*|[ \u00a0]{3,})(?=\S)")


def read_text(name: str, content: bytes) -> tuple[Line, ...]:
    """Read a text file in UTF-8, UTF-16 with a mark or Windows-1252; form feeds end pages."""
    lines: list[Line] = []
    for page, sheet in enumerate(_decode(name, content).split("\f"), start=1):
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


def _decode(name: str, content: bytes) -> str:
    """Decode UTF-8 strictly, else UTF-16 by its mark, else the encoding that older systems here write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise UnreadableSource(name, "it is not a text file", "Replace it or take it out of the corpus.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
