"""Dates, section references and diary numbers as they are written in Finnish and Swedish minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from indexer.finnish import is_known
from indexer.headings import ORGAN_ENDING
from indexer.model import Reference

_FINNISH_MONTHS = "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".split()
_SWEDISH_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()
_ENGLISH_MONTHS = "january february march april may june july august september october november december".split()
MONTHS: dict[str, int] = {
    **{f"{stem}kuu": number for number, stem in enumerate(_FINNISH_MONTHS, start=1)},
    **{name: number for number, name in enumerate(_SWEDISH_MONTHS, start=1)},
    **{name: number for number, name in enumerate(_ENGLISH_MONTHS, start=1)},
}

_MONTH = "|".join([*(f"{stem}kuu(?:ta|n|ssa)?" for stem in _FINNISH_MONTHS), *_SWEDISH_MONTHS, *_ENGLISH_MONTHS])
_DAY = r"[0-3]?\d\.\s?[01]?\d\.\s?(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<![\d.])(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?(?P<year>(?:19|20)\d\d)(?!\d)"
    rf"|(?<!\d)(?P<day2>[0-3]?\d)\.?\s+(?:päivänä\s+)?(?P<month2>{_MONTH})\s+(?P<year2>(?:19|20)\d\d)(?!\d)"
    rf"|(?<!\d)(?P<year3>(?:19|20)\d\d)-(?P<month3>[01]\d)-(?P<day3>[0-3]\d)(?!\d)",
    re.IGNORECASE,
)
DIARY_NUMBER = re.compile(
    r"(?<![\w/.])(?:"
    r"(?:[A-ZÅÄÖ]{2,8}[:/ ]\s?)?\d{1,6}/\d{2}(?:\.\d{2}){1,4}\s?/\s?(?:19|20)\d\d"  # 691/00.01.02/2021
    r"|[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{1,7}[dD](?:no|NO)[- ](?:19|20)\d\d[- ]\d{1,6}"  # ROIDno-2021-4378
    r"|[A-ZÅÄÖ]{2,7}DNO[- ](?:19|20)\d\d[- ]\d{1,6}"
    r"|[A-ZÅÄÖ]{3}\s(?:19|20)\d\d-\d{6}"  # HEL 2011-004632
    r"|\d{1,6}/(?:19|20)\d\d"  # 730/2017
    r"|\d{1,6}-(?:19|20)\d\d(?= \()"  # 5024-2017 (010)
    r")(?![\w/])"
)
_DIARY_LABEL = re.compile(
    r"^(?:asia ?nro|asianumero|asian numero|diaarinro|diaarinumero|dnro|dno|diarienr|diarienummer|dnr|ärendenr"
    r"|ärendenummer)\.?\s*:?\s*",
    re.IGNORECASE,
)
# what may follow a diary number on its line: a class of the filing plan, "(010)", "T 00 00 03"
_DIARY_TAIL = re.compile(r"^\s*(?:\(\d+\)|T(?: \d\d)+|\d{2}(?:[. ]\d{2})+)?$")
SECTION = re.compile(
    r"(?:§|\b(?:pykälä|pykälässä|paragraf|section)\b)\s*(?P<after>\d{1,4})\b"
    r"|(?<![\d.])(?P<before>\d{1,4})(?:\s*§(?!\s*[\d:])|\.\s*pykälä)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:(?P<organ>[A-ZÅÄÖ][\wåäö]*(?:[ -][a-zåäö]+)?)\s*,?\s+)?"
    rf"(?P<date>{_DAY})\s*,?\s*(?:§\s*(?P<after>\d{{1,4}})\b|(?P<before>\d{{1,4}})\s*§(?!\s*:|:))"
)
_NUMBER = r"(?:§\s*(?P<after{0}>\d{{1,4}})|(?P<before{0}>\d{{1,4}})\s*§)"
_LAW = re.compile(r"^(?:[A-ZÅÄÖ]{1,3}|[A-ZÅÄÖ]\w*[a-zåäö])[LA]$")
_HANDLING = re.compile(
    rf"^(?P<organ>[A-ZÅÄÖ][\w .,/-]*?)\s*(?P<comma>,?)\s*(?:"
    rf"(?P<date>{_DAY})\s*[,/]?\s*{_NUMBER.format('')}"
    rf"|{_NUMBER.format('2')}\s*[,/]?\s*(?P<date2>{_DAY})"
    rf"|{_NUMBER.format('3')}"
    r")\s*:?\s*$"
)
# "§ 12 Tekninen lautakunta 3.2.2031"
_SECTION_FIRST = re.compile(rf"^{_NUMBER.format('4')}\s*,?\s*(?P<organ>[A-ZÅÄÖ][\w .-]*?)\s*,?\s+(?P<date>{_DAY})$")
_HEADER_TAIL = re.compile(rf"\s*(?:\([^()]{{1,40}}\)|{DIARY_NUMBER.pattern})\s*$")
_HISTORY = re.compile(r"^(?:Päätöshistoria|Aikaisempi käsittely|Beslutshistoria|Tidigare behandling):?\s+")
_ABBREVIATION = re.compile(
    r"^[A-ZÅÄÖ][\wåäö.]{1,9}$|^[A-ZÅÄÖ][a-zåäö]{1,7}\. ?[a-zåäö]{1,7}\.?$"
)  # "Khall", "Tekn. ltk."
_NO_ORGANS = frozenset({"pykälä", "paragraf", "liite", "bilaga", "laki", "lag", "ks.", "vrt.", "kts."})
_PREFIX = re.compile(rf"^([A-ZÅÄÖ][\wåäö.]{{1,9}} (?:{_DAY},? )?(?:§ ?\d{{1,4}}|\d{{1,4}} §)) (?=[A-ZÅÄÖ])")
_ORGAN_WORDS = 5
_LONGEST_HEADER = 160


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: ISO form and character span."""

    iso: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference to a section in a text, and its character span."""

    reference: Reference
    start: int
    end: int


def dates(text: str) -> Iterator[DateMention]:
    """Find the full dates of a text in order; a date that no calendar has is passed over."""
    for match in _DATE.finditer(text):
        groups = match.groupdict()
        suffix = next(s for s in ("", "2", "3") if groups[f"day{s}"])
        month = groups[f"month{suffix}"]
        number = int(month) if month.isdigit() else month
        iso = iso_date(int(groups[f"year{suffix}"]), number, groups[f"day{suffix}"])
        if iso is not None:
            yield DateMention(iso, match.start(), match.end())


def iso_date(year: int, month: int | str, day: int | str) -> str | None:
    """Give the ISO form of a date, or None where the calendar has no such day; a month may be a word."""
    number = month if isinstance(month, int) else month_number(month)
    if number is None:
        return None
    try:
        return date(year, number, int(day)).isoformat()
    except ValueError:
        return None


def month_number(word: str) -> int | None:
    """Give the number of a month from its name in Finnish (any case ending), Swedish or English."""
    lowered = word.lower()
    finnish = re.match(r"([a-zä]+kuu)", lowered)
    return MONTHS.get(finnish[1] if finnish else lowered)


def first_date(text: str) -> str | None:
    """Give the first full date of a text in ISO form, or None."""
    return next((mention.iso for mention in dates(text)), None)


def diary_number(text: str) -> str | None:
    """Give the diary number that a line consists of, or None.

    A label such as "Dnro" may stand before it, and the class of the filing plan after it.
    """
    bare = _DIARY_LABEL.sub("", text.strip())
    match = DIARY_NUMBER.match(bare)
    if match is None or not _DIARY_TAIL.match(bare[match.end() :]):
        return None
    return re.sub(r"\s?/\s?", "/", match[0])


def references(text: str) -> tuple[Reference, ...]:
    """Find the sections of other meetings that a text refers to by date and §, each once, in order."""
    return tuple(dict.fromkeys(mention.reference for mention in mentions(text)))


def mentions(text: str) -> Iterator[Mention]:
    """Find where a text refers to a section by date and §, its organ included where that is named."""
    for match in _REFERENCE.finditer(text):
        organ = _organ(match["organ"])
        reference = Reference(organ, first_date(match["date"]), match["after"] or match["before"])
        named = organ is not None and organ == match["organ"]
        yield Mention(reference, match.start() if named else match.start("date"), match.end())


def handling_prefix(text: str) -> int:
    """Give the length of the words before a block's text that name organ and §: "KHALL § 45 Valmistelija: …"; or 0."""
    match = _PREFIX.match(text)
    return match.end(1) if match and handling_header(match[1]) else 0


