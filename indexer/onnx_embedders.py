"""Haystack components over a prepared model, with the sockets of the sentence-transformers ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from haystack import Document, component

from indexer.onnx_session import load


@component
class OnnxTextEmbedder:
    """Give a question its vector."""

    def __init__(self, directory: Path, prefix: str) -> None:
        self.directory = directory
        self.prefix = prefix

    def warm_up(self) -> None:
        load(self.directory)

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, Any]:
        return {"embedding": load(self.directory).vectors([self.prefix + text])[0].tolist()}


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
