"""Measure the embedding of passages and questions by ONNX Runtime beside torch, on the same texts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.embedding import PASSAGE_PREFIX, QUERY_PREFIX, int8_directory, model_path
from indexer.onnx_session import TOKENIZER_FILE, load
from indexer.settings import Settings
from tests.bench import synthetic

_PASSAGES, _PARAGRAPHS, _QUESTIONS, _ROUNDS = 150, 3, 60, 3

Embed = Callable[[Sequence[str]], Any]


@dataclass(frozen=True, slots=True)
class Rates:
    """Tokens of passages a second and milliseconds of a question, by int8 on ONNX Runtime and by torch."""

    onnx_tokens: float
    torch_tokens: float
    onnx_question: float
    torch_question: float
    cosine: float


def measure() -> Rates:
    """Embed the same passages and questions by both, in turns, so that what else runs is the same for both."""
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    settings = Settings()
    directory = int8_directory(settings)
    if directory is None:
        raise SystemExit("The benchmark wants PYKALA_EMBEDDING_RUNTIME=onnx.")
    torch = SentenceTransformer(str(model_path(settings)), device="cpu", local_files_only=True)
    onnx = load(directory)
    tokenizer = Tokenizer.from_file(str(directory / TOKENIZER_FILE))
    texts = list(synthetic.paragraphs(_PASSAGES * _PARAGRAPHS))
    passages = [PASSAGE_PREFIX + " ".join(texts[place::_PASSAGES]) for place in range(_PASSAGES)]
    questions = [QUERY_PREFIX + text for text in synthetic.questions(_QUESTIONS)]
    tokens = sum(len(tokenizer.encode(text).ids) for text in passages)

    def by_torch(several: Sequence[str]) -> Any:
        return torch.encode(list(several), batch_size=32, normalize_embeddings=True, show_progress_bar=False)

    seconds: dict[Embed, list[float]] = {onnx.vectors: [], by_torch: []}
    milliseconds: dict[Embed, list[float]] = {onnx.vectors: [], by_torch: []}
    made: dict[Embed, Any] = {}
    for embed in seconds:
        embed(passages[:8])
    for _ in range(_ROUNDS):
        for embed in seconds:
            began = time.perf_counter()
            made[embed] = embed(passages)
            seconds[embed].append(time.perf_counter() - began)
    for question in questions:
        for embed in milliseconds:
            began = time.perf_counter()
            embed([question])
            milliseconds[embed].append((time.perf_counter() - began) * 1000)
    cosine = float(np.sum(made[onnx.vectors] * made[by_torch], axis=1).min())
    rates = [tokens / min(seconds[embed]) for embed in (onnx.vectors, by_torch)]
    medians = [statistics.median(milliseconds[embed]) for embed in (onnx.vectors, by_torch)]
    return Rates(rates[0], rates[1], medians[0], medians[1], cosine)
