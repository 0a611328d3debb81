"""Cut texts into a model's tokens; single ones without the whole vocabulary, which takes a second and 270 MB."""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic_core import from_json
from tokenizers import Encoding, Tokenizer
from tokenizers.models import Unigram

# The pieces in the order of their bytes, number and score of each, and what else a tokenizer file says.
PIECES_FILES = _PIECES_FILE, _PLACES_FILE, _REST_FILE = "pieces.npy", "places.npy", "tokenizer.rest.json"

Pieces = NDArray[np.bytes_]
Places = NDArray[np.void]


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

    def __init__(self, description: dict[str, Any], pieces: Pieces, places: Places, longest: int | None) -> None:
        # As plain arrays: those that know their file take many times as long to give one value.
        self._pieces = pieces.view(np.ndarray)
        self._numbers, self._scores = (places.view(np.ndarray)[name] for name in ("number", "score"))
        self._options = {name: value for name, value in description["model"].items() if name != "type"}
        special = np.flatnonzero(self._numbers < len(description["added_tokens"]))
        least_likely = np.flatnonzero(self._scores == self._scores.min())
        first = least_likely[[self._numbers[least_likely].argmin()]]
        self._always = np.concatenate([special, first])
        # One tokenizer is given the pieces of text after text; to make another takes longer than all else.
        bare = description | {"model": description["model"] | {"vocab": self._vocabulary(self._by_number([]))}}
        self._tokenizer = _bounded(Tokenizer.from_str(json.dumps(bare)), longest)
        self._lock = Lock()

    @classmethod
    def read(cls, file: Path, longest: int | None) -> _Part | None:
        """Read what `write_pieces` wrote for a tokenizer file; give None where it wrote nothing."""
        if not file.with_name(_REST_FILE).is_file():
            return None
        description = from_json(file.with_name(_REST_FILE).read_bytes())
        pieces, places = (np.load(file.with_name(name), mmap_mode="r") for name in (_PIECES_FILE, _PLACES_FILE))
        return cls(description, pieces, places, longest)

    def of(self, text: str) -> Tokens:
        """Cut a text."""
        width = self._pieces.dtype.itemsize
        runs = [run for run in self._runs(text, width) if len(run) <= width]
        wanted = np.array(runs, dtype=self._pieces.dtype)
        found = np.minimum(np.searchsorted(self._pieces, wanted), len(self._pieces) - 1)
        chosen = self._by_number(found[self._pieces[found] == wanted])
        model = Unigram(self._vocabulary(chosen), **self._options)
        with self._lock:
            self._tokenizer.model = model
            encoding = self._tokenizer.encode(text)
        return Tokens(self._numbers[chosen[encoding.ids]].tolist(), encoding)

    def _by_number(self, rows: ArrayLike) -> NDArray[np.int64]:
        """Give rows and those that are always given, in the order of the vocabulary."""
        every = np.union1d(self._always, np.asarray(rows, dtype=np.int64))
        return every[np.argsort(self._numbers[every])]

    def _runs(self, text: str, longest: int) -> Set[bytes]:
        """Give every run of letters, up to a length, within the words that the tokenizer makes of a text."""
        normalizer, cutter = self._tokenizer.normalizer, self._tokenizer.pre_tokenizer
        normal = normalizer.normalize_str(text) if normalizer else text
        words = cutter.pre_tokenize_str(normal) if cutter else [(normal, (0, 0))]
        return {
            word[start:end].encode()
            for word, _ in words
            for start in range(len(word))
            for end in range(start + 1, min(len(word), start + longest) + 1)
        }

    def _vocabulary(self, rows: NDArray[np.int64]) -> list[tuple[str, float]]:
        pieces = map(bytes.decode, self._pieces[rows].tolist())
        return list(zip(pieces, self._scores[rows].tolist(), strict=True))


def write_pieces(file: Path) -> None:
    """Write the vocabulary of a tokenizer file beside it so that single pieces are found without reading it.

    Writes nothing for a tokenizer of another kind than unigram, or whose special tokens are not the first.
    """
    description = from_json(file.read_bytes())
    special = [each["id"] for each in description["added_tokens"]]
    if description["model"]["type"] != "Unigram" or special != list(range(len(special))):
        return
    vocabulary: list[tuple[str, float]] = description["model"].pop("vocab")
    pieces = np.array([piece.encode() for piece, _ in vocabulary])
    order = np.argsort(pieces)
    places = np.empty(len(order), dtype=[("number", np.int32), ("score", np.float64)])
    places["number"] = order
    places["score"] = np.array([score for _, score in vocabulary])[order]
    np.save(file.with_name(_PIECES_FILE), pieces[order])
    np.save(file.with_name(_PLACES_FILE), places)
    file.with_name(_REST_FILE).write_text(json.dumps(description), encoding="utf-8")


def _bounded(tokenizer: Tokenizer, longest: int | None) -> Tokenizer:
    tokenizer.no_padding()
    if longest is not None:
        tokenizer.enable_truncation(longest)
    return tokenizer
