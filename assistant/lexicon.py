"""A general English–Finnish and Swedish–Finnish dictionary: words of a question to Finnish words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from indexer.finnish import is_known, lemmas
from indexer.lexicon import LANGUAGES, entries, installed

_MOST_TRANSLATIONS = 10
_MOST_HEADWORDS = 2  # "bids" is a headword of its own and a form of "bid"
_CLEAR_HEADWORD = 4  # translations that a headword may have to tell synonyms by
# What an inflected word may end in, longest first, and what its headword ends in instead.
_ENGLISH_ENDINGS = tuple(
    (ending, headword)
    for ending, headwords in (
        ("iest", ("y",)), ("ies", ("y",)), ("ied", ("y",)), ("est", ("", "e")), ("ing", ("", "e")), ("es", ("",)),
        ("ed", ("", "e")), ("'s", ("",)), ("s", ("",)),
    )
    for headword in headwords
)  # fmt: skip
_SWEDISH_ENDINGS = tuple(
    (ending, headword)
    for ending in (
        "arnas ernas ornas arna erna orna ades ande ens ets ers ade en et ar er or na ns as ad at n t s r a".split()
    )
    for headword in ("", "a", "e")
) + tuple(
    # "ministeriet" is of "ministerium", "museernas" of "museum"
    (vowel + ending, f"{vowel}um")
    for vowel in ("i", "e")
    for ending in ("ets", "ernas", "erna", "ers", "et", "er")
)
_ENDINGS = {"en": _ENGLISH_ENDINGS, "sv": _SWEDISH_ENDINGS}
_SWEDISH_LINKS = ("", "s", "e", "o", "u", "a")
_LONGEST_COMPOUND = 60  # trying all places to cut takes the square of the letters
_SHORTEST_STEM = 2
_SHORTEST_PIECE = 3
_SHORTEST_BORROWED = 4


class _Installed:
    """Which directory of dictd databases completes the packaged dictionary in this process, if any."""

    directory: Path | None = None


def use(directory: Path | None) -> None:
    """Look words up in the dictd databases of a directory as well, after the packaged dictionary."""
    _Installed.directory = directory


def _entries(language: str) -> Mapping[str, tuple[str, ...]]:
    return _joined(language, _Installed.directory)


@cache
def _joined(language: str, directory: Path | None) -> Mapping[str, tuple[str, ...]]:
    packaged = entries(language)
    if directory is None:
        return packaged
    more = installed(directory, language)
    return {
        **packaged,
        **{head: tuple(dict.fromkeys((*packaged.get(head, ()), *words))) for head, words in more.items()},
    }


def translate(word: str, language: str) -> tuple[str, ...]:
    """Give the Finnish translations of an English ("en") or Swedish ("sv") word or phrase, best first.

    Inflected forms are brought to their headword; gives nothing for other languages and unknown words.
    """
    if language not in LANGUAGES:
        return ()
    known = _entries(language)
    heads = [form for form in dict.fromkeys(_forms(word.lower(), language)) if form in known][:_MOST_HEADWORDS]
    return tuple(dict.fromkeys(found for head in heads for found in known[head]))[:_MOST_TRANSLATIONS]


def from_finnish(word: str, language: str) -> tuple[str, ...]:
    """Give the English or Swedish words that a Finnish dictionary form translates, first those that mainly mean it."""
    if language not in LANGUAGES:
        return ()
    known = _entries(language)
    return tuple(sorted(_heads(language).get(word, ()), key=lambda head: (known[head].index(word), len(known[head]))))


def _heads(language: str) -> Mapping[str, tuple[str, ...]]:
    return _turned(language, _Installed.directory)


def is_headword(word: str, language: str) -> bool:
    """Tell whether a dictionary has a word as it is written."""
    return language in LANGUAGES and word.lower() in _entries(language)


@cache
def _turned(language: str, directory: Path | None) -> Mapping[str, tuple[str, ...]]:
    """Turn a dictionary around: from a Finnish word to the headwords that it translates."""
    found: dict[str, list[str]] = {}
    for head, words in _joined(language, directory).items():
        for word in words:
            found.setdefault(word, []).append(head)
    return {word: tuple(heads) for word, heads in found.items()}


@cache
def _by_word_of_phrase(language: str) -> Mapping[str, Sequence[tuple[int, str]]]:
    """List Finnish words by the words of the phrases that translate them, with their place in the dictionary."""
    found: dict[str, list[tuple[int, str]]] = {}
    for place, (word, translations) in enumerate(_heads(language).items()):
        for part in {part for phrase in translations if " " in phrase for part in phrase.split()}:
            found.setdefault(part, []).append((place, word))
    return found


def synonyms(word: str) -> tuple[str, ...]:
    """Give the Finnish words that translate the same headwords as a Finnish word does, in both dictionaries.

    A headword of many senses joins words that mean different things: so two languages have to agree, and one of
    them by a headword of few translations.
    """
    shared: list[set[str]] = []
    clear: list[set[str]] = []
    for language in LANGUAGES:
        known = _entries(language)
        groups = [known[head] for head in _heads(language).get(word, ())]
        shared.append({other for group in groups for other in group})
        clear.append({other for group in groups if len(group) <= _CLEAR_HEADWORD for other in group})
    agreed = set.intersection(*shared) & set().union(*clear)
    return tuple(sorted(agreed - {word}))


def compounds(modifier: str, heads: Sequence[str], language: str) -> tuple[str, ...]:
    """Give the Finnish compounds of one of the heads whose translation holds the modifier.

    "swimming" and "halli" give "uimahalli", which the dictionary translates by "swimming baths".
    """
    if language not in LANGUAGES or not heads:
        return ()
    endings = tuple(heads)
    found = {
        place: word
        for form in _forms(modifier.lower(), language)
        for place, word in _by_word_of_phrase(language).get(form, ())
        if word.endswith(endings) and word not in heads
    }
    return tuple(found[place] for place in sorted(found))


def compound(word: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Split a Swedish compound that is no headword into two headwords, or else three; give the translations of each.

    Gives nothing where it is no such compound.
    """
    if language != "sv" or len(word) > _LONGEST_COMPOUND:
        return ()
    known = _entries(language)
    forms = tuple(_forms(word.lower(), language))
    return next((pieces for most in (2, 3) for form in forms if (pieces := _pieces(form, known, most))), ())


