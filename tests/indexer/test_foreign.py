"""Swedish and English words: their stems, the pieces of Swedish compounds, and what meets what."""

from __future__ import annotations

import pytest

from indexer.finnish import index_terms, is_known, query_terms
from indexer.foreign import foreign_terms, swedish_pieces


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("byggnadsnämnden", ("byggnad", "nämnden")),
        ("stadsstyrelsens", ("stad", "styrelsens")),
        ("kommunfullmäktige", ("kommun", "fullmäktige")),
        ("grundskoleelever", ("grundskola", "elever")),
        ("välfärdsprojekten", ("välfärd", "projekten")),
        ("idrottsplatsernas", ("idrott", "platsernas")),
        ("skolhusets", ("skola", "husets")),
        ("skola", ()),
        ("xyzzyplugh", ()),
        ("hall", ()),
        ("12", ()),
    ],
)
def test_swedish_compound_is_split(word: str, pieces: tuple[str, ...]) -> None:
    assert swedish_pieces(word) == pieces


def test_terms_bear_their_language() -> None:
    assert foreign_terms("skolorna", False) == (("sv~skol",), ())
    assert foreign_terms("schools", False) == (("en~school",), ())
    assert foreign_terms("byggnadsnämnden", False) == (("sv~byggnadsnämnd",), ("sv~byggn", "sv~nämnd"))


def test_words_that_frame_a_sentence_have_no_terms() -> None:
    for word in ("och", "the", "av", "to"):
        assert foreign_terms(word, False) == ((), ())


def test_word_with_a_meaning_of_its_own_is_not_split() -> None:
    assert foreign_terms("undervisning", False) == (("sv~undervisning",), ())


@pytest.mark.parametrize("word", ["kunta", "uimahallin", "hyvinvointilautakunta", "talousarviosta", "päätettiin"])
def test_finnish_words_are_not_foreign(word: str) -> None:
    assert is_known(word)
    assert foreign_terms(word, True) == ((), ())


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("skola", "skolorna"),
        ("byggnadsnämnd", "byggnadsnämndens"),
        ("nämnd", "byggnadsnämndens"),
        ("budget", "budgeten"),
        ("schools", "school"),
        ("projects", "project"),
        ("valfardsprojekt", "välfärdsprojekten"),
    ],
)
def test_forms_of_a_foreign_word_meet(asked: str, written: str) -> None:
    assert {term.term for term in query_terms(asked, frozenset())} & set(index_terms(written))


def test_swedish_word_within_finnish_text_is_found_by_its_stem() -> None:
    text = "Kokouksessa käsiteltiin hanketta Byggnadsnämndens arkiv."
    assert {"sv~byggnadsnamnd", "sv~arkiv"} <= set(index_terms(text))
