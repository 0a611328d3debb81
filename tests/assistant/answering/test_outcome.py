"""What an organ decided is told from its decision, and a proposal is never called one."""

from __future__ import annotations

import pytest

from assistant.answering.draft import ClaimRole, DraftClaim
from assistant.answering.outcome import outcome
from assistant.answering.result import Result, result_of, role_of
from indexer.model import Decision, DocumentKind, Paragraph, PartKind, Reference
from tests.assistant.examples import (
    a_decision,
    a_question,
    a_reading,
    background,
    decided,
    handling,
    items,
    paragraph,
    proposal,
)

PROPOSED = "Tekninen lautakunta päättää, että Likolammen uimaranta kunnostetaan kesäkuussa."


def told(
    decision: Decision, question: str = "Mitä uimarannan kunnostuksesta päätettiin?", room: int = 480
) -> list[DraftClaim]:
    return list(outcome(a_reading(decision, a_question(question)), room))


def roles(claims: list[DraftClaim]) -> list[tuple[ClaimRole, str]]:
    return [(claim.role, claim.quote) for claim in claims]


@pytest.mark.parametrize(
    "accepting",
    [
        "Ehdotus hyväksyttiin.",
        "Lautakunta hyväksyi ehdotuksen.",
        "Lautakunta hyväksyi yksimielisesti esittelijän esityksen.",
        "Päätösehdotus hyväksyttiin yksimielisesti.",
        "Hyväksyttiin.",
        "Päätettiin ehdotuksen mukaisesti.",
        "Esityksen mukaan.",
        "Nämnden godkände enhälligt förslaget.",
        "Beslöts enligt förslaget.",
    ],
)
def test_accepted_proposal_is_told_with_the_words_that_accept_it(accepting: str) -> None:
    decision = a_decision(background("Laituri on painunut."), proposal(PROPOSED), decided(accepting))
    assert result_of(decision) is Result.AS_PROPOSED
    assert roles(told(decision)) == [(ClaimRole.DECISION, accepting), (ClaimRole.ACCEPTED, PROPOSED)]


def test_formalities_of_a_decision_come_last() -> None:
    decision = a_decision(
        proposal(PROPOSED, "Päätös saa lainvoiman, kun valitusaika on kulunut umpeen."),
        decided("Ehdotus hyväksyttiin."),
    )
    assert roles(told(decision, room=110)) == [
        (ClaimRole.DECISION, "Ehdotus hyväksyttiin."),
        (ClaimRole.ACCEPTED, PROPOSED),
    ]


def test_counterproposal_that_won_a_vote_is_the_decision_with_its_figures() -> None:
    vote = "Äänestyksessä annettiin 4 JAA ääntä ja 5 EI ääntä, joten päätökseksi tuli Haapalehdon vastaehdotus."
    counter = "Siiri Haapalehto teki vastaehdotuksen, että uimaranta säilytetään ennallaan."
    decision = a_decision(
        proposal(PROPOSED),
        decided(counter, "Onni Kivisuo kannatti tehtyä vastaehdotusta.", vote),
    )
    assert result_of(decision) is Result.OTHERWISE
    claims = roles(told(decision, "Miten uimarannan kunnostuksesta äänestettiin?"))
    assert (ClaimRole.DECISION, vote) in claims
    assert (ClaimRole.DECISION, counter) in claims
    assert PROPOSED not in [quote for _, quote in claims]


def test_proposal_that_won_against_a_counterproposal_is_accepted_and_the_votes_are_told() -> None:
    decision = a_decision(
        proposal(PROPOSED),
        decided("Lautakunta hyväksyi ehdotuksen äänin 6–3.", "Kivisuo teki vastaehdotuksen, että asia hylätään."),
    )
    assert result_of(decision) is Result.AS_PROPOSED
    assert roles(told(decision)) == [
        (ClaimRole.DECISION, "Lautakunta hyväksyi ehdotuksen äänin 6–3."),
        (ClaimRole.ACCEPTED, PROPOSED),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Asia jätettiin yksimielisesti pöydälle.",
        "Asia palautettiin uudelleen valmisteltavaksi.",
        "Lautakunta päätti palauttaa asian valmisteluun.",
        "Lautakunta hylkäsi ehdotuksen yksimielisesti.",
        "Ehdotus hylättiin äänin 3–6.",
        "Asia poistettiin esityslistalta.",
        "Ärendet bordlades enhälligt.",
    ],
)
def test_matter_that_was_not_accepted_shows_no_proposal(words: str) -> None:
    decision = a_decision(background("Laituri on painunut."), proposal(PROPOSED), decided(words))
    assert result_of(decision) not in (Result.AS_PROPOSED, Result.AMENDED)
    assert roles(told(decision)) == [(ClaimRole.DECISION, words)]


