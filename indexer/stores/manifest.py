"""Name the files of a generation and read and write its manifest."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from indexer.errors import StoreError, StoreMismatch
from indexer.stores.base import Manifest

RECORDS = "records.sqlite"
VECTORS = "vectors.npy"
KEYWORDS = "keywords"
MANIFEST = "manifest.json"

# Raise it when files of a generation change in a way that older code cannot read, or the other way round.
FORMAT = 3
REBUILD = "Run `pykala index --rebuild`."


def write_manifest(generation: Path, manifest: Manifest) -> None:
    """Say what a generation was made with."""
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=2)
    (generation / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def read_manifest(generation: Path) -> Manifest:
    """Read what a generation was made with; raise StoreMismatch if this code cannot read its files."""
    written = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
    file_format = written.pop("format", None)
    if file_format != FORMAT:
        raise StoreMismatch(str(generation), f"its files have format {file_format}, not {FORMAT}", REBUILD)
    return Manifest(**written)


def require_same(generation: Path, manifest: Manifest) -> None:
    """Raise StoreMismatch, naming what differs, unless a generation was made with this very manifest."""
    try:
        found, wanted = asdict(read_manifest(generation)), asdict(manifest)
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(str(generation), f"its manifest cannot be read ({error})", REBUILD) from error
    differences = [f"{name} {found[name]} instead of {wanted[name]}" for name in wanted if found[name] != wanted[name]]
    if differences:
        raise StoreMismatch(str(generation), f"it was made with {', '.join(differences)}", REBUILD)