def _organ(words: str | None) -> str | None:
    """Give the organ among the words before a date: "Tekninen lautakunta", "Kh"; of "Lautakunta päätti" the first."""
    if words is None or ORGAN_ENDING.search(words):
        return words
    first, *verb = words.split(" ")
    if ORGAN_ENDING.search(first) or not (verb or is_known(first)):
        return first
    return None


def handling_header(text: str) -> Reference | None:
    """Read a line that consists of organ, date and § as stands above a handling, or give None.

    Date and § come in either order; after an organ's abbreviation ("Kh § 190") the date may be missing.
    """
    bare = _HEADER_TAIL.sub("", _HISTORY.sub("", text)) if len(text) <= _LONGEST_HEADER else text
    first = _SECTION_FIRST.match(bare)
    if first is not None and ORGAN_ENDING.search(first["organ"]):
        return Reference(first["organ"], first_date(first["date"]), first["after4"] or first["before4"])
    match = _HANDLING.match(bare)
    if match is None:
        return None
    organ = match["organ"].strip(" ,")
    said = match["date"] or match["date2"]
    abbreviated = _ABBREVIATION.match(organ) is not None
    named = ORGAN_ENDING.search(organ) is not None
    if not named and not abbreviated and not (match["comma"] and said and len(organ.split()) <= _ORGAN_WORDS):
        return None
    iso = first_date(said) if said else None
    # without a date an abbreviation has to be an organ's ("Kh", "KHALL"), not a law's ("MRL", "RakL")
    short = not _LAW.match(organ) and organ.lower() not in _NO_ORGANS and not is_known(organ)
    if iso is None and (said or not (named or short)):
        return None
    numbers = (match[f"{place}{suffix}"] for place in ("after", "before") for suffix in ("", "2", "3"))
    return Reference(organ, iso, next(number for number in numbers if number))
