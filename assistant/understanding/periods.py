"""When a question speaks of: days, months, seasons, years, and words such as "last year"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from indexer.references import MONTHS, dates, month_number

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH_YEAR = re.compile(rf"\b(?P<month>[^\W\d_]{{3,14}})\s+(?:of\s+)?{_YEAR}\b")
_MONTH_WORD = re.compile(r"^(?P<stem>[^\W\d_]+kuu)(?:n|ssa|ta|hun|lla|lta)?$")
# A month alone: "helmikuussa", "in February", "i februari".
_MONTH_ALONE = re.compile(
    r"\b(?P<finnish>[^\W\d_]{3,8}kuu(?:n|ssa|lla|lta)?)\b|\b(?:in|of|during|i|under)\s+(?P<other>[^\W\d_]{3,9})\b",
    re.IGNORECASE,
)
_SEASONS = {
    "kevä": (1, 6), "kesä": (6, 8), "syksy": (8, 12), "talv": (1, 12), "talve": (1, 12),
    "spring": (1, 6), "summer": (6, 8), "autumn": (8, 12), "fall": (8, 12), "winter": (1, 12),
    "vår": (1, 6), "sommar": (6, 8), "höst": (8, 12), "vinter": (1, 12),
}  # fmt: skip
_SEASON_YEAR = re.compile(
    rf"\b(?P<season>kevä|kesä(?!kuu)|syksy|talve|talv|spring|summer|autumn|fall|winter|vår|sommar|höst|vinter)"
    rf"\w{{0,5}}\s+(?:of\s+|vuo\w+\s+)?{_YEAR}\b",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\b(?P<first>(?:19|20)\d\d)\s*(?:-|–|—|ja|och|and|to|till)\s*(?P<last>(?:19|20)\d\d)\b")
# Neither a §, nor a sum, nor a piece of a longer number.
_ONE_YEAR = re.compile(rf"(?<![\d./-])(?<!§)(?<!§\s){_YEAR}(?![\d/-]|[.,]\d|\s?(?:€|euro))")
_LAST_YEAR = re.compile(r"\bviime vuo\w+|\bedellisenä vuonna\b|\blast year\b|\bi fjol\b|\bförra året\b", re.IGNORECASE)
_THIS_YEAR = re.compile(r"\btänä vuonna\b|\bkuluvana vuonna\b|\bthis year\b|\bi år\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time: ISO dates, inclusive. `day` is set where the question names one day, `year` where a year.

    `words` are the question's own.
    """

    first: str
    last: str
    words: str
    day: bool = False
    year: int | None = None


def period(text: str, today: date, newest: Callable[[], str | None] = lambda: None) -> Period | None:
    """Find the time that a question names, the narrowest there is, or None.

    A month without a year is the last that there was, counted back from the `newest` meeting or else from today.
    """
    mention = next(dates(text), None)
    if mention is not None:
        return Period(mention.iso, mention.iso, text[mention.start : mention.end], day=True)
    for named in _MONTH_YEAR.finditer(text):
        month = _month(named["month"])
        if month is not None:
            return _months(int(named["year"]), month, month, named[0])
    if match := _SEASON_YEAR.search(text):
        first, last = _SEASONS[match["season"].lower()]
        return _months(int(match["year"]), first, last, match[0])
    if match := _YEARS.search(text):
        return Period(f"{match['first']}-01-01", f"{match['last']}-12-31", match[0])
    if match := _ONE_YEAR.search(text):
        return _year(int(match["year"]), match[0])
    if match := _LAST_YEAR.search(text):
        return _year(today.year - 1, match[0])
    if match := _THIS_YEAR.search(text):
        return _year(today.year, match[0])
    for named in _MONTH_ALONE.finditer(text):
        month = month_number(named["finnish"] or named["other"])
        if month is not None:
            met = newest() or today.isoformat()
            year = int(met[:4]) - (month > int(met[5:7]))
            return _months(year, month, month, named["finnish"] or named["other"])
    return None


def _month(word: str) -> int | None:
    number = month_number(word)
    if number is not None:
        return number
    misspelt = _MONTH_WORD.match(word.lower())
    close = get_close_matches(misspelt["stem"], MONTHS, n=1, cutoff=0.85) if misspelt else []
    return MONTHS[close[0]] if close else None


def _months(year: int, first: int, last: int, words: str) -> Period:
    return Period(
        date(year, first, 1).isoformat(), date(year, last, calendar.monthrange(year, last)[1]).isoformat(), words
    )


def _year(year: int, words: str) -> Period:
    return Period(f"{year}-01-01", f"{year}-12-31", words, year=year)
