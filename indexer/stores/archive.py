"""Keep the current generation of a local store, and files that belong to it, in one file with checksums; bring it back.

What is written is a zip file: the manifest `backup.json` names each file with its SHA-256. The files of a generation
are held open while they are copied, so that commits may follow each other meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO

from indexer.durable import sync
from indexer.errors import BackupUnreadable, StoreError, StoreMismatch
from indexer.stores.generations import Generations, WriterLock
from indexer.stores.local import LocalStore
from indexer.stores.manifest import read_manifest
from indexer.stores.unwritable import told_if_unwritable

_MANIFEST = "backup.json"
_STORE = "store/"
_FORMAT = 1
_ATTEMPTS = 20
_PIECE = 1024 * 1024
_REMEDY = "Take another backup."


def is_there(data: Path) -> bool:
    """Tell whether a data directory holds a generation."""
    return Generations(data).number() is not None


def back_up(data: Path, others: Mapping[str, Path], target: Path) -> int:
    """Write the current generation and other files, each under a name, into a new file; give its size in bytes.

    The file appears whole or not at all, and for its owner alone. Raises StoreMissing before the first generation, and
    StoreUnwritable where there is no room for it.
    """
    unfinished = target.with_name(f".{target.name}.unfinished")
    with told_if_unwritable(target.parent):
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            _write(descriptor, data, others)
            sync(unfinished)
            unfinished.replace(target)
            sync(target.absolute().parent)
        finally:
            unfinished.unlink(missing_ok=True)
    return target.stat().st_size


def bring_back(file: Path, data: Path, others: Mapping[str, Path]) -> tuple[str, ...]:
    """Make what a backup holds the next generation, and write its other files to given places; give these files' names.

    Nothing is changed unless everything is whole and can be read here. Readers that are open see the generation as
    they see any later one. Raises BackupUnreadable, StoreLocked while another process writes, StoreMismatch where the
    backup is of another format of the store, and StoreUnwritable where there is no room for it.
    """
    with told_if_unwritable(data):
        lock = WriterLock(data)
        try:
            found = _publish(file, Generations(data), others)
        finally:
            lock.release()
    return found


def _publish(file: Path, generations: Generations, others: Mapping[str, Path]) -> tuple[str, ...]:
    built = generations.build()
    try:
        found = _unpack(file, built, others)
        _require_readable(file, built)
        LocalStore(built, generations, number=0).close()
        generations.publish(built)
    except BaseException:
        shutil.rmtree(built, ignore_errors=True)
        raise
    generations.sweep()
    return found


def _write(descriptor: int, data: Path, others: Mapping[str, Path]) -> None:
    with ExitStack() as stack:
        packed = stack.enter_context(os.fdopen(descriptor, "wb"))
        files = {f"{_STORE}{name}": file for name, file in _opened(data, stack).items()}
        files |= {name: stack.enter_context(path.open("rb")) for name, path in others.items()}
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            sums = {name: _pack(archive, name, file) for name, file in files.items()}
            archive.writestr(_MANIFEST, json.dumps({"format": _FORMAT, "files": sums}, indent=2))


def _opened(data: Path, stack: ExitStack) -> dict[str, IO[bytes]]:
    """Open all files of the current generation, whichever that is by then."""
    generations = Generations(data)
    for _ in range(_ATTEMPTS):
        generation = generations.current()
        with ExitStack() as attempt:
            try:
                files: dict[str, IO[bytes]] = {
                    path.relative_to(generation).as_posix(): attempt.enter_context(path.open("rb"))
                    for path in sorted(generation.rglob("*"))
                    if path.is_file()
                }
            except FileNotFoundError:
                continue  # a commit has swept it away
            if generations.current() == generation:
                stack.push(attempt.pop_all())
                return files
    raise StoreError(str(data), "generations follow each other too quickly to be backed up", "Try again.")


def _pack(archive: zipfile.ZipFile, name: str, file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as packed:
        while piece := file.read(_PIECE):
            digest.update(piece)
            packed.write(piece)
    return digest.hexdigest()


def _unpack(file: Path, built: Path, others: Mapping[str, Path]) -> tuple[str, ...]:
    try:
        with zipfile.ZipFile(file) as archive:
            told = json.loads(archive.read(_MANIFEST))
            if told["format"] != _FORMAT:
                reason = f"it has format {told['format']}, not {_FORMAT}"
                raise BackupUnreadable(str(file), reason, "Restore it with the version of Pykälä that made it.")
            for name, sum_ in told["files"].items():
                place = others.get(name) or built / _inside(file, name)
                with told_if_unwritable(place.parent):  # which is no fault of the backup
                    place.parent.mkdir(parents=True, exist_ok=True)
                    found = _unpack_one(archive, name, place)
                if found != sum_:
                    raise BackupUnreadable(str(file), f"{name} in it is damaged", _REMEDY)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
        raise BackupUnreadable(str(file), f"it cannot be read ({error})", _REMEDY) from error
    return tuple(name for name in told["files"] if name in others)


def _require_readable(file: Path, built: Path) -> None:
    try:
        read_manifest(built)
    except StoreMismatch as error:
        remedy = "Restore it with the version of Pykälä that made it, then run `pykala index --rebuild` with this one."
        raise StoreMismatch(str(file), error.reason, remedy) from error


def _inside(file: Path, name: str) -> str:
    """Give the place of a file within a generation; a name that leads out of it is no name of ours."""
    parts = PurePosixPath(name).parts
    if not name.startswith(_STORE) or ".." in parts or len(parts) > 3:
        raise BackupUnreadable(str(file), f"it holds a file of the name {name}", _REMEDY)
    return name.removeprefix(_STORE)


def _unpack_one(archive: zipfile.ZipFile, name: str, place: Path) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as packed, place.open("wb") as file:
        while piece := packed.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()
