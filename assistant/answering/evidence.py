"""How well a text tells a question's concepts: by words, by compound parts, by near synonyms of a modifier."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from threading import Lock

from cachetools import LRUCache, cached

from assistant.model import Alternative, Concept
from indexer import words as analysis
from indexer.words import AnalysedTexts, Words

# What a concept is told by, from the whole word to a mere resemblance.
WHOLE = 1.0
SYNONYM = 0.85  # the same head, a modifier that means nearly the same
SPREAD = 0.7  # all parts of the compound, in several words
WITHIN = 0.8  # a name as the beginning of another
MODIFIER = 0.3
HEAD = 0.1  # an ice rink and a sports hall are both halls

# Cosine of two Finnish words from which they count as near synonyms. Measured with multilingual-e5-small on 80 common
# administrative nouns: 99.9 % of random pairs lie below .922, synonyms of one modifier (leikki-, liikenne-) above.
SYNONYM_COSINE = 0.93

_SHORTEST_NAME = 5  # letters of a name that may open a longer one

Similarity = Callable[[str, Sequence[str]], Sequence[float]]

# Some 3 KB a sentence; a question reads a few hundred.
_remembered: LRUCache[str, Words] = LRUCache(20_000)
_remembering = Lock()


@cached(_remembered, key=lambda text: text, lock=_remembering)
def words_of(text: str) -> Words:
    """Give the words of a text, analysed once for all concepts and questions."""
    return analysis.words_of(text)


def words_in(text: str, start: int, end: int, analysed: AnalysedTexts | None) -> Words:
    """Give the words of a piece of a text, as it was analysed at indexing if it was; `words_of` then knows them."""
    piece = text[start:end]
    with _remembering:
        found = _remembered.get(piece)
    if found is None:
        found = (analysed and analysed.words(text, start, end)) or analysis.words_of(piece)
        with _remembering:
            _remembered[piece] = found
    return found


def told(concept: Concept, words: Words) -> float:
    """Say how well a text tells a concept, from 0 to 1."""
    value = max([_told(alternative, words) for alternative in concept.alternatives], default=0.0)
    if concept.name and value < WITHIN and _stands_within(_names(concept), words.all):
        return WITHIN
    return value


def _names(concept: Concept) -> tuple[str, ...]:
    """Give the forms of a name that may open a longer one, as places do in names of roads, villages and lakes."""
    return tuple(
        term
        for alternative in concept.alternatives
        for term in alternative.terms
        if len(alternative.terms) == 1 and len(term) >= _SHORTEST_NAME and term.isalpha()
    )


def _stands_within(names: tuple[str, ...], terms: frozenset[str]) -> bool:
    return bool(names) and any(term.startswith(names) for term in terms)


def _told(alternative: Alternative, words: Words) -> float:
    terms, parts = alternative.terms, alternative.parts
    if terms <= words.all:
        together = len(terms) == 1 or not parts or any(terms <= token for token in words.tokens)
        return alternative.weight * (WHOLE if together else SPREAD)
    if len(parts) > 1:
        if words.all.issuperset(parts):
            return alternative.weight * SPREAD
        if parts[0] in words.all and any(
            parts[0] in token and _opens_compound(parts[0], token) for token in words.tokens
        ):
            return alternative.weight * MODIFIER
        if parts[-1] in words.all:
            return alternative.weight * HEAD
    return 0.0


def _opens_compound(modifier: str, token: frozenset[str]) -> bool:
    return any(term.startswith(modifier) and term != modifier for term in token)


def has_sibling(concept: Concept, words: Words) -> bool:
    """Tell whether a text speaks of another thing of the same kind: of an ice rink for a sports hall."""
    heads = {alternative.parts[-1] for alternative in concept.alternatives if len(alternative.parts) > 1}
    return any(
        head in token and any(term.endswith(head) and term != head for term in token)
        for head in heads
        for token in words.tokens
    )


class Weights:
    """How much each concept of a question counts: by its kind, and rare words more than common ones."""

    def __init__(self, concepts: Sequence[Concept], frequency: Callable[[str], int], passages: int) -> None:
        self.concepts = tuple(concepts)
        self._weights = tuple(concept.weight * _rarity(concept, frequency, max(2, passages)) for concept in concepts)
        self._total = sum(self._weights) or 1.0
        self._vocabularies = tuple(map(_vocabulary, self.concepts))
        self._names = tuple(_names(each) if each.name else () for each in self.concepts)

    def of(self, concept: Concept) -> float:
        """Give the weight of one of the concepts."""
        return self._weights[self.concepts.index(concept)]

    def possible(self, terms: frozenset[str]) -> list[int]:
        """Give the places of the concepts that a text of these terms, or a piece of it, may tell."""
        return [
            place
            for place, (vocabulary, names) in enumerate(zip(self._vocabularies, self._names, strict=True))
            if not vocabulary.isdisjoint(terms) or _stands_within(names, terms)
        ]

    def told(self, words: Words, possible: Sequence[int] | None = None) -> list[float]:
        """Say how well a text tells each of the concepts, of which only those at `possible` places can be told."""
        values = [0.0] * len(self.concepts)
        for place in self.possible(words.all) if possible is None else possible:
            if not self._vocabularies[place].isdisjoint(words.all):
                values[place] = told(self.concepts[place], words)
            elif _stands_within(self._names[place], words.all):
                values[place] = WITHIN
        return values

    def coverage(self, values: Iterable[float]) -> float:
        """Give the weighted share of the concepts that are told; `values` are in the order of the concepts."""
        return sum(weight * value for weight, value in zip(self._weights, values, strict=True)) / self._total


def _vocabulary(concept: Concept) -> frozenset[str]:
    """Give all terms by which a text can tell a concept other than a name."""
    return frozenset().union(*(each.terms.union(each.parts) for each in concept.alternatives))


def _rarity(concept: Concept, frequency: Callable[[str], int], passages: int) -> float:
    """Give the inverse document frequency of a concept's commonest single word, scaled to 0.5 to 1.5."""
    seen = max(
        (
            frequency(term)
            for alternative in concept.alternatives
            if len(alternative.terms) == 1
            for term in alternative.terms
        ),
        default=0,
    )
    return 0.5 + min(1.0, max(0.0, math.log((passages + 1) / (seen + 0.5)) / math.log(passages + 1)))


