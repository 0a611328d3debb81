"""Passages of a hundred municipalities, made one after the other, so that a million of them need no file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
from haystack import Document
from numpy.typing import NDArray

from indexer.embedding import PASSAGE_PREFIX, int8_directory
from indexer.finnish import index_terms
from indexer.onnx_session import load
from indexer.settings import Settings
from tests.bench import synthetic

MUNICIPALITIES = 100
_REAL = 1_000  # paragraphs that are embedded, for the vectors of all to be drawn around theirs
_AT_ONCE = 1_000
_MIXED = (0.6, 0.25, 0.15)
_NOISE = 0.01
_WORD = re.compile(r"\w+")

Vectors = NDArray[np.float32]


def municipality(number: int) -> str:
    """Name a municipality that does not exist; it is its own slug."""
    return f"kunta-{number:03}"


def real_vectors() -> Vectors:
    """Embed synthetic paragraphs by the real model."""
    directory = int8_directory(Settings())
    if directory is None:
        raise SystemExit("The benchmark wants PYKALA_EMBEDDING_RUNTIME=onnx.")
    texts = synthetic.paragraphs(_REAL, seed=7)
    vectors: Vectors = load(directory).vectors([PASSAGE_PREFIX + text for text in texts])
    return vectors


def between(real: Vectors, count: int, chance: np.random.Generator) -> Vectors:
    """Draw unit vectors, each around a real one and towards two others, with a little noise.

    They spread as real ones do, in the directions in which these differ: noise alone would be as wide in all 384
    directions, which no graph of neighbours has to bear with real texts.
    """
    made = chance.standard_normal((count, real.shape[1]), dtype=np.float32) * _NOISE
    for share in _MIXED:
        made += share * real[chance.integers(len(real), size=count)]
    unit: Vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def documents(count: int, real: Path) -> Iterator[Document]:
    """Yield passages of one municipality after the other, with terms and vectors; `real` is a file of vectors.

    The terms of a paragraph are those of its words, each analysed once.
    """
    chance = np.random.default_rng(4)
    known: Vectors = np.load(real)
    texts = enumerate(synthetic.paragraphs(count))
    while batch := list(islice(texts, _AT_ONCE)):
        vectors = between(known, len(batch), chance)
        for (number, text), vector in zip(batch, vectors, strict=True):
            terms = [term for word in _WORD.findall(text) for term in _terms(word)]
            where = municipality(number * MUNICIPALITIES // count)
            yield synthetic.document(number, text, vector.tolist(), terms, where)


@cache
def _terms(word: str) -> tuple[str, ...]:
    return tuple(index_terms(word))
