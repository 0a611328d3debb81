"""Original files: what tells whether one is still as it was indexed, and how it is given back."""

from __future__ import annotations

import hashlib
from pathlib import Path

from indexer.errors import SourceChanged, SourceError
from indexer.model import Source

SIDECAR = ".meta.toml"


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


def checksum(path: Path) -> tuple[str, bytes]:
    """Give the SHA-256 of a file and its sidecar, and the file's bytes; raises SourceError where one is unreadable."""
    sidecar, content = sidecar_path(path), read_bytes(path)
    described = read_bytes(sidecar) if sidecar else b""
    return hashlib.sha256(hashlib.sha256(content).digest() + described).hexdigest(), content


def sidecar_path(path: Path) -> Path | None:
    """Find `minutes.pdf.meta.toml` or, for short, `minutes.meta.toml`."""
    for name in (path.name + SIDECAR, path.stem + SIDECAR):
        sidecar = path.with_name(name)
        if sidecar.is_file():
            return sidecar
    return None


def read_bytes(path: Path) -> bytes:
    """Read a file; raises SourceError with the reason."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(path.name, f"cannot be read ({error.strerror})", "Check the file's permissions.") from error
