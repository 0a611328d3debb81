"""What was understood, in words: filters and hints in the asker's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.model import Question

_WORDS = {
    "fi": {
        "case": "asia {}", "organ": "toimielin {}", "section": "§ {}", "day": "kokous {}", "from": "{} alkaen",
        "to": "{} asti", "between": "aika {}–{}", "year": "vuosi {}", "municipality": "kunta {}", "latest": "viimeisin",
        "document_kind": "asiakirjan laji {}", "part": "kohta {}", "across": "kunnittain",
    },
    "sv": {
        "case": "ärende {}", "organ": "organ {}", "section": "§ {}", "day": "möte {}", "from": "från {}",
        "to": "till {}", "between": "tid {}–{}", "year": "år {}", "municipality": "kommun {}", "latest": "senaste",
        "document_kind": "typ av dokument {}", "part": "del {}", "across": "per kommun",
    },
    "en": {
        "case": "case {}", "organ": "organ {}", "section": "§ {}", "day": "meeting {}", "from": "from {}",
        "to": "until {}", "between": "time {}–{}", "year": "year {}", "municipality": "municipality {}",
        "latest": "latest", "document_kind": "kind of document {}", "part": "part {}", "across": "by municipality",
    },
}  # fmt: skip


def day(iso: str) -> str:
    """Write an ISO date as people do: 20.2.2025."""
    year, month, number = iso.split("-")
    return f"{int(number)}.{int(month)}.{year}"


@dataclass(frozen=True, slots=True)
class Said:
    """A filter or hint in words: what it is named by, so that it can be taken away, and whether it is a wall."""

    names: tuple[str, ...]
    text: str
    is_filter: bool


def sayings(question: Question) -> Iterator[Said]:
    """Say each filter, then each hint of a question in the asker's language."""
    for values, is_filter in ((question.filters.said(), True), (question.hints.said(), False)):
        for names, text in _said(values, _WORDS[question.language]):
            yield Said(names, text, is_filter)


def say(question: Question) -> str:
    """Say the filters and hints of a question, filters first, each once."""
    return ", ".join(dict.fromkeys(each.text for each in sayings(question)))


def _said(values: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
    for name in ("case", "organ", "section", "year", "municipality", "document_kind", "part"):
        if name in values:
            yield (name,), words[name].format(values[name])
    first, last = values.get("date_from"), values.get("date_to")
    if first and last:
        same = words["day"].format(day(first))
        yield ("date_from", "date_to"), same if first == last else words["between"].format(day(first), day(last))
    elif first:
        yield ("date_from",), words["from"].format(day(first))
    elif last:
        yield ("date_to",), words["to"].format(day(last))
    for name in ("latest", "across"):
        if values.get(name):
            yield (name,), words[name]
