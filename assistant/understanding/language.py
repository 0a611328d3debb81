"""The language that a question is asked in."""

from __future__ import annotations

import re

from indexer.finnish import ENGLISH_STOP_WORDS, SWEDISH_STOP_WORDS, is_known
from indexer.language import detect

_LEAST_SHARE = 0.5  # of the words, known to Voikko, that makes a question Finnish


def question_language(text: str) -> str:
    """Name the language of a question, which may be short: "fi", "sv" or "en".

    Function words decide first, then Voikko, then the statistics of letters; names and figures say nothing.
    """
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]
    if not words:
        return "fi"
    lowered = [word.lower() for word in words]
    swedish = sum(word in SWEDISH_STOP_WORDS and not is_known(word) for word in lowered)
    english = sum(word in ENGLISH_STOP_WORDS and not is_known(word) for word in lowered)
    if swedish != english and max(swedish, english) >= max(1, len(words) // 6):
        return "sv" if swedish > english else "en"
    known = sum(map(is_known, lowered)) / len(words)
    if known >= _LEAST_SHARE:
        return "fi"
    plain = [word for number, word in enumerate(words) if number == 0 or word.islower()]
    return detect(" ".join(plain)) if len(plain) > 1 else "fi"
