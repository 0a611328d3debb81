"""What is indexed and asked in a benchmark: made once in a folder, the same for every engine."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.embedding import QUERY_PREFIX, int8_directory
from indexer.finnish import STOP_WORDS, index_terms, query_terms
from indexer.onnx_session import Vectors, load
from indexer.settings import Settings
from tests.bench import synthetic

QUESTIONS = 1_000
_REAL = 200  # paragraphs that are embedded, for the vectors of all to be drawn around theirs


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its terms as groups of alternatives, and its vector."""

    text: str
    groups: list[list[str]]

    @property
    def terms(self) -> list[str]:
        return list(dict.fromkeys(term for group in self.groups for term in group))


@dataclass(frozen=True, slots=True)
class Collection:
    """Paragraphs with their terms and vectors, and questions, in the files of a folder."""

    folder: Path

    @property
    def size(self) -> int:
        return len(self.vectors())

    @property
    def analysed_per_second(self) -> float:
        """Paragraphs that the analyser took a second, from a cold start."""
        return float(json.loads((self.folder / "rate.json").read_text()))

    def vectors(self) -> Vectors:
        vectors: Vectors = np.load(self.folder / "vectors.npy", mmap_mode="r")
        return vectors

    def paragraphs(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each paragraph's text and terms."""
        with (self.folder / "paragraphs.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                text, terms = json.loads(line)
                yield text, terms

    def questions(self) -> list[Asked]:
        read = json.loads((self.folder / "questions.json").read_text(encoding="utf-8"))
        return [Asked(text, groups) for text, groups in read]


def make(folder: Path, size: int) -> None:
    """Write a collection of that many paragraphs."""
    folder.mkdir(parents=True)
    texts = list(synthetic.paragraphs(size))
    began = time.perf_counter()
    with (folder / "paragraphs.jsonl").open("w", encoding="utf-8") as lines:
        for text in texts:
            lines.write(json.dumps([text, index_terms(text)]) + "\n")
    (folder / "rate.json").write_text(json.dumps(size / (time.perf_counter() - began)))
    questions = [(text, groups_of(text)) for text in synthetic.questions(QUESTIONS)]
    (folder / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
    directory = int8_directory(Settings())
    if directory is None:
        raise SystemExit("The benchmark wants PYKALA_EMBEDDING_RUNTIME=onnx.")
    real = load(directory).vectors([f"passage: {text}" for text in texts[:_REAL]])
    np.save(folder / "vectors.npy", synthetic.vectors(size, around=real))


def vector_of(question: str) -> Vectors:
    """Embed a question as the product does."""
    directory = int8_directory(Settings())
    assert directory is not None  # `make` has said so
    vector: Vectors = load(directory).vectors([QUERY_PREFIX + question])[0]
    return vector


def groups_of(text: str) -> list[list[str]]:
    """Give the terms of a question, those of one word together."""
    groups: dict[int, list[str]] = {}
    for term in query_terms(text, STOP_WORDS):
        groups.setdefault(term.group, []).append(term.term)
    return list(groups.values())
