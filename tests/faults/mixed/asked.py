"""What is asked: questions of the corpus, of minutes that come and go and of closed ones, by every way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from tests.conftest import ROOT
from tests.faults.mixed.ways import INSIDER, OUTSIDER, Ask

_CLOSED = (
    "Mitä Myllyniemen tontista päätettiin?",
    "Mitä kaupunginhallitus päätti toukokuussa 2031?",
    "Mitä talvikunnossapidon urakoitsijalta vaadittiin?",
    "Miten talvikunnossapidon kilpailutus eteni?",
)
_OPEN = (
    "Mitä Likolammen uimarannan kunnostuksesta päätettiin?",
    "Kuka ehdotti, että paloasema säilytetään?",
    "Vad beslutades om badstranden?",
    "What was decided about the winter maintenance?",
)
_PATHS = (
    "/",
    "/contents",
    "/decisions/sammalvaara/tekninen-lautakunta/2031-03-04/13",
    "/decisions/sammalvaara/kaupunginhallitus/2031-05-20/88",
    "/cases/sammalvaara/120~10.03.01~2031",
    "/search?organ=Kaupunginhallitus&year=2031",
)
_LOOKUPS = (
    "/api/v1/search?q=talvikunnossapito",
    "/api/v1/search?q=tontti&organ=Kaupunginhallitus",
    "/api/v1/suggest?q=tontt",
    "/api/v1/organs",
    "/api/v1/decisions/sammalvaara/kaupunginhallitus/2031-05-20/88",
    "/api/v1/decisions/sammalvaara/tekninen-lautakunta/2031-05-06/31",
    "/api/v1/cases/sammalvaara/120~10.03.01~2031",
)
_HISTORIES = (("page", "/new?since=2020-01-01"), ("lookup", "/new.atom"), ("lookup", "/api/v1/decisions?limit=100"))


def all_asks(questions: Sequence[str]) -> list[Ask]:
    """List what is asked, by which way and as whom."""

    def made() -> Iterator[Ask]:
        for question in (*questions, *_OPEN, *_CLOSED):
            for way in ("web", "api"):
                yield Ask(way, OUTSIDER, question)
            yield Ask("api_stream", INSIDER, question)
        for question in (*questions[:4], *_OPEN, *_CLOSED):
            yield Ask("slack", OUTSIDER, question)
        for question in (*questions[:2], *_CLOSED):
            yield Ask("slack", INSIDER, question)
            yield Ask("api", INSIDER, question)
        for who in (OUTSIDER, INSIDER):
            yield from (Ask("page", who, path) for path in _PATHS)
            yield from (Ask("lookup", who, path) for path in _LOOKUPS)
            yield from (Ask(way, who, path, is_steady=False) for way, path in _HISTORIES)

    return list(made())


def gold_questions(step: int = 6) -> list[str]:
    """Give some of the questions whose answers the corpus is known by; follow-ups need what they follow."""
    lines = (ROOT / "tests" / "gold" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    return [each["question"] for each in map(json.loads, lines) if not each.get("after")][::step]