def _pieces(
    word: str, known: Mapping[str, tuple[str, ...]], most: int, shortest: int = _SHORTEST_STEM
) -> tuple[tuple[str, ...], ...]:
    """Give the translations of the pieces of a compound, its last piece the shortest that leaves `most` of them."""
    for cut in range(len(word) - _SHORTEST_PIECE, _SHORTEST_PIECE - 2, -1):
        tail = word[cut:]
        if not _is_opened(word[:cut], known, most, shortest):
            continue
        tails = known.get(tail) or _borrowed(tail)
        if not tails:
            continue
        for link in _SWEDISH_LINKS:
            head = word[:cut].removesuffix(link) if link else word[:cut]
            if len(head) < shortest or (link and not word[:cut].endswith(link)):
                continue
            # "skolgård" is of "skola"; of short pieces almost any word can be made
            forms = (head, f"{head}a", f"{head}e") if len(head) >= _SHORTEST_BORROWED else (head,)
            heads = tuple(known[form] for form in forms if form in known)[:1]
            if most > 2 and not heads and len(tail) >= _SHORTEST_BORROWED:
                heads = _pieces(head, known, most - 1, _SHORTEST_BORROWED)
            if len(heads) == most - 1:
                return (*(each[:_MOST_TRANSLATIONS] for each in heads), tails[:_MOST_TRANSLATIONS])
    return ()


def _is_opened(piece: str, known: Mapping[str, Sequence[str]], most: int, shortest: int) -> bool:
    """Tell whether a headword, but for a letter that links it, can be what stands before the last piece of a word.

    Only then is it worth asking whether that piece was borrowed.
    """
    least = max(len(piece) - 1, shortest) if most == 2 else _SHORTEST_BORROWED
    return any(piece[:end] + vowel in known for end in range(least, len(piece) + 1) for vowel in ("", "a", "e"))


def _borrowed(word: str) -> tuple[str, ...]:
    """Give the Finnish word that a Swedish one was borrowed as, which ends in -i: "hall", "halli"."""
    borrowed = f"{word}i"
    known = len(word) >= _SHORTEST_BORROWED and is_known(borrowed)
    return (borrowed,) if known and borrowed in lemmas(borrowed) else ()


def _forms(word: str, language: str) -> Iterator[str]:
    yield word
    for ending, headword in _ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            stem = word[: -len(ending)]
            yield stem + headword
            # "planned", "medlemmar": an ending doubles the consonant before it
            if len(stem) > 3 and stem[-1] == stem[-2] and (language == "en" or stem[-1] in "mn"):
                yield stem[:-1] + headword
