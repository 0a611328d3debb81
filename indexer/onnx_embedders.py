"""Haystack components over a prepared model, with the sockets of the sentence-transformers ones."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from haystack import Document, component
from numpy.typing import NDArray

from indexer.onnx_session import load


@lru_cache(maxsize=2_000)
def _embedded(directory: Path, text: str) -> NDArray[np.float32]:
    """Give a text its vector, once: a question is searched for more than once, and conversations come back to words."""
    vector: NDArray[np.float32] = load(directory).vectors([text])[0]
    vector.flags.writeable = False
    return vector


@component
class OnnxTextEmbedder:
    """Give a question its vector: an array, since Haystack copies a list number by number, which takes longer."""

    def __init__(self, directory: Path, prefix: str) -> None:
        self.directory = directory
        self.prefix = prefix

    def warm_up(self) -> None:
        load(self.directory)

    @component.output_types(embedding=NDArray[np.float32])
    def run(self, text: str) -> dict[str, Any]:
        return {"embedding": _embedded(self.directory, self.prefix + text)}


@component
class OnnxDocumentEmbedder:
    """Give passages their vectors."""

    def __init__(self, directory: Path, prefix: str) -> None:
        self.directory = directory
        self.prefix = prefix

    def warm_up(self) -> None:
        load(self.directory)

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, Any]:
        if not documents:
            return {"documents": []}
        vectors = load(self.directory).vectors([self.prefix + (each.content or "") for each in documents])
        found = zip(documents, vectors, strict=True)
        return {"documents": [replace(each, embedding=vector.tolist()) for each, vector in found]}
