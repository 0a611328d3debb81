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
from indexer.originals import LARGEST_SIDECAR, SIDECAR, checksum, read_bytes, sidecar_path

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

    Files and folders that begin with "." or "_", sidecars and READMEs are no documents. A folder that cannot be read
    is given as if it were one, so that it is told.
    """
    found: set[Path] = set()
    for path in paths:
        home = path.resolve()
        for file in [path] if path.is_file() else _beneath(path):
            if _is_document(file):
                target = file.resolve()
                found.add(target if target.is_relative_to(home) else file.absolute())
    yield from sorted(found)


def _beneath(root: Path) -> Iterator[Path]:
    """Find files and unreadable folders, however deep; links to folders are not followed."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith((".", "_")):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry))
                    elif os.path.isfile(entry):
                        yield Path(entry)
        except FileNotFoundError:
            continue  # gone meanwhile, or never there
        except OSError:
            yield folder


def _is_document(file: Path) -> bool:
    """Tell a document from what stands beside documents: sidecars, READMEs."""
    name = file.name.lower()
    return not name.endswith(SIDECAR) and name not in _DESCRIPTIONS


def source_id(path: Path) -> str:
    """Give the id of the source that a file is."""
    return path.resolve().as_posix()


def bare(path: Path) -> Source:
    """Describe a file by its name only, where it or its sidecar cannot be read."""
    media_type = MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
    name, place = _written(path.name), _written(path.absolute().as_posix())
    if os.path.islink(path):  # what it leads to is not ours to name
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
    if os.path.islink(path):
        remedy = "Copy the file, or index the folder that it lies in as well."
        raise SourceError(path.name, "a link that leads out of the folder that is indexed", remedy)
    sidecar = sidecar_path(path)
    meta = _read_sidecar(sidecar) if sidecar else Sidecar()
    found, _ = checksum(path, None if largest_mb is None else largest_mb * 1024**2)
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
    try:
        return Sidecar.model_validate(tomllib.loads(read_bytes(path, LARGEST_SIDECAR).decode("utf-8")))
    except SourceError as error:
        raise InvalidSidecar(path.name, error.reason, remedy) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidSidecar(path.name, f"is not TOML ({error})", remedy) from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise InvalidSidecar(path.name, faults, remedy) from error
