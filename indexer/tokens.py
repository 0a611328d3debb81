"""Cut texts into a model's tokens; single ones without the whole vocabulary, which takes a second and 270 MB."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic_core import from_json
from tokenizers import Encoding, Tokenizer


@dataclass(frozen=True, slots=True)
class Tokens:
    """The numbers of a text's tokens, and the rest that a model may ask for."""

    numbers: Sequence[int]
    encoding: Encoding


class ModelTokens:
    """Cut texts into tokens as a tokenizer file says; safe to share between threads."""

    def __init__(self, file: Path, longest: int | None) -> None:
        self._file = file
        self._longest = longest
        self._lock = Lock()
        self._part: _Part | None = None
        self._whole: Tokenizer | None = None

    def of(self, text: str) -> Tokens:
        """Cut a text."""
        part = self._without_the_rest()
        if part is not None:
            return part.of(text)
        encoding = self.load().encode(text)
        return Tokens(encoding.ids, encoding)

    def load(self) -> Tokenizer:
        """Load the whole vocabulary, which pays for many texts."""
        with self._lock:
            if self._whole is None:
                self._whole = _bounded(Tokenizer.from_file(str(self._file)), self._longest)
                self._part = None
            return self._whole

    def _without_the_rest(self) -> _Part | None:
        with self._lock:
            if self._whole is None and self._part is None:
                self._part = _Part.read(self._file, self._longest)
            return self._part


class _Part:
    """Give a tokenizer only those pieces of the vocabulary that stand in a text: it cuts the text just so.

    A unigram model weighs only pieces of the text against each other, and unknown letters against the least likely
    piece of all, which is given too.
    """

    def __init__(self, description: dict[str, Any], longest: int | None) -> None:
        vocabulary: list[tuple[str, float]] = description["model"].pop("vocab")
        self._description = description
        self._longest = longest
        self._scores = [score for _, score in vocabulary]
        self._pieces = [piece for piece, _ in vocabulary]
        self._numbers = {piece: number for number, piece in enumerate(self._pieces)}
        self._always = {*range(len(description["added_tokens"])), self._scores.index(min(self._scores))}
        self._longest_piece = max(map(len, self._pieces))
        self._bare = self._with(sorted(self._always))

    @classmethod
    def read(cls, file: Path, longest: int | None) -> _Part | None:
        """Read a tokenizer file; give None for one of another kind, or whose special tokens are not the first."""
        description = from_json(file.read_bytes())
        special = [each["id"] for each in description["added_tokens"]]
        if description["model"]["type"] != "Unigram" or special != list(range(len(special))):
            return None
        return cls(description, longest)

    def of(self, text: str) -> Tokens:
        """Cut a text."""
        within = {self._numbers[run] for run in self._runs(text) if run in self._numbers}
        chosen = sorted(self._always | within)
        encoding = self._with(chosen).encode(text)
        return Tokens([chosen[number] for number in encoding.ids], encoding)

    def _runs(self, text: str) -> Iterable[str]:
        """Give every run of letters within the words that the tokenizer makes of a text."""
        normal = self._bare.normalizer.normalize_str(text) if self._bare.normalizer else text
        words = self._bare.pre_tokenizer.pre_tokenize_str(normal) if self._bare.pre_tokenizer else [(normal, (0, 0))]
        return {
            word[start:end]
            for word, _ in words
            for start in range(len(word))
            for end in range(start + 1, min(len(word), start + self._longest_piece) + 1)
        }

    def _with(self, numbers: Sequence[int]) -> Tokenizer:
        vocabulary = [(self._pieces[number], self._scores[number]) for number in numbers]
        model = self._description["model"] | {"vocab": vocabulary}
        return _bounded(Tokenizer.from_str(json.dumps(self._description | {"model": model})), self._longest)


def _bounded(tokenizer: Tokenizer, longest: int | None) -> Tokenizer:
    tokenizer.no_padding()
    if longest is not None:
        tokenizer.enable_truncation(longest)
    return tokenizer
