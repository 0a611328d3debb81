"""What a mistyped word was meant to be: the nearest word that the asker may see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.lexicon import compound, translate
from assistant.model import Alternative, Concept, Filters, Question
from assistant.retrieval import store_filter
from indexer.finnish import TermKind, TokenKind, analyse, fold, index_terms, is_known, query_terms
from indexer.stores.base import Filter, StoreReader, WeightedTerm

_SHORTEST = 4  # letters; shorter words are near too many others
_LONG = 6  # letters from which two slips are thinkable
_MUCH_MORE = 10  # times as many passages as hold the word itself: documents are mistyped, too
_CORRECTED_WEIGHT = 0.8


@dataclass(frozen=True, slots=True)
class Correction:
    """A written word of a question and the word that was probably meant, by its term in the index."""

    written: str
    meant: str
    term: str


class Speller:
    """Correct words that no dictionary knows by words that the asker may see; safe to share between threads.

    Nearness is the optimal string alignment distance: letters added, left out, changed, or two swapped.
    """

    def __init__(self, store: StoreReader) -> None:
        self._store = store
        self._words: tuple[str, ...] | None = None

    def warm_up(self) -> None:
        """Read the words of the index."""
        self._vocabulary()

    def corrections(self, question: Question) -> list[Correction]:
        """Correct each word of a question that finds little and is near to one that finds much more."""
        access = store_filter(Filters(groups=question.filters.groups))
        found = (self._correct(each, access) for each in question.concepts)
        return [each for each in found if each is not None]

    def _correct(self, concept: Concept, access: Filter) -> Correction | None:
        """Take the nearest word; of equally near ones the one that most visible passages hold."""
        slips = _slips(concept)
        if not slips:
            return None
        forms = _forms(concept.own)
        found = max(self._seen(form, access) for form in forms)
        slips = min(slips, 1) if found else slips
        least = max(1, _MUCH_MORE * found)
        near: dict[str, int] = {}
        for form in forms:
            for term, distance, _ in process.extract(
                form, self._vocabulary(), scorer=OSA.distance, score_cutoff=slips, limit=None
            ):
                near[term] = min(int(distance), near.get(term, slips))
        counted = ((distance, -self._seen(term, access), term) for term, distance in near.items())
        for _, count, term in sorted(counted):
            if -count >= least and (meant := self._as_written(term, access)) is not None:
                return Correction(concept.own, meant, term)
        return None

    def _seen(self, term: str, access: Filter) -> int:
        return self._store.document_frequency(term, access)

    def _vocabulary(self) -> Sequence[str]:
        """Give the words of the index, whoever may see them: what is found is checked under the asker's filter."""
        if self._words is None:
            self._words = tuple(term for term in self._store.terms() if term.isalpha() and len(term) >= _SHORTEST)
        return self._words

    def _as_written(self, term: str, access: Filter) -> str | None:
        """Give a term with its dots, as a visible passage has it: terms are kept without."""
        for document in self._store.search_keywords([WeightedTerm(term)], access, 1):
            reference = (document.meta.get("organ"), document.meta.get("case"), document.content)
            for token in analyse("\n".join(piece for piece in reference if piece)):
                if token.kind is TokenKind.WORD:
                    written = token.lemmas if term in map(fold, token.lemmas) else token.parts
                    for form in written:
                        if fold(form) == term:
                            return form
        return None


def _slips(concept: Concept) -> int:
    """Say how many slips are thinkable in a word: one in a rather short one, none in a short or a known one."""
    word = concept.own
    if not word.isalpha() or is_known(word) or len(word) < _SHORTEST:
        return 0
    if any(translate(word, language) or compound(word, language) for language in ("en", "sv")):
        return 0
    return 1 if len(word) < _LONG else 2


def _forms(written: str) -> tuple[str, ...]:
    """Give a word as it stands and the base forms that its ending lets guess."""
    kinds = {TermKind.LEMMA, TermKind.SURFACE}
    guesses = (each.term for each in query_terms(written, frozenset()) if each.kind in kinds)
    return tuple(dict.fromkeys((fold(written.lower()), *(each for each in guesses if each.isalpha()))))


def corrected(question: Question, corrections: Sequence[Correction]) -> Question:
    """Let a question find what its mistyped words were meant to be, too."""
    return replace(question, concepts=tuple(_with_meant(each, corrections) for each in question.concepts))


def _with_meant(concept: Concept, corrections: Sequence[Correction]) -> Concept:
    meant = tuple(_alternatives(concept, corrections))
    return replace(concept, alternatives=(*concept.alternatives, *meant)) if meant else concept


def _alternatives(concept: Concept, corrections: Sequence[Correction]) -> Iterator[Alternative]:
    for each in corrections:
        if each.written == concept.own:
            for term in dict.fromkeys((each.term, *index_terms(each.meant))):
                yield Alternative(frozenset({term}), (), _CORRECTED_WEIGHT)


def did_you_mean(text: str, corrections: Sequence[Correction]) -> str:
    """Write a question as it was probably meant; empty where nothing is to be corrected."""
    meant = text
    for each in corrections:
        word = each.meant.capitalize() if each.written[:1].isupper() else each.meant
        meant = re.sub(rf"(?<!\w){re.escape(each.written)}(?!\w)", word, meant)
    return meant if corrections else ""
