"""Original files: what tells whether one is still as it was indexed, and how it is given back."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from pathlib import Path

from indexer.errors import SourceChanged, SourceError
from indexer.model import Source

SIDECAR = ".meta.toml"
LARGEST_SIDECAR = 64_000  # bytes; such a file holds a dozen lines


def document_id(source_id: str) -> str:
    """Name a source for the outside without telling where it lies; the same as long as it keeps its place."""
    return hashlib.sha256(source_id.encode()).hexdigest()[:32]


def read_original(source: Source) -> bytes:
    """Read the file of a source.

    Raises SourceChanged where the file or what its sidecar says, such as who may see it, is another one than what
    was indexed or described: so nothing but a file of the corpus is ever given, whatever has come to lie in its place.
    """
    try:
        found, content = checksum(Path(source.path))
    except SourceError as error:
        raise SourceChanged(source.name, "is not there any more", "Index again.") from error
    if found != source.checksum:
        raise SourceChanged(source.name, "has changed since it was looked at", "Index again.")
    return content


def checksum(path: Path, most: int | None = None) -> tuple[str, bytes]:
    """Give the SHA-256 of a file and its sidecar, and the file's bytes; raises SourceError as `read_bytes` does."""
    sidecar, content = sidecar_path(path), read_bytes(path, most)
    described = read_bytes(sidecar, LARGEST_SIDECAR) if sidecar else b""
    return hashlib.sha256(hashlib.sha256(content).digest() + described).hexdigest(), content


def sidecar_path(path: Path) -> Path | None:
    """Find `minutes.pdf.meta.toml` or, for short, `minutes.meta.toml`."""
    for name in (path.name + SIDECAR, path.stem + SIDECAR):
        sidecar = path.with_name(name)
        if os.path.isfile(sidecar):  # which is also asked of names that are too long for a file
            return sidecar
    return None


def read_bytes(path: Path, most: int | None = None) -> bytes:
    """Read a file, told by what is opened: no link, and nothing that one could wait for.

    Raises SourceError with the reason, also where it has more than so many bytes.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise SourceError(path.name, "it is no file, but something else that has a name", "Take it out.")
            content = file.read() if most is None else file.read(most + 1)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise SourceError(path.name, "it is a link", "Copy the file that it leads to.") from error
        raise SourceError(path.name, f"cannot be read ({error.strerror})", "Check the file's permissions.") from error
    if most is not None and len(content) > most:
        raise too_large(path.name, most)
    return content


def too_large(name: str, most: int) -> SourceError:
    """Say that a file is larger than it may be."""
    size = f"{most // 1024**2} MB" if most >= 1024**2 else f"{most} bytes"
    return SourceError(name, f"it is larger than {size}", "Make it smaller, or raise PYKALA_LARGEST_FILE_MB.")


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW)
