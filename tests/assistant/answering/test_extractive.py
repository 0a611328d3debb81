"""The answer without a language model, from candidates of a small store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.answering.draft import ClaimRole, DraftClaim
from assistant.answering.extractive import ExtractiveAnswerer
from assistant.model import Filters, Hints, Question, QuestionKind
from assistant.retrieval import Candidate
from indexer.model import Decision, PartKind
from tests.assistant.examples import a_decision, a_question, a_store, background, decided, items, proposal

PIER = a_decision(
    background(
        "Likolammen uimarannan laiturin korjaus maksaa 48 300 euroa.",
        "Laituri korjataan, koska sen kannatinpalkit ovat lahonneet.",
        "Laiturin korjaus alkaa 4.5.2031.",
    ),
    proposal("Tekninen lautakunta päättää, että uimarannan laituri korjataan."),
    decided("Ehdotus hyväksyttiin."),
    title="Uimarannan laiturin korjaus",
    case="118/10.03.01/2031",
)
PIER_LATER = a_decision(
    proposal("Tekninen lautakunta päättää, että uimarannan laituri puretaan."),
    decided("Asia jätettiin pöydälle."),
    title="Uimarannan laiturin korjaus",
    date="2031-06-03",
    section="40",
    case="118/10.03.01/2031",
)
STATION = a_decision(
    background("Vanhan paloaseman katto on vuotanut talven ajan."),
    decided("Lautakunta päätti myydä paloaseman."),
    title="Paloaseman myynti",
    section="13",
)


def no_synonyms(_word: str, others: Sequence[str]) -> Sequence[float]:
    return [0.0 for _ in others]


def answered(folder: Path, question: Question, *decisions: Decision) -> list[DraftClaim]:
    """Answer from decisions, of which all are candidates, the first the best."""
    candidates = [Candidate(each, 0.8 - number / 10, ()) for number, each in enumerate(decisions)]
    answerer = ExtractiveAnswerer(a_store(folder / "store", *decisions), no_synonyms)
    return list(answerer.run(question, candidates)["draft"].claims)


def quotes(claims: Sequence[DraftClaim]) -> list[str]:
    return [claim.quote for claim in claims]


def test_sum_is_given_where_money_is_asked_for(tmp_path: Path) -> None:
    question = a_question("Paljonko uimarannan laiturin korjaus maksaa?", QuestionKind.AMOUNT)
    assert quotes(answered(tmp_path, question, PIER, STATION))[0].endswith("maksaa 48 300 euroa.")


def test_silence_where_no_sentence_holds_a_sum(tmp_path: Path) -> None:
    question = a_question("Paljonko vanhan paloaseman katto maksaa?", QuestionKind.AMOUNT)
    assert answered(tmp_path, question, STATION, PIER) == []


def test_date_and_reason(tmp_path: Path) -> None:
    when = a_question("Milloin laiturin korjaus alkaa?", QuestionKind.DATE)
    assert "Laiturin korjaus alkaa 4.5.2031." in quotes(answered(tmp_path / "when", when, PIER, STATION))
    why = a_question("Miksi laituri korjataan?", QuestionKind.REASON)
    assert "koska" in quotes(answered(tmp_path / "why", why, PIER, STATION))[0]


def test_what_was_decided_is_told_from_the_decision(tmp_path: Path) -> None:
    question = a_question("Mitä paloaseman myynnistä päätettiin?", QuestionKind.DECISION)
    claims = answered(tmp_path, question, STATION, PIER)
    assert [(claim.role, claim.quote) for claim in claims] == [
        (ClaimRole.DECISION, "Lautakunta päätti myydä paloaseman.")
    ]


def test_last_word_of_the_case_stands_unless_a_time_is_named(tmp_path: Path) -> None:
    question = a_question("Mitä uimarannan laiturin korjauksesta päätettiin?", QuestionKind.DECISION)
    assert quotes(answered(tmp_path / "a", question, PIER, PIER_LATER)) == ["Asia jätettiin pöydälle."]
    march = a_question(question.text, QuestionKind.DECISION, hints=Hints(date_from="2031-03-01", date_to="2031-03-31"))
    assert quotes(answered(tmp_path / "b", march, PIER, PIER_LATER))[0] == "Ehdotus hyväksyttiin."


def test_timeline_gives_the_steps_of_the_case_oldest_first(tmp_path: Path) -> None:
    question = a_question("Miten uimarannan laiturin korjaus eteni?", QuestionKind.TIMELINE)
    claims = answered(tmp_path, question, PIER_LATER, PIER, STATION)
    assert [claim.decision.section for claim in claims] == ["12", "12", "40"]


def test_timeline_leaves_out_steps_that_the_asker_may_not_see(tmp_path: Path) -> None:
    closed = a_decision(
        decided("Hallitus päätti uimarannan laiturista."),
        title="Uimarannan laiturin korjaus",
        organ="Kaupunginhallitus",
        date="2031-04-01",
        section="70",
        source_id="closed.txt",
        case="118/10.03.01/2031",
        access_groups=("hallitus",),
    )
    for filters, expected in (
        (Filters(), ["12", "12", "40"]),
        (Filters(groups=("hallitus",)), ["12", "12", "70", "40"]),
    ):
        question = a_question("Miten uimarannan laiturin korjaus eteni?", QuestionKind.TIMELINE, filters=filters)
        store = a_store(tmp_path / str(len(expected)), PIER, PIER_LATER, closed)
        candidates = [Candidate(PIER, 0.8, ()), Candidate(PIER_LATER, 0.7, ())]
        claims = ExtractiveAnswerer(store, no_synonyms).run(question, candidates)["draft"].claims
        assert [claim.decision.section for claim in claims] == expected


def test_reference_tells_what_the_named_section_decided(tmp_path: Path) -> None:
    question = a_question("Tekninen lautakunta 4.3.2031 § 12", QuestionKind.REFERENCE, said=[])
    assert quotes(answered(tmp_path, question, PIER)) == [
        "Ehdotus hyväksyttiin.",
        "Tekninen lautakunta päättää, että uimarannan laituri korjataan.",
    ]


def test_named_organ_comes_first(tmp_path: Path) -> None:
    other = a_decision(
        decided("Hallitus päätti myydä paloaseman."),
        title="Paloaseman myynti",
        organ="Kaupunginhallitus",
        section="70",
    )
    question = a_question(
        "Mitä paloaseman myynnistä päätettiin?", QuestionKind.DECISION, hints=Hints(organ="Kaupunginhallitus")
    )
    assert quotes(answered(tmp_path, question, STATION, other)) == ["Hallitus päätti myydä paloaseman."]


def test_another_time_is_not_answered(tmp_path: Path) -> None:
    question = a_question("Mitä paloaseman myynnistä päätettiin?", QuestionKind.DECISION, hints=Hints(year=2029))
    assert answered(tmp_path, question, STATION) == []


def test_list_gives_items(tmp_path: Path) -> None:
    decision = a_decision(
        items(PartKind.BACKGROUND, "Leikkipuistohankkeet ovat:", "Kuusimäen keinut", "Likolammen liukumäki"),
        title="Leikkipuistohankkeet",
    )
    question = a_question("Mitkä leikkipuistohankkeet koskevat keinuja?", QuestionKind.LIST)
    claims = answered(tmp_path, question, decision)
    assert [(claim.role, claim.quote) for claim in claims] == [(ClaimRole.ITEM, "Kuusimäen keinut")]


def test_no_candidates_no_claims(tmp_path: Path) -> None:
    store = a_store(tmp_path / "store", STATION)
    assert ExtractiveAnswerer(store, no_synonyms).run(a_question(), [])["draft"].claims == ()


def test_what_was_decided_otherwise_later_is_told_with_a_fact_of_the_proposal(tmp_path: Path) -> None:
    case, title = "7/02.05/2031", "Venepaikkojen vuokra"
    of_board = a_decision(
        proposal("Lautakunta esittää, että venepaikan vuokra on 90 euroa kesässä."),
        decided("Ehdotus hyväksyttiin."),
        title=title,
        case=case,
    )
    otherwise = "Valtuusto hyväksyi vastaehdotuksen äänin 12–9: vuokra on 60 euroa kesässä."
    of_council = a_decision(
        decided(otherwise), title=title, case=case, organ="Valtuusto", date="2031-05-05", section="20"
    )
    question = a_question("Paljonko venepaikan vuokra on?", QuestionKind.AMOUNT)
    told = quotes(answered(tmp_path / "a", question, of_board, of_council))
    assert told[0].endswith("90 euroa kesässä.")
    assert told[-1] == otherwise
    agreed = a_decision(
        decided("Valtuusto hyväksyi ehdotuksen."), title=title, case=case, date="2031-05-05", section="20"
    )
    assert len(quotes(answered(tmp_path / "b", question, of_board, agreed))) == 1


def test_who_was_chosen_is_told_by_a_choice_only(tmp_path: Path) -> None:
    question = a_question("Kuka valittiin uimarannan valvojaksi?")
    resigned = a_decision(decided("Lautakunta myönsi Aatu Korvelle eron uimarannan valvojan tehtävästä."))
    assert answered(tmp_path / "a", question, resigned) == []
    chosen = a_decision(decided("Lautakunta valitsi uimarannan valvojaksi Aino Lahden."))
    assert "Aino Lahden" in quotes(answered(tmp_path / "b", question, chosen))[0]


def test_no_votes_are_told_where_none_were_counted(tmp_path: Path) -> None:
    question = a_question("Montako ääntä laiturin korjaus sai?", QuestionKind.VOTE)
    assert answered(tmp_path / "a", question, PIER) == []
    voted = a_decision(decided("Laiturin korjaus hyväksyttiin äänin 6–3."), title="Laiturin korjaus")
    assert "6–3" in quotes(answered(tmp_path / "b", question, voted))[0]
