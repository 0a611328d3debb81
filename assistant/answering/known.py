"""What is known of a paragraph whatever is asked: the pieces that it is read and quoted by, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from cachetools import LRUCache, cached

from assistant.answering.evidence import words_in, words_of
from assistant.answering.sentences import sentences
from indexer.model import Paragraph, Value
from indexer.words import AnalysedTexts, Words, joined

_SHORT_PARAGRAPH = 240  # characters up to which a paragraph is read and quoted as a whole


@dataclass(frozen=True, slots=True)
class Unit(Value):
    """A sentence of a paragraph or, where that is short, all of it."""

    start: int
    end: int
    text: str


class Known:
    """A paragraph's units, their words and those of what it hangs on, each made out when it is first asked for."""

    def __init__(self, text: str, context: str, analysed: AnalysedTexts | None) -> None:
        self._text = text
        self._context = context
        self._analysed = analysed

    @cached_property
    def units(self) -> Sequence[Unit]:
        """The pieces in order."""
        return [Unit(start, end, self._text[start:end]) for start, end in spans(self._text)]

    @cached_property
    def told(self) -> Sequence[Words]:
        """The words of each unit."""
        return [words_in(self._text, unit.start, unit.end, self._analysed) for unit in self.units]

    @cached_property
    def words(self) -> Words:
        """The words of all units."""
        return (self._analysed and self._analysed.words(self._text)) or joined(self.told)

    @cached_property
    def context(self) -> Words:
        """The words of what the paragraph hangs on."""
        return words_in(self._context, 0, len(self._context), self._analysed) if self._context else words_of("")

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of the units and of what they hang on."""
        return self.words.all | self.context.all


# Some 4 KB a paragraph; a question reads a few hundred, many of which another question reads, too.
_remembered: LRUCache[tuple[str, str], Known] = LRUCache(20_000)
_remembering = Lock()


@cached(_remembered, key=lambda paragraph, *_: (paragraph.text, paragraph.context), lock=_remembering)
def known(paragraph: Paragraph, analysed: AnalysedTexts | None = None) -> Known:
    """Read a paragraph once for all questions, its words as they were analysed at indexing where they were."""
    return Known(paragraph.text, paragraph.context, analysed)


def spans(text: str) -> Sequence[tuple[int, int]]:
    """Give where the units of a paragraph's text begin and end."""
    return ((0, len(text)),) if len(text) <= _SHORT_PARAGRAPH else tuple(sentences(text))
