"""Mistyped words are brought to words that the asker may see, and to no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.model import Filters, Question
from assistant.search.spelling import Speller, corrected, did_you_mean
from assistant.understanding import understand
from indexer.finnish import index_terms
from indexer.stores.local import LocalStore
from tests.assistant.test_retrieval import a_store
from tests.indexer.stores.examples import a_decision, a_passage

TEXTS = (
    "Likolammen uimaranta kunnostetaan ja laituri korjataan",
    "Uimaranta, hiekka ja jätevedenpuhdistamo",
    "Talousarvio ja taloussuunnitelma hyväksytään",
    "Lähivirkistysalueen valaistus ja hulevesien viivytys",
)
CLOSED = "Hotellin tonttikauppa ja vakuus"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    made = []
    for number, text in enumerate((*TEXTS, CLOSED), start=1):
        groups = ("hallitus",) if text == CLOSED else ()
        decision = a_decision(str(number), f"{number}.txt", title=text, access_groups=groups)
        made.append((decision, a_passage(decision, " ".join(index_terms(text)))))
    return a_store(tmp_path_factory.mktemp("spelling"), *made)


def meant(store: LocalStore, text: str, filters: Filters | None = None) -> str:
    return did_you_mean(text, Speller(store).corrections(asked(text, filters)))


def asked(text: str, filters: Filters | None = None) -> Question:
    return understand(text, (), filters or Filters())


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("uimarnta", "uimaranta"),
        ("uimraanta", "uimaranta"),
        ("uimarannta", "uimaranta"),
        ("latiuri", "laituri"),
        ("jätevedenpudistamo", "jätevedenpuhdistamo"),
        ("jatevedenpudistamo", "jätevedenpuhdistamo"),
        ("talousavrio", "talousarvio"),
        ("Taloussuunitelma", "Taloussuunnitelma"),
        ("valaisuts", "valaistus"),
        ("Mitä uimarnnan kunnostamisesta päätettiin?", "Mitä uimaranta kunnostamisesta päätettiin?"),
        ("talousavrio uimarnta", "talousarvio uimaranta"),
    ],
)
def test_slip_is_mended_with_its_dots(store: LocalStore, typed: str, right: str) -> None:
    assert meant(store, typed) == right


@pytest.mark.parametrize(
    "typed",
    [
        "uimaranta",
        "uimarannalla",
        "uimaranat 2031",
        "jaahalli",  # a word of its own, which nothing speaks of
        "jäähalli",
        "beach",
        "badstrand",
        "hie",
        "xyzzyxyzzy",
        "120/10.03.01/2031",
        "",
    ],
)
def test_what_is_no_slip_stays(store: LocalStore, typed: str) -> None:
    expected = "uimaranta 2031" if typed == "uimaranat 2031" else ""
    assert meant(store, typed) == expected


def test_word_of_a_closed_document_is_proposed_to_its_group_alone(store: LocalStore) -> None:
    assert meant(store, "tonttikaupa") == meant(store, "tonttikaupa", Filters(groups=("virasto",))) == ""
    assert meant(store, "tonttikaupa", Filters(groups=("hallitus",))) == "tonttikauppa"


def test_search_finds_what_was_meant(store: LocalStore) -> None:
    question = asked("uimarnta")
    terms = {
        term
        for concept in corrected(question, Speller(store).corrections(question)).concepts
        for alternative in concept.alternatives
        for term in alternative.terms
    }
    assert {"uimarnta", "uimaranta"} <= terms
    assert corrected(question, []) == question


def test_frequent_word_is_meant_rather_than_a_slip_of_a_document(tmp_path: Path) -> None:
    texts = ["uimaranat", *["uimaranta"] * 10]
    made = [(a_decision(str(number), f"{number}.txt", title=text), text) for number, text in enumerate(texts)]
    store = a_store(tmp_path, *((each, a_passage(each, " ".join(index_terms(text)))) for each, text in made))
    assert meant(store, "uimaranat") == "uimaranta"
