"""The language of a text: Finnish, Swedish or English, by py3langid restricted to these."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = ("fi", "sv", "en")


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier


def detect(text: str) -> str:
    """Name the language of a text: "fi", "sv" or "en"; a text without words counts as Finnish."""
    if not any(character.isalpha() for character in text):
        return "fi"
    language, _ = _identifier().classify(text)
    return str(language)
