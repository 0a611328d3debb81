"""Snowball stems of Finnish, Swedish and English words. The one place that knows PyStemmer."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

_ALGORITHMS = {"fi": "finnish", "sv": "swedish", "en": "english"}
# PyStemmer does not promise to be safe in several threads at once.
_LOCK = threading.Lock()


@cache
def _stemmer(language: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(_ALGORITHMS[language], 0)


def stem(word: str, language: str) -> str:
    """Give the stem of a lower-case word of a language: "fi", "sv" or "en"."""
    with _LOCK:
        return str(_stemmer(language).stemWord(word))
