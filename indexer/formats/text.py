"""Plain text: one line a line, widths in characters."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from indexer.errors import UnreadableSource
from indexer.finnish import normalise
from indexer.formats.base import Line

_WIDE_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]*\t\s*|[ \u00a0]{3,})(?=\S)")


def read_text(name: str, content: bytes) -> tuple[Line, ...]:
    """Read a text file in UTF-8 or, failing that, in the encoding that its bytes suggest; form feeds end pages."""
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
    """Decode UTF-8 strictly before guessing, since a guess may misread short Finnish texts."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        guess = from_bytes(content, cp_isolation=["cp1252", "latin_1", "utf_16"]).best()
        if guess is None:
            raise UnreadableSource(name, "its encoding is not known", "Save it as UTF-8.") from None
        return str(guess)
