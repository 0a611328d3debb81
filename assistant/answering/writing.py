"""What a language model writes, cut into whole sentences with their marks while it is being written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.sentences import LONGEST, is_abbreviation
from indexer.finnish import normalise
from indexer.model import Value

_MARK = re.compile(r"\s*\[\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*\]")
# A sentence ends where its stop or line does, with the marks that stand behind it; what follows has to be known, since
# a mark may still come.
_END = re.compile(
    rf"(?P<stop>[.!?][\"”’)*]*)(?P<marks>(?:{_MARK.pattern})*)(?:(?=\s+[\"”“(*]?[A-ZÅÄÖ0-9–•-])|(?=\s*\n+\s*[^\s\[]))"
    r"|\n+(?=\s*[^\s\[])"
)
_BULLET = re.compile(r"^(?:[-–•*]|\d{1,2}[.)])\s+")
_STYLE = re.compile(r"\*\*|__|^#+\s+|`")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
_OPEN_THOUGHT = re.compile(r"<think(?:ing)?>(?!.*</think)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class WrittenSentence(Value):
    """A sentence or list item without its marks, and the numbers that the marks held, in order."""

    text: str
    marks: tuple[int, ...]
    is_item: bool = False


class Sentences:
    """Take a text piece by piece and give its sentences, each once it is whole."""

    def __init__(self) -> None:
        self._open = ""

    def feed(self, piece: str) -> Iterator[WrittenSentence]:
        """Add a piece; give the sentences that it completes."""
        self._open += piece
        if _OPEN_THOUGHT.search(self._open):  # what a model says to itself is told to nobody
            return
        self._open = _THOUGHT.sub("", self._open)
        while (cut := self._end()) is not None:
            written, self._open = self._open[:cut], self._open[cut:]
            yield from _read(written)

    def close(self) -> Iterator[WrittenSentence]:
        """Give the last sentence of a text that came to its own end."""
        written, self._open = _THOUGHT.sub("", self._open), ""
        yield from _read(written)

    def _end(self) -> int | None:
        for match in _END.finditer(self._open):
            stop = match.start("stop")
            if self._open[: max(0, stop)].strip().isdigit():  # the number of an item
                continue
            if stop < 0 or match["marks"] or not is_abbreviation(self._open, stop):
                return match.end()
        return None


def _read(written: str) -> Iterator[WrittenSentence]:
    text = normalise(_STYLE.sub("", written)).strip()
    bare = _BULLET.sub("", text)
    marks = [int(number) for match in _MARK.finditer(bare) for number in match[1].split(",")]
    said = " ".join(_MARK.sub("", bare).split())
    if said and len(said) <= LONGEST:
        yield WrittenSentence(said, tuple(dict.fromkeys(marks)), bare != text)
