"""All question wiring: the way of a question from its text to verified claims, and of a search to ranked decisions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

import numpy as np
from haystack import Document, Pipeline
from haystack.core.component import Component
from haystack.core.errors import PipelineRuntimeError
from haystack.utils import Secret

from assistant.answering.chat import ChatModel
from assistant.answering.evidence import Similarity
from assistant.answering.extractive import ExtractiveAnswerer
from assistant.answering.generative import GenerativeAnswerer
from assistant.answering.verify import Verifier
from assistant.fusion import Fusion
from assistant.model import Question
from assistant.reranking import Rerank
from assistant.retrieval import DecisionGrouper, KeywordRetriever, VectorRetriever
from assistant.settings import Settings
from indexer.errors import IndexerError
from indexer.stores.base import StoreReader


def search_pipeline(store: StoreReader, embedder: Component, rerank: Rerank | None = None) -> Pipeline:
    """Wire a search: keywords beside vectors under one filter, fused, the best read again, grouped by decision."""
    pipeline = Pipeline()
    pipeline.add_component("keywords", KeywordRetriever(store))
    pipeline.add_component("embedding", embedder)
    pipeline.add_component("vectors", VectorRetriever(store))
    pipeline.add_component("fusion", Fusion(rerank))
    pipeline.add_component("decisions", DecisionGrouper(store))
    pipeline.connect("embedding.embedding", "vectors.embedding")
    pipeline.connect("keywords.documents", "fusion.keywords")
    pipeline.connect("vectors.documents", "fusion.vectors")
    pipeline.connect("fusion.documents", "decisions.documents")
    return pipeline


def answer_pipeline(
    store: StoreReader, embedder: Component, similarity: Similarity, settings: Settings, rerank: Rerank | None = None
) -> Pipeline:
    """Wire an answer: a search, then the choice of claims, then their verification."""
    pipeline = search_pipeline(store, embedder, rerank)
    pipeline.add_component("answer", ExtractiveAnswerer(store, similarity))
    pipeline.add_component("verify", Verifier(store, settings.public_url))
    pipeline.connect("decisions.candidates", "answer.candidates")
    pipeline.connect("answer.draft", "verify.draft")
    return pipeline


def plain_search(store: StoreReader) -> Pipeline:
    """Wire a search by keywords alone, which needs no model; `fusion` is given no vectors."""
    pipeline = Pipeline()
    pipeline.add_component("keywords", KeywordRetriever(store))
    pipeline.add_component("fusion", Fusion())
    pipeline.add_component("decisions", DecisionGrouper(store))
    pipeline.connect("keywords.documents", "fusion.keywords")
    pipeline.connect("fusion.documents", "decisions.documents")
    return pipeline


def plain_answer(store: StoreReader, settings: Settings) -> Pipeline:
    """Wire an answer from such a search; no word is taken for another one of like meaning."""
    pipeline = plain_search(store)
    pipeline.add_component("answer", ExtractiveAnswerer(store, lambda _word, others: [0.0] * len(others)))
    pipeline.add_component("verify", Verifier(store, settings.public_url))
    pipeline.connect("decisions.candidates", "answer.candidates")
    pipeline.connect("answer.draft", "verify.draft")
    return pipeline


def run(pipeline: Pipeline, given: dict[str, Any], shown: set[str] | None = None) -> dict[str, Any]:
    """Run a pipeline; what a component says of the store or the model leaves as it was said."""
    try:
        return pipeline.run(given, shown or set())
    except PipelineRuntimeError as error:
        if isinstance(error.__cause__, IndexerError):
            raise error.__cause__ from error
        raise


def chat_model(settings: Settings) -> ChatModel | None:
    """Give the language model that the settings name, or None where they name none."""
    if not settings.llm_url:
        return None
    from haystack.components.generators.chat import OpenAIChatGenerator  # which takes a second to import

    def generator() -> OpenAIChatGenerator:
        return OpenAIChatGenerator(
            api_key=Secret.from_token(settings.llm_key.get_secret_value() or "none"),
            model=settings.llm_model,
            api_base_url=settings.llm_url,
            generation_kwargs=settings.llm_options,
            timeout=settings.llm_first_word_seconds,  # the longest silence, so that no thread waits on for nobody
            max_retries=0,  # a question does not wait for a second try
        )

    return ChatModel(
        generator,
        first_word=settings.llm_first_word_seconds,
        whole=settings.llm_seconds,
        pause=settings.llm_pause_seconds,
    )


def generative_answerer(store: StoreReader, model: ChatModel, settings: Settings) -> GenerativeAnswerer:
    """Wire what writes: it is given what the answer pipeline found, and verifies by the same code."""
    return GenerativeAnswerer(store, model, Verifier(store, settings.public_url))


def ranked_legs(search: Pipeline, question: Question, limit: int) -> dict[str, tuple[list[str], float]]:
    """Run a search step by step: decision ids of keywords, of vectors and fused, each with its own milliseconds."""
    keywords, embedder, vectors, fusion = (
        cast(Any, search.get_component(name)) for name in ("keywords", "embedding", "vectors", "fusion")
    )
    began = time.perf_counter()
    by_words: Sequence[Document] = keywords.run(question)["documents"]
    worded = time.perf_counter()
    by_meaning: Sequence[Document] = vectors.run(question, embedder.run(text=question.text)["embedding"])["documents"]
    meant = time.perf_counter()
    both: Sequence[Document] = fusion.run(question, by_words, by_meaning)["documents"]
    done = time.perf_counter()
    return {
        "keywords": (_decision_ids(by_words, limit), (worded - began) * 1000),
        "vectors": (_decision_ids(by_meaning, limit), (meant - worded) * 1000),
        "fused": (_decision_ids(both, limit), (done - began) * 1000),
    }


def _decision_ids(documents: Sequence[Document], limit: int) -> list[str]:
    return list(dict.fromkeys(str(each.meta["decision_id"]) for each in documents))[:limit]


def word_similarity(embedder: Component) -> Similarity:
    """Compare words by the embedding model: cosines of one word to others, each embedded once."""

    @lru_cache(maxsize=10_000)
    def vector(word: str) -> np.ndarray:
        return np.asarray(embedder.run(text=word)["embedding"], dtype=np.float32)

    def similarity(word: str, others: Sequence[str]) -> Sequence[float]:
        own = vector(word)
        return [float(own @ vector(other)) for other in others]

    return similarity
