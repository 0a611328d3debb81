"""The one Finnish analyser, used alike on what is indexed and on what is asked.

Text becomes tokens (diary number, date, section, number, word); a word becomes the dictionary forms and compound
parts that Voikko reads in it. Terms are folded (ä, ö, å and other marks dropped) only after that, so that a question
typed without dots meets text written with them.
"""

from __future__ import annotations

import itertools
import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from indexer.finnish_data import (
    CASE_ENDINGS,
    CONJUNCTIONS,
    EMPTY_PARTS,
    ENGLISH_STOP_WORDS,
    LEXICALISED,
    RARE_TAGS,
    STOP_WORDS,
    SWEDISH_STOP_WORDS,
)

__all__ = [
    "ANALYSER_VERSION",
    "ENGLISH_STOP_WORDS",
    "STOP_WORDS",
    "SWEDISH_STOP_WORDS",
    "QueryTerm",
    "TermKind",
    "Token",
    "TokenKind",
    "analyse",
    "fold",
    "index_terms",
    "is_known",
    "lemmas",
    "normalise",
    "query_terms",
]

ANALYSER_VERSION = 1

_MAX_LEMMAS = 4
_MAX_WORD_LENGTH = 60  # longer runs of letters are no words, and Voikko's time grows with length
_MAX_UNDOTTED = 12  # vowels that could bear dots
_DOTTED = {"a": "ä", "o": "ö"}
_NAME_CLASSES = frozenset({"etunimi", "sukunimi", "paikannimi", "nimi"})
_HYPHENS = frozenset("-\u2010\u2011")
# Neither pyvoikko's transducer nor PyStemmer's stemmer promises to be safe in several threads at once.
_LOCK = threading.Lock()

# ---------------------------------------------------------------------------------------------------- normalising

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_LINE_BREAK = re.compile("\r\n|[\r\f\v\x1c\x1d\x1e\x85\u2028\u2029]")
_DROPPED = re.compile(f"[{_INVISIBLE}\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BLANKS = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def normalise(text: str) -> str:
    """Return `text` as every part of the product sees it; normalising twice changes nothing.

    NFC; all line and page breaks are newlines; zero-width characters, soft hyphens and control characters are
    gone; runs of spaces and tabs of any kind are one space; lines do not end in a space.
    """
    text = _LINE_BREAK.sub("\n", text)
    text = _BLANKS.sub(" ", _DROPPED.sub("", text)).replace(" \n", "\n").rstrip(" ")
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=200_000)
def fold(term: str) -> str:
    """Return `term` without marks over its letters: ä and å are a, ö is o, é is e."""
    if term.isascii():
        return term
    return "".join(letter for letter in unicodedata.normalize("NFD", term) if not unicodedata.combining(letter))


# ---------------------------------------------------------------------------------------------------------- values


class TokenKind(StrEnum):
    """What a token is; each is also the name of its group in the token pattern."""

    DIARY = "diary"
    DATE = "date"
    SECTION = "section"
    NUMBER = "number"
    WORD = "word"


