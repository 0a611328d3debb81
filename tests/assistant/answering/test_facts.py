"""Which sentences of one decision answer: what was permitted, what gives the reason, what counts the very thing."""

from __future__ import annotations

from assistant.answering.facts import facts
from assistant.answering.reading import read
from assistant.model import QuestionKind
from assistant.retrieval import Candidate
from indexer.model import Decision
from tests.assistant.examples import a_decision, a_question, background, decided, proposal, weights


def told(decision: Decision, text: str, kind: QuestionKind = QuestionKind.FACT) -> list[str]:
    question = a_question(text, kind)
    found = weights(*question.concepts)
    return [each.quote for each in facts(read(Candidate(decision, 0.5, ()), question, found), found, question)]


GRANTED = "Koskiseura ry voi myydä mansikoita Likolammen torilla vuosina 2031–2033."


def test_permission_is_told_before_what_was_applied_for() -> None:
    decision = a_decision(
        background("Koskiseura on myynyt mansikoita Likolammen torilla jo vuosia. Lupaa myyntiin haetaan vuosittain."),
        proposal(GRANTED),
        decided("Lautakunta hyväksyi ehdotuksen."),
        title="Mansikoiden myyntipaikka",
    )
    assert told(decision, "Missä mansikoita saa myydä lautakunnan luvalla?")[0] == GRANTED


def test_what_a_party_asks_for_gives_way_to_what_the_organ_says() -> None:
    asked, own = "Koskiseura hakee venevajalle 40 neliömetriä.", "Venevajan koko on 30 neliömetriä."
    decision = a_decision(background(asked, own), title="Venevaja")
    assert told(decision, "Mikä on venevajan koko?")[0] == own
    assert asked in told(decision, "Mitä venevajalle haetaan?")


def test_reason_soon_after_is_quoted_with_what_it_refers_back_to() -> None:
    text = (
        "Seuralta on saapunut kolme hakemusta uimakoulujen järjestämiseksi Likolammen rannalla ensi kesänä. "
        "Hakemusten arvo on yhteensä noin 20 000 euroa ja kurssipaikkoja olisi niiden mukaan sadalle lapselle. "
        "Niitä ei ole käsitelty, koska raha puuttuu."
    )
    decision = a_decision(background(text), title="Uimakoulut")
    assert told(decision, "Miksi uimakoulujen hakemuksia ei ole käsitelty?", QuestionKind.REASON) == [text]


def test_number_of_a_street_counts_nothing() -> None:
    place = "Koskiseuran asunnot ovat osoitteessa Rantatie 41:ssä."
    count = "Koskiseuran hankkeessa rakennetaan asuntoja 36 kpl."
    decision = a_decision(background(place, count), title="Lausunto")
    assert told(decision, "Montako asuntoa Koskiseuran hankkeessa rakennetaan?", QuestionKind.AMOUNT)[0] == count
    alone = a_decision(background(place), title="Lausunto")
    assert told(alone, "Montako asuntoa Koskiseuran hankkeessa rakennetaan?", QuestionKind.AMOUNT) == []


def test_what_is_demanded_has_not_happened() -> None:
    demand = "Seuran tulee ilmoittaa 31.8.2031 mennessä, siirtyykö laituri kaupungille."
    question = "Milloin laituri siirtyi kaupungille?"
    assert told(a_decision(background(demand), title="Laituri"), question, QuestionKind.DATE) == []
    happened = "Laituri siirtyi kaupungille 3.9.2031."
    both = a_decision(background(demand, happened), title="Laituri")
    assert told(both, question, QuestionKind.DATE)[0] == happened


def test_deadline_is_told_where_it_is_asked_for() -> None:
    demand = "Lausunnot pyydettiin toimittamaan 31.8.2031 mennessä."
    decision = a_decision(background(demand), title="Laiturin lausunnot")
    question = "Mihin mennessä laiturin lausunnot pyydettiin toimittamaan?"
    assert told(decision, question, QuestionKind.DATE) == [demand]


def test_choice_names_whom_it_chooses() -> None:
    question = "Mikä yhtiö valittiin laiturin urakoitsijaksi?"
    vague = "Laiturin urakoitsija valitaan syksyllä."
    other = "Laiturin suunnitelmasta vastaa Rantarakenne Oy."
    assert told(a_decision(background(vague, other), title="Laiturin urakoitsija"), question) == []
    chosen = "Laiturin urakoitsijaksi valittiin Rantarakenne Oy."
    assert told(a_decision(background(vague, chosen), title="Laiturin urakoitsija"), question)[0] == chosen
    body = "Lautakunta valitsi Likolammen Laiturikunnan johtokuntaan laiturin urakoitsijan."
    assert told(a_decision(background(body), title="Laiturin urakoitsija"), question) == []


def test_whole_is_told_before_so_much_for_each() -> None:
    each, whole = "Laiturin korjaus maksaa 12 euroa asukasta kohti.", "Laiturin korjaus maksaa 48 300 euroa."
    decision = a_decision(background(each, whole), title="Laituri")
    assert told(decision, "Paljonko laiturin korjaus maksaa?", QuestionKind.AMOUNT)[0] == whole
    per_head = "Paljonko laiturin korjaus maksaa asukasta kohti?"
    assert told(decision, per_head, QuestionKind.AMOUNT)[0] == each
