"""Answers that list: items under a lead-in, or one claim from each of several decisions."""

from __future__ import annotations

from assistant.answering.evidence import Weights
from assistant.answering.lists import MOST, items_of, listed
from assistant.answering.reading import Reading, read
from assistant.model import Question, QuestionKind
from assistant.retrieval import Candidate
from indexer.model import Decision, PartKind
from tests.assistant.examples import a_decision, a_question, background, decided, items, proposal, weights

LEAD_IN = "Tekninen lautakunta päätti, että leikkipuistohankkeet vuodelle 2031 ovat:"
ITEMS = ("Kuusimäen keinujen uusiminen", "Likolammen kiipeilytelineen korjaus", "Rantapuiston keinujen huolto")


def listing(text: str) -> Question:
    return a_question(text, QuestionKind.LIST)


def read_all(question: Question, *decisions: Decision) -> tuple[list[Reading], Weights]:
    found = weights(*question.concepts)
    return [read(Candidate(each, 0.5, ()), question, found) for each in decisions], found


def quotes(question: Question, *decisions: Decision) -> list[str]:
    readings, found = read_all(question, *decisions)
    return [claim.quote for claim in listed(readings, found, question).claims]


def a_list() -> Decision:
    return a_decision(
        items(PartKind.BACKGROUND, LEAD_IN, *ITEMS), decided("Merkittiin tiedoksi."), title="Leikkipuistohankkeet"
    )


def test_all_items_are_given_where_the_lead_in_tells_the_question() -> None:
    assert quotes(listing("Mitkä ovat leikkipuistohankkeet?"), a_list()) == list(ITEMS)


def test_only_items_that_tell_the_rest_are_given() -> None:
    question = listing("Mitkä leikkipuistohankkeet koskevat keinuja?")
    assert quotes(question, a_list()) == [ITEMS[0], ITEMS[2]]
    assert quotes(listing("Mitkä leikkipuistohankkeet koskevat Kuusimäkeä ja keinuja?"), a_list()) == [ITEMS[0]]


def test_no_item_is_given_where_none_tells_the_rest() -> None:
    assert quotes(listing("Mitkä leikkipuistohankkeet koskevat hiekkalaatikkoa?"), a_list()) == []


def test_items_of_another_list_are_left_out() -> None:
    decision = a_decision(
        items(PartKind.BACKGROUND, LEAD_IN, *ITEMS),
        items(PartKind.BACKGROUND, "Kadunkorjaukset vuodelle 2031 ovat:", "Torikadun päällystys", "Rantakadun kaivot"),
        title="Hankkeet",
    )
    question = listing("Mitkä ovat leikkipuistohankkeet?")
    readings, found = read_all(question, decision)
    assert [each.text for each in items_of(readings[0], found, question)] == list(ITEMS)


def test_long_list_is_cut() -> None:
    many = [f"Kuusimäen keinujen {number} uusiminen" for number in range(30)]
    decision = a_decision(items(PartKind.BACKGROUND, LEAD_IN, *many), title="Leikkipuistohankkeet")
    assert quotes(listing("Mitkä ovat leikkipuistohankkeet?"), decision) == many[:MOST]


def test_several_decisions_are_told_in_order_of_time() -> None:
    made = [
        a_decision(
            proposal(f"Lautakunta myöntää avustuksen yksityistielle {name}."),
            decided("Ehdotus hyväksyttiin."),
            title=f"Avustus yksityistielle {name}",
            date=date,
            section=str(number),
        )
        for number, (name, date) in enumerate(
            (("Kuusimäki", "2031-05-06"), ("Likolampi", "2031-03-04"), ("Rantala", "2031-04-01")), start=1
        )
    ]
    question = listing("Mitkä yksityistiet saivat avustuksen?")
    readings, found = read_all(question, *made)
    draft = listed(readings, found, question)
    assert {claim.decision.section for claim in draft.claims} == {"1", "2", "3"}
    later = [claim.decision.date for claim in draft.claims if claim.decision.section != readings[0].decision.section]
    assert later == sorted(later, key=str)


def test_one_decision_without_a_list_is_left_to_others() -> None:
    decision = a_decision(background("Leikkipuistohankkeet ovat viivästyneet."), title="Leikkipuistohankkeet")
    question = listing("Mitkä ovat leikkipuistohankkeet?")
    readings, found = read_all(question, decision)
    assert listed(readings, found, question).claims == ()


def test_decision_that_tells_less_than_the_best_is_no_peer() -> None:
    other = a_decision(background("Keinut ovat rikki."), title="Ilmoitusasiat", section="99")
    assert quotes(listing("Mitkä ovat leikkipuistohankkeet?"), a_list(), other) == list(ITEMS)


def test_announced_things_are_named_by_the_heads_after_them() -> None:
    one = "Kerhotoimintaa järjestettiin koululaisille joka viikko."
    other = "Koulutuksiin osallistui 40 nuorta."
    decision = a_decision(
        background("Nuorisopalveluissa toimi kaksi hanketta.", "Kerhoista iloa 2031", one, "Rauhaa kylille", other),
        title="Nuorisopalvelut",
    )
    question = listing("Mitkä kaksi hanketta nuorisopalveluissa toimi?")
    assert quotes(question, decision) == [
        "Nuorisopalveluissa toimi kaksi hanketta.",
        "Kerhoista iloa 2031",
        "Rauhaa kylille",
    ]
    three = listing("Mitkä kolme hanketta nuorisopalveluissa toimi?")
    assert "Rauhaa kylille" not in quotes(three, decision)
