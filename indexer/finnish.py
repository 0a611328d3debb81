"""The one Finnish analyser, used alike on what is indexed and on what is asked.

Text becomes tokens (diary number, date, section, number, word); a word becomes the dictionary forms and compound
parts that Voikko reads in it. Terms are folded (ä, ö, å and other marks dropped) only after that, so that a question
typed without dots meets text written with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from indexer.finnish_data import CONJUNCTIONS, ENGLISH_STOP_WORDS, INVISIBLE, STOP_WORDS, SWEDISH_STOP_WORDS
from indexer.foreign import foreign_terms
from indexer.voikko import Word, canonical_form, chance_guesses, look_up, readings_of, restored

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
    "opens_sentence",
    "query_terms",
    "word_class",
]

ANALYSER_VERSION = 2

_HYPHENS = frozenset("-\u2010\u2011")
_CLASSES = {
    "nimisana": "noun",
    "nimisana_laatusana": "noun",
    "teonsana": "verb",
    "laatusana": "adjective",
    "seikkasana": "adverb",
    "lukusana": "number",
    "etunimi": "name",
    "sukunimi": "name",
    "paikannimi": "name",
    "nimi": "name",
}

# ---------------------------------------------------------------------------------------------------- normalising

_LINE_BREAK = re.compile("\r\n|[\r\f\v\x1c\x1d\x1e\x85\u2028\u2029]")
_DROPPED = re.compile(f"[{INVISIBLE}\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # the last: halves of characters
_BLANKS = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def normalise(text: str) -> str:
    """Return `text` as every part of the product sees it; normalising twice changes nothing.

    NFC; all line and page breaks are newlines; characters that are not seen, such as soft hyphens, and control
    characters are gone; runs of spaces and tabs of any kind are one space; lines do not end in a space.
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
    behind a participle; of an unknown word, itself, guessed base forms and "~stem"; of a Swedish or English word also
    its stem in that language, "sv~stem". `parts` are the parts of a compound and its neighbouring pairs, the year of a
    date, the short form of a diary number.
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


# ----------------------------------------------------------------------------------------------------------- words


def is_known(word: str) -> bool:
    """Tell whether Voikko knows a written word, in any form and case."""
    return look_up(canonical_form(word)).is_known


def lemmas(word: str) -> tuple[str, ...]:
    """Return the dictionary forms of one written word, not folded, best first.

    With a capital, readings as a proper name come first. A word not known is followed by guesses at its base form.
    """
    found = look_up(canonical_form(word))
    names = found.names if word[:1].isupper() else ()
    return tuple(form for form in dict.fromkeys((*names, *found.lemmas, *found.guesses)) if not form.startswith("~"))


def word_class(word: str) -> str:
    """Return the class of a written word's likeliest reading; a proper name, if it can be one and has a capital.

    One of "noun", "name", "verb", "adjective" (participles too), "adverb", "number", "other" (pronouns, conjunctions,
    abbreviations …) and "unknown".
    """
    canonical = canonical_form(word)
    if canonical and not any(letter.isalpha() for letter in canonical):
        return "number" if any(letter.isdigit() for letter in canonical) else "other"
    readings = readings_of(canonical)
    if not readings:
        return "unknown"
    if word[:1].isupper() and any(reading.is_name for reading in readings):
        return "name"
    # Of equally likely readings a common word, and the dictionary form: "maksaa" is to pay, not of the liver.
    likeliest = min(readings, key=lambda reading: (reading.rank, reading.is_name, reading.lemma != canonical))
    if likeliest.case == "kerrontosti":  # "nopeasti", made of an adjective
        return "adverb"
    if likeliest.mood == "MINEN-infinitive":  # "rakentaminen", made of a verb
        return "noun"
    return _CLASSES.get(likeliest.word_class, "other")


def opens_sentence(text: str) -> bool:
    """Tell whether a text begins as a Finnish sentence does: a capital, then a subject, a predicate or a name.

    A subject is a nominative; what Voikko does not know counts as a name.
    """
    word = re.match(r"[^\W\d_]+", text)
    if word is None or not word[0][0].isupper():
        return False
    readings = readings_of(word[0].lower())
    return not readings or any(each.case == "nimento" or each.word_class == "teonsana" for each in readings)


# ---------------------------------------------------------------------------------------------------------- tokens

_YEAR = r"(?:19|20)\d\d"
_SPACE = "[ \t\u00a0\u202f]"
_LETTER = r"[^\W\d_]"
_REST_OF_WORD = rf"[\w\u0300-\u036f{INVISIBLE}]*"
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
    _compound: Word | None = None
    _plain: str = ""
    _plain_end: int = -1

    def complete(self, text: str, start: int, end: int, canonical: str, word: Word) -> list[str]:
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


def token_end(text: str, start: int) -> int:
    """Give where the token ends that begins at a place."""
    match = _TOKEN.match(text, start)
    return match.end() if match else start


def analyse(text: str) -> tuple[Token, ...]:
    """Return the tokens of `text` in order."""
    return tuple(token for token, _, _ in _analysed(text))


def _analysed(text: str) -> Iterator[tuple[Token, str, Word | None]]:
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
        canonical = canonical_form(match[0])
        word = look_up(canonical)
        guesses = chance_guesses(canonical) if word.is_known and match[0][0].isupper() else word.guesses
        stems, pieces = foreign_terms(canonical, word.is_known)
        parts = (*word.parts, *ellipsis.complete(text, start, end, canonical, word), *pieces)
        found = (*word.lemmas, *guesses, *stems)
        token = Token(position, start, end, tuple(dict.fromkeys(found)), tuple(dict.fromkeys(parts)), kind)
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


def _query_words(token: Token, canonical: str, word: Word | None) -> dict[TermKind, list[str]]:
    """Sort a token's words by kind; where one comes up twice, the first kind counts."""
    if word is None:
        return {TermKind.EXACT: list(token.lemmas), TermKind.PART: list(token.parts)}
    dotted = [] if word.is_known else [look_up(candidate) for candidate in restored(canonical)]
    guesses = [lemma for lemma in token.lemmas if lemma not in word.lemmas]
    return {
        TermKind.LEMMA: [lemma for candidate in (*dotted, word) for lemma in candidate.lemmas],
        TermKind.PART: [part for candidate in dotted for part in candidate.parts] + list(token.parts),
        TermKind.SURFACE: [canonical, *guesses],
    }
