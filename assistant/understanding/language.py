"""The language that a question is asked in."""

from __future__ import annotations

import re
from functools import partial

from assistant.lexicon import compound, translate
from indexer.finnish import ENGLISH_STOP_WORDS, STOP_WORDS, SWEDISH_STOP_WORDS, is_known, lemmas
from indexer.language import detect

_OTHER_STOP_WORDS = SWEDISH_STOP_WORDS | ENGLISH_STOP_WORDS


def question_language(text: str) -> str:
    """Name the language of a question, which may be short: "fi", "sv" or "en".

    A Finnish word to ask with opens no other language. Else function words decide first, then whether Voikko or a
    dictionary knows more of the words, then the statistics of letters; names and figures say nothing.
    """
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]
    if not words:
        return "fi"
    lowered = [word.lower() for word in words]
    if STOP_WORDS.intersection((lowered[0], *lemmas(lowered[0]))) and lowered[0] not in _OTHER_STOP_WORDS:
        return "fi"
    swedish = sum(word in SWEDISH_STOP_WORDS and not is_known(word) for word in lowered)
    english = sum(word in ENGLISH_STOP_WORDS and not is_known(word) for word in lowered)
    if swedish != english and max(swedish, english) >= max(1, len(words) // 6):
        return "sv" if swedish > english else "en"
    known = sum(map(is_known, lowered))
    foreign = {language: sum(map(partial(_is_foreign, language=language), lowered)) for language in ("sv", "en")}
    most = max(foreign.values())
    if known >= max(most, len(words) / 2):
        return "fi"
    if most > known and foreign["sv"] != foreign["en"]:
        return max(foreign, key=lambda language: foreign[language])
    plain = [word for number, word in enumerate(words) if number == 0 or word.islower()]
    return detect(" ".join(plain)) if len(plain) > 1 else "fi"


def _is_foreign(word: str, language: str) -> bool:
    return bool(translate(word, language) or compound(word, language))
