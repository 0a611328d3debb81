"""The assistant's error tree: an HTTP status and a text in Finnish, Swedish and English beside each error.

AssistantError
├── NotFound            no such decision, paragraph or case (404)
├── EmptyQuestion       nothing was asked (422)
├── InvalidTime         a time is not written as ISO 8601 has it (422)
├── NothingIndexed      the store is empty (503)
├── BenchmarkUnreadable a folder to measure with is not in the layout of BEIR (500)
├── PromptError         a template lacks a variable or is missing (500)
└── GoldError           gold questions cannot be read (422)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class AssistantError(Exception):
    """Say what failed and what to do about it, in the asker's language."""

    status: ClassVar[int] = 500
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Palvelussa tapahtui virhe. Yritä hetken kuluttua uudelleen.",
        "sv": "Ett fel inträffade i tjänsten. Försök igen om en stund.",
        "en": "Something went wrong in the service. Please try again in a moment.",
    }

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """Say it in "fi", "sv" or "en"."""
        text = self.texts.get(language, self.texts["en"])
        return f"{text} ({self.detail})" if self.detail else text


class NotFound(AssistantError):
    """No decision, paragraph or case has this id, or the asker may not see it."""

    status = 404
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Kohdetta ei löydy. Tarkista tunniste tai etsi asiaa hakusanoilla.",
        "sv": "Det du söker hittas inte. Kontrollera beteckningen eller sök med ord.",
        "en": "There is no such item. Check the id, or search by words.",
    }


class EmptyQuestion(AssistantError):
    """Nothing was asked."""

    status = 422
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Kysymys on tyhjä. Kirjoita kysymys.",
        "sv": "Frågan är tom. Skriv en fråga.",
        "en": "The question is empty. Please write a question.",
    }


class InvalidTime(AssistantError):
    """A time is not written as ISO 8601 has it."""

    status = 422
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Aikaa ei ymmärretty. Kirjoita päivä tai aika näin: 2025-02-20 tai 2025-02-20T12:00:00Z.",
        "sv": "Tiden går inte att tolka. Skriv datum eller tid så här: 2025-02-20 eller 2025-02-20T12:00:00Z.",
        "en": "The time was not understood. Write a date or time like 2025-02-20 or 2025-02-20T12:00:00Z.",
    }


class NothingIndexed(AssistantError):
    """The store holds no document yet."""

    status = 503
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Palvelussa ei ole vielä asiakirjoja. Ylläpitäjä: aja ”pykala index”.",
        "sv": "Tjänsten innehåller inga dokument ännu. Administratör: kör ”pykala index”.",
        "en": "The service holds no documents yet. Administrator: run “pykala index”.",
    }


class BenchmarkUnreadable(AssistantError):
    """A file of a benchmark is missing or malformed."""

    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Mittausaineistoa ei voi lukea. Tarvitaan corpus.jsonl, queries.jsonl ja qrels.tsv.",
        "sv": "Mätmaterialet kan inte läsas. Det behövs corpus.jsonl, queries.jsonl och qrels.tsv.",
        "en": "The benchmark cannot be read. It takes corpus.jsonl, queries.jsonl and qrels.tsv.",
    }


class PromptError(AssistantError):
    """A template of an answer lacks a variable, names an unknown one, or is missing."""


class GoldError(AssistantError):
    """A file of gold questions is missing, or a line of it cannot be read."""

    status = 422
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Arviointikysymyksiä ei voi lukea. Korjaa nimetty rivi.",
        "sv": "Utvärderingsfrågorna kan inte läsas. Rätta den angivna raden.",
        "en": "The gold questions cannot be read. Mend the line that is named.",
    }
