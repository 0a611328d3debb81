from __future__ import annotations

import subprocess
import sys
import threading
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import voikko
from indexer.finnish import (
    ENGLISH_STOP_WORDS,
    STOP_WORDS,
    QueryTerm,
    TermKind,
    Token,
    TokenKind,
    analyse,
    fold,
    index_terms,
    is_known,
    lemmas,
    normalise,
    opens_sentence,
    query_terms,
    word_class,
)

# Written form -> dictionary form, as an official would look it up.
INFLECTED = {
    "kunnanhallituksen": "kunnanhallitus",
    "kaupunginvaltuustolle": "kaupunginvaltuusto",
    "lautakunnissa": "lautakunta",
    "toimielinten": "toimielin",
    "pöytäkirjoista": "pöytäkirja",
    "pöytäkirjantarkastajiksi": "pöytäkirjantarkastaja",
    "esityslistaan": "esityslista",
    "kokouksissa": "kokous",
    "puheenjohtajalle": "puheenjohtaja",
    "varapuheenjohtajaksi": "varapuheenjohtaja",
    "jäsenten": "jäsen",
    "viranhaltijoiden": "viranhaltija",
    "esittelijän": "esittelijä",
    "valmistelijoille": "valmistelija",
    "päätöksiä": "päätös",
    "päätöstä": "päätös",
    "päätösehdotuksesta": "päätösehdotus",
    "ehdotukset": "ehdotus",
    "äänestyksessä": "äänestys",
    "oikaisuvaatimuksia": "oikaisuvaatimus",
    "valituksista": "valitus",
    "liitteinä": "liite",
    "oheismateriaalissa": "oheismateriaali",
    "lausuntoja": "lausunto",
    "aloitteeseen": "aloite",
    "selvityksiin": "selvitys",
    "talousarvion": "talousarvio",
    "tilinpäätökseen": "tilinpäätös",
    "määrärahoja": "määräraha",
    "avustusta": "avustus",
    "avustuksilla": "avustus",
    "hankkeiden": "hanke",
    "hankinnoista": "hankinta",
    "sopimusta": "sopimus",
    "sopimuksin": "sopimus",
    "tarjouksia": "tarjous",
    "urakoitsijoilta": "urakoitsija",
    "veroprosentiksi": "veroprosentti",
    "maksuihin": "maksu",
    "taksoja": "taksa",
    "asemakaavaa": "asemakaava",
    "kaavoituksella": "kaavoitus",
    "rakennuslupaa": "rakennuslupa",
    "tonttien": "tontti",
    "kiinteistöille": "kiinteistö",
    "vesihuoltoa": "vesihuolto",
    "liikuntahallin": "liikuntahalli",
    "kirjastoissa": "kirjasto",
    "päiväkoteihin": "päiväkoti",
    "perusopetusta": "perusopetus",
    "oppilaitten": "oppilas",
    "varhaiskasvatuksessa": "varhaiskasvatus",
    "nuorisotyötä": "nuorisotyö",
    "vanhusneuvostolta": "vanhusneuvosto",
    "hyvinvointikertomukset": "hyvinvointikertomus",
    "strategiaan": "strategia",
    "tavoitteista": "tavoite",
    "mittareilla": "mittari",
    "hallintosäännöissä": "hallintosääntö",
    "kuntayhtymien": "kuntayhtymä",
    "päättivät": "päättää",
    "hyväksyttiin": "hyväksyä",
    "palautettiin": "palauttaa",
    "merkitsi": "merkitä",
    "valittaneen": "valittaa",
}


def words(text: str) -> list[tuple[str, ...]]:
    return [token.lemmas for token in analyse(text)]


def terms(question: str) -> set[str]:
    return {term.term for term in query_terms(question)}


def meet(question: str, text: str) -> bool:
    return not terms(question).isdisjoint(index_terms(text))


class TestNormalise:
    def test_composes_and_drops_what_cannot_be_seen(self) -> None:
        assert normalise(unicodedata.normalize("NFD", "pöytä\u00adkir\u200bja\ufeff\x07")) == "pöytäkirja"

    def test_makes_one_space_of_any_run_and_keeps_lines(self) -> None:
        assert normalise("12\u00a0000 \t\u2009euroa  \r\n\r\nliite \x0csivu\u20282") == "12 000 euroa\n\nliite\nsivu\n2"

    @given(st.text())
    def test_is_settled_after_one_turn(self, text: str) -> None:
        once = normalise(text)
        assert normalise(once) == once


