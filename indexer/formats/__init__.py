"""Readers of file formats: bytes to lines with page and style hints. `read` chooses by the file's ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath

from indexer.errors import UnsupportedFormat
from indexer.formats.base import Line
from indexer.formats.pdf import read_pdf
from indexer.formats.text import read_text

Reader = Callable[[str, bytes], tuple[Line, ...]]

READERS: Mapping[str, Reader] = {".pdf": read_pdf, ".txt": read_text}

MEDIA_TYPES: Mapping[str, str] = {".pdf": "application/pdf", ".txt": "text/plain"}


def read(name: str, content: bytes) -> tuple[Line, ...]:
    """Read the lines of a file; `name` chooses the reader and is named in errors.

    Raises UnsupportedFormat where no reader fits and UnreadableSource where there is no text to read.
    """
    ending = PurePath(name).suffix.lower()
    reader = READERS.get(ending)
    if reader is None:
        reason = f"no reader for {ending or 'a file without an ending'}"
        raise UnsupportedFormat(name, reason, f"Convert it to {', '.join(sorted(READERS))}.")
    return reader(name, content)