def with_synonyms(
    concepts: Sequence[Concept], texts: Sequence[Words], similarity: Similarity, terms: Set[str] | None = None
) -> tuple[Concept, ...]:
    """Add to concepts that no text tells the compounds with the same head whose modifier means nearly the same.

    Where the `terms` are given that are read with the concepts, only modifiers among them are compared: another one
    would tell nothing there that its head does not tell without it.
    """
    modifiers = _Modifiers(texts)
    found = []
    for concept in concepts:
        if any(told(concept, words) >= SPREAD for words in texts) or concept.name:
            found.append(concept)
            continue
        extra = {
            each
            for alternative in concept.alternatives
            for each in _synonyms(alternative, modifiers, similarity, terms)
        }
        ordered = tuple(sorted(extra, key=lambda each: sorted(each.terms)))
        found.append(replace(concept, alternatives=(*concept.alternatives, *ordered)))
    return tuple(found)


def any_modifier(_: str, others: Sequence[str]) -> Sequence[float]:
    """Take every modifier for a near synonym, as long as it is not known which are."""
    return [1.0] * len(others)


def _synonyms(
    alternative: Alternative, modifiers: _Modifiers, similarity: Similarity, terms: Set[str] | None
) -> Iterable[Alternative]:
    if len(alternative.parts) != 2:
        return
    modifier, head = alternative.parts
    others = modifiers.of(head) - {modifier}
    if terms is not None and alternative.weight >= SYNONYM:
        others &= terms
    ordered = sorted(others)
    for other, cosine in zip(ordered, similarity(modifier, ordered) if ordered else (), strict=True):
        if cosine >= SYNONYM_COSINE:
            yield Alternative(frozenset({other, head}), (other, head), SYNONYM)


class _Modifiers:
    """What stands before a head in the compounds of some texts, looked for once a head."""

    def __init__(self, texts: Sequence[Words]) -> None:
        self._texts = texts
        self._found: dict[str, set[str]] = {}

    def of(self, head: str) -> set[str]:
        """Give the modifiers of the compounds of a head."""
        if head not in self._found:
            self._found[head] = {
                modifier
                for words in self._texts
                if head in words.all
                for token in words.tokens
                if head in token
                for term in token
                if term.endswith(head) and term != head and (modifier := term.removesuffix(head)) in token
            }
        return self._found[head]
