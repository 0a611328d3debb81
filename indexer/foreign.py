"""Swedish and English words, in their own documents and within Finnish text.

Each is found by its stem, and a Swedish compound also by the stems of its pieces. A term bears its language, so that a
stem is never taken for a Finnish word: "sv~skol", "en~school".
"""

from __future__ import annotations

from functools import cache, lru_cache

from indexer.finnish_data import ENGLISH_STOP_WORDS, SWEDISH_STOP_WORDS
from indexer.lexicon import entries
from indexer.stemming import stem

__all__ = ["FOREIGN", "foreign_term", "foreign_terms", "swedish_pieces"]

FOREIGN = ("sv", "en")

_STOP_WORDS = {"sv": SWEDISH_STOP_WORDS, "en": ENGLISH_STOP_WORDS}
_SHORTEST = 3
_SHORTEST_PIECE = 3
_TELLING_PIECE = 4
_LONGEST_COMPOUND = 40
_LINKS = ("s", "", "e", "o", "u", "a")


def foreign_term(word: str, language: str) -> str:
    """Give the term by which a lower-case word of a language is found: "sv~skol"."""
    return f"{language}~{stem(word, language)}"


@lru_cache(maxsize=100_000)
def foreign_terms(word: str, is_finnish: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the terms of a lower-case word as Swedish and English, and those of its pieces; none if it is neither.

    A word that Voikko knows has to stand in the dictionary as it is: inflected ones look like Finnish too often.
    """
    whole: list[str] = []
    for language in FOREIGN:
        if len(word) < _SHORTEST or word in _STOP_WORDS[language]:
            continue
        if word in entries(language) or (not is_finnish and len(word) > _SHORTEST and _is_form(word, language)):
            whole.append(foreign_term(word, language))
    # A word with a meaning of its own is not split: "undervisning" is not what is shown (visning) below (under).
    pieces = () if is_finnish or foreign_term(word, "sv") in whole else swedish_pieces(word)
    if pieces:
        whole.append(foreign_term(word, "sv"))
    return tuple(whole), tuple(foreign_term(piece, "sv") for piece in pieces)


def _is_form(word: str, language: str) -> bool:
    """Tell whether a word is a headword or shares its stem with one; stems of short headwords lose a letter more."""
    return (
        word in entries(language)
        or (stemmed := stem(word, language)) in _stems(language)
        or stemmed in entries(language)
    )


@cache
def _stems(language: str) -> frozenset[str]:
    return frozenset(stem(head, language) for head in entries(language) if head.isalpha() and len(head) >= _SHORTEST)


@lru_cache(maxsize=50_000)
def swedish_pieces(word: str) -> tuple[str, ...]:
    """Split a Swedish compound into headwords, of which the last may be inflected; none where that cannot be done.

    Of several ways the one whose shortest piece is longest.
    """
    if not 2 * _SHORTEST_PIECE <= len(word) <= _LONGEST_COMPOUND or not word.isalpha():
        return ()
    found: list[tuple[str, ...]] = []
    for cut in range(_SHORTEST_PIECE, len(word) - _SHORTEST_PIECE + 1):
        head, tail = word[:cut], word[cut:]
        if _is_form(tail, "sv"):
            found += [pieces for first in _heads(head) if _is_likely(pieces := (*first, tail))]
    return max(found, key=lambda pieces: (min(map(len, pieces)), -len(pieces)), default=())


def _is_likely(pieces: tuple[str, ...]) -> bool:
    """Tell whether three and more pieces are long enough not to stand there by chance."""
    return len(pieces) == 2 or all(len(piece) >= _TELLING_PIECE for piece in pieces)


def _heads(head: str) -> list[tuple[str, ...]]:
    """Read what stands before the last piece, without the letter that links it, as a headword or a compound."""
    read: list[tuple[str, ...]] = []
    for link in _LINKS:
        bare = head.removesuffix(link) if link else head
        if (link and bare == head) or len(bare) < _SHORTEST_PIECE:
            continue
        if bare in entries("sv"):
            read.append((bare,))
        elif f"{bare}a" in entries("sv"):  # skol|hus
            read.append((f"{bare}a",))
    if not read and (pieces := swedish_pieces(head) or swedish_pieces(head.removesuffix("s"))):
        read.append(pieces)
    return read