def test_tokens_bear_their_place_and_kind() -> None:
    text = "Lautakunta päätti 20.02.2025 § 72 (691/00.01.02/2021): 12 000 €."
    assert analyse(text) == (
        Token(0, 0, 10, ("lautakunta",), (), TokenKind.WORD),
        Token(1, 11, 17, ("päättää",), (), TokenKind.WORD),
        Token(2, 18, 28, ("2025-02-20",), ("2025",), TokenKind.DATE),
        Token(3, 29, 33, ("§72",), (), TokenKind.SECTION),
        Token(4, 35, 52, ("691/00.01.02/2021",), ("691/2021",), TokenKind.DIARY),
        Token(5, 55, 61, ("12000",), (), TokenKind.NUMBER),
    )


@pytest.mark.parametrize(
    ("written", "lemma", "short"),
    [
        ("691/00.01.02/2021", "691/00.01.02/2021", "691/2021"),
        ("ROIDno-2021-4378", "roidno-2021-4378", "4378/2021"),
        ("LAPDno-2025-466", "lapdno-2025-466", "466/2025"),
        ("HEL 2011-004632", "hel-2011-004632", "4632/2011"),
        ("730/2017", "730/2017", "730/2017"),
        ("2024/2025", "2024/2025", "2025"),
    ],
)
def test_diary_numbers(written: str, lemma: str, short: str) -> None:
    (token,) = analyse(f"({written})")
    assert (token.kind, token.lemmas) == (TokenKind.DIARY, (lemma,))
    assert short in token.parts


@pytest.mark.parametrize("written", ["20.02.2025", "20.2.2025", "20. 2. 2025", "2025-02-20"])
def test_dates_are_one_however_written(written: str) -> None:
    (token,) = analyse(written)
    assert (token.kind, token.lemmas, token.parts) == (TokenKind.DATE, ("2025-02-20",), ("2025",))


def test_an_impossible_month_makes_no_date() -> None:
    assert all(token.kind is TokenKind.NUMBER for token in analyse("20.13.2025"))


def test_sections_are_one_however_written() -> None:
    assert words("§ 21") == words("21 §") == words("§21") == words("21 §:n") == [("§21",)]


def test_a_section_mark_belongs_to_the_number_after_a_year() -> None:
    assert words("vuoden 2023 § 45")[1:] == [("2023",), ("§45",)]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12 000", "12000"),
        ("12\u00a0000", "12000"),
        ("5.000", "5000"),
        ("280,00", "280"),
        ("1,50", "1,5"),
        ("1.534,5", "1534,5"),
        ("2024:n", "2024"),
        ("3.2.1", "3.2.1"),
    ],
)
def test_numbers_are_one_however_written(written: str, number: str) -> None:
    assert words(written) == [(number,)]


def test_neighbouring_numbers_stay_apart() -> None:
    assert words("2024 100 000 euroa")[:2] == [("2024",), ("100000",)]


def test_dictionary_forms_of_administrative_words() -> None:
    wrong = {word: lemmas(word) for word, lemma in INFLECTED.items() if lemmas(word)[0] != lemma}
    accuracy = 1 - len(wrong) / len(INFLECTED)
    print(f"first lemma right: {accuracy:.3f} of {len(INFLECTED)}; wrong: {wrong}")
    assert accuracy >= 0.95
    assert all(lemma in lemmas(word) for word, lemma in INFLECTED.items())


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("liikuntahallin", {"liikunta", "halli"}),
        ("hyvinvointilautakunnan", {"hyvinvointi", "lautakunta"}),
        ("uimahalliavustusta", {"uima", "halli", "avustus", "uimahalli", "halliavustus"}),
        ("rakentamislupa", {"rakentaminen", "lupa"}),
        ("pöytäkirjantarkastaja", {"pöytäkirja", "tarkastaja"}),
        ("EU-hankkeet", {"eu", "hanke"}),
        ("Oulu2026", {"oulu", "2026"}),
        ("lautakunta", set()),
        ("talousarvio", set()),
    ],
)
def test_compound_parts(written: str, parts: set[str]) -> None:
    (token,) = analyse(written)
    assert set(token.parts) == parts


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("hanke- ja avustusrahoitus", {"hankerahoitus"}),
        ("sisä-, reuna- ja ulkopisteet", {"sisäpiste", "reunapiste"}),
        ("hanke/avustusrahoituksen", {"hankerahoitus"}),
        ("lautakuntatyö ja -palkkiot", {"lautakuntapalkkio"}),
        ("hanke- 5 avustusrahoitus", set()),
        ("hanke- muu avustusrahoitus", set()),
        ("lautakuntatyö muu -palkkio", set()),
    ],
)
def test_compounds_that_share_a_piece(text: str, completed: set[str]) -> None:
    own = {"avustus", "rahoitus", "ulko", "piste", "lautakunta", "työ"}
    assert {part for token in analyse(text) for part in token.parts} - own == completed


