"""What a model writes becomes whole sentences with their marks, wherever its pieces are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.sentences import LONGEST
from assistant.answering.writing import Sentences, WrittenSentence


def written(*pieces: str, close: bool = True) -> list[WrittenSentence]:
    parted = Sentences()
    found = [sentence for piece in pieces for sentence in parted.feed(piece)]
    return [*found, *(parted.close() if close else [])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Laituri korjataan [1].", [("Laituri korjataan.", (1,))]),
        ("Laituri korjataan. [1]", [("Laituri korjataan.", (1,))]),
        ("Laituri korjataan [1][3]. Ovi on [2].", [("Laituri korjataan.", (1, 3)), ("Ovi on.", (2,))]),
        ("Laituri korjataan. [1] Ovi on. [2, 4]", [("Laituri korjataan.", (1,)), ("Ovi on.", (2, 4))]),
        ("Laituri [2] ja hiekka [1] uusitaan.", [("Laituri ja hiekka uusitaan.", (2, 1))]),
        ("Kokous oli 4.3.2031 klo 17.00 [1].", [("Kokous oli 4.3.2031 klo 17.00.", (1,))]),
        ("Seurat, esim. Soutuseura, saivat tukea [1].", [("Seurat, esim. Soutuseura, saivat tukea.", (1,))]),
        ("**Laituri** korjataan [1].", [("Laituri korjataan.", (1,))]),
        ("Ensimmäinen rivi [1]\nToinen rivi [2]", [("Ensimmäinen rivi", (1,)), ("Toinen rivi", (2,))]),
        ("Ei merkkiä. Merkki on [1].", [("Ei merkkiä.", ()), ("Merkki on.", (1,))]),
        ("<think>Mietin. Lähde [1] sanoo.</think>Laituri korjataan [1].", [("Laituri korjataan.", (1,))]),
        ("", []),
        ("[1]", []),
        ("x" * (LONGEST + 1) + " [1].", []),
    ],
)  # fmt: skip
def test_sentences_and_their_marks(text: str, found: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(each.text, each.marks) for each in written(text)] == found


def test_items_lose_their_bullets() -> None:
    items = written("- Soutuseura 1 200 euroa [1]\n* Kylätalo 900 euroa [2]\n3. Kerho [3]")
    assert [(each.text, each.marks, each.is_item) for each in items] == [
        ("Soutuseura 1 200 euroa", (1,), True),
        ("Kylätalo 900 euroa", (2,), True),
        ("Kerho", (3,), True),
    ]


def test_sentence_is_given_as_soon_as_the_next_one_begins() -> None:
    parted = Sentences()
    assert list(parted.feed("Laituri korjataan. [1")) == []
    assert list(parted.feed("] ")) == []
    assert [each.marks for each in parted.feed("H")] == [(1,)]


def test_what_is_not_closed_is_not_given() -> None:
    assert [each.text for each in written("Laituri korjataan [1]. Hiekka vaih", close=False)] == ["Laituri korjataan."]
    assert written("<think>Laituri korjataan [1]. Hiekka vaihdetaan [2].") == []


@given(st.text(alphabet="aÄ1 .[]\n,<>/thinkX!-*", max_size=200), st.lists(st.integers(1, 9), max_size=60))
def test_pieces_do_not_matter(text: str, lengths: list[int]) -> None:
    pieces, at = [], 0
    for length in lengths:
        pieces.append(text[at : at + length])
        at += length
    assert written(*pieces, text[at:]) == written(text)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for sentence in written(text):
        assert 0 < len(sentence.text) <= LONGEST
