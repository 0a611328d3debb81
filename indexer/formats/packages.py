"""Office files are zip packages: how much comes out of one is looked at before it is opened; what is broken is told."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from indexer.errors import SourceError, UnreadableSource

_LARGEST = 400 * 1024 * 1024  # bytes that a package may unpack to
_TIMES = 200  # its own size that a package may unpack to; text packs to a tenth
_SMALL = 20 * 1024 * 1024  # bytes that any package may unpack to


_log = logging.getLogger(__name__)


@contextmanager
def reading(name: str, kind: str) -> Iterator[None]:
    """Raise UnreadableSource for whatever a library meets in a package that is not as its format wants it.

    The libraries have no errors for that: a part, a mark or a number that is missing or strange is any error of theirs.
    """
    try:
        yield
    except (SourceError, RecursionError, MemoryError):
        raise
    except Exception as error:
        _log.debug("%s is broken", name, exc_info=True)
        reason = f"not a readable {kind} ({type(error).__name__}: {error})"
        raise UnreadableSource(name, reason, "Replace it by a whole, unlocked file.") from error


def opened(name: str, content: bytes) -> BytesIO:
    """Give a package to read from; raise UnreadableSource where it would unpack to more than a document holds."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            size = sum(entry.file_size for entry in package.infolist())
    except zipfile.BadZipFile:
        return BytesIO(content)  # whoever opens it tells what is wrong with it
    if size > _LARGEST or (size > _SMALL and size > _TIMES * len(content)):
        reason = f"it would unpack to {size // 1024**2} MB"
        raise UnreadableSource(name, reason, "Make sure of where it comes from, and save it anew.")
    return BytesIO(content)
