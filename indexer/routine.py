"""Sections that no question is about: how the meeting was opened and adjusted, announcements, lists of decisions.

A title counts only as a whole: "Pöytäkirjan tarkastuskäytännön uudistaminen" is a matter like others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.headings import ANNOUNCEMENTS, ORGAN_ENDING
from indexer.model import Paragraph, PartKind

_PHRASE = re.compile(
    r"\b(?:kokouksen (?:laillisuu|avau|avaami|järjestäyty|päättämi|päättymi|työjärjesty)|laillisuu|päätösvaltaisuu"
    r"|pöytäkirjan ?tarkast|pöytäkirjan nähtäv|ääntenlaskij|läsnäoli|läsnä olleet|työjärjesty|asialistan hyväksym"
    r"|esityslistan hyväksym|(?:sammanträdets|mötets) (?:laglig|öppn|konstituer|avslut)|laglig|beslutförhet"
    r"|protokolljust|just(?:ering|erare)|godkännande av (?:föredragningslist|arbetsordning))\w*",
    re.IGNORECASE,
)
_BESIDE = frozenset(
    "ja sekä hyväksyminen valinta valitseminen toteaminen vaali kahden kaksi tarkastajan tarkastajien kokouksen"
    " kokouksessa aika och samt val av två för protokollet vid mötet sammanträdet konstaterande".split()
)
_DECISIONS = re.compile(
    r"^(?:[\w-]+n ){0,3}(?:viranhaltija(?:päätö[ks]|in päätö|n päätökset)|viranhaltijoiden päätö|tjänstemannabeslut"
    r"|tjänsteinnehavarbeslut)",
    re.IGNORECASE,
)
_LIST_OF_DECISIONS = re.compile(
    r"viranhaltijapäätökset|viranhaltijoiden (?:tekemät )?päätökset|tjänste(?:manna|innehavar)beslut(?:en)?\b",
    re.IGNORECASE,
)
_NOTED = re.compile(
    r"tiedoksi|otto-oikeu|otto-?kelpoi|ottaa käsiteltäväk|kännedom|övertagningsrätt|ta upp \w+ till behandling",
    re.IGNORECASE,
)
_UNITS = re.compile(r"\s*(?:/|:| [–-] |\().*$")  # after a mark: whose decisions, or of which time
_LONGEST_DECISION = 400


def is_routine(title: str, case: str | None, paragraphs: Iterable[Paragraph]) -> bool:
    """Tell whether a section is a routine matter, by its title and what was proposed and decided."""
    if case is None and ANNOUNCEMENTS.match(title):
        return True
    if _is_formal(title):
        return True
    told = " ".join(
        each.text for each in paragraphs if each.part in (PartKind.PROPOSAL, PartKind.DECISION) and not each.is_heading
    )
    noted = len(told) <= _LONGEST_DECISION and _NOTED.search(told) is not None
    if _DECISIONS.match(title):
        return noted or not told
    return noted and case is None and _LIST_OF_DECISIONS.search(told) is not None


def _is_formal(title: str) -> bool:
    """Tell a title that names nothing but formal steps of the meeting."""
    rest, found = _PHRASE.subn(" ", title)
    if not found:
        return False
    words = [word.lower() for word in re.findall(r"[^\W\d_]{2,}", _UNITS.sub("", rest))]
    return all(word in _BESIDE or ORGAN_ENDING.search(word) or _is_genitive(word) for word in words)


def _is_genitive(word: str) -> bool:
    return word.endswith("n") and not word.endswith("minen")
