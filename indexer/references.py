"""Dates, section references and diary numbers as they are written in Finnish and Swedish minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from indexer.labels import ORGAN_ENDING
from indexer.model import Reference

_FINNISH_MONTHS = (
    "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".split()
)
_SWEDISH_MONTHS = (
    "januari februari mars april maj juni juli augusti september oktober november december".split()
)
_ENGLISH_MONTHS = (
    "january february march april may june july august september october november december".split()
)
MONTHS: dict[str, int] = {
    **{f"{stem}kuu": number for number, stem in enumerate(_FINNISH_MONTHS, start=1)},
    **{name: number for number, name in enumerate(_SWEDISH_MONTHS, start=1)},
    **{name: number for number, name in enumerate(_ENGLISH_MONTHS, start=1)},
}

_MONTH = "|".join([*(f"{stem}kuu(?:ta|n|ssa)?" for stem in _FINNISH_MONTHS), *_SWEDISH_MONTHS, *_ENGLISH_MONTHS])
_DATE = re.compile(
    rf"(?<![\d.])(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.(?P<year>(?:19|20)\d\d)(?!\d)"
    rf"|(?<!\d)(?P<day2>[0-3]?\d)\.?\s+(?:päivänä\s+)?(?P<month2>{_MONTH})\s+(?P<year2>(?:19|20)\d\d)(?!\d)"
    rf"|(?<!\d)(?P<year3>(?:19|20)\d\d)-(?P<month3>[01]\d)-(?P<day3>[0-3]\d)(?!\d)",
    re.IGNORECASE,
)
DIARY_NUMBER = re.compile(
    r"(?<![\w/.])(?:"
    r"\d{1,6}/\d{2}(?:\.\d{2}){1,3}/(?:19|20)\d\d"  # 691/00.01.02/2021
    r"|[A-ZÅÄÖ]{2,8}(?:dno|Dno|DNO)[- ](?:19|20)\d\d[- ]\d{1,6}"  # ROIDno-2021-4378
    r"|[A-ZÅÄÖ]{3}\s(?:19|20)\d\d-\d{6}"  # HEL 2011-004632
    r"|\d{1,6}/(?:19|20)\d\d"  # 730/2017
    r")(?![\w/])"
)
_DIARY_LABEL = re.compile(r"^(?:asianro|asianumero|diaarinro|diaarinumero|dnro|dno|diarienr|diarienummer|ärendenr)\.?:?\s*", re.I)
SECTION = re.compile(r"§\s*(?P<after>\d{1,4})\b|(?<![\d.])(?P<before>\d{1,4})\s*§(?!\s*[\d:])")
_REFERENCE = re.compile(
    r"(?:(?P<organ>[A-ZÅÄÖ][\wåäö]*(?:[ -][a-zåäö]+)?)\s*,?\s+)?"
    r"(?P<date>[0-3]?\d\.[01]?\d\.(?:19|20)\d\d)\s*,?\s*(?:§\s*(?P<after>\d{1,4})\b|(?P<before>\d{1,4})\s*§(?!\s*:|:))"
)
_HANDLING = re.compile(
    r"^(?P<organ>[A-ZÅÄÖ][\w .,/-]*?)\s*,?\s*(?:"
    r"(?P<date>[0-3]?\d\.[01]?\d\.(?:19|20)\d\d)\s*,?\s*(?:§\s*(?P<after>\d{1,4})|(?P<before>\d{1,4})\s*§)"
    r"|(?:§\s*(?P<first>\d{1,4})|(?P<first2>\d{1,4})\s*§)\s*,?\s*(?P<date2>[0-3]?\d\.[01]?\d\.(?:19|20)\d\d)"
    r")\s*$"
)


# "Khall", "Kvalt", "Hyvltk": short, and no word of the language
_ABBREVIATION = re.compile(r"^[A-ZÅÄÖ][\wåäö.]{1,9}$")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: ISO form and character span."""

    iso: str
    start: int
    end: int


def dates(text: str) -> Iterator[DateMention]:
    """Find the full dates of a text in order; a date that no calendar has is passed over."""
    for match in _DATE.finditer(text):
        groups = match.groupdict()
        suffix = next(s for s in ("", "2", "3") if groups[f"day{s}"])
        month = groups[f"month{suffix}"]
        iso = iso_date(int(groups[f"year{suffix}"]), month if not month.isdigit() else int(month), groups[f"day{suffix}"])
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
    """Give the diary number that a line consists of (a label such as "Dnro" before it allowed), or None."""
    match = DIARY_NUMBER.fullmatch(_DIARY_LABEL.sub("", text.strip()))
    return match[0] if match else None


def references(text: str) -> tuple[Reference, ...]:
    """Find the sections of other meetings that a text refers to by date and §, each once, in order."""
    found = dict.fromkeys(
        Reference(match["organ"], first_date(match["date"]), match["after"] or match["before"])
        for match in _REFERENCE.finditer(text)
    )
    return tuple(found)


def handling_header(text: str) -> Reference | None:
    """Read a line that consists of organ, date and § in either order, as stands above a handling, or give None."""
    match = _HANDLING.match(text)
    if match is None:
        return None
    organ = match["organ"].strip(" ,")
    if not (ORGAN_ENDING.search(organ) or _ABBREVIATION.match(organ)):
        return None
    iso = first_date(match["date"] or match["date2"])
    number = match["after"] or match["before"] or match["first"] or match["first2"]
    return Reference(organ, iso, number) if iso else None
