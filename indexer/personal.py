"""Personal data that no reader needs: identity codes, bank accounts, phone numbers, e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban
from stdnum.fi import hetu, ytunnus

from indexer.model import Decision

# With a hyphen of any kind, as a page sets it.
_CODE = re.compile(r"(?<![\w-])(\d{6})([-+A-FU-Y\u2010\u2011\u2212\u2013])(\d{3}[0-9A-Y])(?!\w)", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+(?:@|\(at\)|\[at\])[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_DIGITS = re.compile(r"\d(?:\W?\d){5}")
_LONGEST_ACCOUNT = 34
_SHORTEST_ACCOUNT = 15


class Personal(StrEnum):
    """A kind of personal data, as the setting names it."""

    IDENTITY_CODE = "identity_code"
    BANK_ACCOUNT = "bank_account"
    PHONE = "phone"
    EMAIL = "email"


ALL = tuple(Personal)


def found(text: str, kinds: Iterable[str] = ALL) -> list[tuple[int, int]]:
    """Give where personal data of some kinds stands in a text, in order; check characters have to be right."""
    return sorted({span for kind in kinds for span in _FINDERS[Personal(kind)](text)})


def masked(text: str, kinds: Iterable[str] = ALL) -> str:
    """Put a dot in the place of each letter and figure of personal data, so that all else stays where it stands."""
    for start, end in found(text, kinds):
        text = text[:start] + "".join("•" if each.isalnum() else each for each in text[start:end]) + text[end:]
    return text


def kinds_in(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """Give the kinds of personal data that stand in decisions."""
    texts = [text for each in decisions for text in (each.title, *(paragraph.text for paragraph in each.paragraphs))]
    return tuple(str(kind) for kind in ALL if any(True for text in texts for _ in _FINDERS[kind](text)))


def _codes(text: str) -> Iterator[tuple[int, int]]:
    for each in _CODE.finditer(text):
        century = each[2] if each[2].isalpha() or each[2] == "+" else "-"
        if hetu.is_valid(f"{each[1]}{century}{each[3]}", allow_temporary=True):
            yield each.span()


def _accounts(text: str) -> Iterator[tuple[int, int]]:
    """Find accounts; words that follow one in capitals may look like a piece of it, so shorter ones are tried too."""
    for each in _ACCOUNT.finditer(text):
        for end in range(each.end(), each.start() + _SHORTEST_ACCOUNT - 1, -1):
            account = text[each.start() : end].replace(" ", "")
            if len(account) <= _LONGEST_ACCOUNT and iban.is_valid(account):
                yield each.start(), end
                break


def _phones(text: str) -> Iterator[tuple[int, int]]:
    if not _DIGITS.search(text):
        return
    for each in PhoneNumberMatcher(text, "FI", leniency=Leniency.VALID):
        around = text[each.start - 1 : each.start] + text[each.end : each.end + 1]
        # Pieces of dates, diary numbers and sums, and the numbers of companies.
        if (
            "/" not in each.raw_string
            and not ytunnus.is_valid(each.raw_string)
            and not any(mark in around for mark in "/§€")
            and not around.isdigit()
        ):
            yield each.start, each.end


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    yield from (each.span() for each in _ADDRESS.finditer(text))


_FINDERS: Mapping[Personal, Callable[[str], Iterator[tuple[int, int]]]] = {
    Personal.IDENTITY_CODE: _codes,
    Personal.BANK_ACCOUNT: _accounts,
    Personal.PHONE: _phones,
    Personal.EMAIL: _addresses,
}
