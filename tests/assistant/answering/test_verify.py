"""Verification drops every claim that the store does not bear out, whoever drafted it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.draft import ClaimRole, Draft, DraftClaim
from assistant.answering.verify import Verifier, frame, invented_figures, text_hash
from assistant.model import Citation, Claim
from indexer.model import Decision, PartKind, Reference, Source
from indexer.stores.local import LocalStore
from tests.assistant.examples import a_decision, a_question, a_store, background, decided, paragraph, proposal

LONG = "Laituri korjataan ja hiekka vaihdetaan. " * 20
ORIGIN = Reference("Kaupunginhallitus", "2030-11-05", "200")


@pytest.fixture
def decision() -> Decision:
    return a_decision(
        background("Laituri on painunut, ja korjaus maksaa 48 300 euroa.", LONG),
        proposal("Tekninen lautakunta päättää korjata laiturin."),
        decided("Lautakunta päätti korjata laiturin äänin 5–4."),
        [paragraph(PartKind.EARLIER, "Kaupunginhallitus päätti siirtää asian lautakunnalle.", origin=ORIGIN)],
        case="118/10.03.01/2031",
    )


@pytest.fixture
def store(tmp_path: Path, decision: Decision) -> LocalStore:
    source = Source("kokous.txt", "/kokous.txt", "kokous.txt", "0", "text/plain", url="https://sammalvaara.example/k")
    return a_store(tmp_path / "store", decision, sources={"kokous.txt": source})


def drafted(decision: Decision, part: PartKind, role: ClaimRole, quote: str | None = None, at: int = 0) -> DraftClaim:
    found = [each for each in decision.paragraphs if each.part is part][at]
    return DraftClaim(decision, found, found.text if quote is None else quote, role)


def verified(
    store: LocalStore, *claims: DraftClaim, language: str = "fi"
) -> tuple[list[Claim], list[Citation], list[str]]:
    question = replace(a_question(said=[]), language=language)
    made = Verifier(store, "https://pykala.example/").run(question, Draft(claims))
    return made["claims"], made["citations"], made["dropped"]


def test_good_claims_are_kept_and_numbered(store: LocalStore, decision: Decision) -> None:
    claims, citations, dropped = verified(
        store,
        drafted(decision, PartKind.DECISION, ClaimRole.DECISION),
        drafted(decision, PartKind.BACKGROUND, ClaimRole.TEXT),
        drafted(decision, PartKind.EARLIER, ClaimRole.EARLIER),
    )
    assert dropped == []
    assert [claim.citations for claim in claims] == [(1,), (2,), (3,)]
    assert [citation.n for citation in citations] == [1, 2, 3]
    assert [claim.text for claim in claims] == [
        "Tekninen lautakunta 4.3.2031 § 12, päätös: ”Lautakunta päätti korjata laiturin äänin 5–4.”",
        "”Laituri on painunut, ja korjaus maksaa 48 300 euroa.”",
        "Aikaisempi käsittely (Kaupunginhallitus 5.11.2030 § 200):"
        " ”Kaupunginhallitus päätti siirtää asian lautakunnalle.”",
    ]


def test_citation_tells_the_record(store: LocalStore, decision: Decision) -> None:
    _, (citation,), _ = verified(store, drafted(decision, PartKind.DECISION, ClaimRole.DECISION))
    cited = decision.paragraphs[3]
    assert citation == Citation(
        n=1,
        paragraph_id="sammalvaara/tekninen-lautakunta/2031-03-04/12#decision-1",
        decision_id="sammalvaara/tekninen-lautakunta/2031-03-04/12",
        document_kind="minutes",
        municipality="Sammalvaara",
        organ="Tekninen lautakunta",
        date="2031-03-04",
        section="12",
        case="118/10.03.01/2031",
        title="Uimarannan kunnostus",
        heading_path=(),
        part="decision",
        quote=cited.text,
        context="",
        text_hash=text_hash(cited),
        language="fi",
        page=1,
        source="kokous.txt",
        reference="Tekninen lautakunta 4.3.2031 § 12",
        url="https://pykala.example/decisions/sammalvaara/tekninen-lautakunta/2031-03-04/12#decision-1",
        source_url="https://sammalvaara.example/k",
    )
    assert re.fullmatch(r"[0-9a-f]{16}", citation.text_hash)


def test_hash_is_of_the_text_alone(decision: Decision) -> None:
    first = decision.paragraphs[0]
    assert text_hash(replace(first, paragraph_id="elsewhere#background-7")) == text_hash(first)
    assert text_hash(replace(first, text="Toinen teksti.")) != text_hash(first)


def test_quote_that_does_not_stand_there_is_dropped(store: LocalStore, decision: Decision) -> None:
    for quote in (
        "Lautakunta päätti hylätä laiturin.",
        "lautakunta päätti korjata laiturin",  # not as it is written
        "Lautakunta päätti korjata  laiturin",
        "Lautakunta päätti … äänin 5–4.",
    ):
        claims, citations, dropped = verified(store, drafted(decision, PartKind.DECISION, ClaimRole.DECISION, quote))
        assert (claims, citations) == ([], [])
        assert "does not stand" in dropped[0]


def test_quote_from_another_paragraph_is_dropped(store: LocalStore, decision: Decision) -> None:
    other = decision.paragraphs[0].text
    _, _, dropped = verified(store, drafted(decision, PartKind.DECISION, ClaimRole.DECISION, other))
    assert "does not stand" in dropped[0]


def test_text_that_only_the_draft_knows_is_dropped(store: LocalStore, decision: Decision) -> None:
    """The paragraph that a draft carries is not believed: the store's is read."""
    forged = replace(decision.paragraphs[3], text="Lautakunta päätti rakentaa jäähallin.")
    claim = DraftClaim(decision, forged, forged.text, ClaimRole.DECISION)
    claims, _, dropped = verified(store, claim)
    assert claims == []
    assert "does not stand" in dropped[0]


