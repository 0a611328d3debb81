"""The fixed words of minutes, in Finnish and Swedish, and the town's name."""

from __future__ import annotations

from collections.abc import Mapping

TOWN = "Kuusniva"
OWNER: Mapping[str, str] = {"fi": "Kuusnivan kaupunki", "sv": "Kuusniva stad"}
KIND: Mapping[tuple[str, str], str] = {
    ("minutes", "fi"): "Pöytäkirja",
    ("minutes", "sv"): "Protokoll",
    ("agenda", "fi"): "Esityslista",
    ("agenda", "sv"): "Föredragningslista",
}
_WORDS: Mapping[str, tuple[str, str]] = {
    "time": ("Aika", "Tid"),
    "place": ("Paikka", "Plats"),
    "contents": ("Käsitellyt asiat", "Behandlade ärenden"),
    "contents agenda": ("Käsiteltävät asiat", "Ärendelista"),
    "present": ("Saapuvilla olleet jäsenet", "Närvarande ledamöter"),
    "others": ("Muut saapuvilla olleet", "Övriga närvarande"),
    "absent": ("Poissa", "Frånvarande"),
    "signatures": ("Allekirjoitukset", "Underskrifter"),
    "chair": ("Puheenjohtaja", "Ordförande"),
    "secretary": ("Pöytäkirjanpitäjä", "Protokollförare"),
    "adjustment": ("Pöytäkirjan tarkastus", "Protokolljustering"),
    "adjusted": ("Pöytäkirja on tarkastettu ja hyväksytty", "Protokollet är justerat"),
    "shown": ("Pöytäkirjan nähtävänäolo", "Protokollet framlagt"),
    "added": ("LISÄPYKÄLÄ", "TILLÄGGSPARAGRAF"),
    "no_appeal": ("Muutoksenhakukielto", "Förbud att söka ändring"),
    "correction": ("Oikaisuvaatimus", "Begäran om omprövning"),
    "complaint": ("Kunnallisvalitus", "Kommunalbesvär"),
    "case": ("Dno", "Dnr"),
}


def word(key: str, language: str) -> str:
    """Give a fixed word in a language."""
    return _WORDS[key][language == "sv"]