class TermKind(StrEnum):
    """How sure a query term is: a dictionary form, a compound part, a written or guessed form, a number."""

    LEMMA = "lemma"
    PART = "part"
    SURFACE = "surface"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or reference of a text, with all that it is found by, not folded.

    `start` and `end` are characters in the given text. `lemmas` has the best first: at most four, then the verb
    behind a participle; of an unknown word, itself, guessed base forms and "~stem". `parts` are the parts of a
    compound and its neighbouring pairs, the year of a date, the short form of a diary number.
    """

    position: int
    start: int
    end: int
    lemmas: tuple[str, ...]
    parts: tuple[str, ...]
    kind: TokenKind


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A folded term to look up; terms of one `group` are alternatives for one word of the question."""

    term: str
    kind: TermKind
    group: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """One piece of a compound: its dictionary form, and the form that links it to the next piece."""

    base: str
    form: str
    word_class: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way in which Voikko reads a word."""

    lemma: str
    pieces: tuple[_Piece, ...]
    verb: str | None
    is_name: bool
    rank: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Word:
    """All that is known of a written word. `first` and `rest` are the two halves of a compound, else empty."""

    lemmas: tuple[str, ...]
    parts: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    first: str = ""
    rest: str = ""
    names: tuple[str, ...] = ()
    is_known: bool = True


# --------------------------------------------------------------------------------------------------- Voikko's readings

_FST_TOKEN = re.compile(r"\[[^\]]*\]|[^\[\]]+")


@cache
def _voikko() -> Any:
    import pyvoikko

    return pyvoikko


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("finnish", 0)


@lru_cache(maxsize=20_000)
def _readings(word: str) -> list[_Reading]:
    """Return the readings of a lower-case word, likeliest first; none when Voikko does not know it."""
    if len(word) > _MAX_WORD_LENGTH:
        return []
    with _LOCK:
        found = {(reading.FSTOUTPUT, reading.BASEFORM, reading.CLASS) for reading in _voikko().analyse(word)}
    readings = [_reading(word, *features) for features in sorted(found)]
    # Voikko gives its readings in no stable order.
    return sorted(readings, key=lambda reading: (reading.rank, reading.lemma))


def _reading(word: str, output: str, base_form: str, word_class: str) -> _Reading:
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
    return _Reading(
        lemma=lemma or word,  # some ordinals have no base form
        pieces=_merged(pieces),
        verb=verb,
        is_name=word_class in _NAME_CLASSES,
        rank=(sum(tag in output for tag in RARE_TAGS), len(segments), output.count("[Xj]")),
    )


def _piece(segment: str) -> _Piece:
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
    return _Piece(base, form, word_class)


def _merged(pieces: tuple[_Piece, ...]) -> tuple[_Piece, ...]:
    merged: list[_Piece] = []
    for piece in pieces:
        if merged and (merged[-1].base, piece.base) in LEXICALISED:
            before = merged.pop()
            piece = _Piece(before.form + piece.base, before.form + piece.form, piece.word_class)
        merged.append(piece)
    return tuple(merged)


# ----------------------------------------------------------------------------------------------------------- words

_ATTACHED_DIGITS = re.compile(r"([^\W\d_]{2,})(\d{2,4})")
_VOWEL_ENDING = re.compile(rf"(.{{2,}}?[aeiouyåäö]){CASE_ENDINGS}")
_CONSONANT_ENDING = re.compile(rf"(.{{2,}}?[^aeiouyåäö\W\d])i(?:{CASE_ENDINGS}|in|[aä])")
_ILLATIVE = re.compile(r"(.{2,}([aeiouyåäö]))\2n")
_NEN_NAME = re.compile(rf".{{2,}}[aeiouyåäö](?=(?:se(?:{CASE_ENDINGS}|en)|st[aä])$)")
_APOSTROPHE = re.compile(r"(.{2,})'[^\W\d_]{0,3}")


def _canonical(written: str) -> str:
    """Return a written word as it is looked up: lower case, plain hyphens, no ending after a colon."""
    word = unicodedata.normalize("NFC", written).lower()
    word = re.sub("[\u2010\u2011\u2013]", "-", re.sub(f"[{_INVISIBLE}]", "", word)).replace("’", "'").rstrip("-")
    head, colon, ending = word.partition(":")
    return head if len(head) > 1 or not colon else head + ending


@lru_cache(maxsize=250_000)
def _word(word: str) -> _Word:
    if digits := _ATTACHED_DIGITS.fullmatch(word):
        return _Word((word,), parts=digits.groups(), is_known=False)
    readings = _readings(word)
    if not readings:
        return _unknown(word)
    found = list(dict.fromkeys(reading.lemma for reading in readings))[:_MAX_LEMMAS]
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
    return _Word(tuple(dict.fromkeys(found)), parts, names=names, first=first, rest=rest)


def _parts(compound: tuple[_Piece, ...]) -> tuple[str, ...]:
    telling = [
        piece.base
        for piece in compound
        if piece.base not in EMPTY_PARTS and len(piece.base) > (1 if piece.word_class == "a" else 2)
    ]
    pairs = [left.form + right.base for left, right in itertools.pairwise(compound)] if len(compound) > 2 else []
    return tuple(dict.fromkeys(telling + pairs))


def _unknown(word: str) -> _Word:
    *before, last = [piece for piece in word.split("-") if piece] or [word]
    if before:
        tail = _word(last)
        lemma = "-".join([*before, tail.lemmas[0]])
        parts = (*before, *tail.lemmas[:1], *(() if tail.is_known else tail.guesses), *tail.parts)
        rest = tail.first + tail.rest or tail.lemmas[0]
        return _Word(
            tuple(dict.fromkeys((lemma, word))), tuple(dict.fromkeys(parts)), (), "-".join(before), rest, is_known=False
        )
    if len(word) < 4:
        return _Word((word,), is_known=False)
    with _LOCK:
        stem = "~" + _stemmer().stemWord(word)
    guesses = dict.fromkeys([*_tail_guess(word), *_base_guesses(word)])
    return _Word((word,), guesses=(*list(guesses)[: _MAX_LEMMAS - 1], stem), is_known=False)


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
def _chance_guesses(word: str) -> tuple[str, ...]:
    """Guess the name whose inflected form a known common word may be: "Ronttilasta" is not about a child (lapsi).

    A guess that is no more than an inflection stem of the reading itself is left out.
    """
    known = _word(word)
    if any(word.startswith(lemma) and word != lemma for lemma in known.lemmas):
        return ()
    return tuple(
        stem
        for stem in _base_guesses(word)
        if not any(reading.lemma in known.lemmas for reading in _readings(stem + "n"))
    )


def _tail_guess(word: str) -> Iterator[str]:
    """Guess by the longest known noun at the end: most unknown names end in a common word that inflects its own way."""
    for cut in range(max(2, len(word) - 9), len(word) - 3):
        for reading in _readings(word[cut:]):
            if reading.pieces and reading.pieces[-1].word_class in {"n", "l", "nl", "ep", "es"}:
                yield word[:cut] + reading.lemma
                return


def _restored(word: str) -> tuple[str, ...]:
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
        if span and (readings := _readings(candidate)):
            found.append((readings[0].rank, candidate))
    found.sort(key=lambda pair: pair[0])
    return tuple(candidate for _, candidate in found[:_MAX_LEMMAS])


def is_known(word: str) -> bool:
    """Tell whether Voikko knows a written word, in any form and case."""
    return _word(_canonical(word)).is_known


def opens_sentence(text: str) -> bool:
    """Tell whether a text begins as a Finnish sentence does: a capital, then a subject, a predicate or a name."""
    word = re.match(r"[^\W\d_]+", text)
    return word is not None and word[0][0].isupper() and _is_subject_or_predicate(word[0].lower())


@lru_cache(maxsize=20_000)
def _is_subject_or_predicate(word: str) -> bool:
    """Tell a nominative or a verb, and what Voikko does not know, from other cases of a noun."""
    with _LOCK:
        found = [(reading.CLASS, reading.SIJAMUOTO) for reading in _voikko().analyse(word[:_MAX_WORD_LENGTH])]
    return not found or any(case == "nimento" or word_class == "teonsana" for word_class, case in found)


def lemmas(word: str) -> tuple[str, ...]:
    """Return the dictionary forms of one written word, not folded, best first.

    With a capital, readings as a proper name come first. A word not known is followed by guesses at its base form.
    """
    found = _word(_canonical(word))
    names = found.names if word[:1].isupper() else ()
    return tuple(form for form in dict.fromkeys((*names, *found.lemmas, *found.guesses)) if not form.startswith("~"))


# ---------------------------------------------------------------------------------------------------------- tokens

_YEAR = r"(?:19|20)\d\d"
_SPACE = "[ \t\u00a0\u202f]"
_LETTER = r"[^\W\d_]"
_REST_OF_WORD = rf"[\w\u0300-\u036f{_INVISIBLE}]*"
_COLON_ENDING = r"(?::[a-zäö]{1,5}(?!\w))?"
_TOKEN = re.compile(
    rf"""
    (?P<diary>(?<![\w/])(?:
        \d{{1,6}}/\d\d(?:\.\d\d){{1,3}}/{_YEAR}            # 691/00.01.02/2021
      | (?i:{_LETTER}{{1,8}}dno)-\d{{4}}-\d{{1,6}}         # ABCDno-2021-4378
      | {_LETTER}{{2,5}}{_SPACE}\d{{4}}-\d{{6}}            # HEL 2011-004632
      | \d{{1,6}}/{_YEAR}                                  # 730/2017
    )(?![\w/]))
  | (?P<date>(?<![\w.])(?:
        (?:0?[1-9]|[12]\d|3[01])\.{_SPACE}?(?:0?[1-9]|1[0-2])\.{_SPACE}?{_YEAR}
      | {_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])
    )(?!\w))
  | (?P<section>(?:
        §{_SPACE}*\d+
      | (?!{_YEAR}{_SPACE}*§{_SPACE}*\d)\d+{_SPACE}*§      # in "2023 § 45" the mark belongs to 45
    ){_COLON_ENDING})
  | (?P<number>(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)*){_COLON_ENDING})
  | (?P<word>{_LETTER}{_REST_OF_WORD}(?:[-\u2010\u2011\u2013'’](?!_)\w{_REST_OF_WORD})*
        (?:[-\u2010\u2011](?!\w))?{_COLON_ENDING})
    """,
    re.VERBOSE,
)
_GROUPED_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")


@dataclass(slots=True)
class _Ellipsis:
    """Completes compounds that share a piece, as they come by.

    "hanke- ja avustusrahoitus" and "hanke/avustusrahoitus" also speak of hankerahoitus, "lautakuntatyö ja -palkkio"
    of lautakuntapalkkio.
    """

    _openings: list[str] = field(default_factory=list)
    _compound: _Word | None = None
    _plain: str = ""
    _plain_end: int = -1

    def complete(self, text: str, start: int, end: int, canonical: str, word: _Word) -> list[str]:
        """Return the compounds that the word at `start` completes, and remember what it leaves open."""
        added: list[str] = []
        hyphenated = text[start - 1 : start] in _HYPHENS and not text[max(start - 2, 0) : start - 1].strip()
        if hyphenated and self._compound:
            added.append(self._compound.first + word.lemmas[0])
        if word.rest:
            if text[start - 1 : start] == "/" and self._plain_end == start - 1:
                added.append(self._plain + word.rest)
            added += [opening + word.rest for opening in self._openings]
        if text[end - 1] in _HYPHENS:
            self._openings.append(canonical)
        elif canonical not in CONJUNCTIONS:
            self._openings.clear()
            self._compound = word if word.rest else self._compound if hyphenated else None
        self._plain, self._plain_end = (word.lemmas[0], end) if not word.rest else ("", -1)
        return added

    def forget(self) -> None:
        """Leave nothing open: something else than a word has come between."""
        self._openings.clear()
        self._compound = None


def analyse(text: str) -> tuple[Token, ...]:
    """Return the tokens of `text` in order."""
    return tuple(token for token, _, _ in _analysed(text))


def _analysed(text: str) -> Iterator[tuple[Token, str, _Word | None]]:
    """Yield each token with its canonical spelling and, for a word, what is known of it."""
    ellipsis = _Ellipsis()
    for position, match in enumerate(_TOKEN.finditer(text)):
        start, end = match.span()
        kind = TokenKind(str(match.lastgroup))
        if kind is not TokenKind.WORD:
            ellipsis.forget()
            lemma, parts = _READERS[kind](match[0])
            yield Token(position, start, end, (lemma,), parts, kind), lemma, None
            continue
        canonical = _canonical(match[0])
        word = _word(canonical)
        guesses = _chance_guesses(canonical) if word.is_known and match[0][0].isupper() else word.guesses
        parts = (*word.parts, *ellipsis.complete(text, start, end, canonical, word))
        token = Token(
            position, start, end, tuple(dict.fromkeys((*word.lemmas, *guesses))), tuple(dict.fromkeys(parts)), kind
        )
        yield token, canonical, word


def _read_diary(written: str) -> tuple[str, tuple[str, ...]]:
    number = re.sub(_SPACE, "-", written.lower())
    if "/" in number:
        first, *_, year = number.split("/")
        # "2024/2025" is as often a school year.
        return number, (first, year) if re.fullmatch(f"{_YEAR}/{_YEAR}", number) else (f"{first}/{year}",)
    *_, year, running = number.split("-")
    return number, (f"{int(running)}/{year}",)


def _read_date(written: str) -> tuple[str, tuple[str, ...]]:
    if "-" in written:
        return written, (written[:4],)
    day, month, year = (int(piece) for piece in written.split("."))
    return f"{year}-{month:02d}-{day:02d}", (str(year),)


def _read_section(written: str) -> tuple[str, tuple[str, ...]]:
    return "§" + re.sub(r"\D", "", written), ()


def _read_number(written: str) -> tuple[str, tuple[str, ...]]:
    """Write amounts in one way: "5.000", "5 000" and "5000,00" are 5000."""
    number = re.sub(_SPACE, "", written.partition(":")[0])
    if _GROUPED_NUMBER.fullmatch(number):
        number = number.replace(".", "")
    if number.count(",") == 1:
        number = number.rstrip("0").rstrip(",")
    return number, ()


_READERS = {
    TokenKind.DIARY: _read_diary,
    TokenKind.DATE: _read_date,
    TokenKind.SECTION: _read_section,
    TokenKind.NUMBER: _read_number,
}

# ----------------------------------------------------------------------------------------------------------- terms


def index_terms(text: str) -> list[str]:
    """Return the folded terms of `text` in order; a term comes once for each token that bears it."""
    terms: list[str] = []
    for token, canonical, _ in _analysed(text):
        terms += dict.fromkeys(map(fold, (*token.lemmas, *token.parts, canonical)))
    return terms


def query_terms(text: str, stop_words: frozenset[str] = STOP_WORDS) -> list[QueryTerm]:
    """Return what to look up for a question, without its stop words; each term once for a word of the question.

    Pass a union with SWEDISH_STOP_WORDS or ENGLISH_STOP_WORDS for a question in those languages.
    """
    terms: list[QueryTerm] = []
    for token, canonical, word in _analysed(text):
        kinds = _query_words(token, canonical, word)
        if word and stop_words.intersection((canonical, *kinds[TermKind.LEMMA])):
            continue
        seen: dict[str, TermKind] = {}
        for kind, words in kinds.items():
            for term in map(fold, words):
                seen.setdefault(term, kind)
        terms += [QueryTerm(term, kind, token.position, token.start, token.end) for term, kind in seen.items()]
    return terms


def _query_words(token: Token, canonical: str, word: _Word | None) -> dict[TermKind, list[str]]:
    """Sort a token's words by kind; where one comes up twice, the first kind counts."""
    if word is None:
        return {TermKind.EXACT: list(token.lemmas), TermKind.PART: list(token.parts)}
    restored = [] if word.is_known else [_word(candidate) for candidate in _restored(canonical)]
    guesses = [lemma for lemma in token.lemmas if lemma not in word.lemmas]
    return {
        TermKind.LEMMA: [lemma for candidate in (*restored, word) for lemma in candidate.lemmas],
        TermKind.PART: [part for candidate in restored for part in candidate.parts] + list(token.parts),
        TermKind.SURFACE: [canonical, *guesses],
    }
