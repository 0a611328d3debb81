"""Leaving out a kind of term takes away what it finds, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.bench.ablation import VARIANTS, Asked, Kind, score, words

_TEXTS = (
    "Liikuntahallin katto korjataan.",
    "Uimahalleissa otetaan käyttöön uusi maksu.",
    "Asia 12/10.03.02/2024 palautettiin.",
    "Kokouksessa oli läsnä kuusi jäsentä.",
)


@pytest.mark.parametrize(
    ("question", "relevant", "left_out"),
    [
        ("halli", (0, 1), Kind.PART),
        ("jäsenten läsnäolo", (3,), Kind.LEMMA),
        ("12/10.03.02/2024", (2,), Kind.EXACT),
    ],
)
def test_each_kind_finds_what_is_lost_without_it(question: str, relevant: Sequence[int], left_out: Kind) -> None:
    asked = Asked(
        "ours",
        [words(text) for text in _TEXTS],
        [words(question)],
        [dict.fromkeys(relevant, 1)],
        [frozenset()],
    )
    assert score(asked, VARIANTS["all kinds"]) == pytest.approx(1.0)
    assert score(asked, VARIANTS[f"without {left_out}"]) < 1.0
