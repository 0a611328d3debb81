"""What is known of single Finnish words: Voikko's readings, compound pieces, guesses at unknown names, missing dots.

The one place that knows pyvoikko, which is loaded when the first word is looked up.
"""

from __future__ import annotations

import itertools
import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from indexer.finnish_data import CASE_ENDINGS, EMPTY_PARTS, INVISIBLE, LEXICALISED, RARE_TAGS
from indexer.stemming import stem

__all__ = [
    "MAX_LEMMAS",
    "Piece",
    "Reading",
    "Word",
    "canonical_form",
    "chance_guesses",
    "look_up",
    "readings_of",
    "restored",
]

MAX_LEMMAS = 4
_MAX_WORD_LENGTH = 60  # longer runs of letters are no words, and Voikko's time grows with length
_MAX_UNDOTTED = 12  # vowels that could bear dots
_DOTTED = {"a": "ä", "o": "ö"}
_NAME_CLASSES = frozenset({"etunimi", "sukunimi", "paikannimi", "nimi"})
# pyvoikko's transducer does not promise to be safe in several threads at once.
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a compound: its dictionary form, and the form that links it to the next piece."""

    base: str
    form: str
    word_class: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way in which Voikko reads a word; `word_class`, `case` and `mood` are Voikko's own names."""

    lemma: str
    pieces: tuple[Piece, ...]
    verb: str | None
    word_class: str
    case: str
    mood: str
    rank: tuple[int, int, int]

    @property
    def is_name(self) -> bool:
        """Tell whether it is read as a proper name."""
        return self.word_class in _NAME_CLASSES


@dataclass(frozen=True, slots=True)
class Word:
    """All that is known of a written word. `first` and `rest` are the two halves of a compound, else empty."""

    lemmas: tuple[str, ...]
    parts: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    first: str = ""
    rest: str = ""
    names: tuple[str, ...] = ()
    is_known: bool = True


# -------------------------------------------------------------------------------------------------------- readings

_FST_TOKEN = re.compile(r"\[[^\]]*\]|[^\[\]]+")


@cache
def _voikko() -> Any:
    import pyvoikko

    return pyvoikko


@lru_cache(maxsize=20_000)
def readings_of(word: str) -> tuple[Reading, ...]:
    """Return the readings of a lower-case word, likeliest first; none when Voikko does not know it."""
    if len(word) > _MAX_WORD_LENGTH:
        return ()
    with _LOCK:
        found = {
            (each.FSTOUTPUT, each.BASEFORM, each.CLASS, each.SIJAMUOTO or "", each.MOOD or "")
            for each in _voikko().analyse(word)
        }
    # Voikko gives its readings in no stable order.
    read = [_reading(word, *features) for features in sorted(found)]
    return tuple(sorted(read, key=lambda reading: (reading.rank, reading.lemma)))


def _reading(word: str, output: str, base_form: str, word_class: str, case: str, mood: str) -> Reading:
    segments = output.split("[Bc]")
    pieces = tuple(piece for piece in map(_piece, segments) if piece.base)
    verb = None
    if "[R" in segments[-1] and (replaced := re.search(r"\[Xp\]([^\[]*)\[X\]", segments[-1])):
        verb = "".join(piece.form for piece in pieces[:-1]) + replaced[1].replace("=", "").lower()
    lemma = base_form.lower().replace("=", "").replace("--", "-")
    for piece in pieces[:-1]:
        # pyvoikko writes oheinenmateriaali for oheismateriaali
        if piece.base.endswith("nen") and piece.form.endswith("s"):
            lemma = lemma.replace(piece.base, piece.form, 1)
    return Reading(
        lemma=lemma or word,  # some ordinals have no base form
        pieces=_merged(pieces),
        verb=verb,
        word_class=word_class,
        case=case,
        mood=mood,
        rank=(sum(tag in output for tag in RARE_TAGS), len(segments), output.count("[Xj]")),
    )


