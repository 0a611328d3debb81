"""Whose decisions a question is about, where a store holds those of several municipalities."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assistant.model import Filters
from indexer.finnish import analyse
from indexer.names import slug

# "missä kunnissa", "mitkä kaupungit", "i vilka kommuner", "which municipalities", "elsewhere in other towns"
_ACROSS = re.compile(
    r"\b(?:(?:missä|muissa|kaikissa|useissa|monissa|eri|monessako|kuinka monessa)(?: muissa| eri)?"
    r" (?:kunn[ai]ssa|kaupung[ei]issa|kaupungissa)"
    r"|(?:mistä|muista|eri) (?:kunn[ai]sta|kaupungeista|kaupungista)"
    r"|(?:mitkä|muut|kaikki|eri)(?: muut| eri)? (?:kunnat|kaupungit)"
    r"|(?:mikä|kuinka moni|moniko) (?:kunta|kaupunki)|montako (?:kuntaa|kaupunkia))\b"
    r"|\b(?:i )?(?:vilka|vilken|andra|alla|olika|flera|hur många) (?:andra |olika )?(?:kommun|städer|stad)\w*"
    r"|\b(?:in )?(?:which|what|other|all|different|several|how many) (?:other |different |of the )?"
    r"(?:municipalit|cit|town)(?:y|ies|s)\b",
    re.IGNORECASE,
)
_BODY = (
    r"(?:kaupunki|kunta|\w*(?:hallitu|valtuusto|lautakun|jaosto|neuvosto|johtokun)\w*"
    r"|(?:\w+ )?(?:stadsstyrelse|kommunstyrelse|fullmäktige|nämnd)\w*"
    r"|(?:city |town |municipal |executive )?(?:council|board|government|committee))"
)
_OWNS = re.compile(rf"^(?::s|'s|s)?\s+(?:\w+\s+)?{_BODY}\b", re.IGNORECASE)
_IN = re.compile(r"\b(?:i|in)\s+$", re.IGNORECASE)
_INSIDE = re.compile(r"(?:ss[aä]|ll[aä])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scope:
    """The municipality that a question stays within, or that it asks `across` all; `words` are those that say so."""

    municipality: str | None = None
    across: bool = False
    words: str = ""


def scope(text: str, municipalities: Collection[str], filters: Filters) -> Scope:
    """Tell whose decisions a question is about: the named one's, all where it asks across, else those of the asker's.

    `municipalities` are the names of those in the store; where it holds no other than the asker's, nothing has to be
    said of it.
    """
    known = {slug(each): each for each in municipalities}
    home = filters.home or ""
    if filters.municipality or not known.keys() - {slug(home)} or (len(known) == 1 and not home):
        return Scope()
    across = _ACROSS.search(text)
    if across and "across" not in filters.without:
        return Scope(across=True, words=across[0])
    if "municipality" in filters.without:
        return Scope()
    named = dict(_named(text, known))
    if len(named) == 1:
        [(name, words)] = named.items()
        return Scope(known[name], words=words)
    return Scope(known.get(slug(home), home) or None)


def _named(text: str, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give each municipality that a question names as who decides or as the place, with the word that names it."""
    for token in analyse(text):
        word = text[token.start : token.end]
        if not word[:1].isupper():
            continue
        before, after = text[: token.start], text[token.end :]
        names = {slug(each) for each in (word, *token.lemmas, word.removesuffix("s"))} & set(known)
        is_place = _IN.search(before) or (_INSIDE.search(word) and slug(word) not in known)
        if names and (_OWNS.search(after) or is_place):
            yield min(names), word
