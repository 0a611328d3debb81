"""How well a text tells a concept, and what a question's concepts count."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from assistant.answering.evidence import (
    HEAD,
    MODIFIER,
    SPREAD,
    SYNONYM,
    WHOLE,
    Weights,
    has_sibling,
    told,
    with_synonyms,
    words_in,
    words_of,
)
from assistant.model import Alternative, Concept
from assistant.understanding.concepts import concepts
from indexer.words import analysed_from_json, analysed_to_json
from tests.assistant.examples import a_concept, weights
from tests.indexer.stores.examples import a_decision


def asked(text: str, language: str = "fi") -> Concept:
    """Read the one concept of a text."""
    (concept,) = concepts(text, language)
    return concept


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Liikuntahallissa on uusi lattia.", WHOLE),
        ("LIIKUNTAHALLIN lattia", WHOLE),
        ("Uuden liikunta- ja kulttuurihallin lattia", WHOLE),
        ("Hallissa on tilaa liikunnalle.", SPREAD),
        ("Liikuntaa tuetaan.", 0.0),  # the modifier alone is another matter
        ("liikuntasalin lattia", MODIFIER),
        ("Jäähallin lattia", HEAD),
        ("Halli on kylmä.", HEAD),
        ("Silta on poikki.", 0.0),
        ("", 0.0),
    ],
)
def test_compound_is_told_whole_spread_by_modifier_or_by_head(text: str, value: float) -> None:
    assert told(asked("liikuntahalli"), words_of(text)) == value


def test_translation_tells_less_than_the_own_word() -> None:
    assert told(asked("library", "en"), words_of("kirjaston aukiolo")) == pytest.approx(0.9)
    assert told(asked("kirjasto"), words_of("kirjaston aukiolo")) == 1.0


def test_best_alternative_counts() -> None:
    concept = a_concept("silta", "kirjasto")
    assert told(concept, words_of("kirjaston silta")) == 1.0
    assert told(concept, words_of("kirjasto")) == 1.0
    assert told(concept, words_of("tori")) == 0.0
    assert told(Concept("x", ()), words_of("tori")) == 0.0


def test_phrase_needs_all_of_its_words() -> None:
    concept = Concept("x", (Alternative(frozenset({"vesi", "maksu"})),))
    assert told(concept, words_of("veden maksut")) == 1.0
    assert told(concept, words_of("veden laatu")) == 0.0


def test_another_thing_of_the_same_kind_is_a_sibling() -> None:
    concept = asked("liikuntahalli")
    assert has_sibling(concept, words_of("Jäähallin lattia"))
    assert not has_sibling(concept, words_of("Halli on kylmä."))
    assert not has_sibling(concept, words_of("Liikunta on hyväksi."))
    assert not has_sibling(asked("kirjasto"), words_of("Jäähallin lattia"))


def test_coverage_is_the_weighted_share() -> None:
    found = weights(a_concept("silta"), a_concept("korjata", weight=0.4))
    assert found.coverage([1.0, 1.0]) == pytest.approx(1.0)
    assert found.coverage([1.0, 0.0]) == pytest.approx(1 / 1.4)
    assert found.coverage([0.5, 1.0]) == pytest.approx((0.5 + 0.4) / 1.4)
    assert weights().coverage([]) == 0.0


def test_rare_words_count_more_than_common_ones() -> None:
    frequency = {"silta": 10, "poukama": 0}
    found = Weights((a_concept("silta"), a_concept("poukama")), frequency.__getitem__, 10)
    # Between .5 and 1.5: ln(11/10.5) / ln 11 above the least for a word of every passage, the most for an unseen one.
    common, rare = 0.5 + math.log(11 / 10.5) / math.log(11), 1.5
    assert found.coverage([1.0, 0.0]) == pytest.approx(common / (common + rare))


def test_commonest_way_to_say_a_concept_tells_how_rare_it_is() -> None:
    frequency = {"silta": 10, "poukama": 0}
    both = Weights((a_concept("silta", "poukama"), a_concept("poukama")), frequency.__getitem__, 10)
    one = Weights((a_concept("silta"), a_concept("poukama")), frequency.__getitem__, 10)
    assert both.coverage([1.0, 0.0]) == pytest.approx(one.coverage([1.0, 0.0]))


def test_wrong_number_of_values_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        weights(a_concept("silta")).coverage([])


class Cosines:
    """Compare words by a table, and remember what was compared."""

    def __init__(self, **cosines: float) -> None:
        self._cosines = cosines
        self.compared: list[tuple[str, list[str]]] = []

    def __call__(self, word: str, others: Sequence[str]) -> Sequence[float]:
        self.compared.append((word, list(others)))
        return [self._cosines.get(other, 0.0) for other in others]


def test_near_modifier_of_the_same_head_is_a_synonym() -> None:
    texts = [words_of("Urheilupuiston ja metsäpuiston penkit")]
    cosines = Cosines(urheilu=0.95, metsa=0.9)
    (found,) = with_synonyms([asked("liikuntapuisto")], texts, cosines)
    assert told(found, texts[0]) == SYNONYM
    assert told(found, words_of("metsäpuisto")) == HEAD
    assert ("liikunta", ["metsa", "urheilu"]) in cosines.compared


def test_told_concepts_and_names_get_no_synonyms() -> None:
    cosines = Cosines(urheilu=1.0)
    told_already = asked("liikuntahalli")
    texts = [words_of("Urheiluhallin lattia"), words_of("Liikuntahallin lattia")]
    assert with_synonyms([told_already], texts, cosines) == (told_already,)
    name = Concept("Liikuntahalli", told_already.alternatives, name=True)
    assert with_synonyms([name], texts[:1], cosines) == (name,)
    assert cosines.compared == []


def test_without_texts_nothing_is_a_synonym() -> None:
    assert with_synonyms([asked("liikuntahalli")], [], Cosines()) == (asked("liikuntahalli"),)


@pytest.mark.parametrize("text", ["Liikuntahallin lattia", "urheiluhalli", "Kirjasto Halliojalla", "tori", ""])
def test_concepts_are_told_one_by_one_as_together(text: str) -> None:
    several = concepts("liikuntahalli kirjaston Halliojan aukiolo", "fi")
    words = words_of(text)
    assert weights(*several).told(words) == [told(each, words) for each in several]


def test_words_of_a_piece_are_those_of_indexing_where_it_was_analysed() -> None:
    decision = a_decision(title="Kanavan sulku uudistetaan")
    analysed = analysed_from_json(analysed_to_json(decision).replace("kanava", "satama"), decision)
    title = decision.title
    assert "satama" in words_in(title, 0, len(title), analysed).all
    assert "satama" in words_of(title).all
    assert words_in(title, 8, len(title), analysed) == words_of("sulku uudistetaan")
    assert "kanava" in words_in("Muu kanavajuttu", 0, 15, analysed).all
