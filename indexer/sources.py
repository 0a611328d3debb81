"""Walk the corpus: files and their sidecars to sources."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date as Date  # noqa: N812
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from indexer.errors import InvalidSidecar, SourceError
from indexer.formats import MEDIA_TYPES
from indexer.model import DocumentKind, Source, Status
from indexer.originals import SIDECAR, checksum, read_bytes, sidecar_path

_LARGEST_SIDECAR = 64_000  # bytes; such a file holds a dozen lines
_DESCRIPTIONS = ("readme", "readme.md", "readme.txt")  # of a folder, not documents in it


class Sidecar(BaseModel):
    """What `NAME.meta.toml` may say of the file beside it; it stands above what the document says itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    municipality: str | None = None
    organ: str | None = None
    date: Date | None = None
    document_kind: DocumentKind | None = None
    language: str | None = None
    status: Status | None = None
    url: str | None = None
    access_groups: tuple[str, ...] = ()
    attachment_of: str | None = None


def walk(paths: Iterable[Path]) -> Iterator[Path]:
    """Find the documents beneath paths, each once, sorted; a link that leads out of its path as the link itself.

    Files and folders that begin with "." or "_", sidecars and READMEs are no documents.
    """
    found: set[Path] = set()
    for path in paths:
        beneath = [path] if path.is_file() else path.rglob("*")
        home = path.resolve()
        for file in beneath:
            if file.is_file() and _is_document(file, path):
                target = file.resolve()
                found.add(target if target.is_relative_to(home) else file.absolute())
    yield from sorted(found)


def _is_document(file: Path, root: Path) -> bool:
    """Tell a document from what stands beside documents: hidden or "_…" files and folders, sidecars, READMEs."""
    name = file.name.lower()
    aside = any(part.startswith((".", "_")) for part in file.relative_to(root).parts) if file != root else False
    return not aside and not name.endswith(SIDECAR) and name not in _DESCRIPTIONS


def source_id(path: Path) -> str:
    """Give the id of the source that a file is."""
    return path.resolve().as_posix()


def bare(path: Path) -> Source:
    """Describe a file by its name only, where it or its sidecar cannot be read."""
    media_type = MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
    name, place = _written(path.name), _written(path.absolute().as_posix())
    if path.is_symlink():  # what it leads to is not ours to name
        return Source(place, "", name, checksum="", media_type=media_type)
    place = _written(source_id(path))
    return Source(place, place, name, checksum="", media_type=media_type)


def _is_written(name: str) -> bool:
    """Tell whether a name is text; the system allows any bytes."""
    return _written(name) == name


def _written(name: str) -> str:
    """Give a name as text, with a mark for what is none."""
    return os.fsencode(name).decode("utf-8", "replace")


def describe(path: Path, largest_mb: int | None = None) -> Source:
    """Describe a file: checksum of its bytes and its sidecar's, and what the sidecar says.

    Raises InvalidSidecar where the sidecar says something else than it may, SourceError where a file cannot be read,
    is larger than it may be, or is a link that leads out of the corpus.
    """
    if not _is_written(str(path)):
        raise SourceError(_written(path.name), "its name is not written in UTF-8", "Rename it.")
    if path.is_symlink():
        remedy = "Copy the file, or index the folder that it lies in as well."
        raise SourceError(path.name, "a link that leads out of the folder that is indexed", remedy)
    if largest_mb is not None and path.stat().st_size > largest_mb * 1024**2:
        reason = f"it is larger than {largest_mb} MB"
        raise SourceError(path.name, reason, "Make it smaller, or raise PYKALA_LARGEST_FILE_MB.")
    found, _ = checksum(path)
    sidecar = sidecar_path(path)
    meta = _read_sidecar(sidecar) if sidecar else Sidecar()
    return Source(
        source_id=source_id(path),
        path=path.resolve().as_posix(),
        name=path.name,
        checksum=found,
        media_type=MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream"),
        municipality=meta.municipality,
        organ=meta.organ,
        date=meta.date.isoformat() if meta.date else None,
        document_kind=meta.document_kind,
        language=meta.language,
        status=meta.status,
        url=meta.url,
        access_groups=meta.access_groups,
        attachment_of=meta.attachment_of,
    )


def _read_sidecar(path: Path) -> Sidecar:
    remedy = f"Allowed keys: {', '.join(Sidecar.model_fields)}."
    if path.is_symlink():
        raise InvalidSidecar(path.name, "is a link", "Copy the file that it leads to.")
    if path.stat().st_size > _LARGEST_SIDECAR:
        raise InvalidSidecar(path.name, f"is larger than {_LARGEST_SIDECAR} bytes", remedy)
    try:
        return Sidecar.model_validate(tomllib.loads(read_bytes(path).decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidSidecar(path.name, f"is not TOML ({error})", remedy) from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise InvalidSidecar(path.name, faults, remedy) from error
