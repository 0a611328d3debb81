"""What kind of answer a question asks for, by its question words in three languages."""

from __future__ import annotations

import re

from assistant.model import QuestionKind
from indexer.finnish import fold

_VERB = "(?:is|are|was|were|has|have|had|does|do|did|will|would|can|may)"
_NO_VERB = rf"(?!{_VERB}\b)"
# Singular, before a verb in -s: "which company manages".
_AGENT = (
    r"(?!(?:company|firm|contractor|bidder|supplier|board|committee|council|association|person|party|body|authority"
    r"|municipality|city|town) )"
)
_ASKING = r"(?:^|, |\band |\boch )"  # before a word that asks, and does not join two clauses
# In order: the first that fits decides.
_PATTERNS: tuple[tuple[QuestionKind, str], ...] = (
    (
        QuestionKind.TIMELINE,
        r"\bvaihe(?:et|ita|ista|in)\b|\beten(?:i|ivät|emi\w*)\b|\bedennyt\b|\bedisty\w*|\baikajana|\bkäsittelyvaihe\w*"
        r"|\bmissä vaiheessa\b|\bkäsittelyhistoria\w*"
        r"|\btimeline\b|\bprogress(?:ed)?\b|\bsteps? of the (?:case|matter)\b|\bhistory of\b"
        r"|\bhow has\b.*\b(?:advanced|proceeded)\b|\bwh(?:at|ich) stage\b"
        r"|\bframskrid\w*|\bskeden(?:a)?\b|\btidslinje\w*|\bhur har ärendet\b|\bfortskrid\w*"
        r"|\bhur har\b.*\bavancerat\b|\bvilket skede\b",
    ),
    (
        QuestionKind.VOTE,
        r"\bäänest\w*|\bäänin\b|\bääntä\b|\bvot(?:e|es|ed|ing)\b|\bomröst\w*|\bröst(?:ade|er|erna|etal\w*)\b",
    ),
    (
        QuestionKind.REASON,
        r"\bmiksi\b|\bmistä sy(?:y|i)stä\b|\bmin?kä (?:vuoksi|takia)\b|\bwhy\b|\bfor what reason\b|\bvarför\b"
        r"|\bav vilken (?:anledning|orsak)\b",
    ),
    (QuestionKind.DATE, r"\b(?:what|which) dates?\b|\bvilka datum\b|\bminä päivinä\b|\bmilloin\b.*\bkokou"),
    (
        QuestionKind.AMOUNT,
        r"^(?:paljonko|kuinka (?:paljon|suuri)|hur (?:mycket|stor[ta]?)|how much|hur många(?!.*\bvilka\b))\b",
    ),
    (
        QuestionKind.LIST,
        r"\bmitkä\b|\bketkä\b|\bluettele\b|\blistaa\b|\bmille (?:kahdelle|kolmelle|neljälle|viidelle)\b"
        r"|\bmi(?:lle|llä|ltä|hin|ssä|stä) \w+(?:ille|illa|illä|ilta|iltä|ihin|issa|issä|ista|istä)\b"
        r"|\bkeille\b|\bmihin (?:kahteen|kolmeen)\b|\bmitä kaikkia\b"
        rf"|\bwhich (?:of )?{_AGENT}(?:{_NO_VERB}[\w-]+ ){{0,4}}{_NO_VERB}\w+(?<!s)s\b|\blist (?:the|all)\b"
        r"|\bwhat (?!is\b|was\b|are\b|were\b|did\b|does\b|do\b|has\b)(?:[\w-]+ ){0,2}\w+s\b|\b(?:are|were) there any\b"
        r"|\bmitä (?:[a-zåäö]+ ){0,2}(?-i:(?!(?:sii|nii|näi|noi)t[aä]\b)[a-zåäö]+)(?:ja|jä|ita|itä)\b"
        r"|^onko\b(?!.*\w(?:nut|nyt|neet|ttu|tty)\b).*\w{3,}(?:ja|jä|ia|iä|ita|itä)\b|\bfinns det\b"
        r"|\bwhat are (?:all )?the\b|\bvilka\b|\bräkna upp\b|\blista\b",
    ),
    (
        QuestionKind.AMOUNT,
        r"\bmontako\b|\bkuinka (?:paljon|monta|moni|suuri|suurella|korkea|pitkä)\b|\bpaljonko\b|\bhin(?:ta|nalla"
        r"|nan|taan)\b"
        r"|\bmitä maksa\w*|\bhow (?:much|many|large|big|long)\b|\bwhat (?:was|is) the (?:price|cost|budget|amount"
        r"|sum)\b"
        r"|\bcost\b|\bhur (?:mycket|många|stor[ta]?|lång[ta]?)\b|\bvad (?:kostar|kostade|kostnaden)\b|\bkostnad\w*",
    ),
    (
        QuestionKind.DATE,
        r"\bmilloin\b|\bmi(?:nä|hin|nkä) vuo\w+|\bmihin mennessä\b|\bminä päivänä\b|\bmistä alkaen\b"
        rf"|\bmikä päivä\b|{_ASKING}when\b|\bwhen {_VERB}\b|\bon wh(?:at|ich) dates?\b"
        rf"|\bby what date\b|{_ASKING}när\b|\bvilket datum\b|\bvilka datum\b",
    ),
    (
        QuestionKind.DECISION,
        r"\bpäät(?:ti|tivät|etti|ettiin|ös\w*|tää|tänyt|etty|ivät)\b|\b\w+t(?:tiin|aan|ään)k[oö]\b"
        # "myönsikö", "jäikö", "tuliko hyväksytyksi": yes or no to what an organ did
        r"|\b(?:päät|hyväksy|hylkä|myön|vahvist|valit|palau|puol|puolt|vuokra|perust|lakkau|korot|nost|alen|laski|siir"
        r"|jät|anto|nimes|aset|kiel|myi|osti|sulki|poist|muut|esit|perui|perut|keskeyt|jatko)\w*ik[oö]\b"
        r"|\bt(?:uli|ulivat)ko\b.*\b\w+(?:tyksi|tuksi)\b"
        r"|\bmitä\b.*\b(?:lausui|teki|tehtiin|esitti|linjasi|totesi|tapahtui)\b|\bmiten (?:asiassa )?kävi\b"
        r"|\bwhat happened to\b|\bvad hände med\b|\bhur gick det\b|\bmenikö\b.*\bläpi\b|\bhyväksy(?:i|ttiin"
        r"|ikö)\b|\bhylkäsi\w*"
        r"|\bmitä\b.*\b(?:ehdotetaan|esitetään|ehdotettiin|esitettiin)\b|\bwhat (?:is|was) (?:proposed|suggested)\b"
        r"|\bvad (?:föreslås|föreslogs)\b"
        r"|\bdecid\w+|\bdecision\b|\bapprov\w+|\breject\w+|\bopinion\b|\bresolv\w+|\badopt\w+"
        r"|\bbeslut\w*|\bbeslöt\w*|\bgodkän\w*|\bavslog\w*|\bförkast\w*|\butlåtande\b",
    ),
)
# Each as it is written, and as it is typed without dots.
_COMPILED = tuple(
    (kind, re.compile(pattern, re.IGNORECASE), re.compile(fold(pattern), re.IGNORECASE)) for kind, pattern in _PATTERNS
)


def question_kind(text: str) -> QuestionKind:
    """Tell what kind of answer a question asks for; what nothing else fits asks for a fact."""
    plain = fold(text)
    return next(
        (kind for kind, written, undotted in _COMPILED if written.search(text) or undotted.search(plain)),
        QuestionKind.FACT,
    )


def speaks_of_decision(text: str) -> bool:
    """Tell whether a question, whatever it asks for, speaks of something decided ("miksi … hylkäsi")."""
    plain = fold(text)
    return any(
        written.search(text) or undotted.search(plain)
        for kind, written, undotted in _COMPILED
        if kind is QuestionKind.DECISION
    )