def test_part_that_only_the_draft_knows_is_dropped(store: LocalStore, decision: Decision) -> None:
    forged = replace(decision.paragraphs[2], part=PartKind.DECISION)
    _, _, dropped = verified(store, DraftClaim(decision, forged, forged.text, ClaimRole.DECISION))
    assert dropped == [f"{forged.paragraph_id}: a proposal is presented as a decision"]


@pytest.mark.parametrize(
    ("part", "role"),
    [
        (PartKind.PROPOSAL, ClaimRole.DECISION),
        (PartKind.BACKGROUND, ClaimRole.DECISION),
        (PartKind.EARLIER, ClaimRole.DECISION),
        (PartKind.BACKGROUND, ClaimRole.ACCEPTED),
        (PartKind.DECISION, ClaimRole.PROPOSAL),
        (PartKind.DECISION, ClaimRole.EARLIER),
        (PartKind.BACKGROUND, ClaimRole.HANDLING),
    ],
)
def test_part_is_not_presented_as_another(
    store: LocalStore, decision: Decision, part: PartKind, role: ClaimRole
) -> None:
    claims, _, dropped = verified(store, drafted(decision, part, role))
    assert claims == []
    assert dropped[0].endswith(f"a {part} is presented as a {role}")


@pytest.mark.parametrize("length", [1, 11, 601, 700])
def test_quote_too_short_or_too_long_is_dropped(store: LocalStore, decision: Decision, length: int) -> None:
    claim = drafted(decision, PartKind.BACKGROUND, ClaimRole.TEXT, LONG[:length], at=1)
    claims, _, dropped = verified(store, claim)
    assert claims == []
    assert f"{length} characters" in dropped[0]


@pytest.mark.parametrize("length", [12, 600])
def test_quote_at_the_limits_is_kept(store: LocalStore, decision: Decision, length: int) -> None:
    claim = drafted(decision, PartKind.BACKGROUND, ClaimRole.TEXT, LONG[:length], at=1)
    assert len(verified(store, claim)[0]) == 1


def test_empty_quote_is_dropped(store: LocalStore, decision: Decision) -> None:
    assert verified(store, drafted(decision, PartKind.DECISION, ClaimRole.DECISION, ""))[0] == []


def test_unknown_paragraph_is_dropped(store: LocalStore, decision: Decision) -> None:
    unknown = replace(decision.paragraphs[3], paragraph_id=f"{decision.decision_id}#decision-9")
    _, _, dropped = verified(store, DraftClaim(decision, unknown, unknown.text, ClaimRole.DECISION))
    assert dropped == [f"{unknown.paragraph_id}: the paragraph is not in the decision"]


def test_decision_that_is_not_in_the_store_is_dropped(store: LocalStore) -> None:
    other = a_decision(decided("Lautakunta päätti korjata laiturin äänin 5–4."), section="99")
    _, _, dropped = verified(store, drafted(other, PartKind.DECISION, ClaimRole.DECISION))
    assert "the decision is not in the store" in dropped[0]


def test_paragraph_under_another_decision_is_dropped(tmp_path: Path, decision: Decision) -> None:
    other = a_decision(decided("Lautakunta päätti purkaa laiturin."), section="13", title="Purkaminen")
    store = a_store(tmp_path / "two", decision, other)
    claim = DraftClaim(decision, other.paragraphs[0], other.paragraphs[0].text, ClaimRole.DECISION)
    assert verified(store, claim)[0] == []


def test_reference_that_is_not_the_records_is_dropped(store: LocalStore, decision: Decision) -> None:
    for forged in (replace(decision, date="2031-03-05"), replace(decision, organ="Kaupunginhallitus")):
        _, _, dropped = verified(store, drafted(forged, PartKind.DECISION, ClaimRole.DECISION))
        assert "the reference is not the record's" in dropped[0]


