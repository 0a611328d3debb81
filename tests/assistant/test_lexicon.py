"""The dictionary: translations, inflected look-up, compounds, synonyms, and how its files are made."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.lexicon import compound, compounds, from_finnish, synonyms, translate, use
from indexer.lexicon import dictd


@pytest.mark.parametrize(
    ("word", "language", "translation"),
    [
        ("library", "en", "kirjasto"),
        ("Library", "en", "kirjasto"),
        ("libraries", "en", "kirjasto"),
        ("schools", "en", "koulu"),
        ("school's", "en", "koulu"),
        ("bridges", "en", "silta"),
        ("planned", "en", "suunnitella"),
        ("fire station", "en", "paloasema"),
        ("skola", "sv", "koulu"),
        ("skolan", "sv", "koulu"),
        ("skolans", "sv", "koulu"),
        ("skolor", "sv", "koulu"),
        ("skolorna", "sv", "koulu"),
        ("biblioteket", "sv", "kirjasto"),
        ("bibliotekets", "sv", "kirjasto"),
        ("broar", "sv", "silta"),
        ("museet", "sv", "museo"),
        ("medlemmar", "sv", "jäsen"),
        ("ministeriets", "sv", "ministeriö"),
        ("detaljplanen", "sv", "asemakaava"),
        ("building permits", "en", "rakennuslupa"),
    ],
)
def test_word_is_translated_in_any_form(word: str, language: str, translation: str) -> None:
    assert translation in translate(word, language)


def test_what_municipalities_call_a_thing_comes_first() -> None:
    assert translate("motionen", "sv")[0] == "valtuustoaloite"
    assert translate("plot", "en")[0] == "tontti"


def test_compound_of_three_words_is_split_where_two_do_not_make_it() -> None:
    pieces = compound("badstrandsbryggor", "sv")
    assert "uimaranta" in pieces[0]
    assert [len(compound(word, "sv")) for word in ("hamnavgifter", "hundparksbelysning", "xyzzyq")] == [2, 3, 0]


def test_unknown_words_and_languages_have_no_translation() -> None:
    assert translate("wibbertas", "en") == ()
    assert translate("koulu", "fi") == ()
    assert translate("", "en") == ()


def test_translations_are_few_and_each_comes_once() -> None:
    for word in ("set", "run", "running", "bids", "well"):
        found = translate(word, "en")
        assert 0 < len(found) <= 10
        assert len(set(found)) == len(found)


def test_word_and_its_base_form_are_both_looked_up() -> None:
    assert {"kilpailuttaa", "tarjous"} <= set(translate("bids", "en"))


@pytest.mark.parametrize(
    ("word", "modifier", "head"),
    [
        ("välfärdsprojekt", "hyvinvointi", "hanke"),
        ("välfärdsprojekten", "hyvinvointi", "projekti"),
        ("idrottshallen", "urheilu", "halli"),
        ("ishallen", "jää", "halli"),
        ("badstrand", "kylpy", "ranta"),
    ],
)
def test_swedish_compound_is_two_words(word: str, modifier: str, head: str) -> None:
    modifiers, heads = compound(word, "sv")
    assert modifier in modifiers
    assert head in heads


def test_borrowed_head_ends_in_i() -> None:
    _, heads = compound("sporthallen", "sv")
    assert heads == ("halli",)


def test_what_is_no_swedish_compound_is_not_split() -> None:
    assert compound("skola", "sv") == ()
    assert compound("wibbertas", "sv") == ()
    assert compound("swimming", "en") == ()


def test_synonyms_are_agreed_on_by_both_dictionaries() -> None:
    assert synonyms("hanke") == ("projekti",)
    assert synonyms("projekti") == ("hanke",)
    assert synonyms("uimahalli") == ()
    assert synonyms("wibbertas") == ()


def test_compounds_of_two_english_nouns() -> None:
    assert "uimahalli" in compounds("swimming", ["halli"], "en")
    assert compounds("swimming", ["ranta"], "en") != compounds("swimming", ["halli"], "en")
    assert compounds("swimming", [], "en") == ()
    assert compounds("swimming", ["halli"], "fi") == ()


def test_finnish_words_are_translated_back() -> None:
    assert "skola" in from_finnish("koulu", "sv")
    assert "school" in from_finnish("koulu", "en")
    assert from_finnish("koulu", "fi") == ()
    assert from_finnish("wibbertas", "sv") == ()


# A dictd database: entries one after another in a compressed file, and their place in an index in base 64.
ENTRIES = {
    "00-database-info": "00-database-info\nA dictionary made for a test, boat\n",
    "Boat": "Boat /bəʊt/\nvene, paatti\n2. laiva\n a note that is no translation\n",
    "brook": "brook\npuro 2.\n3. oja, 4.\n",
    "-ness": "-ness <suffix>\nuus\n",
    "ness": "ness <suffix>\nniemi\n",
    "row boat": "row boat\nsoutuvene\n",
    "x2": "x2\nvene\n",
}
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def base64_number(value: int) -> str:
    digits = DIGITS[value % 64]
    while value := value // 64:
        digits = DIGITS[value % 64] + digits
    return digits


def write_database(folder: Path, pair: str, entries: dict[str, str]) -> None:
    content, index = b"", []
    for head, entry in entries.items():
        encoded = entry.encode()
        index.append(f"{head}\t{base64_number(len(content))}\t{base64_number(len(encoded))}\n")
        content += encoded
    (folder / f"freedict-{pair}.dict.dz").write_bytes(gzip.compress(content))
    (folder / f"freedict-{pair}.index").write_text("".join(index), encoding="utf-8")


def test_dictd_database_is_read(tmp_path: Path) -> None:
    write_database(tmp_path, "eng-fin", ENTRIES)
    assert list(dictd.read(tmp_path, "eng-fin")) == [
        ("boat", "vene"),
        ("boat", "paatti"),
        ("boat", "laiva"),
        ("brook", "puro"),
        ("brook", "oja"),
        ("row boat", "soutuvene"),
    ]


def test_entry_beyond_one_digit_of_the_index_is_found(tmp_path: Path) -> None:
    filler = {f"word{'abcdefghij'[n]}": f"word{'abcdefghij'[n]}\n{'s' * 700}\n" for n in range(10)}
    write_database(tmp_path, "eng-fin", {**filler, "brook": "brook\npuro\n"})
    assert list(dictd.read(tmp_path, "eng-fin"))[-1] == ("brook", "puro")


def test_dictionary_file_joins_both_directions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_database(tmp_path, "eng-fin", {"boat": "boat\nvene\n"})
    write_database(tmp_path, "fin-eng", {"paatti": "paatti\nboat\n", "vene": "vene\nboat\n"})
    write_database(tmp_path, "swe-fin", {"båt": "båt\nvene\n"})
    write_database(tmp_path, "fin-swe", {"puro": "puro\nbäck\n"})
    monkeypatch.setattr(dictd, "__file__", str(tmp_path / "dictd.py"))
    dictd.main(tmp_path)
    made = {
        name: lzma.decompress((tmp_path / f"{name}.tsv.xz").read_bytes()).decode() for name in ("eng-fin", "swe-fin")
    }
    assert made == {"eng-fin": "boat\tvene|paatti\n", "swe-fin": "bäck\tpuro\nbåt\tvene\n"}


@pytest.fixture
def use_directory() -> Iterator[Callable[[Path], None]]:
    """Look words up in a directory as well, until the test ends."""
    yield use
    use(None)


def test_installed_databases_complete_the_packaged_dictionary(
    tmp_path: Path, use_directory: Callable[[Path], None]
) -> None:
    before = translate("boat", "en")
    write_database(tmp_path, "eng-fin", {"wibbertas": "wibbertas\nkelluke\n", "boat": "boat\nkelluke\n"})
    use_directory(tmp_path)
    assert translate("wibbertas", "en") == ("kelluke",)
    assert translate("boat", "en") == (*before, "kelluke")
    assert {"wibbertas", "boat"} <= set(from_finnish("kelluke", "en"))
    assert "koulu" in translate("skola", "sv")
    use(None)
    assert translate("wibbertas", "en") == ()


def test_directory_without_databases_adds_nothing(tmp_path: Path, use_directory: Callable[[Path], None]) -> None:
    before = translate("boat", "en")
    use_directory(tmp_path)
    assert translate("boat", "en") == before


def test_what_is_longer_than_any_word_is_not_split() -> None:
    assert compound("skolgård", "sv")
    assert not compound("skol" * 20 + "gård", "sv")
