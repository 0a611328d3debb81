"""The words of a question are found in the forms in which a text has them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.highlighting import spans
from assistant.model import Filters
from assistant.understanding import understand


def said(question: str, text: str) -> list[str]:
    asked = understand(question, ("Tekninen lautakunta",), Filters())
    return [text[start:end] for start, end in spans(text, asked)]


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("uimaranta", "Uimarannalla ja uimarannan laiturilla uitiin.", ["Uimarannalla", "uimarannan"]),
        ("laiturin korjaus", "Laiturit korjataan, korjaus maksaa 12 000 euroa.", ["Laiturit", "korjaus"]),
        ("Sammalvaaran koulu", "Sammalvaarassa on koulu, koulukuljetukset ja päiväkoti.", None),
        ("What was decided about the school?", "Koulut suljetaan.", ["Koulut"]),
        ("Mitä asiasta 118/10.03.01/2031 päätettiin?", "Ei mitään.", []),
    ],
)
def test_words_are_found_in_their_inflected_form(question: str, text: str, words: list[str] | None) -> None:
    found = said(question, text)
    if words is None:
        assert found[:2] == ["Sammalvaarassa", "koulu"]
    else:
        assert found == words


def test_spans_are_in_order_and_do_not_overlap() -> None:
    text = "Rannan laituri, laiturin ranta ja rannan ranta."
    found = spans(text, understand("ranta laituri", (), Filters()))
    assert len(found) == 6
    assert all(one[1] <= other[0] for one, other in pairwise(found))