def test_what_meets_what() -> None:
    assert meet("liikuntahalli", "liikuntahallin peruskorjaus")
    assert meet("halli", "liikuntahallin peruskorjaus")
    assert meet("lautakunnat", "hyvinvointilautakunnan kokous")
    assert meet("hyväksyä", "hyväksytyt esitykset")
    assert meet("hyväksyttiinkö", "esitys hyväksyttiin")
    assert meet("20.02.2025", "kokous 20.2.2025")
    assert meet("§ 21", "21 §:ssä")
    assert meet("EU", "EU:n tuki")
    assert not meet("jäähalli", "liikuntakeskus")


def test_endings_after_a_colon() -> None:
    assert words("EU:n ELY:lle") == [("eu",), ("ely",)]
    assert [token.lemmas[0] for token in analyse("Esittelijä:kunnanjohtaja")] == ["esittelijä", "kunnanjohtaja"]


def test_the_verb_stands_behind_its_participle() -> None:
    assert lemmas("hyväksytty") == ("hyväksytty", "hyväksyä")
    assert "toimeenpanna" in lemmas("toimeenpantu")


class TestNames:
    def test_a_name_comes_in_the_nominative(self) -> None:
        assert lemmas("Lapuan") == ("lapua",)
        assert lemmas("Kemin") == ("kemi",)
        assert lemmas("Salon")[0] == "salo"
        assert lemmas("Pohjois-Pohjanmaan")[0] == "pohjois-pohjanmaa"

    def test_an_unknown_name_keeps_its_written_form_first(self) -> None:
        assert lemmas("Lankilan")[:2] == ("lankilan", "lankila")
        assert not is_known("Lankilan")

    @pytest.mark.parametrize("name", ["Lankila", "Ronttila", "Purmo", "Sweco", "Bergqvist", "Caverion", "Vimpari"])
    def test_an_unknown_name_meets_all_its_forms(self, name: str) -> None:
        link = "" if name[-1] in "aio" else "i"
        for ending in ("n", "lla", "lle", "lta", "ssa", "sta", "ksi", "na"):
            inflected = name + link + ending
            assert meet(name, f"Esityksen teki {inflected}."), inflected
            assert meet(name.lower(), f"Esityksen teki {inflected}."), inflected
            assert meet(f"What did {inflected} propose?", f"{name} esitti"), inflected

    def test_a_name_with_a_common_tail_inflects_as_the_tail_does(self) -> None:
        assert meet("Qvistimäki", "Qvistimäen tila")
        assert meet("Xenolampi", "Xenolammella")

    def test_a_known_word_at_a_sentence_start_is_not_taken_for_a_name(self) -> None:
        assert words("Kokouksessa Kunnanhallitukselle Talossa") == [("kokous",), ("kunnanhallitus",), ("talo",)]


class TestQuestions:
    def test_terms_say_their_kind_group_and_place(self) -> None:
        assert query_terms("Mitä liikuntahalliin 2024?") == [
            QueryTerm("liikuntahalli", TermKind.LEMMA, 1, 5, 20),
            QueryTerm("liikunta", TermKind.PART, 1, 5, 20),
            QueryTerm("halli", TermKind.PART, 1, 5, 20),
            QueryTerm("liikuntahalliin", TermKind.SURFACE, 1, 5, 20),
            QueryTerm("2024", TermKind.EXACT, 2, 21, 25),
        ]

    @pytest.mark.parametrize(
        ("typed", "term"),
        [
            ("paatos", "paatos"),
            ("paatosta", "paatos"),
            ("hyvaksyttiin", "hyvaksya"),
            ("kesakuussa", "kesakuu"),
            ("poytakirjantarkastajien", "poytakirjantarkastaja"),
            ("paatoksentekokaytantojen", "paatoksentekokaytanto"),
            ("aanestyksessa", "aanestys"),
        ],
    )
    def test_dots_not_typed_are_restored(self, typed: str, term: str) -> None:
        assert term in terms(typed)

    def test_a_word_that_is_known_is_left_as_typed(self) -> None:
        assert terms("kansalle") == {"kansa", "kansalle"}  # not känsälle, a callus

    def test_stop_words_are_left_out_in_any_form(self) -> None:
        assert query_terms("Mitä niistä on, ja missä se olisi voinut olla? Mita milloin") == []
        assert terms("what was the decision") >= {"what", "decision"}
        assert "what" not in {t.term for t in query_terms("what was it", STOP_WORDS | ENGLISH_STOP_WORDS)}

    def test_each_term_comes_once_for_a_word(self) -> None:
        found = [(term.group, term.term) for term in query_terms("päätöstä päätöstä")]
        assert len(found) == len(set(found)) == len(set(index_terms("päätöstä"))) * 2


