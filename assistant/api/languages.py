"""Choose one of our languages by what a browser or a program prefers."""

from __future__ import annotations

LANGUAGES = ("fi", "sv", "en")


def preferred(accept_language: str) -> str:
    """Give the language that an Accept-Language header prefers; Finnish where it names none of ours."""
    ranked = []
    for place, piece in enumerate(accept_language.split(",")):
        tag, _, parameter = piece.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter)
        if language in LANGUAGES and weight > 0:
            ranked.append((-weight, place, language))
    return min(ranked)[2] if ranked else "fi"


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
