"""A question's content words as concepts with the Finnish ways to say them."""

from __future__ import annotations

from assistant.model import Concept
from assistant.understanding.concepts import compound_parts, concepts


def by_word(text: str, language: str = "fi") -> dict[str, Concept]:
    return {concept.own: concept for concept in concepts(text, language)}


def ways(concept: Concept) -> set[str]:
    """Write each alternative as its terms in order of the alphabet, joined by a plus sign."""
    return {"+".join(sorted(alternative.terms)) for alternative in concept.alternatives}


def weights(concept: Concept) -> dict[str, float]:
    """Give the weight of each way, the best one where there are several."""
    found: dict[str, float] = {}
    for alternative in concept.alternatives:
        way = "+".join(sorted(alternative.terms))
        found[way] = max(alternative.weight, found.get(way, 0.0))
    return found


def test_words_of_the_frame_are_no_concepts() -> None:
    assert list(by_word("Mitä uimarannan kunnostuksesta päätettiin?")) == ["uimarannan", "kunnostuksesta"]
    assert list(by_word("Mitkä asiat lautakunta hyväksyi vuonna?")) == []
    assert list(by_word("What did the board decide about the beach?", "en")) == ["beach"]
    assert list(by_word("Vilka ärenden om skolan beslutades det om?", "sv")) == ["ärenden", "skolan"]
    assert list(by_word("Mikä oli tarjous ennen uimarannan suunnittelun perusteella?")) == [
        "tarjous",
        "uimarannan",
        "suunnittelun",
    ]


def test_a_repeated_word_is_one_concept() -> None:
    assert list(by_word("Ranta, ranta ja Ranta")) == ["Ranta"]


def test_compound_is_found_whole_and_by_its_parts() -> None:
    concept = by_word("uimarannan kunnostus")["uimarannan"]
    assert {"uimaranta", "ranta+uima"} <= ways(concept)
    assert {alternative.parts for alternative in concept.alternatives if "uimaranta" in alternative.terms} == {
        ("uima", "ranta")
    }


def test_parts_of_a_compound_stand_in_order_and_folded() -> None:
    assert compound_parts("jätevesi") == ("jate", "vesi")
    assert compound_parts("liikuntahallia") == ("liikunta", "halli")
    assert compound_parts("halli") == ()
    assert compound_parts("kaksi sanaa") == ()


def test_name_within_a_sentence_weighs_most() -> None:
    found = by_word("Mitä Lumikinos Oy:n tarjouksesta sanottiin?")
    assert found["Lumikinos"].name
    assert found["Lumikinos"].weight == 1.5
    assert not found["tarjouksesta"].name
    assert found["tarjouksesta"].weight == 1.0
    assert "Oy:n" not in found


def test_capital_that_opens_a_sentence_is_no_name() -> None:
    assert not by_word("Uimaranta kunnostetaan")["Uimaranta"].name
    assert not by_word("Milloin? Uimaranta aukeaa")["Uimaranta"].name


def test_figure_is_a_name() -> None:
    assert by_word("Miksi linja 47 lakkautettiin?")["47"].name
    assert by_word("Why was line 47 closed?", "en")["47"].name
    assert by_word("Varför drogs linje 47 in?", "sv")["47"].name


def test_verbs_weigh_less_than_nouns() -> None:
    found = by_word("korjataanko leikkipuistoa")
    assert found["leikkipuistoa"].weight == 1.0
    assert found["korjataanko"].weight == 0.4
    assert found["leikkipuistoa"].key
    assert not found["korjataanko"].key


def test_synonym_counts_less_than_the_own_word() -> None:
    found = weights(by_word("hankkeet")["hankkeet"])
    assert found["hanke"] == 1.0
    assert found["projekti"] == 0.8


def test_name_has_no_synonyms() -> None:
    assert "projekti" not in ways(by_word("yritys nimeltä Hanke")["Hanke"])


def test_word_typed_without_dots_finds_what_is_written_with_them() -> None:
    assert "jarvi" in ways(by_word("jarven ranta")["jarven"])
    assert "jatevesi" in ways(by_word("jatevesi")["jatevesi"])
    assert "nayttely" in ways(by_word("nayttelyn avajaiset")["nayttelyn"])


def test_ellipsis_before_and() -> None:
    assert list(by_word("hanke- ja avustusrahoitus")) == ["hanke-", "avustusrahoitus"]


def test_english_words_are_translated() -> None:
    concept = by_word("What about libraries?", "en")["libraries"]
    assert weights(concept)["kirjasto"] == 0.9
    assert weights(concept)["libraries"] == 1.0


def test_english_phrase_is_one_concept() -> None:
    found = by_word("Was the fire station sold near the town hall?", "en")
    assert {"fire station", "town hall"} <= set(found)
    assert {"paloasema", "asema+palo"} <= ways(found["fire station"])
    assert "kaupungintalo" in ways(found["town hall"])


def test_two_english_nouns_are_the_finnish_compound() -> None:
    found = by_word("the swimming hall and the sports hall", "en")
    assert list(found) == ["swimming hall", "sports hall"]
    assert {"uimahalli", "halli+uima"} <= ways(found["swimming hall"])
    assert "halli+urheilu" in ways(found["sports hall"])
    assert "jaahalli" not in ways(found["sports hall"])


def test_a_name_is_not_paired_with_the_noun_beside_it() -> None:
    found = by_word("repairs of the Likolampi beach", "en")
    assert found["Likolampi"].name
    assert "ranta" in ways(found["beach"])
    assert ways(found["Likolampi"]) == {"likolampi"}


def test_inflected_name_in_a_foreign_question_keeps_its_base_form() -> None:
    assert "likolampi" in ways(by_word("what about Likolammen", "en")["Likolammen"])


def test_swedish_compound_is_split() -> None:
    found = by_word("idrottshallen och brandstationens tak", "sv")
    assert "halli+urheilu" in ways(found["idrottshallen"])
    assert {"paloasema", "asema+palo"} <= ways(found["brandstationens"])
    assert "katto" in ways(found["tak"])


def test_swedish_project_named_in_a_hyphenated_word() -> None:
    assert "kivilaituri" in ways(by_word("hur går KIVILAITURI-projektet", "sv")["KIVILAITURI-projektet"])


def test_unknown_foreign_word_stands_as_written() -> None:
    concept = by_word("the wibbertas", "en")["wibbertas"]
    assert "wibbertas" in ways(concept)
    assert concept.key


def test_nothing_to_find() -> None:
    for language in ("fi", "sv", "en"):
        assert concepts("", language) == ()
        assert concepts("???", language) == ()


def test_genitive_of_a_name_in_swedish_keeps_the_name() -> None:
    (bridge, name) = concepts("bron över Likolampis", "sv")
    assert name.name
    assert frozenset({"likolampi"}) in {each.terms for each in name.alternatives}
    assert bridge.own == "bron"
