"""Slugs and names: addresses of decisions, and nominatives of municipalities and organs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from indexer.finnish import STOP_WORDS, is_known, lemmas

_FOLDED = str.maketrans("äåöéü", "aaoeu")
_OWNER = re.compile(
    r"\b([A-ZÅÄÖ][a-zåäö]+(?:-[A-ZÅÄÖ]?[a-zåäö]+)?n) (?=kaupun[gk]i|kunna[nls]|kunta(?! -))"
    r"|\b([A-ZÅÄÖ-]{2,}N) (?=KAUPUN[GK]I|KUNNA[NLS]|KUNTA)"
)
_SWEDISH_OWNER = re.compile(r"\b([A-ZÅÄÖ][a-zåäö]+(?: [A-ZÅÄÖ][a-zåäö]+)?) (?:stad|kommun)(?:s|en|ens)?\b")


def slug(name: str) -> str:
    """Give the form of a name in addresses: "Kaupunginhallituksen jaosto" -> "kaupunginhallituksen-jaosto"."""
    text = unicodedata.normalize("NFC", name).lower().translate(_FOLDED)
    return re.sub(r"[^\w]+|_+", "-", text).strip("-")


def municipality_in(texts: Iterable[str]) -> str | None:
    """Find the municipality that texts speak of most often ("Kemin kaupunki", "Vörå kommun"), in the nominative.

    A word that also stands in lower case before the same word is no name ("Tulevaisuuden kunta").
    """
    text = "\n".join(texts)
    found: Counter[str] = Counter()
    for match in _OWNER.finditer(text):
        name = match[1] or match[2]
        common = re.search(rf"\b{name.lower()} (?:kaupun|kun[nt]a)", text)
        owner = nominative(name)
        if not common and not {name.lower(), owner.lower()} & STOP_WORDS:
            found[owner] += 1
    found.update(_swedish(match[1], text) for match in _SWEDISH_OWNER.finditer(text))
    return found.most_common(1)[0][0] if found else None


def _swedish(name: str, text: str) -> str:
    """Take the genitive's s from a name that also stands without it: "Granholms kommun", "i Granholm"."""
    return name[:-1] if name.endswith("s") and re.search(rf"\b{name[:-1]}\b", text) else name


def nominative(name: str) -> str:
    """Give a proper name in the nominative, each of its pieces with a capital: "Lapuan" -> "Lapua"."""
    if name.isupper():
        name = name.capitalize()
    forms = lemmas(name) or (name,)
    # an unknown name comes as written, then as guessed
    lemma = forms[0] if is_known(name) or len(forms) == 1 else forms[1]
    return "-".join(piece[:1].upper() + piece[1:] for piece in lemma.split("-"))
