"""Prepare a model for ONNX Runtime, once, into the cache; remember also that one cannot be prepared."""

from __future__ import annotations

import hashlib
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from indexer.durable import create_once
from indexer.errors import ModelUnavailable
from indexer.onnx_session import MODEL_FILE

logger = logging.getLogger(__name__)

# Raise it when int8 files are made in another way; their vectors are then others.
INT8_VERSION = 1

_REFUSED = "refused.txt"
_REMEDY = (
    "Set PYKALA_EMBEDDING_MODEL to a model or folder that can be reached, or leave it out; "
    "see to 2 GB free in PYKALA_CACHE and 3 GB of memory."
)


def prepared_model(find: Callable[[], Path | str], name: str, cache: Path) -> Path | None:
    """Give the directory of the int8 file of a model, making it if need be; None where it would not be faithful.

    `find` gives what sentence-transformers loads, `name` tells models apart. Raise ModelUnavailable if the model
    cannot be loaded, or the file cannot be made for want of room.
    """
    directory = prepared_directory(name, cache)
    if not directory.is_dir():
        try:
            create_once(directory, lambda unfinished: _prepare(str(find()), unfinished))
        except OSError as error:
            raise ModelUnavailable(str(directory), f"the model cannot be prepared here ({error})", _REMEDY) from error
    return directory if (directory / MODEL_FILE).is_file() else None


def prepared_directory(name: str, cache: Path) -> Path:
    """Give where what was prepared of a model is, or will be."""
    return cache / f"{_file_name(name)}-int8.{INT8_VERSION}"


def _file_name(name: str) -> str:
    """Keep a name that is one of a file; shorten any other and tell it apart by a hash."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-.")
    if plain == name:
        return name
    return f"{plain[-60:]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _prepare(model: str, directory: Path) -> None:
    """Run both steps in processes of their own, whose memory is free afterwards."""
    from indexer import onnx_file

    for step in onnx_file.STEPS:
        command = [sys.executable, "-m", onnx_file.__name__, step, model, str(directory)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            continue
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        if done.returncode != onnx_file.REFUSED:
            raise ModelUnavailable(model, f"it cannot be prepared ({reason})", _REMEDY)
        logger.warning("%s runs by torch, which is slower: %s", model, reason)
        for path in directory.iterdir():
            path.unlink()
        (directory / _REFUSED).write_text(f"{reason}\n", encoding="utf-8")
        return
