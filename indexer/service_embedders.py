"""Haystack components over an OpenAI-compatible embeddings service, with the sockets of the others.

A service cannot be asked which weights it has. What it calls its model in a reply stands for that, so that vectors of
two services are mixed only where both call their models alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from cachetools import LRUCache
from haystack import Document, component
from haystack.components.embedders import OpenAIDocumentEmbedder, OpenAITextEmbedder
from haystack.utils import Secret
from numpy.typing import NDArray
from openai import APIError

from indexer.errors import ModelUnavailable
from indexer.stores.vectors import unit_vectors

_BATCH = 32
_TRIES = 3  # beyond the first, of which indexing for hours should not be broken off
_REMEMBERED = 2_000
_REMEDY = "Check PYKALA_EMBEDDING_URL, PYKALA_EMBEDDING_KEY and PYKALA_EMBEDDING_MODEL, and try again once it answers."


@dataclass(frozen=True, slots=True)
class Service:
    """Where vectors are made, by which model, with which key and within how many seconds."""

    url: str
    model: str
    key: str = field(repr=False)
    seconds: float = 30.0

    def options(self) -> dict[str, Any]:
        """Give what both of Haystack's components take."""
        token = Secret.from_token(self.key or "none")
        return {"api_key": token, "model": self.model, "api_base_url": self.url, "timeout": self.seconds}


@lru_cache(maxsize=8)
def described(service: Service) -> tuple[str, int]:
    """Ask a service once what it calls its model and how long its vectors are; raise ModelUnavailable."""
    embedder = OpenAITextEmbedder(max_retries=0, **service.options())
    with _told(service):
        made = embedder.run("ulottuvuus")
    return str(made["meta"]["model"]), len(made["embedding"])


@component
class ServiceTextEmbedder:
    """Give a question its vector; those of the last questions and words are remembered."""

    def __init__(self, service: Service, prefix: str) -> None:
        self.prefix = prefix
        self._service = service
        # A question does not wait for a second try.
        self._embedder = OpenAITextEmbedder(prefix=prefix, max_retries=0, **service.options())
        self._known: LRUCache[str, NDArray[np.float32]] = LRUCache(_REMEMBERED)
        self._lock = Lock()

    def warm_up(self) -> None:
        self._embedder.warm_up()

    @component.output_types(embedding=NDArray[np.float32])
    def run(self, text: str) -> dict[str, Any]:
        """Raise ModelUnavailable where the service does not answer."""
        with self._lock:
            known = self._known.get(text)
        if known is not None:
            return {"embedding": known}
        with _told(self._service):
            made = self._embedder.run(text)["embedding"]
            vector = unit_vectors([made], len(made))[0]
        vector.flags.writeable = False
        with self._lock:
            self._known[text] = vector
        return {"embedding": vector}


@component
class ServiceDocumentEmbedder:
    """Give passages their vectors."""

    def __init__(self, service: Service, prefix: str) -> None:
        self.prefix = prefix
        self._service = service
        self._embedder = OpenAIDocumentEmbedder(
            prefix=prefix,
            batch_size=_BATCH,
            max_retries=_TRIES,
            progress_bar=False,
            raise_on_failure=True,
            **service.options(),
        )

    def warm_up(self) -> None:
        self._embedder.warm_up()

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, Any]:
        """Raise ModelUnavailable where the service does not answer."""
        if not documents:
            return {"documents": []}
        with _told(self._service):
            return {"documents": self._embedder.run(documents)["documents"]}


@contextmanager
def _told(service: Service) -> Iterator[None]:
    """Say in words that a service does not answer, or not with vectors."""
    try:
        yield
    except (APIError, ValueError, IndexError) as error:
        reason = f"the service does not give vectors of {service.model} ({error})"
        raise ModelUnavailable(service.url, reason, _REMEDY) from error
