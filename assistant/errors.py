"""The assistant's error tree: an HTTP status and a text in Finnish, Swedish and English beside each error.

AssistantError
├── NotFound            no such decision, paragraph or case (404)
│   └── PictureUnavailable  a page of the original cannot be drawn (404)
├── EmptyQuestion       nothing was asked (422)
├── InvalidTime         a time is not written as ISO 8601 has it (422)
├── InvalidRequest      a parameter or the body is not as documented (422)
├── Unauthorised        who asks is unknown (401)
├── Forbidden           who asks may not do this (403)
├── LoginFailed         the provider did not confirm the person (403)
├── MethodNotAllowed    the address knows no such method (405)
├── TooLarge            the body is too long (413)
├── TooManyRequests     more requests than the limit (429)
├── Overloaded          too many questions at once (503)
├── NotReady            the service is starting, or its store or database cannot be read (503)
├── Stopped             the service is being stopped or restarted (503)
├── NothingIndexed      the store is empty (503)
├── BenchmarkUnreadable a folder to measure with is not in the layout of BEIR (500)
├── PromptError         a template lacks a variable or is missing (500)
└── GoldError           gold questions cannot be read (422)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from indexer.errors import EmbeddingError, StoreError


class AssistantError(Exception):
    """Say what failed and what to do about it, in the asker's language."""

    status: ClassVar[int] = 500
    again: ClassVar[int | None] = None  # seconds after which it is worth trying again, where nothing nearer is known
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Palvelussa tapahtui virhe. Yritä hetken kuluttua uudelleen.",
        "sv": "Ett fel inträffade i tjänsten. Försök igen om en stund.",
        "en": "Something went wrong in the service. Please try again in a moment.",
    }

    def __init__(self, detail: str = "", retry_after: int | None = None) -> None:
        self.detail = detail
        self.retry_after = self.again if retry_after is None else retry_after
        super().__init__(self.text("en"))

    @classmethod
    def kind(cls) -> str:
        """Name the kind of error for programs, such as `urn:pykala:problem:not-found`; it stays as it is."""
        return "urn:pykala:problem:" + re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

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


class PictureUnavailable(NotFound):
    """A page of an original file cannot be drawn: the file is broken, or drawing it takes more than it may."""

    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Sivua ei voi näyttää kuvana. Lue sama teksti päätöksen sivulta.",
        "sv": "Sidan kan inte visas som bild. Läs samma text på beslutets sida.",
        "en": "The page cannot be shown as a picture. Read the same text on the decision's page.",
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


class InvalidRequest(AssistantError):
    """A parameter or the body of a request is not as documented."""

    status = 422
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Pyyntö on virheellinen. Tarkista sen kentät rajapinnan kuvauksesta.",
        "sv": "Begäran är felaktig. Kontrollera dess fält i beskrivningen av gränssnittet.",
        "en": "The request is not valid. Check its fields in the description of the API.",
    }


class Unauthorised(AssistantError):
    """Who asks is unknown: there is no key or login, or the key is not valid any more."""

    status = 401
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Tunnistautuminen puuttuu tai on vanhentunut. Kirjaudu sisään tai käytä voimassa olevaa avainta.",
        "sv": "Identifiering saknas eller har gått ut. Logga in eller använd en giltig nyckel.",
        "en": "You are not identified, or no longer. Log in, or use a valid key.",
    }


class Forbidden(AssistantError):
    """Who asks may not do this."""

    status = 403
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Toiminto ei ole sallittu. Lataa sivu uudelleen tai pyydä ylläpitäjältä oikeutta.",
        "sv": "Åtgärden är inte tillåten. Ladda om sidan eller be administratören om behörighet.",
        "en": "This is not allowed. Reload the page, or ask the administrator for the right to do it.",
    }


class LoginFailed(AssistantError):
    """The provider did not confirm the person."""

    status = 403
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Kirjautuminen epäonnistui. Yritä uudelleen tai ota yhteyttä ylläpitäjään.",
        "sv": "Inloggningen misslyckades. Försök igen eller kontakta administratören.",
        "en": "The login failed. Try again, or tell the administrator.",
    }


class MethodNotAllowed(AssistantError):
    """The address knows no such method."""

    status = 405
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Osoite ei tue tätä pyyntötapaa. Tarkista se rajapinnan kuvauksesta.",
        "sv": "Adressen stöder inte denna metod. Kontrollera den i beskrivningen av gränssnittet.",
        "en": "This address does not know that method. Check it in the description of the API.",
    }


class TooLarge(AssistantError):
    """The body of a request is too long."""

    status = 413
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Pyyntö on liian pitkä. Lyhennä sitä.",
        "sv": "Begäran är för lång. Förkorta den.",
        "en": "The request is too long. Please shorten it.",
    }


class TooManyRequests(AssistantError):
    """One key, person or address asks more than the limit."""

    status = 429
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Pyyntöjä on tullut liikaa. Odota hetki ja yritä uudelleen.",
        "sv": "Det har kommit för många begäranden. Vänta en stund och försök igen.",
        "en": "There have been too many requests. Wait a moment and try again.",
    }


class Overloaded(AssistantError):
    """Too many questions are being answered at once."""

    status = 503
    again = 5
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Palvelu on ruuhkautunut. Yritä hetken kuluttua uudelleen.",
        "sv": "Tjänsten är överbelastad. Försök igen om en stund.",
        "en": "The service is busy. Please try again in a moment.",
    }


class NotReady(AssistantError):
    """The service is starting, or cannot reach its store or database."""

    status = 503
    again = 5
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Palvelu ei ole vielä valmis. Yritä hetken kuluttua uudelleen.",
        "sv": "Tjänsten är inte klar ännu. Försök igen om en stund.",
        "en": "The service is not ready yet. Please try again in a moment.",
    }


class Stopped(AssistantError):
    """The service is being stopped or restarted, and finishes what it has begun."""

    status = 503
    again = 10
    texts: ClassVar[Mapping[str, str]] = {
        "fi": "Palvelua käynnistetään uudelleen. Yritä hetken kuluttua uudelleen.",
        "sv": "Tjänsten startas om. Försök igen om en stund.",
        "en": "The service is being restarted. Please try again in a moment.",
    }


class NothingIndexed(AssistantError):
    """The store holds no document yet."""

    status = 503
    again = 60
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
        "fi": "Arviointikysymyksiä ei voi lukea. Korjaa tiedosto tai rivi, joka on nimetty.",
        "sv": "Utvärderingsfrågorna kan inte läsas. Rätta den fil eller rad som anges.",
        "en": "The gold questions cannot be read. Mend the file or line that is named.",
    }


def told_as(error: Exception) -> AssistantError:
    """Give what an error that nobody foresaw is told as: a store, database or model that is away comes back.

    What answers is then tried again; a fault of the program is not.
    """
    from sqlalchemy.exc import OperationalError  # imported where it is known already, or something failed

    return NotReady() if isinstance(error, StoreError | EmbeddingError | OperationalError) else AssistantError()
