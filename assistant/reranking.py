"""Read the best passages again with a cross-encoder, where a setting names one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import lru_cache

from haystack import Document

from assistant.model import Question
from assistant.settings import Settings
from indexer.stores.base import scored

READ_AGAIN = 30  # passages; each costs what embedding it would
Rerank = Callable[[Question, Sequence[Document]], Sequence[Document]]
_log = logging.getLogger(__name__)


def reranker(settings: Settings) -> Rerank | None:
    """Give the cross-encoder that the settings name, loaded once; None where they name none, or it cannot be loaded."""
    return _loaded(settings.reranker) if settings.reranker else None


@lru_cache(maxsize=1)
def _loaded(model: str) -> Rerank | None:
    """Load a model.

    Its order replaces that of the best passages, while the scores stay where they are: the passage that it puts first
    gets the best of them. So what the scores mean later does not depend on the model. A § that is asked for stays first
    whatever a model thinks of it.
    """
    from haystack_integrations.components.rankers.sentence_transformers import (  # imports torch
        SentenceTransformersSimilarityRanker,
    )

    ranker = SentenceTransformersSimilarityRanker(model=model, token=None, top_k=READ_AGAIN)
    try:
        ranker.warm_up()
    except (OSError, ValueError) as error:
        _log.error("without PYKALA_RERANKER, since %s cannot be loaded: %s", model, error)
        return None

    def rerank(question: Question, documents: Sequence[Document]) -> Sequence[Document]:
        if question.hints.section is not None:
            return documents
        best = {each.id: each for each in documents[:READ_AGAIN]}
        plain = [Document(id=each.id, content=each.content) for each in best.values()]
        order = ranker.run(query=question.standalone, documents=plain)["documents"]
        scores = [each.score for each in best.values()]
        read = [scored(best[each.id], score) for each, score in zip(order, scores, strict=True)]
        return [*read, *documents[READ_AGAIN:]]

    return rerank
