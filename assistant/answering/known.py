"""What is known of a paragraph whatever is asked: the pieces that it is read and quoted by, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache, cached

from assistant.answering.evidence import recall, words_of
from assistant.answering.sentences import sentences
from indexer.model import Decision, Paragraph, Value
from indexer.stores.base import StoreReader
from indexer.words import Words

_SHORT_PARAGRAPH = 240  # characters up to which a paragraph is read and quoted as a whole


@dataclass(frozen=True, slots=True)
class Unit(Value):
    """A sentence of a paragraph or, where that is short, all of it."""

    start: int
    end: int
    text: str
    words: Words


@dataclass(frozen=True, slots=True)
class Known(Value):
    """A paragraph's units, the words of what it hangs on, and the terms of both."""

    units: tuple[Unit, ...]
    context: Words
    terms: frozenset[str]


# Some 4 KB a paragraph; a question reads a few hundred, many of which another question reads, too.
_remembered: LRUCache[Paragraph, Known] = LRUCache(20_000)
_remembering = Lock()


@cached(_remembered, key=lambda paragraph: paragraph, lock=_remembering)
def known(paragraph: Paragraph) -> Known:
    """Read a paragraph once for all questions."""
    text = paragraph.text
    units = tuple(Unit(start, end, text[start:end], words_of(text[start:end])) for start, end in spans(text))
    context = words_of(paragraph.context)
    return Known(units, context, context.all.union(*(unit.words.all for unit in units)))


def spans(text: str) -> Sequence[tuple[int, int]]:
    """Give where the units of a paragraph's text begin and end."""
    return ((0, len(text)),) if len(text) <= _SHORT_PARAGRAPH else tuple(sentences(text))


def recall_paragraphs(decision: Decision, paragraphs: Sequence[Paragraph], store: StoreReader) -> None:
    """Let `known` and `words_of` know a decision's title and paragraphs as they were analysed at indexing."""
    with _remembering:
        unknown = [each for each in paragraphs if each not in _remembered]
    heads = dict.fromkeys([decision.title, *(each.context for each in unknown)])
    pieces = [(each.text, *span) for each in unknown for span in spans(each.text)]
    recall([*((each, 0, len(each)) for each in heads), *pieces], lambda: store.words(decision))
