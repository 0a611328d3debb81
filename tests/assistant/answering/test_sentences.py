"""Sentences of administrative text as spans."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.sentences import LONGEST, SHORTEST, sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Laituri on painunut. Hiekka on huuhtoutunut järveen.",
            ["Laituri on painunut.", "Hiekka on huuhtoutunut järveen."],
        ),
        ("Laituri on painunut", ["Laituri on painunut"]),
        ("  Laituri on painunut.  ", ["Laituri on painunut."]),
        (
            "Onko laituri painunut? Kyllä se on! Se korjataan.",
            ["Onko laituri painunut?", "Kyllä se on!", "Se korjataan."],
        ),
        ("Hän sanoi: ”Se on painunut.” Laituri korjataan.", ["Hän sanoi: ”Se on painunut.”", "Laituri korjataan."]),
        ("Lautakunta päättää, että: Laituri korjataan.", ["Lautakunta päättää, että:", "Laituri korjataan."]),
        ("", []),
        ("   ", []),
    ],
)
def test_ends_of_sentences(text: str, found: list[str]) -> None:
    assert cut(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Korjataan mm. Likolammen laituri ja penkit.",
        "Hankintaan kuuluu esim. Likolammen laituri.",
        "Ks. Liitteenä oleva kartta laiturista.",
        "Vrt. Tekninen lautakunta ja sen päätös.",
        "Esittelijänä on ollut A. Korvenkulma kaupungista.",
        "Varoista maksetaan 3 milj. Euroa tänä vuonna.",
        "Likolammen t.ex. Stranden i söder.",
        "Työ kestää n. 12 viikkoa keväällä.",
        "Kokous alkaa klo. 16 kaupungintalolla.",
    ],
)
def test_abbreviation_ends_no_sentence(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Asia on ohjelman 16. luvun mukainen toimenpide.",
        "Kunnostus alkaa 4. maaliskuuta ja kestää kuukauden.",
        "Kokous pidettiin 4.3.2031 kaupungintalolla illalla.",
        "Kunnostus alkaa 4.3. ja päättyy 5.6.2031 illalla.",
        "Hinta on 48.300 euroa ilman veroa vuodessa.",
        "Kokous alkaa klo 16.00 kaupungintalolla.",
        "Aika on 12:30 ja paikka kaupungintalo.",
    ],
)
def test_ordinals_dates_and_figures_end_no_sentence(text: str) -> None:
    assert cut(text) == [text]


def test_year_may_end_a_sentence() -> None:
    assert cut("Laituri korjattiin vuonna 2024. Hiekka vaihdetaan.") == [
        "Laituri korjattiin vuonna 2024.",
        "Hiekka vaihdetaan.",
    ]
    assert cut("Kokous oli 4.3.2031. Seuraava pidetään kesällä.") == [
        "Kokous oli 4.3.2031.",
        "Seuraava pidetään kesällä.",
    ]


def test_short_sentence_goes_with_the_next() -> None:
    assert cut("Ei. Laituria ei korjata tänä vuonna.") == ["Ei. Laituria ei korjata tänä vuonna."]


def test_long_sentence_is_cut_at_its_last_clause() -> None:
    clause = "laituri korjataan ja hiekka vaihdetaan kevään aikana, "
    text = (clause * 20).strip().rstrip(",") + "."
    pieces = cut(text)
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert all(piece.endswith(",") for piece in pieces[:-1])
    assert " ".join(pieces) == text


def test_long_sentence_without_clauses_is_cut_between_words() -> None:
    text = "laituri " * 200
    pieces = cut(text)
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert {word for piece in pieces for word in piece.split()} == {"laituri"}


def test_word_without_end_is_cut_at_the_limit() -> None:
    assert [len(piece) for piece in cut("x" * 1500)] == [600, 600, 300]


PIECES = st.sampled_from("Laituri korjataan mm. 16. 4.3.2031 2024. asia: ehdotus; ja, ”Se on.” A. Ei. §".split())
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(PIECES, max_size=250).map(" ".join),
    st.text(alphabet="aA. ,;:!?1\n\u00a0”", max_size=900),
    st.text(alphabet="ab ", min_size=600, max_size=1400),
)


@given(TEXTS)
def test_spans_are_ordered_and_cover_the_text(text: str) -> None:
    spans = list(sentences(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    covered = {position for start, end in spans for position in range(start, end)}
    assert [at for at, letter in enumerate(text) if not letter.isspace() and at not in covered] == []
    assert all(end - start <= LONGEST for start, end in spans)
    assert all(not text[start].isspace() and not text[end - 1].isspace() for start, end in spans)


@given(st.lists(PIECES, min_size=1, max_size=40).map(" ".join))
def test_only_the_last_span_of_a_text_may_be_short(text: str) -> None:
    assert all(end - start >= SHORTEST for start, end in list(sentences(text))[:-1])
