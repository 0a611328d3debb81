"""What became of a proposal is read from the decision, and from the handling where a proposal was changed."""

from __future__ import annotations

import pytest

from assistant.answering.draft import ClaimRole
from assistant.answering.outcome import outcome
from assistant.answering.result import Result, result_of, role_of
from assistant.model import QuestionKind
from indexer.model import PartKind
from tests.assistant.examples import a_decision, a_question, a_reading, decided, handling, paragraph, proposal, texts

PROPOSED = "Uimaranta kunnostetaan kesäkuussa ja laituri uusitaan."
COUNTER = "Siiri Haapalehto teki vastaehdotuksen, että uimaranta säilytetään ennallaan."


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("Lautakunta hyväksyi muutetun ehdotuksen.", Result.AMENDED),
        ("Muutettu päätösehdotus hyväksyttiin: laituri uusitaan syksyllä.", Result.AMENDED),
        ("Lautakunta hyväksyi täydennetyn ehdotuksen.", Result.AMENDED),
        ("Ehdotus hyväksyttiin seuraavin muutoksin.", Result.AMENDED),
        ("Lautakunta hyväksyi ehdotuksen siten, että laituria ei uusita.", Result.AMENDED),
        ("Lautakunta hyväksyi esityksen ja päätti lisäksi, että rannalle hankitaan penkki.", Result.AMENDED),
        ("Valtuusto hyväksyi suunnitelman siten muutettuna, että siihen lisätään laituri.", Result.AMENDED),
        ("Nämnden godkände förslaget med följande ändring.", Result.AMENDED),
        ("Nämnden godkände det ändrade förslaget.", Result.AMENDED),
        ("Lautakunta hyväksyi Siiri Haapalehdon vastaehdotuksen äänin 5–4.", Result.OTHERWISE),
        ("Nämnden godkände Holms motförslag med rösterna 5–4.", Result.OTHERWISE),
        ("Lautakunta hyväksyi esittelijän ehdotuksen äänin 5–4.", Result.AS_PROPOSED),
        ("Lautakunta hyväksi esityksen.", Result.AS_PROPOSED),
        ("Asia jätettiin pöydälle.", Result.POSTPONED),
        ("Ärendet bordlades.", Result.POSTPONED),
        ("Lautakunta palautti asian valmisteluun äänin 5–4.", Result.RETURNED),
        ("Asia palautettiin uudelleen valmisteltavaksi.", Result.RETURNED),
        ("Ärendet återremitterades.", Result.RETURNED),
        ("Lautakunta hylkäsi oikaisuvaatimuksen.", Result.REJECTED),
        ("Lautakunta myönsi luvan viideksi vuodeksi.", Result.OWN),
        ("Merkittiin tiedoksi.", Result.OWN),
    ],
)
def test_result_is_read_from_the_decision(words: str, result: Result) -> None:
    assert result_of(a_decision(proposal(PROPOSED), decided(words))) is result


@pytest.mark.parametrize(
    "words",
    [
        "Esittelijä muutti ehdotustaan siten, että laituria ei uusita.",
        "Föredraganden ändrade sitt förslag så att bryggan utgår.",
    ],
)
def test_proposal_that_was_changed_in_the_meeting_is_not_accepted_as_it_was(words: str) -> None:
    decision = a_decision(proposal(PROPOSED), handling(words), decided("Lautakunta hyväksyi ehdotuksen."))
    assert result_of(decision) is Result.AMENDED
    told = [(each.role, each.quote) for each in outcome(a_reading(decision), 480)]
    assert told == [
        (ClaimRole.DECISION, "Lautakunta hyväksyi ehdotuksen."),
        (ClaimRole.HANDLING, words),
        (ClaimRole.AMENDED, PROPOSED),
    ]


def test_decision_that_says_what_was_changed_needs_no_proposal() -> None:
    words = "Lautakunta hyväksyi muutetun ehdotuksen: uimaranta kunnostetaan elokuussa."
    decision = a_decision(proposal(PROPOSED), decided(words))
    assert [each.quote for each in outcome(a_reading(decision), 480)] == [words]


def test_change_that_returns_the_matter_returns_it() -> None:
    changed = "Keskustelun kuluessa esittelijä muutti ehdotustaan siten, että asia palautetaan valmisteluun."
    decision = a_decision(proposal(PROPOSED), decided(changed, "Lautakunta hyväksyi muutetun ehdotuksen."))
    assert result_of(decision) is Result.RETURNED
    assert changed in [each.quote for each in outcome(a_reading(decision), 480)]
    assert PROPOSED not in [each.quote for each in outcome(a_reading(decision), 480)]


def test_counterproposal_that_lost_returns_nothing() -> None:
    lost = "Onni Kivisuo teki vastaehdotuksen, että asia palautetaan valmisteluun."
    decision = a_decision(proposal(PROPOSED), decided(lost, "Lautakunta hyväksyi esittelijän ehdotuksen äänin 6–3."))
    assert result_of(decision) is Result.AS_PROPOSED


def test_members_proposal_that_won_is_a_counterproposal() -> None:
    made = "Siiri Haapalehto ehdotti, että uimaranta säilytetään ennallaan."
    decision = a_decision(
        proposal(PROPOSED), handling(made), decided("Lautakunta hyväksyi Siiri Haapalehdon ehdotuksen äänin 5–4.")
    )
    assert result_of(decision) is Result.OTHERWISE
    assert role_of(decision, decision.paragraphs[0]) is ClaimRole.PROPOSAL


def test_every_counterproposal_that_won_is_told_with_its_vote() -> None:
    other = "Onni Kivisuo teki vastaehdotuksen, että pukukoppi puretaan."
    decision = a_decision(
        proposal(PROPOSED),
        decided(
            COUNTER,
            "Suoritetussa äänestyksessä annettiin 2 JAA-ääntä ja 7 EI-ääntä.",
            other,
            "Toisessa äänestyksessä annettiin 1 JAA-ääntä ja 8 EI-ääntä.",
            "Puheenjohtaja totesi, että lautakunta oli hyväksynyt Haapalehdon ja Kivisuon vastaehdotukset.",
            "Lautakunnan päätökseksi tuli Haapalehdon vastaehdotus.",
        ),
    )
    assert result_of(decision) is Result.OTHERWISE
    told = [each.quote for each in outcome(a_reading(decision), 480)]
    assert {COUNTER, other} <= set(told)


def test_votes_counted_in_the_handling_are_told_when_asked_for() -> None:
    votes = "Äänestyksessä annettiin 5 JAA-ääntä ja 4 EI-ääntä."
    decision = a_decision(proposal(PROPOSED), handling(votes), decided("Lautakunta hyväksyi ehdotuksen."))
    question = a_question("Miten uimarannasta äänestettiin?", QuestionKind.VOTE)
    told = [each.quote for each in outcome(a_reading(decision, question), 480, QuestionKind.VOTE)]
    assert told[:2] == ["Lautakunta hyväksyi ehdotuksen.", votes]


def test_proposal_of_another_part_is_no_decision() -> None:
    decision = a_decision([paragraph(PartKind.PROPOSAL, PROPOSED)])
    assert result_of(decision) is Result.OWN
    assert texts(decision, PartKind.PROPOSAL) == [PROPOSED]
    assert role_of(decision, decision.paragraphs[0]) is ClaimRole.PROPOSAL
