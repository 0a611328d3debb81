"""The fixed texts of the pages, in Finnish, Swedish and English."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


class Words:
    """The texts of one language; a template calls it by a text's name."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = texts()[language]

    def __call__(self, name: str, **values: object) -> str:
        """Say a text."""
        return str(self._texts[name]).format(**values)

    def count(self, name: str, number: int) -> str:
        """Say how many there are of something."""
        one, many = self._texts["count"][name]
        return str(one if number == 1 else many).format(n=figure(number))

    def part(self, name: str) -> str:
        """Name a part of a decision."""
        return str(self._texts["part"][name])

    def kind(self, name: str) -> str:
        """Name a kind of document."""
        return str(self._texts["kind"][name])

    def value(self, facet: str, value: str) -> str:
        """Name a value of a facet."""
        if facet == "part":
            return self.part(value)
        return self.kind(value) if facet == "document_kind" else value


def figure(number: int) -> str:
    """Write a number with a space between thousands, as all three languages may."""
    return f"{number:,}".replace(",", "\u00a0")


def day(iso: str | None) -> str:
    """Write an ISO date, or the date of an ISO time, as people do: 20.2.2025."""
    if not iso:
        return ""
    year, month, number = iso[:10].split("-")
    return f"{int(number)}.{int(month)}.{year}"


@cache
def texts() -> dict[str, Any]:
    """Read all texts, by language and name."""
    return tomllib.loads(files("assistant.web").joinpath("words.toml").read_text(encoding="utf-8"))
