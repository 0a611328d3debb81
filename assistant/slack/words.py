"""The fixed texts, in Finnish, Swedish and English: by the locale that a person chose in Slack."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("fi", "sv", "en")


def language_of(locale: str | None) -> str:
    """Give the language of a Slack locale such as `fi-FI`; English where we speak none of it."""
    spoken = (locale or "").partition("-")[0].lower()
    return spoken if spoken in LANGUAGES else "en"


def say(language: str, name: str, **values: object) -> str:
    """Say a fixed text."""
    return str(texts()[language][name]).format(**values)


def loading(language: str) -> list[str]:
    """Give what is shown in turn while an answer is sought."""
    return [str(each) for each in texts()[language]["loading"]]


def part_name(language: str, part: str) -> str:
    """Name a part of a decision."""
    return str(texts()[language]["part"][part])


@cache
def texts() -> dict[str, Any]:
    """Read all texts, by language and name."""
    return tomllib.loads(files("assistant.slack").joinpath("words.toml").read_text(encoding="utf-8"))
