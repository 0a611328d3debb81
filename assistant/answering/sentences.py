"""Sentences of a paragraph as spans, by rules of Finnish and Swedish administrative text."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 600  # characters that a quote may have
SHORTEST = 12

_ABBREVIATIONS = frozenset(
    "alv sis"
    " mm ym yms esim ns nk n noin klo kl ko em ks vrt mom luv art alk os ent vt vs puh p tel s ss v vv jne ts eli"
    " nro no"
    " kpl milj mrd sis ao lk op kok pj vpj siht dnro bl t.ex m.m osv f.d dvs resp ca st".split()
)
_END = re.compile(r"[.!?][\"”’)]*(?=\s+[\"”“(]?[A-ZÅÄÖ0-9–-])|(?<=[^\d\s]):(?=\s+[A-ZÅÄÖ])")
_LAST_WORD = re.compile(r"[\w.]*\Z")
_LONGEST_WORD = 40  # more letters are no abbreviation, and a search from the beginning of a long paragraph takes long
_CLAUSE = re.compile(r"[;,](?=\s)")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a paragraph's sentences, each between SHORTEST and LONGEST characters where it can be."""
    start = 0
    for match in _END.finditer(text):
        if is_abbreviation(text, match.start()) or len(text[start : match.end()].strip()) < SHORTEST:
            continue
        yield from _bounded(text, start, match.end())
        start = match.end()
    yield from _bounded(text, start, len(text))


def is_abbreviation(text: str, dot: int) -> bool:
    """Tell a full stop from the dot of an abbreviation, an initial or an ordinal ("16. luvun", "1. Lautakunta")."""
    if text[dot] != ".":
        return False
    word = _LAST_WORD.search(text, max(0, dot - _LONGEST_WORD), dot)
    before = word[0].lower() if word else ""
    if before.isdigit():
        following = text[dot + 1 :].lstrip()[:1]
        return len(before) <= 2 and not following.isupper()
    return before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha())


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Strip a span, and cut one that is too long at its last clause within the limit."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cuts = [match.end() for match in _CLAUSE.finditer(text, start + SHORTEST, start + LONGEST)]
        space = text.rfind(" ", start + SHORTEST, start + LONGEST)
        cut = cuts[-1] if cuts else (space if space > start else start + LONGEST)
        yield start, start + len(text[start:cut].rstrip())
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        yield start, end