def test_agenda_has_a_proposal_and_no_decision() -> None:
    agenda = a_decision(background("Laituri on painunut."), proposal(PROPOSED), document_kind=DocumentKind.AGENDA)
    assert result_of(agenda) is Result.OWN
    assert roles(told(agenda)) == [(ClaimRole.PROPOSAL, PROPOSED)]


def test_agenda_that_has_words_under_decision_still_accepts_nothing() -> None:
    agenda = a_decision(proposal(PROPOSED), decided("Ehdotus hyväksyttiin."), document_kind=DocumentKind.AGENDA)
    assert result_of(agenda) is Result.OWN
    assert ClaimRole.ACCEPTED not in [role for role, _ in roles(told(agenda))]


def test_decision_in_its_own_words_needs_no_proposal() -> None:
    words = "Lautakunta päätti, että uimaranta kunnostetaan vasta elokuussa."
    decision = a_decision(proposal(PROPOSED), decided(words))
    assert roles(told(decision)) == [(ClaimRole.DECISION, words)]


def test_section_without_proposal_and_decision_tells_its_text() -> None:
    text = "Uimarannan kunnostus on kesken."
    assert roles(told(a_decision(background(text)))) == [(ClaimRole.TEXT, text)]


def test_room_and_number_of_claims_are_kept() -> None:
    words = [f"Lautakunta päätti, että uimarannan laituri {number} kunnostetaan keväällä." for number in range(9)]
    claims = told(a_decision(decided(*words)), room=480)
    assert len(claims) == 4
    assert [claim.quote for claim in claims] == words[:4]
    assert len(told(a_decision(decided(*words)), room=100)) == 1


def test_sentences_are_told_in_the_order_of_the_text() -> None:
    first = "Lautakunta kuuli asiantuntijaa ennen asian ratkaisemista tässä kokouksessa."
    last = "Lautakunta päätti, että uimarannan kunnostus hyväksytään."
    claims = told(a_decision(decided(first, last)))
    assert [claim.quote for claim in claims] == [first, last]


def part_of(part: PartKind) -> tuple[Decision, Paragraph]:
    decision = a_decision([paragraph(part, "Uimaranta kunnostetaan.")])
    return decision, decision.paragraphs[0]


@pytest.mark.parametrize(
    ("part", "role"),
    [
        (PartKind.DECISION, ClaimRole.DECISION),
        (PartKind.PROPOSAL, ClaimRole.PROPOSAL),
        (PartKind.EARLIER, ClaimRole.EARLIER),
        (PartKind.HANDLING, ClaimRole.HANDLING),
        (PartKind.BACKGROUND, ClaimRole.TEXT),
        (PartKind.BODY, ClaimRole.TEXT),
        (PartKind.NOTE, ClaimRole.TEXT),
    ],
)
def test_role_follows_the_part(part: PartKind, role: ClaimRole) -> None:
    assert role_of(*part_of(part)) is role


def test_item_is_an_item() -> None:
    decision = a_decision(items(PartKind.BACKGROUND, "Kunnostetaan:", "laituri", "pukukopit"))
    assert [role_of(decision, each) for each in decision.paragraphs] == [ClaimRole.TEXT, ClaimRole.ITEM, ClaimRole.ITEM]


def test_item_of_a_proposal_is_called_a_proposal() -> None:
    decision = a_decision(items(PartKind.PROPOSAL, "Kunnostetaan:", "laituri"), decided("Asia jätettiin pöydälle."))
    assert role_of(decision, decision.paragraphs[1]) is ClaimRole.PROPOSAL


def test_earlier_decision_is_not_this_one() -> None:
    origin = Reference("Kaupunginhallitus", "2030-11-05", "200")
    earlier = paragraph(PartKind.EARLIER, "Kaupunginhallitus päätti kunnostaa uimarannan.", origin=origin)
    decision = a_decision([earlier], decided("Asia jätettiin pöydälle."))
    assert roles(told(decision)) == [(ClaimRole.DECISION, "Asia jätettiin pöydälle.")]
    assert role_of(decision, decision.paragraphs[0]) is ClaimRole.EARLIER


def test_handling_is_told_as_handling() -> None:
    decision = a_decision(handling("Haapalehto ehdotti, että uimaranta suljetaan."))
    assert roles(told(decision)) == [(ClaimRole.HANDLING, "Haapalehto ehdotti, että uimaranta suljetaan.")]
