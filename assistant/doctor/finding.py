"""One thing that was looked at, and how it is told in Finnish, Swedish and English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("fi", "sv", "en")


class State(StrEnum):
    """How a thing is: as it has to be, so that it works but might be better, or so that it does not work."""

    FINE = "fine"
    ADVICE = "advice"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, such as a setting, how it is, and by which text that is told."""

    subject: str
    state: State
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """Say how it is."""
        return self._said(language, 0)

    def remedy(self, language: str) -> str:
        """Say what to do about it; nothing where it is fine."""
        return self._said(language, 1)

    def _said(self, language: str, which: int) -> str:
        said: list[str] = texts()[self.name][language]
        return said[which].format(**self.values) if which < len(said) else ""


def fine(subject: str, name: str, **values: Any) -> Finding:
    """Find a thing as it has to be."""
    return Finding(subject, State.FINE, name, values)


def advice(subject: str, name: str, **values: Any) -> Finding:
    """Find a thing that works and might be better."""
    return Finding(subject, State.ADVICE, name, values)


def wrong(subject: str, name: str, **values: Any) -> Finding:
    """Find a thing that does not work."""
    return Finding(subject, State.WRONG, name, values)


def told(finding: Finding, language: str) -> str:
    """Tell a finding on one line, and on a second one the remedy."""
    line = (
        f"{texts()['states'][language][list(State).index(finding.state)]}  {finding.subject}: {finding.text(language)}"
    )
    remedy = finding.remedy(language)
    return f"{line}\n            {remedy}" if remedy else line


def total(counts: Mapping[State, int], language: str) -> str:
    """Sum up how many things are wrong and how many might be better."""
    name = "summary" if counts.get(State.WRONG) else "all_fine"
    numbers = {str(state): counts.get(state, 0) for state in State}
    return str(texts()[name][language][0]).format(**numbers)


@cache
def texts() -> dict[str, Any]:
    """Read all texts: what is found and, where something can be done, the remedy, by name and language."""
    return tomllib.loads(files("assistant.doctor").joinpath("words.toml").read_text(encoding="utf-8"))
