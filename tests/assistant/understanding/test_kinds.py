"""What kind of answer a question asks for."""

from __future__ import annotations

import pytest

from assistant.model import QuestionKind
from assistant.understanding.kinds import question_kind

QUESTIONS = {
    QuestionKind.DECISION: (
        "Mitä uimarannasta päätettiin?",
        "Mitä uimarannan kunnostuksesta ehdotetaan?",
        "What is proposed about the beach?",
        "Vad föreslås om stranden?",
        "Hyväksyttiinkö hulevesisuunnitelma?",
        "Mikä oli lautakunnan päätös torista?",
        "Mitä lautakunta lausui kaavasta?",
        "What was decided about the beach?",
        "Did the council approve the plan?",
        "Vad beslutade nämnden om stranden?",
        "Godkändes planen?",
        "mita uimarannasta paatettiin",
    ),
    QuestionKind.LIST: (
        "Mitkä hankkeet saivat avustusta?",
        "Luettele kunnostettavat leikkipaikat.",
        "Ketkä valittiin toimikuntaan?",
        "Which projects got a grant?",
        "List the playgrounds to be repaired.",
        "Were there any objections?",
        "Vilka projekt fick bidrag?",
        "Räkna upp lekplatserna.",
        "mitka hankkeet saivat avustusta",
    ),
    QuestionKind.AMOUNT: (
        "Paljonko uimarannan kunnostus maksaa?",
        "Montako tarjousta saatiin?",
        "Kuinka suuri oli avustus?",
        "How much does the beach cost?",
        "How many bids were there?",
        "Hur mycket kostar stranden?",
        "Hur många anbud kom in?",
        "Hur många båtplatser finns det i hamnen?",
        "Hur mycket beviljades, och för vilka år?",
    ),
    QuestionKind.DATE: (
        "Mihin mennessä kommentit pyydettiin toimittamaan?",
        "Milloin uimaranta valmistuu?",
        "Mihin mennessä lausunto annetaan?",
        "Minä vuonna paloasema on rakennettu?",
        "When will the beach be ready?",
        "När blir stranden klar?",
        "Vilket datum öppnas stranden?",
    ),
    QuestionKind.REASON: (
        "Miksi paloasema puretaan?",
        "Mistä syystä asia palautettiin?",
        "Why is the fire station demolished?",
        "Varför rivs brandstationen?",
    ),
    QuestionKind.VOTE: (
        "Äänestettiinkö paloasemasta?",
        "Millä äänin paloasema säilytettiin?",
        "How did the board vote on the station?",
        "Hur gick omröstningen om brandstationen?",
    ),
    QuestionKind.TIMELINE: (
        "Miten talvikunnossapidon kilpailutus eteni?",
        "Mitkä olivat asian vaiheet?",
        "How has the tendering progressed?",
        "Hur har ärendet framskridit?",
        "Give a timeline of the tendering.",
        "Missä vaiheessa paloaseman myynti on?",
        "At what stage is the sale of the fire station?",
    ),
    QuestionKind.FACT: (
        "Kuka on kaupungininsinööri?",
        "Where is the beach?",
        "Which company was chosen to repair the steps?",
        "Which company manages the beach?",
        "Who was absent when the grants were handed out?",
        "Vem var frånvarande när bidragen delades ut?",
        "Vem är stadsingenjör?",
        "uimaranta",
        "",
    ),
}


@pytest.mark.parametrize(("kind", "question"), [(kind, each) for kind, asked in QUESTIONS.items() for each in asked])
def test_kind_of_a_question(kind: QuestionKind, question: str) -> None:
    assert question_kind(question) is kind
