"""Tell whether the files of a generation are as written: sizes when it is opened, checksums when it is checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

SUMS = "checksums.json"


def write_sums(generation: Path) -> None:
    """Write down size and SHA-256 of each file of a generation that is complete."""
    files = sorted(path for path in generation.rglob("*") if path.is_file())
    found = {path.relative_to(generation).as_posix(): [path.stat().st_size, sha256(path)] for path in files}
    (generation / SUMS).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def require_sizes(generation: Path) -> None:
    """Raise ValueError where a file is shorter or longer than it was, FileNotFoundError where it is gone.

    A generation that was made before sums were written has none to compare with.
    """
    for name, size, _ in _written(generation):
        now = (generation / name).stat().st_size
        if now != size:
            raise ValueError(f"{name} has {now} bytes instead of {size}")


def changed(generation: Path) -> list[str]:
    """Say which files are not as they were written."""
    written = list(_written(generation))
    return [
        f"The file {name} is not as it was written." for name, _, sum_ in written if sha256(generation / name) != sum_
    ]


def sha256(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _written(generation: Path) -> Iterator[tuple[str, int, str]]:
    try:
        text = (generation / SUMS).read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    for name, (size, sum_) in json.loads(text).items():
        yield name, size, sum_
