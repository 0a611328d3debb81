"""Make minutes of a municipality that does not exist: the same for the same seed, any number of paragraphs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

import numpy as np
from haystack import Document
from numpy.typing import NDArray

from indexer.finnish import index_terms
from indexer.stores.base import Manifest

DIMENSIONS = 384
MANIFEST = Manifest(model="synthetic", dimensions=DIMENSIONS, analyser_version=1, passage_version=1)

# First parts of compounds are never inflected; last parts have back vowels and a stem that no ending changes.
_FIRSTS = """katu tontti hanke ranta kartta kunta asunto tuki liikunta luokka raportti toiminta alue hallinto tieto vesi
lämpö jäte liikenne joukko laatu työ lapsi perhe ikä silta""".split()
_HEADS = """talo koulu puisto palvelu maksu valtuusto osasto matka auto laina summa kulttuuri satama ohjelma verkosto
varasto kirjasto urheilu energia turva""".split()
_ENDINGS = ("", "n", "ssa", "sta", "lla", "lta", "lle", "a")
_FRAMES = (
    "Lautakunta päättää hyväksyä {0} ja {1} koskevan esityksen vuodelle {year}.",
    "{0} siirretään {1} yhteyteen, ja {2} osalta varataan {amount} euroa.",
    "Valmistelussa on selvitetty {0}, {1} ja {2} vaikutukset sekä {3}.",
    "Hallitus palauttaa asian valmisteltavaksi, koska {0} ei vastaa {1}.",
    "Kustannusarvio on {amount} euroa, josta {0} osuus kirjataan {1} momentille.",
    "Lausunnossa todetaan, että {0} edellyttää {1} uudistamista ennen vuotta {year}.",
)
_ORGANS = ("Kunnanhallitus", "Tekninen lautakunta", "Sivistyslautakunta", "Hyvinvointilautakunta")
_QUESTIONS = (
    "Mitä {0} ja {1} päätettiin?",
    "Paljonko {0} maksaa?",
    "Miksi {0} palautettiin valmisteluun {1} vuoksi?",
    "Milloin {0} valmistuu ja mitä {1} siitä todetaan?",
)


def words() -> tuple[list[str], list[float]]:
    """Give inflected words and compounds with cumulative Zipf weights: the word of rank r has the weight 1/r."""
    chance = random.Random(1)
    firsts = [*_FIRSTS, *_HEADS]
    stems = [*_HEADS, *(first + head for first in firsts for head in _HEADS if first != head)]
    stems += [one + two + head for one in firsts for two in firsts for head in _HEADS[:5] if len({one, two, head}) == 3]
    forms = [stem + ending for stem in stems for ending in _ENDINGS]
    chance.shuffle(forms)
    return forms, list(accumulate(1 / rank for rank in range(1, len(forms) + 1)))


def paragraphs(count: int, seed: int = 2) -> Iterator[str]:
    """Yield paragraphs of one to four sentences."""
    chance = random.Random(seed)
    forms, weights = words()
    for _ in range(count):
        frames = chance.choices(_FRAMES, k=chance.randint(1, 4))
        yield " ".join(_filled(frame, chance, forms, weights) for frame in frames)


def questions(count: int, seed: int = 3) -> list[str]:
    """Give that many questions, no two alike."""
    chance = random.Random(seed)
    forms, weights = words()
    asked: dict[str, None] = {}
    while len(asked) < count:
        asked[_filled(chance.choice(_QUESTIONS), chance, forms, weights)] = None
    return list(asked)


def vectors(count: int, seed: int = 4, around: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """Give unit vectors around two hundred topics, or around given unit vectors, which they lie .93 from on average.

    Speed needs no meaning, but ties and clusters matter.
    """
    chance = np.random.default_rng(seed)
    noise = chance.standard_normal((count, DIMENSIONS), dtype=np.float32)
    if around is None:
        # The topics have a seed of their own, so that questions lie among the passages.
        around = np.random.default_rng(0).standard_normal((200, DIMENSIONS), dtype=np.float32)
    else:
        noise *= 0.02
    made = around[chance.integers(len(around), size=count)] + noise
    unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def document(
    number: int,
    content: str,
    embedding: list[float],
    terms: list[str] | None = None,
    municipality: str | None = None,
) -> Document:
    """Make the store document of a paragraph; ten make a section, and the organs and years take turns."""
    section, year = number // 10, 2015 + number // 10 % 10
    organ = _ORGANS[section % len(_ORGANS)]
    meta = {
        "source_id": None,
        "decision_id": None,
        "paragraph_ids": [],
        "terms": index_terms(content) if terms is None else terms,
        "municipality": municipality,
        "municipality_slug": municipality,
        "organ": organ,
        "organ_slug": organ.lower().replace(" ", "-"),
        "date": f"{year}-03-14",
        "year": year,
        "section": str(section),
        "document_kind": "minutes",
        "language": "fi",
        "access_groups": [],
    }
    return Document(id=f"passage-{number}", content=content, embedding=embedding, meta=meta)


def _filled(frame: str, chance: random.Random, forms: list[str], weights: list[float]) -> str:
    chosen = chance.choices(forms, cum_weights=weights, k=4)
    text = frame.format(*chosen, year=chance.randint(2015, 2030), amount=chance.randint(1, 999) * 1000)
    return text[0].upper() + text[1:]
