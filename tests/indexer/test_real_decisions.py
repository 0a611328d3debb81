"""Sections of five real minutes against what stands on their pages, which were rendered and read by eye.

The expected values are hashes, since real minutes are not copied into this project: the beginnings of SHA-256 of the
title, the diary number, the proposal and the decision, their paragraphs joined by spaces; and whether the section
recounts an earlier handling.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from indexer.formats import read
from indexer.layout import lay_out
from indexer.model import Decision, PartKind
from indexer.reading import read_decisions
from indexer.sources import describe
from tests.indexer.writing import texts

Place = tuple[str, str, str]


class Said(NamedTuple):
    """What a section says, hashed."""

    title: str
    case: str
    proposal: str
    decision: str
    earlier: bool


EXPECTED: Mapping[Place, Said] = {
    ("Tarkastuslautakunta", "2025-05-08", "35"): Said(
        "9f59cc9fc67b", "ad5c4a6e1426", "ad0f6c547bd7", "507d3cdfc6bc", True
    ),
    ("Tarkastuslautakunta", "2025-05-08", "36"): Said(
        "7c0dc762d055", "3a7af53e5659", "bebdcb2e79e4", "779f70ffa45b", False
    ),
    ("Tekninen lautakunta", "2024-12-11", "172"): Said(
        "7517437b8fd7", "006a4db0201f", "64f65913c1a8", "0830e0c30d33", False
    ),
    ("Tekninen lautakunta", "2024-12-11", "181"): Said(
        "bd63144eb071", "e3b0c44298fc", "0e535da3e26e", "21ba14d19940", False
    ),
    ("Ympäristölautakunta", "2021-12-15", "120"): Said(
        "c7b3d874e845", "d615dafc2b05", "6ca5e24cb408", "7773883b8fc3", False
    ),
    ("Ympäristölautakunta", "2021-12-15", "122"): Said(
        "48d53cccdc0a", "d001ef72d8d2", "b86c72c8a275", "7773883b8fc3", False
    ),
    ("Ympäristölautakunta", "2021-12-15", "132"): Said(
        "0615edfa19a7", "c2830eba8c88", "dfb1644cdd5f", "7773883b8fc3", False
    ),
    ("Ympäristölautakunta", "2021-12-15", "134"): Said(
        "7a822d6088ca", "a2626305757d", "1f6a914aa4a6", "7773883b8fc3", True
    ),
    ("Ympäristölautakunta", "2023-10-24", "65"): Said(
        "da75b67e2aa9", "7b59ba01b0b0", "ccae3df4b820", "c73bb157d754", True
    ),
    ("Ympäristölautakunta", "2023-10-24", "67"): Said(
        "2526ecd77c98", "fcf1ab740dc6", "49822842ca58", "c73bb157d754", False
    ),
    ("Ympäristölautakunta", "2023-10-24", "69"): Said(
        "86da5e9d7ac0", "e6701777e024", "fc76cadc43e7", "c73bb157d754", False
    ),
    ("Tekninen lautakunta", "2025-08-26", "107"): Said(
        "ddbd39403702", "e3b0c44298fc", "d639aa793d40", "223b6dd2496f", False
    ),
    ("Tekninen lautakunta", "2025-08-26", "108"): Said(
        "6f088ee791ab", "e3b0c44298fc", "9b7d7d6bd11a", "117ef3e0866d", False
    ),
    ("Tekninen lautakunta", "2025-08-26", "109"): Said(
        "cac9b7a0234a", "9561dfd4f212", "87373b679a69", "2ee03b22d989", True
    ),
    ("Tekninen lautakunta", "2025-08-26", "110"): Said(
        "6869bb94b053", "bdd59bfce59b", "02539d1a93f8", "f65be0fbb9dc", False
    ),
    ("Tekninen lautakunta", "2025-08-26", "113"): Said(
        "a13b66ea7fbc", "a29ae48147de", "ba2adf00e20d", "f65be0fbb9dc", False
    ),
    ("Tekninen lautakunta", "2025-08-26", "114"): Said(
        "3e8c218a3afc", "7b12fce1d15f", "2cd91691bf97", "2ee03b22d989", False
    ),
    ("Tekninen lautakunta", "2025-08-26", "120"): Said(
        "3c377da166f3", "a85a841b4460", "9a9fc194590b", "f65be0fbb9dc", False
    ),
    ("Tekninen lautakunta", "2025-08-26", "122"): Said(
        "9452ea085ab0", "e3b0c44298fc", "e3b0c44298fc", "e3b0c44298fc", False
    ),
}


def hashed(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def said(decision: Decision) -> Said:
    return Said(
        hashed(decision.title),
        hashed(decision.case or ""),
        hashed(" ".join(texts(decision, PartKind.PROPOSAL))),
        hashed(" ".join(texts(decision, PartKind.DECISION))),
        any(paragraph.part is PartKind.EARLIER for paragraph in decision.paragraphs),
    )


def read_all(folder: Path) -> dict[Place, Decision]:
    days = {".".join(reversed(date.split("-"))) for _, date, _ in EXPECTED}
    found: dict[Place, Decision] = {}
    for path in sorted(folder.glob("*.pdf")):
        if "Esityslista" in path.name or not any(day in path.name for day in days):
            continue
        content = path.read_bytes()
        lines = read(path.name, content)
        for decision in read_decisions(describe(path), content, lines, lay_out(lines)):
            found[decision.organ or "", decision.date or "", decision.section or ""] = decision
    return found


@pytest.fixture(scope="module")
def found(shared: Path) -> dict[Place, Decision]:
    return read_all(shared / "real/lapua")


@pytest.mark.parametrize("place", EXPECTED, ids=" ".join)
def test_a_section_says_what_its_page_says(found: dict[Place, Decision], place: Place) -> None:
    assert said(found[place]) == EXPECTED[place]
