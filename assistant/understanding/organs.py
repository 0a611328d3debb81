"""Which organ of the store a question names: inflected, abbreviated, or in Swedish or English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from indexer.finnish import Token, analyse, fold, is_known, lemmas

# What organs deal with, by the beginning of the Finnish word; then how Swedish and English words for it begin.
_MATTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tekni", ("technical", "tekniska")),
    ("ympäristö", ("environment", "miljö")),
    ("tarkastus", ("audit", "revision")),
    ("sivisty", ("education", "bildning")),
    ("koulutu", ("education", "utbildning")),
    ("opetu", ("education", "undervisning")),
    ("hyvinvoin", ("welfare", "wellbeing", "well-being", "välfärd")),
    ("vapaa-aika", ("leisure", "fritid")),
    ("kulttuuri", ("culture", "cultural", "kultur")),
    ("liikunta", ("sport", "idrott")),
    ("nuoriso", ("youth", "ungdom")),
    ("sosiaali", ("social", "social")),
    ("terveys", ("health", "hälso")),
    ("rakennu", ("building", "byggnad", "byggnads")),
    ("kaavoitu", ("planning", "planläggning")),
    ("elinvoima", ("vitality", "livskraft")),
    ("henkilöstö", ("personnel", "personal")),
    ("keskusvaali", ("election", "centralval")),
    ("vaali", ("election", "val")),
    ("vanhus", ("elderly", "äldre")),
    ("vammais", ("disability", "handikapp")),
    ("kaupungin", ("city", "town", "stads")),
    ("kunnan", ("municipal", "kommun")),
)
_BODIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("hallitus", ("board", "executive", "government", "styrelse")),
    ("valtuusto", ("council", "fullmäktige")),
    ("lautakunta", ("board", "committee", "nämnd")),
    ("jaosto", ("section", "subcommittee", "sektion")),
    ("johtokunta", ("board of directors", "direktion")),
    ("neuvosto", ("council", "råd")),
)
# Words of everyday language too, which alone name no organ.
_AMBIGUOUS = frozenset({"executive", "government", "section", "råd", "sektion", "direktion"})
_LONGEST_ABBREVIATION = 10
_COUNCIL = re.compile(r"\bvaltuusto(?:n|ssa|sta|lle|lta)?\b|\bfullmäktiges?\b|(?<=the )council\b", re.IGNORECASE)


def find_organ(text: str, organs: Iterable[str]) -> tuple[str, str] | None:
    """Give the organ that a question names and the words that name it, the longest match first, or None."""
    organs = tuple(dict.fromkeys(organs))
    found = [
        (len(words), organ, words)
        for organ in organs
        if (words := _named(text, organ) or _translated(text, organ) or _abbreviated(text, organ))
    ]
    council = _only_council(text, organs)
    if not found:
        return council
    _, organ, words = max(found)
    # "Hyväksyikö valtuusto kaupunginhallituksen ehdotuksen": whose proposal it was does not act.
    return council if council and not acts(text, words) and acts(text, council[1]) else (organ, words)


def acts(text: str, words: str) -> bool:
    """Tell whether the words that name an organ stand in a question as who decides: in Finnish in the nominative."""
    last = words.split()[-1].lower()
    asked = rf"\b(?:did|has|beslutade|beslöt|godkände|avslog|hyväksyikö)\s+(?:the\s+)?{re.escape(words)}"
    return last in lemmas(last) or re.search(asked, text, re.IGNORECASE) is not None


@lru_cache(maxsize=1_000)
def _tokens(text: str) -> tuple[Token, ...]:
    """Analyse a name or a question once, however many organs it is compared with."""
    return analyse(text)


def organ_kinds(word: str, language: str) -> tuple[str, ...]:
    """Give the Finnish names of what kind of organ a word may mean ("council": valtuusto, neuvosto), or nothing.

    Of a Finnish compound ("kaupunginhallitus") the whole word is given.
    """
    if language == "fi":
        return tuple(form for form in lemmas(word) if any(form.endswith(ending) for ending, _ in _BODIES))[:1]
    pattern = r"{}(?:'s|s)?" if language == "en" else r"\w*{}(?:n|ns|s|en|ens|er|erna)?"
    return tuple(
        ending
        for ending, words in _BODIES
        for name in words
        if name not in _AMBIGUOUS and re.fullmatch(pattern.format(name), word, re.IGNORECASE)
    )


def _only_council(text: str, organs: Iterable[str]) -> tuple[str, str] | None:
    """Give the one council among the organs where a question speaks of "the council" alone."""
    said = _COUNCIL.search(text)
    councils = [organ for organ in organs if organ.lower().endswith("valtuusto")]
    return (councils[0], said[0]) if said and len(councils) == 1 else None


def _named(text: str, organ: str) -> str | None:
    """Match the words of the organ's name, each in any inflection."""
    wanted, tokens = _tokens(organ), _tokens(text)
    for start in range(len(tokens) - len(wanted) + 1):
        window = tokens[start : start + len(wanted)]
        if all(set(one.lemmas) & set(other.lemmas) for one, other in zip(wanted, window, strict=True)):
            return text[window[0].start : window[-1].end]
    return None


def _translated(text: str, organ: str) -> str | None:
    """Match a Swedish or English name: what the organ deals with, then what kind of body it is."""
    name = organ.lower()
    bodies = [word for ending, words in _BODIES if name.endswith(ending) for word in words]
    matters = [word for beginning, words in _MATTERS if re.search(rf"\b{beginning}", name) for word in words]
    if not bodies or not matters:
        return None
    pattern = rf"\b(?:{'|'.join(matters)})\w*(?:[ -](?:och |and |& )?\w+){{0,2}}?[ -]?(?:{'|'.join(bodies)})\w*"
    match = re.search(pattern, text, re.IGNORECASE)
    return str(match[0]) if match else None


def _abbreviated(text: str, organ: str) -> str | None:
    """Match "kh", "kh:ssa", "Khall", "tekltk", "tekla": the beginnings of the name's parts, letters left out."""
    parts = _parts(organ)
    for match in re.finditer(r"([^\W\d_]+)(?::[^\W\d_]+)?", text):
        word = match[1]
        if 2 <= len(word) <= _LONGEST_ABBREVIATION and not is_known(word) and _abbreviates(fold(word.lower()), parts):
            return match[0]
    return None


def _parts(organ: str) -> tuple[str, ...]:
    """Cut an organ's name into the parts that an abbreviation is made of: kaupungin|hallitus, tekninen|lauta|kunta."""
    name = organ.lower()
    body = next((ending for ending, _ in _BODIES if name.endswith(ending)), "")
    before = name.removesuffix(body).replace(" ja ", " ").split()
    pieces = [piece.strip("-") for piece in before if piece.strip("-")]
    return tuple(fold(piece) for piece in (*pieces, body) if piece)


def _abbreviates(word: str, parts: Sequence[str]) -> bool:
    """Tell whether a word is made of the first letter of every part, each followed by later letters of that part."""
    states = {(0, 0)} if word and parts and word[0] == parts[0][0] else set()
    for letter in word[1:]:
        following: set[tuple[int, int]] = set()
        for part, at in states:
            later = parts[part].find(letter, at + 1)
            if later >= 0:
                following.add((part, later))
            if part + 1 < len(parts) and parts[part + 1][0] == letter:
                following.add((part + 1, 0))
        states = following
    return any(part == len(parts) - 1 for part, _ in states)