def test_index_terms_count_each_token_once_and_are_folded() -> None:
    found = index_terms("Päätös: päätökset Äänekoskella")
    assert found.count("paatos") == 2
    assert "paatokset" in found
    assert "aanekoski" in found
    assert all(term == fold(term) for term in found)


def test_fold_drops_every_mark() -> None:
    assert fold("äöåéüš-abc") == "aoaeus-abc"


def test_is_known() -> None:
    assert is_known("Lautakunnassa")
    assert is_known("EU:n")
    assert not is_known("lautankuta")
    assert not is_known("styrelsen")


@pytest.mark.parametrize(
    "text",
    [
        "Lautakunta päättää",
        "Merkitään tiedoksi",
        "Ehdotus hyväksyttiin.",
        "Päätettiin palauttaa asia",
        "Qvistberg esitti",  # not known: a name
    ],
)
def test_a_subject_a_predicate_or_a_name_opens_a_sentence(text: str) -> None:
    assert opens_sentence(text)


@pytest.mark.parametrize(
    "text", ["liitteenä", "lautakunta päättää", "Kaupungin asia", "Liitteenä kartta", "Lautakunnalle", "12 § Asia", ""]
)
def test_other_cases_and_small_letters_open_no_sentence(text: str) -> None:
    assert not opens_sentence(text)


@pytest.mark.parametrize(
    ("expected", "written"),
    [
        ("noun", "päätöstä liikuntahallin vanha maksu rakentamisen EU-hankkeet"),
        ("name", "Lapuan Kemi kemin Matti Virtanen Pohjois-Pohjanmaan Salon"),
        ("verb", "päättää päätti merkitään maksaa tekemällä"),
        ("adjective", "uusi kauniissa hyväksytty"),
        ("adverb", "hyvin nopeasti"),
        ("number", "kolme kolmannen 2024 12,5 20.2.2025"),
        ("other", "ja ei hän jotka EU:n § %"),
        ("unknown", "Lankilan styrelsen sports"),
    ],
)
def test_word_classes(expected: str, written: str) -> None:
    assert {word: word_class(word) for word in written.split()} == dict.fromkeys(written.split(), expected)


def test_a_capital_tells_a_name_from_a_common_noun() -> None:
    assert (word_class("salo"), word_class("Salo")) == ("noun", "name")


@settings(deadline=None)
@given(st.text(st.sampled_from("abdkntAÄäöåéß0129-–/.,:§ '’~_\n\u00ad\u0308"), max_size=40) | st.text(max_size=40))
def test_any_text_is_analysed_and_tokens_stand_in_it(text: str) -> None:
    end = 0
    for position, token in enumerate(analyse(text)):
        assert token.position == position
        assert end <= token.start < token.end <= len(text)
        assert token.lemmas
        assert all(token.lemmas)
        assert all(token.parts)
        end = token.end
    assert all(index_terms(text))
    assert all(text[term.start : term.end] for term in query_terms(text))


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(INFLECTED)), max_size=5).map(" ".join))
def test_question_and_index_agree(text: str) -> None:
    assert terms(text) <= set(index_terms(text))


def test_threads_get_what_one_thread_gets() -> None:
    text = " ".join(INFLECTED)
    voikko.look_up.cache_clear()
    expected = analyse(text)
    voikko.look_up.cache_clear()
    voikko.readings_of.cache_clear()
    found: list[tuple[Token, ...]] = []
    threads = [threading.Thread(target=lambda: found.append(analyse(text))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_importing_loads_no_dictionary() -> None:
    code = "import sys, indexer.finnish; sys.exit('pyvoikko' in sys.modules or 'Stemmer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