def _piece(segment: str) -> Piece:
    """Read one piece of Voikko's output, such as "[Ln][Xp]halli[X]hall[Sg][Ny]in".

    [Xp]…[X] and [Xj]…[X] hold what the letters from there on look like in the dictionary form; [Xr]…[X] and
    [Xs]…[X] hold notes.
    """
    form = base = word_class = ""
    inside = ""
    for token in _FST_TOKEN.findall(segment):
        if token in {"[Xp]", "[Xj]"}:
            inside, base = token, form
        elif token in {"[Xr]", "[Xs]", "[X]"}:
            inside = "" if token == "[X]" else token
        elif token.startswith("[L"):
            word_class = token[2:-1]
        elif token.startswith("["):
            continue
        elif not inside:
            form += token
        elif inside in {"[Xp]", "[Xj]"}:
            base += token
    form = form.strip("-").lower()
    base = (base or form).replace("=", "").strip("-").lower()
    if word_class == "t" and form.endswith("mis"):
        base = form[:-3] + "minen"
    return Piece(base, form, word_class)


def _merged(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    merged: list[Piece] = []
    for piece in pieces:
        if merged and (merged[-1].base, piece.base) in LEXICALISED:
            before = merged.pop()
            piece = Piece(before.form + piece.base, before.form + piece.form, piece.word_class)
        merged.append(piece)
    return tuple(merged)


# ----------------------------------------------------------------------------------------------------------- words

_ATTACHED_DIGITS = re.compile(r"([^\W\d_]{2,})(\d{2,4})")
_VOWEL_ENDING = re.compile(rf"(.{{2,}}?[aeiouyåäö]){CASE_ENDINGS}")
_CONSONANT_ENDING = re.compile(rf"(.{{2,}}?[^aeiouyåäö\W\d])i(?:{CASE_ENDINGS}|in|[aä])")
_ILLATIVE = re.compile(r"(.{2,}([aeiouyåäö]))\2n")
_NEN_NAME = re.compile(rf".{{2,}}[aeiouyåäö](?=(?:se(?:{CASE_ENDINGS}|en)|st[aä])$)")
_APOSTROPHE = re.compile(r"(.{2,})'[^\W\d_]{0,3}")


def canonical_form(written: str) -> str:
    """Return a written word as it is looked up: lower case, plain hyphens, no ending after a colon."""
    word = unicodedata.normalize("NFC", written).lower()
    word = re.sub("[\u2010\u2011\u2013]", "-", re.sub(f"[{INVISIBLE}]", "", word)).replace("’", "'").rstrip("-")
    head, colon, ending = word.partition(":")
    return head if len(head) > 1 or not colon else head + ending


@lru_cache(maxsize=250_000)
def look_up(word: str) -> Word:
    """Return what is known of a word in its canonical form."""
    if digits := _ATTACHED_DIGITS.fullmatch(word):
        return Word((word,), parts=digits.groups(), is_known=False)
    readings = readings_of(word)
    if not readings:
        return _unknown(word)
    found = list(dict.fromkeys(reading.lemma for reading in readings))[:MAX_LEMMAS]
    found += [reading.verb for reading in readings if reading.verb]
    names = tuple(dict.fromkeys(reading.lemma for reading in readings if reading.is_name))
    compound = min(
        (reading.pieces for reading in readings if len(reading.pieces) > 1),
        key=lambda pieces: (len(pieces), -min(len(piece.base) for piece in pieces)),
        default=(),
    )
    parts: tuple[str, ...] = ()
    first = rest = ""
    if compound:
        parts = _parts(compound)
        first, rest = compound[0].form, "".join(piece.form for piece in compound[1:-1]) + compound[-1].base
    elif "-" in found[0]:
        parts = tuple(part for part in found[0].split("-") if len(part) > 1)
    return Word(tuple(dict.fromkeys(found)), parts, names=names, first=first, rest=rest)


def _parts(compound: tuple[Piece, ...]) -> tuple[str, ...]:
    telling = [
        piece.base
        for piece in compound
        if piece.base not in EMPTY_PARTS and len(piece.base) > (1 if piece.word_class == "a" else 2)
    ]
    pairs = [left.form + right.base for left, right in itertools.pairwise(compound)] if len(compound) > 2 else []
    return tuple(dict.fromkeys(telling + pairs))


def _unknown(word: str) -> Word:
    *before, last = [piece for piece in word.split("-") if piece] or [word]
    if before:
        tail = look_up(last)
        lemma = "-".join([*before, tail.lemmas[0]])
        parts = (*before, *tail.lemmas[:1], *(() if tail.is_known else tail.guesses), *tail.parts)
        rest = tail.first + tail.rest or tail.lemmas[0]
        return Word(
            tuple(dict.fromkeys((lemma, word))), tuple(dict.fromkeys(parts)), (), "-".join(before), rest, is_known=False
        )
    if len(word) < 4:
        return Word((word,), is_known=False)
    guesses = dict.fromkeys([*_tail_guess(word), *_base_guesses(word)])
    return Word((word,), guesses=(*list(guesses)[: MAX_LEMMAS - 1], f"~{stem(word, 'fi')}"), is_known=False)


def _base_guesses(word: str) -> tuple[str, ...]:
    """Guess the dictionary forms of a name from its ending alone.

    The guesses at an inflected form hold the name itself, which is what makes the two meet.
    """
    endings = (_VOWEL_ENDING, _CONSONANT_ENDING, _ILLATIVE, _APOSTROPHE)
    guesses = [match[1] for ending in endings if (match := ending.fullmatch(word))]
    if match := _NEN_NAME.match(word):
        guesses.insert(0, match[0] + "nen")
    return tuple(dict.fromkeys(guess for guess in guesses if len(guess) > 2))


@lru_cache(maxsize=50_000)
def chance_guesses(word: str) -> tuple[str, ...]:
    """Guess the name whose inflected form a known common word may be: "Ronttilasta" is not about a child (lapsi).

    A guess that is no more than an inflection stem of the reading itself is left out.
    """
    known = look_up(word)
    if any(word.startswith(lemma) and word != lemma for lemma in known.lemmas):
        return ()
    return tuple(
        stem
        for stem in _base_guesses(word)
        if not any(reading.lemma in known.lemmas for reading in readings_of(stem + "n"))
    )


def _tail_guess(word: str) -> Iterator[str]:
    """Guess by the longest known noun at the end: most unknown names end in a common word that inflects its own way."""
    for cut in range(max(2, len(word) - 9), len(word) - 3):
        for reading in readings_of(word[cut:]):
            if reading.pieces and reading.pieces[-1].word_class in {"n", "l", "nl", "ep", "es"}:
                yield word[:cut] + reading.lemma
                return


def restored(word: str) -> tuple[str, ...]:
    """Return the words that Voikko knows and that `word`, typed without dots, can stand for; the dottiest first.

    Within a piece of a compound the vowels are all back or all front, so dots are tried as at most two changes
    from plain to dotted or back, not as every combination.
    """
    places = [index for index, letter in enumerate(word) if letter in "ao"]
    if not places or len(places) > _MAX_UNDOTTED or not word.isascii():
        return ()
    spans = itertools.combinations(range(len(places) + 1), 2)
    dotted = {frozenset(places[start:end]) for start, end in spans}
    dotted |= {frozenset(places) - span for span in dotted}
    found = []
    for span in sorted(dotted, key=lambda span: (-len(span), sorted(span))):
        candidate = "".join(_DOTTED[letter] if index in span else letter for index, letter in enumerate(word))
        if span and (readings := readings_of(candidate)):
            found.append((readings[0].rank, candidate))
    found.sort(key=lambda pair: pair[0])
    return tuple(candidate for _, candidate in found[:MAX_LEMMAS])
