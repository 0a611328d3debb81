"""Figures of a text as what they mean: dates, §§, diary numbers, months, vote counts, amounts with scale and unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.finnish import lemmas
from indexer.model import Value
from indexer.references import DIARY_NUMBER, MONTHS, SECTION, dates, iso_date, month_number

_MONTH = "|".join(
    sorted(
        {*MONTHS, *(f"{name}(?:ta|n|ssa|lla|sta|hun)" for name in MONTHS if name.endswith("kuu"))},
        key=len,
        reverse=True,
    )
)
_ENGLISH_DATE = re.compile(
    rf"\b(?P<month>{_MONTH})\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)", re.IGNORECASE
)
_ORDINAL_DATE = re.compile(
    rf"\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)\s+(?:of\s+)?(?P<month>{_MONTH}),?\s+(?P<year>(?:19|20)\d\d)", re.IGNORECASE
)
_DAY_OF_MONTH = re.compile(
    rf"\b(?:(?P<day>[0-3]?\d)(?:\.|st|nd|rd|th)?\s+(?:of\s+|päivänä\s+)?(?P<month>{_MONTH})\b"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?\b)"
    r"|(?<![\d.])(?P<day3>[0-3]?\d)\.\s?(?P<number>[01]?\d)\.(?!\s?\d)",
    re.IGNORECASE,
)
# "mars" and "maj" are months alone; "may" and "march" only with a capital.
_MONTH_WORD = re.compile(rf"\b(?:{_MONTH})\w{{0,4}}\b", re.IGNORECASE)
_LOWER_CASE_WORDS = frozenset({"may", "march"})
_COUNT = re.compile(
    r"(?<![\d.,–-])(\d{1,3})(?:\s*(?:votes?|ääntä|röster|JAA|yes))?\s*(?:[–-]|\bto\b|\bmot\b|\bvastaan\b|\bagainst\b)\s*(\d{1,3})"
    r"(?![\d.,–-]*\d)",
)
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:]\d+)*")
_SCALES = (
    ("million", re.compile(r"\s*(?:milj\w*\.?|mn\b|million\w*|M(?=€)|M(?=EUR)|meur\b|M€)", re.IGNORECASE)),
    ("billion", re.compile(r"\s*(?:mrd\.?|miljard\w*|billion\w*)", re.IGNORECASE)),
    ("thousand", re.compile(r"\s*(?:tuha\w+|tusen\w*|thousand\w*|t(?=€)|k(?=€)|teur\b)", re.IGNORECASE)),
)
_UNITS = (
    ("euro", re.compile(r"\s*(?:€|eur(?:o\w*)?\b|e\b(?!\w))", re.IGNORECASE)),
    ("percent", re.compile(r"[\s-]*(?:%|prosent\w*|procent\w*|per ?cent\b)", re.IGNORECASE)),
)
_EURO_BEFORE = re.compile(r"(?:€|\bEUR)\s*$")
_GROUPED = {"fi": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"), "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")}
_WORDS = {
    word: value
    for value, words in {
        "2": "kaksi två two molemmat både both", "3": "kolme tre three", "4": "neljä fyra four", "5": "viisi fem five",
        "6": "kuusi sex six", "7": "seitsemän sju seven", "8": "kahdeksan åtta eight", "9": "yhdeksän nio nine",
        "10": "kymmenen tio ten", "11": "yksitoista elva eleven", "12": "kaksitoista tolv twelve dussin dozen",
        "20": "kaksikymmentä tjugo twenty", "30": "kolmekymmentä trettio thirty", "50": "viisikymmentä femtio fifty",
        "100": "sata hundra hundred", "1/2": "puolet puoli hälften half", "2x": "kaksinkertainen dubbel double",
    }.items()
    for word in words.split()
}  # fmt: skip
_SCALE_WORDS = {
    word: value
    for value, words in {
        "thousand": "tuhat tuhannet tusen thousand thousands", "million": "miljoona miljon miljoner million millions",
        "billion": "miljardi miljard miljarder billion billions",
    }.items()
    for word in words.split()
}  # fmt: skip
_VAGUE = frozenset({"molemmat", "både", "both"})


@dataclass(frozen=True, slots=True)
class Amount(Value):
    """A number as written and as read, with the scale and unit that stand beside it."""

    written: str
    values: frozenset[str]
    scale: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Figures(Value):
    """All figures of a text. Days are (day, month); counts are pairs in their order."""

    dates: frozenset[str] = frozenset()
    days: frozenset[tuple[int, int]] = frozenset()
    months: frozenset[int] = frozenset()
    sections: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    counts: frozenset[tuple[str, str]] = frozenset()
    amounts: tuple[Amount, ...] = ()
    words: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()


def figures(text: str, language: str) -> Figures:
    """Read all figures of a text in a language: "1,200" is a thousand in English only."""
    rest = list(text)

    def take(start: int, end: int) -> None:
        rest[start:end] = " " * (end - start)

    found_dates: set[str] = set()
    for mention in dates(text):
        found_dates.add(mention.iso)
        take(mention.start, mention.end)
    for pattern in (_ENGLISH_DATE, _ORDINAL_DATE):
        for match in pattern.finditer("".join(rest)):
            iso = iso_date(int(match["year"]), match["month"], match["day"])
            if iso:
                found_dates.add(iso)
                take(*match.span())
    cases = set()
    for match in DIARY_NUMBER.finditer("".join(rest)):
        cases.add("".join(match[0].split()))
        take(*match.span())
    sections = set()
    for match in SECTION.finditer("".join(rest)):
        sections.add(match["after"] or match["before"])
        take(*match.span())
    months = {int(iso[5:7]) for iso in found_dates}
    days = {(int(iso[8:]), int(iso[5:7])) for iso in found_dates}
    for match in _DAY_OF_MONTH.finditer("".join(rest)):
        day = match["day"] or match["day2"] or match["day3"]
        month = int(match["number"]) if match["number"] else month_number(match["month"] or match["month2"])
        if month is not None and 1 <= month <= 12 and 1 <= int(day) <= 31:
            days.add((int(day), month))
            months.add(month)
            take(*match.span())
    for match in _MONTH_WORD.finditer("".join(rest)):
        number = month_number(match[0])
        if number is not None and match[0] not in _LOWER_CASE_WORDS:
            months.add(number)
    left = "".join(rest)
    counts = {(match[1], match[2]) for match in _COUNT.finditer(left) if len(match[1]) < 4}
    years = [Amount(iso[:4], frozenset({iso[:4]})) for iso in sorted(found_dates)]
    return Figures(
        frozenset(found_dates),
        frozenset(days),
        frozenset(months),
        frozenset(sections),
        frozenset(cases),
        frozenset(counts),
        (*_amounts(left, language), *years),
        frozenset(_number_words(text)),
        frozenset(name for name, pattern in _UNITS if pattern.search(text)),
    )


def _amounts(text: str, language: str) -> Iterator[Amount]:
    for match in _NUMBER.finditer(text):
        after, scale, unit = text[match.end() :], "", ""
        for name, pattern in _SCALES:
            if beside := pattern.match(after):
                scale, after = name, after[beside.end() :]
                unit = "euro" if beside[0].lower().strip() in ("meur", "m€", "teur") else ""
                break
        unit = unit or next((name for name, pattern in _UNITS if pattern.match(after)), "")
        if not unit and _EURO_BEFORE.search(text[: match.start()]):
            unit = "euro"
        yield Amount(match[0], _values(match[0], language), scale, unit)


def _values(written: str, language: str) -> frozenset[str]:
    """Read a number as it is written in the language; without a group sign, decimals are told by comma or point."""
    bare = "".join(written.split())
    grouped = _GROUPED["en" if language == "en" else "fi"].fullmatch(bare)
    if grouped:
        bare = bare.replace("," if language == "en" else ".", "")
    value = bare.replace(",", ".")
    if value.count(".") == 1:
        value = value.removesuffix(".00").removesuffix(".0")
    return frozenset({value})


def _number_words(text: str) -> Iterator[str]:
    for match in re.finditer(r"[^\W\d_]+", text):
        word = match[0].lower()
        for form in (word, *lemmas(word)[:1]):
            if form in _WORDS or form in _SCALE_WORDS:
                yield form
                break


def unborne(said: Figures, source: Figures) -> str:
    """Name the first figure that a text says and its source does not, or give an empty string."""
    plain = (
        ("date", said.dates - source.dates),
        ("day", said.days - source.days),
        ("month", said.months - source.months),
        ("section", said.sections - source.sections),
        ("case", said.cases - source.cases),
    )
    for name, missing in plain:
        if missing:
            return f"{name} {min(map(str, missing))}"
    for pair in sorted(said.counts):
        if pair not in source.counts and pair[::-1] in source.counts:
            return f"count {pair[0]}–{pair[1]}"
    for amount in said.amounts:
        if not any(_bears(amount, other, source) for other in source.amounts):
            return f"figure {amount.written}"
    known = {value for amount in source.amounts for value in amount.values}
    spoken = {_WORDS.get(word) or _SCALE_WORDS[word] for word in source.words} | {
        amount.scale for amount in source.amounts if amount.scale
    }
    for word in sorted(said.words - _VAGUE):
        value = _WORDS.get(word) or _SCALE_WORDS[word]
        if value not in spoken and value not in known:
            return f"number {word}"
    return ""


def _bears(said: Amount, other: Amount, source: Figures) -> bool:
    """Tell whether an amount is another: the same number and scale, and no unit that its source does not have."""
    if said.scale != other.scale or not (said.values & other.values or said.written == other.written):
        return False
    if said.unit in ("", other.unit):
        return True
    return not other.unit and said.unit in source.units
