"""Finnish sentences that begin with an adverbial, told from words that only go on from the word before them."""

from __future__ import annotations

import re

from indexer.voikko import readings_of

_ADVERBIAL = frozenset({"tulento", "olento", "sisaolento", "sisatulento", "ulkoolento", "ulkotulento", "ulkoeronto"})


def states(text: str) -> bool:
    """Tell a Finnish sentence that begins with an adverbial: "Pöytäkirjan tarkastajiksi valittiin …".

    A genitive before a nominative, or an elative, could as well belong to the word before it and does not count.
    """
    sentence = re.match(r".*?[^\W\d_]{3}[.:](?=\s|$)", text, re.DOTALL)
    words = re.findall(r"[^\W\d_]+", sentence[0]) if sentence else []
    if not words or not words[0][0].isupper():
        return False
    cases = ({each.case for each in readings_of(word.lower())} for word in words)
    head = next((case for case in cases if "omanto" not in case), set())
    return bool(head) and head <= _ADVERBIAL and any(_is_finite(word) for word in words if word.islower())


def has_predicate(text: str) -> bool:
    """Tell whether a text has a word that can only be a finite verb."""
    return any(_is_finite(word) for word in re.findall(r"[^\W\d_]+", text) if word.islower())


def _is_finite(word: str) -> bool:
    readings = readings_of(word)
    verbs = all(each.word_class in ("teonsana", "kieltosana") for each in readings)
    return verbs and any(each.mood in ("indicative", "conditional") for each in readings)
