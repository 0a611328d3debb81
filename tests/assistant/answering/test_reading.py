"""Reading a decision: what its sentences tell, whether it speaks of what is asked, and of that time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.asked import asks_money, is_of_kind
from assistant.answering.enough import is_evidenced, speaks_of_time
from assistant.answering.evidence import Weights
from assistant.answering.reading import Reading, Sentence, read
from assistant.model import Hints, Question, QuestionKind
from assistant.retrieval import Candidate
from indexer.model import Decision, PartKind
from tests.assistant.examples import (
    a_concept,
    a_decision,
    a_question,
    a_reading,
    background,
    decided,
    items,
    paragraph,
    proposal,
    weights,
)

FILLER = "Talousarvioon on varattu erillinen raha katujen valaistuksen huoltoon ja puistojen niittoon. " * 3


def sentence_of(text: str) -> Sentence:
    return a_reading(a_decision(background(text))).sentences[0]


def evidenced(decision: Decision, text: str, language: str = "fi", hints: Hints | None = None) -> bool:
    question = a_question(text, language=language, hints=hints)
    found = weights(*question.concepts)
    return is_evidenced(read(Candidate(decision, 0.5, ()), question, found), found, question)


# Sentences


def test_what_nobody_asks_for_is_not_read() -> None:
    decision = a_decision(
        [paragraph(PartKind.BACKGROUND, "Valmistelija Aatu Korvenkulma", is_heading=True)],
        background("Laituri on painunut.", "Ks. liite."),
        [
            paragraph(PartKind.APPEAL, "Oikaisuvaatimus on tehtävä 14 päivän kuluessa."),
            paragraph(PartKind.DELIVERY, "Tiedoksianto uimaseuralle."),
            paragraph(PartKind.ATTACHMENTS, "Liite 1: uimarannan kartta"),
        ],
        decided("Hyväksyttiin."),
    )
    assert [each.text for each in a_reading(decision).sentences] == ["Laituri on painunut.", "Hyväksyttiin."]


def test_short_paragraph_is_one_piece_and_a_long_one_is_cut() -> None:
    short = "Laituri on painunut. Hiekka on huuhtoutunut."
    assert [each.text for each in a_reading(a_decision(background(short))).sentences] == [short]
    long = f"Laituri on painunut. {FILLER}".strip()
    found = a_reading(a_decision(background(long))).sentences
    assert len(found) == 4
    assert found[0].text == "Laituri on painunut."
    assert all(long[each.start : each.end] == each.text for each in found)


def test_own_words_tell_more_than_title_and_lead_in() -> None:
    question = a_question("uimaranta laituri", said=[a_concept("uimaranta"), a_concept("laituri")])
    decision = a_decision(background("Laituri on painunut."), title="Uimaranta")
    (sentence,) = a_reading(decision, question).sentences
    assert sentence.own == (0.0, 1.0)
    assert sentence.told == (0.65, 1.0)


def test_item_hangs_on_its_lead_in() -> None:
    question = a_question("uimaranta laituri", said=[a_concept("uimaranta"), a_concept("laituri")])
    decision = a_decision(
        items(PartKind.BACKGROUND, "Uimarannalla uusitaan:", "laituri ja portaat", "pukukopin ovi"), title="Hankkeet"
    )
    lead_in, pier, door = a_reading(decision, question).sentences
    assert lead_in.told == (1.0, 0.0)
    assert pier.told == (0.65, 1.0)
    assert door.told == (0.65, 0.0)
    assert pier.score > door.score


def test_sentence_of_a_long_paragraph_is_told_half_by_its_neighbours() -> None:
    question = a_question("laituri hiekka", said=[a_concept("laituri"), a_concept("hiekka")])
    decision = a_decision(background(f"Laituri on painunut. {FILLER}Hiekka on poissa."), title="Hankkeet")
    found = a_reading(decision, question).sentences
    assert found[0].told == (1.0, 0.5)
    assert found[-1].told == (0.5, 1.0)
    assert found[1].told == (0.5, 0.5)


def test_reach_counts_what_is_told_elsewhere_half() -> None:
    question = a_question("laituri hiekka", said=[a_concept("laituri"), a_concept("hiekka")])
    together = a_reading(a_decision(background("Laituri ja hiekka."), title="Hankkeet"), question)
    apart = a_reading(a_decision(background("Laituri on poissa.", "Hiekka on poissa."), title="Hankkeet"), question)
    assert together.reach == (1.0, 1.0)
    assert together.coverage == pytest.approx(1.0)
    assert sorted(apart.reach) == [0.5, 1.0]
    assert apart.coverage == pytest.approx(0.75)


def test_rank_is_retrieval_and_best_sentence() -> None:
    decision = a_decision(background("Laituri on painunut."))
    low, high = a_reading(decision, score=0.2), a_reading(decision, score=0.7)
    assert high.score - low.score == pytest.approx(0.6 * 0.5)
    assert low.score == pytest.approx(0.6 * 0.2 + 0.4 * low.best.score)


def test_passage_that_was_found_supports_its_paragraphs() -> None:
    decision = a_decision(background("Laituri on painunut.", "Laituri on vinossa."))
    first = decision.paragraphs[0].paragraph_id
    question = a_question("laituri", said=[a_concept("laituri")])
    reading = read(Candidate(decision, 0.5, (first,), (0.8,)), question, weights(*question.concepts))
    assert reading.sentences[0].score - reading.sentences[1].score == pytest.approx(0.15 * 0.8)


def test_decision_without_text_reads_as_nothing() -> None:
    reading = a_reading(a_decision())
    assert reading.sentences == ()
    assert reading.score == pytest.approx(0.6 * 0.5)


def scores(question: Question, *texts: str) -> list[float]:
    decision = a_decision(background(*texts), title="Hankkeet")
    return [each.score for each in a_reading(decision, question).sentences]


@pytest.mark.parametrize(
    ("kind", "asked", "with_it", "without"),
    [
        (QuestionKind.AMOUNT, "Montako laituria?", "Laituri sai 12 tarjousta.", "Laituri sai tarjouksia."),
        (QuestionKind.AMOUNT, "Paljonko laituri maksaa?", "Laituri: 900 euroa.", "Laituri: 12 tarjousta."),
        (QuestionKind.DATE, "Milloin laituri valmistuu?", "Laituri: 4.3.2031.", "Laituri on kesken."),
        (QuestionKind.DATE, "Milloin laituri valmistuu?", "Laituri: toukokuussa.", "Laituri on kesken."),
        (
            QuestionKind.REASON,
            "Miksi laituri?",
            "Laituri puretaan, koska se on laho.",
            "Laituri puretaan nyt keväällä.",
        ),
        (QuestionKind.VOTE, "Äänestettiinkö laiturista?", "Laituri: 5 JAA, 4 EI.", "Laituri säilyy."),
        (QuestionKind.FACT, "Mikä laituri?", "Laituri korjataan nyt.", "Laituri korjataan maantielain 12 nojalla."),
    ],
)
def test_sentence_of_the_kind_that_is_asked_for_comes_first(
    kind: QuestionKind, asked: str, with_it: str, without: str
) -> None:
    fitting, other = scores(a_question(asked, kind, said=[a_concept("laituri")]), with_it, without)
    assert fitting > other


def test_no_is_no_vote() -> None:
    question = a_question("Äänestettiinkö?", QuestionKind.VOTE, said=[a_concept("laituri")])
    plain, negative = scores(question, "Laituri korjataan.", "Laituria ei korjata.")
    assert plain == negative


def test_organs_own_words_come_before_earlier_handling() -> None:
    question = a_question("laituri", said=[a_concept("laituri")])
    text = "Laituri korjataan keväällä."
    decision = a_decision(
        [paragraph(PartKind.EARLIER, text)], background(text), proposal(text), decided(text), title="Hankkeet"
    )
    earlier, plain, proposed, own = (each.score for each in a_reading(decision, question).sentences)
    assert own == proposed > plain > earlier


# Kinds


@pytest.mark.parametrize(
    ("asked", "text", "fits"),
    [
        ("Paljonko laituri maksaa?", "Laiturin hinta on 48 300 euroa.", True),
        ("Paljonko laituri maksaa?", "Laiturin hinta on 48 300 €.", True),
        ("Paljonko laituri maksaa?", "Laiturista saatiin 12 tarjousta.", False),
        ("Paljonko laituri maksaa?", "Laiturin hinta selviää keväällä.", False),
        ("Montako tarjousta laiturista saatiin?", "Laiturista saatiin 12 tarjousta.", True),
        ("Montako tarjousta laiturista saatiin?", "Laiturista päätettiin 4.3.2031 § 12.", False),
        ("Montako tarjousta laiturista saatiin?", "Laituri valmistui vuonna 2024.", False),
        ("Montako tarjousta laiturista saatiin?", "Kokous alkoi klo 16.00 kaupungintalolla.", False),
        ("How many bids were there?", "Laiturista saatiin 12 tarjousta.", True),
        ("How much does it cost?", "Laiturin hinta on 900 euroa.", True),
        ("Hur mycket kostar bryggan?", "Laiturin hinta on 900 euroa.", True),
    ],
)
def test_amount_needs_a_figure_and_a_price_needs_money(asked: str, text: str, fits: bool) -> None:
    question = a_question(asked, QuestionKind.AMOUNT, said=[])
    assert is_of_kind(text, question) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Laituri valmistuu 5.6.2031.", True),
        ("Laituri valmistuu 5.6. mennessä.", True),
        ("Laituri valmistuu toukokuussa.", True),
        ("Laituri valmistuu vuonna 2031.", True),
        ("Laituri valmistuu aikanaan.", False),
        ("Laituri maksaa 48 300 euroa.", False),
    ],
)
def test_date_needs_a_date(text: str, fits: bool) -> None:
    assert is_of_kind(text, a_question("Milloin?", QuestionKind.DATE, said=[])) is fits


def test_other_kinds_need_nothing() -> None:
    for kind in set(QuestionKind) - {QuestionKind.AMOUNT, QuestionKind.DATE}:
        assert is_of_kind("Laituri korjataan.", a_question("?", kind, said=[]))


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("Paljonko laituri maksaa?", True),
        ("Mikä on kustannusarvio?", True),
        ("What was the price?", True),
        ("Vad kostar bryggan?", True),
        ("Montako tarjousta saatiin?", False),
        ("Who built the pier?", False),
    ],
)
def test_questions_for_money(text: str, money: bool) -> None:
    assert asks_money(a_question(text, said=[])) is money


# Evidence


def beach(*extra: str) -> Decision:
    return a_decision(
        background("Likolammen uimarannan laituri on painunut.", *extra), title="Uimarannan laiturin korjaus"
    )


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Mikä uimarannan laiturissa on?", True),
        ("Mikä Likolammen laiturissa on?", True),
        ("Mitä Kuusimäen uimarannan laiturille tehdään?", False),
        ("Mitä kirjastolle tehdään?", False),
        ("Mikä tekojään laiturissa on?", False),
        ("Mitä lentorannan laiturille tehdään?", False),
    ],
)
def test_what_a_question_names_has_to_stand_there(text: str, answers: bool) -> None:
    assert evidenced(beach(), text) is answers


def test_sibling_of_the_thing_is_not_the_thing() -> None:
    decision = a_decision(background("Liikuntahallin lattia ja valaistus uusitaan keväällä."), title="Hallin lattia")
    assert evidenced(decision, "Mitä liikuntahallin lattialle ja valaistukselle tehdään?")
    assert not evidenced(decision, "Mitä jäähallin lattialle ja valaistukselle tehdään?")


def test_one_thing_of_several_may_be_said_otherwise_but_not_the_rarest() -> None:
    decision = a_decision(background("Laituri, portaat ja köydet uusitaan."), title="Korjaukset")
    concepts = [a_concept(word) for word in ("laituri", "porras", "koysi", "poukama")]
    question = a_question("?", said=concepts)
    common = {"laituri": 1, "porras": 1, "koysi": 1, "poukama": 9}

    def judged(frequency: dict[str, int]) -> bool:
        found = Weights(concepts, frequency.__getitem__, 10)
        return is_evidenced(read(Candidate(decision, 0.5, ()), question, found), found, question)

    assert judged(common)
    assert not judged({**common, "poukama": 0})


def test_question_of_no_topic_is_answered_only_within_a_named_meeting() -> None:
    assert not evidenced(beach(), "Mitä päätettiin?")
    assert evidenced(beach(), "Mitä päätettiin?", hints=Hints(organ="Tekninen lautakunta", narrow=True))


def test_own_municipality_is_no_name_to_look_for() -> None:
    assert evidenced(beach(), "Mikä Sammalvaaran uimarannan laiturissa on?")
    assert not evidenced(beach(), "Mikä Kuusijärven uimarannan laiturissa on?")


# Time


@pytest.mark.parametrize(
    ("hints", "speaks"),
    [
        (Hints(), True),
        (Hints(year=2031), True),  # of the meeting
        (Hints(year=2029), True),  # told in the text
        (Hints(year=2028), True),  # told in the title
        (Hints(year=2027), False),
        (Hints(date_from="2031-03-01", date_to="2031-03-31"), True),
        (Hints(date_from="2031-03-04", date_to="2031-03-04"), True),
        (Hints(date_from="2029-05-06", date_to="2029-05-06"), True),
        (Hints(date_from="2029-05-07", date_to="2029-05-07"), False),
        (Hints(date_from="2029-05-01", date_to="2029-05-31"), True),
        (Hints(date_from="2029-09-01", date_to="2029-09-30"), True),
        (Hints(date_from="2029-10-01", date_to="2029-10-31"), False),
        (Hints(date_from="2029-08-01", date_to="2029-12-31"), True),
        (Hints(date_from="2026-01-01", date_to="2027-12-31"), False),
        (Hints(date_from="2027-01-01", date_to="2028-12-31"), True),
        (Hints(date_from="2031-01-01"), True),
    ],
)
def test_time_of_the_meeting_or_told_in_the_text(hints: Hints, speaks: bool) -> None:
    decision = a_decision(
        background("Laituri rakennettiin 6.5.2029 ja korjattiin syyskuussa 2029."), title="Laiturit vuodelta 2028"
    )
    assert speaks_of_time(decision, a_question(hints=hints)) is speaks


def test_year_of_a_decision_without_a_date_has_to_be_told() -> None:
    decision = replace(a_decision(background("Laituri korjattiin.")), date=None)
    asked = a_question(hints=Hints(year=2031))
    assert not speaks_of_time(decision, asked)
    assert speaks_of_time(replace(decision, title="Kertomus 2031"), asked)


def test_sentences_of_one_part() -> None:
    reading: Reading = a_reading(a_decision(proposal("Laituri korjataan."), decided("Ehdotus hyväksyttiin.")))
    assert [each.text for each in reading.of_part(PartKind.DECISION)] == ["Ehdotus hyväksyttiin."]
    assert reading.of_part(PartKind.BACKGROUND) == []


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Mikä on uimarannan avustus vuodelle 2032?", True),
        ("Mikä on uimarannan avustus vuodelle 2031?", False),
        ("Mikä on uimarannan avustus?", True),
    ],
)
def test_year_of_the_thing_is_not_the_year_of_the_meeting(text: str, answers: bool) -> None:
    decision = a_decision(background("Uimarannan avustus vuodelle 2032 on 900 euroa."), date="2031-11-04")
    assert evidenced(decision, text) is answers


def test_stretch_of_years_holds_the_years_within() -> None:
    decision = a_decision(background("Uimarannan avustus vuosille 2030–2033 on 900 euroa."))
    topic = a_question("Mikä on uimarannan avustus?").concepts
    for year, answers in (("2032", True), ("2034", False)):
        question = a_question(f"Mikä on uimarannan avustus vuodelle {year}?", said=topic)
        found = weights(*topic)
        assert is_evidenced(read(Candidate(decision, 0.5, ()), question, found), found, question) is answers


@pytest.mark.parametrize(("number", "answers"), [("5", True), ("2", False)])
def test_name_with_a_number_has_to_stand_with_that_number(number: str, answers: bool) -> None:
    decision = a_decision(background("Kulmatien 5 omistajalle asetetaan uhkasakko 2 viikon kuluttua."))
    assert evidenced(decision, f"Mikä uhkasakko on Kulmatie {number}:n omistajalla?") is answers


def test_what_was_decided_in_a_month_was_decided_in_its_meetings() -> None:
    decision = a_decision(background("Asia palautettiin 29.4.2031 valmisteluun."), date="2031-06-17")
    april = Hints(date_from="2031-04-01", date_to="2031-04-30")
    assert not speaks_of_time(decision, a_question(kind=QuestionKind.DECISION, hints=april))
    assert speaks_of_time(decision, a_question(kind=QuestionKind.FACT, hints=april))
    assert speaks_of_time(replace(decision, date="2031-04-29"), a_question(kind=QuestionKind.DECISION, hints=april))


def test_dates_of_a_season_lie_in_it() -> None:
    autumn = a_question("Milloin?", QuestionKind.DATE, hints=Hints(date_from="2031-08-01", date_to="2031-12-31"))
    of_spring = a_decision(decided("Kokoukset vuonna 2031 pidetään 12.2. ja 15.4."), date="2030-12-18")
    of_autumn = a_decision(decided("Kokoukset vuonna 2031 pidetään 19.8. ja 4.11."), date="2031-06-10")
    assert not speaks_of_time(of_spring, autumn)
    assert speaks_of_time(of_autumn, autumn)


def test_votes_are_on_what_was_decided_not_on_what_was_told_before_it() -> None:
    decision = a_decision(
        background("Uimakoulun maksuista on keskusteltu toimikunnassa."),
        decided("Lautakunta hyväksyi laiturin äänin 5–2."),
        title="Laituri",
    )

    def asked(text: str) -> bool:
        question = a_question(text, QuestionKind.VOTE)
        found = weights(*question.concepts)
        return is_evidenced(read(Candidate(decision, 0.5, ()), question, found), found, question)

    assert asked("Millä äänin laituri hyväksyttiin?")
    assert not asked("Millä äänin uimakoulun maksut hyväksyttiin?")
