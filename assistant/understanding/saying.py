"""What was understood, in words: filters and hints in the asker's language."""

from __future__ import annotations

from assistant.model import Question

_WORDS = {
    "fi": {
        "case": "asia {}", "organ": "toimielin {}", "section": "§ {}", "day": "kokous {}", "from": "{} alkaen",
        "to": "{} asti", "between": "aika {}–{}", "year": "vuosi {}", "municipality": "kunta {}", "latest": "viimeisin",
        "document_kind": "asiakirjan laji {}", "part": "kohta {}",
    },
    "sv": {
        "case": "ärende {}", "organ": "organ {}", "section": "§ {}", "day": "möte {}", "from": "från {}",
        "to": "till {}", "between": "tid {}–{}", "year": "år {}", "municipality": "kommun {}", "latest": "senaste",
        "document_kind": "typ av dokument {}", "part": "del {}",
    },
    "en": {
        "case": "case {}", "organ": "organ {}", "section": "§ {}", "day": "meeting {}", "from": "from {}",
        "to": "until {}", "between": "time {}–{}", "year": "year {}", "municipality": "municipality {}",
        "latest": "latest", "document_kind": "kind of document {}", "part": "part {}",
    },
}  # fmt: skip


def day(iso: str) -> str:
    """Write an ISO date as people do: 20.2.2025."""
    year, month, number = iso.split("-")
    return f"{int(number)}.{int(month)}.{year}"


def say(question: Question) -> str:
    """Say the filters and hints of a question, filters first, each once."""
    words = _WORDS[question.language]
    said: dict[str, None] = {}
    for values in (question.filters.said(), question.hints.said()):
        for name in ("case", "organ", "section", "year", "municipality", "document_kind", "part"):
            if name in values:
                said[words[name].format(values[name])] = None
        first, last = values.get("date_from"), values.get("date_to")
        if first and last:
            said[
                words["day"].format(day(first)) if first == last else words["between"].format(day(first), day(last))
            ] = None
        elif first or last:
            said[words["from" if first else "to"].format(day(str(first or last)))] = None
        if values.get("latest"):
            said[words["latest"]] = None
    return ", ".join(said)
