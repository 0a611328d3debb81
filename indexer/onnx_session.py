"""Run a prepared model by ONNX Runtime: texts to vectors without torch."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
DESCRIPTION_FILE = "model.json"

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Description:
    """What the model takes, inputs by name and tokens at most (None: any number), and how long its vectors are."""

    inputs: tuple[str, ...]
    longest: int | None
    dimensions: int

    def write(self, directory: Path) -> None:
        (directory / DESCRIPTION_FILE).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, directory: Path) -> Self:
        values = json.loads((directory / DESCRIPTION_FILE).read_text(encoding="utf-8"))
        return cls(tuple(values["inputs"]), values["longest"], values["dimensions"])


class OnnxModel:
    """Give texts their vectors of length 1; safe to share between threads.

    Each text runs alone. int8 scales its activations over the whole batch, so that a text's vector would else depend on
    its neighbours. Two threads share the work of a text: a question alone takes a quarter less (13.4 to 9.7 ms on two
    cores), and many texts as long as with one thread each. No thread spins while it waits, so that several askers do
    not take the cores from each other.
    """

    def __init__(self, directory: Path) -> None:
        import onnxruntime

        from indexer.tokens import ModelTokens

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(2, _cores())
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False  # it would keep the most that a text ever took
        options.enable_mem_pattern = False  # a plan for each length of text would be kept for ever
        description = Description.read(directory)
        self._inputs = description.inputs
        self._tokens = ModelTokens(directory / TOKENIZER_FILE, description.longest)
        file = str(directory / MODEL_FILE)
        # It loads without the interpreter, so words are read meanwhile.
        loading = ThreadPoolExecutor(1)
        self._session = loading.submit(onnxruntime.InferenceSession, file, options, providers=["CPUExecutionProvider"])
        loading.shutdown(wait=False)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Give the vectors of texts in their order, on all cores where there are several."""
        if len(texts) == 1:
            return self._vector(texts[0])
        self._tokens.load()
        longest_first = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        with ThreadPoolExecutor(_cores()) as pool:
            found = pool.map(self._vector, [texts[place] for place in longest_first])
            made = dict(zip(longest_first, found, strict=True))
        return np.concatenate([made[place] for place in range(len(texts))])

    def _vector(self, text: str) -> Vectors:
        tokens = self._tokens.of(text)
        known = {
            "input_ids": tokens.numbers,
            "attention_mask": tokens.encoding.attention_mask,
            "token_type_ids": tokens.encoding.type_ids,
        }
        inputs = {name: np.array([known[name]], dtype=np.int64) for name in self._inputs}
        made: Vectors = self._session.result().run(["sentence_embedding"], inputs)[0]
        normal: Vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
        return normal


@lru_cache(maxsize=1)
def load(directory: Path) -> OnnxModel:
    """Load a model, or give it again if it was the last one loaded: searches and answers share it."""
    return OnnxModel(directory)


def _cores() -> int:
    """Count the cores that this process may use; not every system can tell them from those there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
