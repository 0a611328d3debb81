"""The words of a decision's texts as they are looked up while it is read, analysed once, at indexing."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import msgspec

from indexer.finnish import Token, analyse, fold, token_end
from indexer.model import Decision, Value


@dataclass(frozen=True, slots=True)
class Words(Value):
    """A text as what its words are found by: per word a set of folded terms, and all of them together.

    Words that are found by the same terms stand there once, in the order of the text.
    """

    tokens: tuple[frozenset[str], ...]
    all: frozenset[str]


# First character and end of each word of a text, and its folded terms.
Placed = Sequence[tuple[int, int, frozenset[str]]]


def words_of(text: str) -> Words:
    """Analyse a text."""
    return _words(map(terms_of, analyse(text)))


def joined(several: Iterable[Words]) -> Words:
    """Give the words of texts that follow each other."""
    return _words(token for words in several for token in words.tokens)


_Places = tuple[Sequence[int], Sequence[int]]  # where the words of a text start, and which of the terms they have
_READ = msgspec.json.Decoder(tuple[list[tuple[str, ...]], list[msgspec.Raw]])
_READ_PLACES = msgspec.json.Decoder(tuple[list[int], list[int]])


def beside(*several: Words) -> Words:
    """Give the words of texts where it does not matter which stand more than once."""
    tokens = tuple(token for words in several for token in words.tokens)
    return Words(tokens, frozenset().union(*(words.all for words in several)))


class AnalysedTexts:
    """The words of texts of a decision: its title, its paragraphs and what these hang on, and any piece of them."""

    def __init__(self, terms: Sequence[tuple[str, ...]], texts: Mapping[str, msgspec.Raw]) -> None:
        """`terms` has the terms of each distinct word; the places of a text's words are read when it is asked for."""
        self._terms = list(map(_interned, terms))
        self._texts: dict[str, msgspec.Raw | _Places] = dict(texts)

    @cached_property
    def whole(self) -> Words:
        """The words of all the texts together, in no order of theirs."""
        return _words(self._terms)

    def words(self, text: str, start: int = 0, end: int | None = None) -> Words | None:
        """Give the words of a piece of one of the texts, or None for another text."""
        found = self._places(text)
        if found is None:
            return None
        starts, numbers = found
        first = bisect_left(starts, start)
        last = len(starts) if end is None else bisect_left(starts, end)
        return _words(map(self._terms.__getitem__, numbers[first:last]))

    def placed(self, opening: str) -> Placed | None:
        """Give where the words stand in the opening of one of the texts, and their terms; None for another text."""
        text = opening if opening in self._texts else next((e for e in self._texts if e.startswith(opening)), None)
        found = None if text is None else self._places(text)
        if text is None or found is None:
            return None
        places = ((start, token_end(text, start), number) for start, number in zip(*found, strict=True))
        return [(start, end, self._terms[number]) for start, end, number in places if end <= len(opening)]

    def _places(self, text: str) -> _Places | None:
        found = self._texts.get(text)
        if isinstance(found, msgspec.Raw):
            found = self._texts[text] = _READ_PLACES.decode(found)
        return found


def analysed_to_json(decision: Decision) -> str:
    """Analyse the texts of a decision and write their words as JSON; `analysed_from_json` wants the same decision."""
    places: dict[tuple[str, ...], int] = {}
    texts = []
    for text in _texts(decision):
        tokens = analyse(text)
        numbers = [places.setdefault(tuple(sorted(terms_of(token))), len(places)) for token in tokens]
        texts.append(([token.start for token in tokens], numbers))
    return json.dumps([list(places), texts], ensure_ascii=False, separators=(",", ":"))


def analysed_from_json(written: str, decision: Decision) -> AnalysedTexts:
    """Read what `analysed_to_json` wrote of a decision."""
    terms, texts = _READ.decode(written)
    return AnalysedTexts(terms, dict(zip(_texts(decision), texts, strict=True)))


def _texts(decision: Decision) -> Iterable[str]:
    """Give the texts that are read, each once: headings are not."""
    read = [each for each in decision.paragraphs if not each.is_heading]
    texts = [decision.title, *(each.context for each in read), *(each.text for each in read)]
    return dict.fromkeys(filter(None, texts))


def _words(tokens: Iterable[frozenset[str]]) -> Words:
    distinct = tuple(dict.fromkeys(tokens))
    return Words(distinct, frozenset().union(*distinct))


def terms_of(token: Token) -> frozenset[str]:
    """Give the folded terms by which a word is found."""
    return frozenset(map(fold, (*token.lemmas, *token.parts)))


@lru_cache(maxsize=100_000)
def _interned(terms: tuple[str, ...]) -> frozenset[str]:
    """Keep the terms of a word once, in however many decisions it stands."""
    return frozenset(terms)