def test_origin_is_told_as_recorded(store: LocalStore, decision: Decision) -> None:
    earlier = decision.paragraphs[4]
    forged = replace(earlier, origin=Reference("Kaupunginvaltuusto", "2029-01-02", "7"))
    claims, _, _ = verified(store, DraftClaim(decision, forged, forged.text, ClaimRole.EARLIER))
    assert "(Kaupunginhallitus 5.11.2030 § 200)" in claims[0].text


def test_citation_is_made_of_the_record(store: LocalStore, decision: Decision) -> None:
    """A draft's own title, case and context do not reach the reader."""
    forged = replace(decision, title="Jäähalli", case="1/1")
    lead_in = replace(forged.paragraphs[3], context="Lautakunta hylkäsi:", page=99)
    _, (citation,), _ = verified(store, DraftClaim(forged, lead_in, lead_in.text, ClaimRole.DECISION))
    assert (citation.title, citation.case) == ("Uimarannan kunnostus", "118/10.03.01/2031")
    assert (citation.context, citation.page) == ("", 1)


def test_invented_figures_of_a_frame_are_named(decision: Decision) -> None:
    claim = drafted(decision, PartKind.DECISION, ClaimRole.DECISION)
    assert invented_figures(frame(claim, "fi", show_reference=True), claim) is None
    assert invented_figures(f"7–2: {claim.quote}", claim) == "figures without a source: 7, 2"
    assert invented_figures("Tekninen lautakunta 5.3.2031 § 12", claim) == "figures without a source: 5.3.2031"


def test_figures_of_quote_record_and_origin_are_no_invention(decision: Decision) -> None:
    text = drafted(decision, PartKind.BACKGROUND, ClaimRole.TEXT)
    assert invented_figures("48 300 euroa, 4.3.2031 § 12", text) is None
    earlier = drafted(decision, PartKind.EARLIER, ClaimRole.EARLIER)
    assert invented_figures(frame(earlier, "sv", show_reference=True), earlier) is None
    assert "5.11.2030 § 200" in frame(earlier, "sv", show_reference=False)


def test_same_quote_is_cited_once(store: LocalStore, decision: Decision) -> None:
    claim = drafted(decision, PartKind.DECISION, ClaimRole.DECISION)
    other = drafted(decision, PartKind.PROPOSAL, ClaimRole.PROPOSAL)
    claims, citations, _ = verified(store, claim, other, claim)
    assert [each.n for each in citations] == [1, 2]
    assert [each.citations for each in claims] == [(1,), (2,), (1,)]


def test_dropped_claims_leave_no_gap_in_the_numbers(store: LocalStore, decision: Decision) -> None:
    bad = drafted(decision, PartKind.DECISION, ClaimRole.DECISION, "Lautakunta päätti muuta kuin tämän.")
    claims, citations, dropped = verified(
        store,
        bad,
        drafted(decision, PartKind.DECISION, ClaimRole.DECISION),
        bad,
        drafted(decision, PartKind.BACKGROUND, ClaimRole.TEXT),
    )
    assert [each.n for each in citations] == [1, 2]
    assert [each.citations for each in claims] == [(1,), (2,)]
    assert claims[0].text.startswith("Tekninen lautakunta 4.3.2031 § 12, päätös:")
    assert len(dropped) == 2


def test_reference_is_said_again_after_another_decision(tmp_path: Path, decision: Decision) -> None:
    other = a_decision(decided("Lautakunta päätti purkaa laiturin."), section="13", title="Purkaminen")
    store = a_store(tmp_path / "two", decision, other)
    first = drafted(decision, PartKind.DECISION, ClaimRole.DECISION)
    claims, _, _ = verified(
        store,
        first,
        drafted(decision, PartKind.BACKGROUND, ClaimRole.TEXT),
        drafted(other, PartKind.DECISION, ClaimRole.DECISION),
        drafted(decision, PartKind.PROPOSAL, ClaimRole.PROPOSAL),
    )
    assert ["§" in claim.text for claim in claims] == [True, False, True, True]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", "Tekninen lautakunta 4.3.2031 § 12, ehdotus (ei päätös): ”"),
        ("sv", "Tekninen lautakunta 4.3.2031 § 12, förslag (inte beslut): ”"),
        ("en", "Tekninen lautakunta 4.3.2031 § 12, proposal (not a decision): “"),
    ],
)
def test_proposal_is_called_one_in_every_language(
    store: LocalStore, decision: Decision, language: str, said: str
) -> None:
    (claim,), _, _ = verified(store, drafted(decision, PartKind.PROPOSAL, ClaimRole.PROPOSAL), language=language)
    assert claim.text.startswith(said)


def test_empty_draft_gives_nothing(store: LocalStore) -> None:
    assert verified(store) == ([], [], [])
