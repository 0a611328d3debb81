"""A generation of the store with what answers from it, each part built once, for whoever needs it first."""

from __future__ import annotations

from threading import RLock

from haystack import Pipeline
from haystack.core.component import Component

from assistant.pipeline import answer_pipeline, search_pipeline, word_similarity
from assistant.reranking import reranker
from assistant.search.spelling import Speller
from assistant.search.suggestions import Suggester
from assistant.settings import Settings
from indexer.embedding import embedding_model_id, text_embedder
from indexer.errors import StoreMismatch
from indexer.stores.base import StoreReader
from indexer.stores.opening import named


class Opened:
    """Share a store and its pipelines between threads.

    Any number of threads may run a pipeline at once: a run keeps its state to itself, and so do our components.
    """

    def __init__(self, store: StoreReader, settings: Settings) -> None:
        self.store = store
        self._settings = settings
        self._lock = RLock()
        self._search: Pipeline | None = None
        self._ask: Pipeline | None = None
        self._suggester: Suggester | None = None
        self._speller: Speller | None = None

    def searching(self) -> Pipeline:
        """Give the pipeline of searches; raise StoreMismatch where the passages were embedded otherwise."""
        with self._lock:
            if self._search is None:
                self._search = search_pipeline(self.store, self._embedder(), reranker(self._settings))
                self._search.warm_up()
            return self._search

    def answering(self) -> Pipeline:
        """Give the pipeline of answers; raise StoreMismatch where the passages were embedded otherwise."""
        with self._lock:
            if self._ask is None:
                embedder = self._embedder()
                similarity = word_similarity(embedder)
                self._ask = answer_pipeline(self.store, embedder, similarity, self._settings, reranker(self._settings))
                self._ask.warm_up()
            return self._ask

    def suggester(self) -> Suggester:
        """Give what completes the beginning of a word."""
        with self._lock:
            if self._suggester is None:
                self._suggester = Suggester(self.store)
            return self._suggester

    def speller(self) -> Speller:
        """Give what mends slips of the keyboard."""
        with self._lock:
            if self._speller is None:
                self._speller = Speller(self.store)
            return self._speller

    def _embedder(self) -> Component:
        wanted, found = embedding_model_id(self._settings), self.store.manifest.model
        if found != wanted:
            reason = f"it was made with model {found} instead of {wanted}"
            raise StoreMismatch(named(self._settings), reason, "Run `pykala index --rebuild`.")
        return text_embedder(self._settings)
