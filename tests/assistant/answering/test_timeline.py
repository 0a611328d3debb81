"""How a matter went on: each handling once, also those that only a later one retells."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.draft import ClaimRole, Draft
from assistant.answering.timeline import timeline
from indexer.model import Decision, Paragraph, PartKind, Reference
from tests.assistant.examples import a_decision, decided, paragraph, proposal

BOARD = Reference("Satamalautakunta", "2030-11-04", "81")
UNDATED = Reference("Satamalautakunta", None, None)


def earlier(origin: Reference, part: PartKind, text: str) -> Paragraph:
    return replace(paragraph(PartKind.EARLIER, text, origin=origin), origin_part=part)


PIER = a_decision(
    [
        earlier(BOARD, PartKind.BACKGROUND, "Laiturin kannatinpalkit ovat lahonneet."),
        earlier(BOARD, PartKind.PROPOSAL, "Satamalautakunta esittää, että laituri puretaan."),
        earlier(BOARD, PartKind.DECISION, "Ehdotus hyväksyttiin."),
        earlier(UNDATED, PartKind.DECISION, "Lautakunta päätti kuulla rannan asukkaita."),
    ],
    decided("Kaupunginhallitus päätti, että laituri korjataan."),
    title="Uimarannan laituri",
    organ="Kaupunginhallitus",
)
MONEY = a_decision(
    [earlier(BOARD, PartKind.DECISION, "Ehdotus hyväksyttiin.")],
    proposal("Valtuusto myöntää laiturin korjaukseen 48 300 euroa."),
    decided("Ehdotus hyväksyttiin."),
    title="Uimarannan laiturin määräraha",
    organ="Valtuusto",
    date="2031-06-02",
    section="40",
)
OF_BOARD = a_decision(
    decided("Satamalautakunta päätti esittää laiturin purkamista."),
    title="Uimarannan laituri",
    organ="Satamalautakunta",
    date="2030-11-04",
    section="81",
)


def steps(draft: Draft) -> list[tuple[str | None, ClaimRole, str]]:
    return [(each.decision.section, each.role, each.quote) for each in draft.claims]


def test_retold_handling_is_a_step_of_the_latest_decision_that_retells_what_it_decided() -> None:
    assert steps(timeline([PIER])) == [
        ("12", ClaimRole.EARLIER, "Ehdotus hyväksyttiin."),
        ("12", ClaimRole.EARLIER, "Satamalautakunta esittää, että laituri puretaan."),
        ("12", ClaimRole.DECISION, "Kaupunginhallitus päätti, että laituri korjataan."),
    ]


def test_handling_that_has_minutes_of_its_own_is_told_by_them() -> None:
    told = steps(timeline([MONEY, PIER, OF_BOARD]))
    assert [section for section, _, _ in told] == ["81", "12", "40", "40"]
    assert all(role is not ClaimRole.EARLIER for _, role, _ in told)


def test_paragraphs_of_a_retold_step_are_those_of_the_record() -> None:
    stored = {each.paragraph_id: each for each in PIER.paragraphs}
    assert all(stored[each.paragraph.paragraph_id] == each.paragraph for each in timeline([PIER]).claims)


def test_where_the_matter_stands_is_said_of_several_steps_only() -> None:
    assert timeline([OF_BOARD, PIER]).ends
    assert not timeline([OF_BOARD]).ends


def test_section_with_a_letter_keeps_its_place() -> None:
    lettered: Decision = replace(OF_BOARD, section="81 a", decision_id="sammalvaara/satamalautakunta/2030-11-04/81-a")
    assert [section for section, _, _ in steps(timeline([PIER, lettered, OF_BOARD]))] == ["81 a", "81", "12"]
