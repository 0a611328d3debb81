"""Whether a decision speaks of what is asked, and of the time that the question names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.evidence import HEAD, MODIFIER, SPREAD, Weights, has_sibling, told, words_of
from assistant.answering.reading import Reading
from assistant.model import Concept, Question, QuestionKind
from indexer.model import Decision, PartKind
from indexer.references import dates, month_number
from indexer.words import AnalysedTexts, beside, joined

# Share of a question's concepts, weighted, that a decision has to tell; less where time and organ are named.
ENOUGH, ENOUGH_NARROW = 0.45, 0.35
_ENOUGH_TOLD = 2  # things told, beside which a word that nobody could translate is let pass
ENOUGH_VAGUE = 0.8  # of a question that names neither a thing nor a name

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBERED = re.compile(r"(?<!^)\b([A-ZÅÄÖ][^\W\d_]{3,})\s+(\d{1,3})(?![\d.])")
_NAME_STEM = 5  # letters of a name that no case ending changes
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)(?!\d)")
_DAY_WITHOUT_YEAR = re.compile(r"(?<![\d.])\d{1,2}\.(?P<month>\d{1,2})\.(?!\d)")
_YEAR_OF_THING = re.compile(
    r"\b(?:vuo(?:den|delle|desta|teen)|för(?: år)?|budget(?:en)? (?:för )?|for|of)\s*(?P<year>(?:19|20)\d\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Lacking:
    """What is not told and may be said in other words, and the least share of the question that has to be told."""

    absent: Sequence[Concept]
    least: float
    is_vague: bool = False


def is_evidenced(reading: Reading, weights: Weights, question: Question) -> bool:
    """Tell whether a decision speaks of what is asked.

    Names have to stand there. Of the other things that are named, a third may be said in other words (half of them
    where a name is told across languages), but not the one that distinguishes the question, and none where the
    decision speaks of a sibling instead. Within one organ's meetings of one month less has to be told, since the
    question has said so much of the place. A foreign word that the dictionary does not have counts for nothing where
    a name or two things are told beside it; of two foreign words that make one ("house plots") the second may do.
    """
    lacking = _lacking(reading.reach, reading.decision, weights, question)
    if lacking is None or reading.coverage < lacking.least:
        return False
    if lacking.absent:
        near = joined(map(words_of, (reading.decision.title, reading.best.paragraph.context, reading.best.text)))
        if any(has_sibling(each, near) for each in lacking.absent):
            return False
    return lacking.is_vague or _is_of_year(reading, question)


def told_anywhere(decision: Decision, analysed: AnalysedTexts, weights: Weights) -> list[float]:
    """Say how well a decision tells each concept by all its words at once: none of its paragraphs tells it better."""
    return weights.told(beside(analysed.whole, words_of(decision.municipality), words_of(decision.organ or "")))


def may_answer(told_at_most: Sequence[float], decision: Decision, weights: Weights, question: Question) -> bool:
    """Tell whether a decision that tells the concepts so well at most may be evidenced; most need not be read."""
    lacking = _lacking(told_at_most, decision, weights, question)
    return lacking is not None and weights.coverage(told_at_most) >= min(lacking.least, ENOUGH_NARROW)


def _lacking(values: Sequence[float], decision: Decision, weights: Weights, question: Question) -> _Lacking | None:
    """Say what is lacking where each concept is told so well, or None where it is too much.

    Where more is told, no more is lacking: `may_answer` relies on it.
    """
    if not weights.concepts:
        return _Lacking((), 0.0, is_vague=True) if question.hints.narrow else None
    told_by = list(zip(weights.concepts, values, strict=True))
    own = words_of(decision.municipality)
    names = [(each, value) for each, value in told_by if each.name and told(each, own) < SPREAD]
    unnamed = [each for each, value in names if value < MODIFIER]
    if any(any(map(str.isdigit, each.own)) for each in unnamed) or len(unnamed) * 2 > len(names):
        return None
    if names and names[-1][0] in unnamed:
        return None
    if not _stands_by_number(decision, question.text):
        return None
    things = [(each, value) for each, value in told_by if each.key and not each.name]
    if not things and not names:
        return _Lacking((), ENOUGH if question.hints.narrow else ENOUGH_VAGUE, is_vague=True)
    placed = question.is_foreign and bool(names)  # the name finds the place, other words may be lost in translation
    lax = placed and question.kind not in (QuestionKind.AMOUNT, QuestionKind.DATE)
    untold = [each for each, value in things if value < (HEAD / 2 if lax and " " in each.own else MODIFIER)]
    rest_is_told = placed or sum(value >= MODIFIER for _, value in things) >= _ENOUGH_TOLD
    absent = [each for each in untold if not (each.unknown and rest_is_told)]
    rarest_told = max((weights.of(each) for each, value in told_by if each.key and value >= MODIFIER), default=0.0)
    if any(weights.of(each) >= rarest_told for each in absent):
        return None  # what distinguishes the question is what is not told
    if len(absent) > len(things) // (2 if placed else 3) + (question.hints.narrow and bool(names)):
        return None
    less = question.hints.narrow or (placed and len(absent) < len(untold))
    return _Lacking(() if placed else absent, ENOUGH_NARROW if less else ENOUGH)


def _stands_by_number(decision: Decision, question: str) -> bool:
    """Tell whether names that a question gives with a number ("Kulmatie 5") stand there with that very number."""
    for name, number in _NUMBERED.findall(question):
        stands = re.compile(rf"\b{re.escape(name[:_NAME_STEM])}\w*\s+{number}\b")
        if not any(stands.search(text) for text in (decision.title, *(each.text for each in decision.paragraphs))):
            return False
    return True


def _is_of_year(reading: Reading, question: Question) -> bool:
    """Tell whether a thing that the question gives a year ("vuoden 2025 asfaltointi", "budget för 2026") has that year.

    The year of the meeting is not the year of the matter: another year beside the words that answer is the wrong one.
    """
    asked = {match["year"] for match in _YEAR_OF_THING.finditer(question.text)}
    if len(asked) != 1:
        return True
    near = f"{reading.decision.title} {reading.best.paragraph.context} {reading.best.text}"
    found = set(_YEAR.findall(near))
    return not found or bool(found & asked) or _spans(near, int(asked.pop()))


def _spans(text: str, year: int) -> bool:
    """Tell whether a text names a stretch of years ("2024–2028") that a year lies in."""
    return any(int(first) <= year <= int(last) for first, last in _YEARS.findall(text))


_OF_MONTH = re.compile(r"\b\w{3,}kuulta\b", re.IGNORECASE)  # the month of the matter, not of the meeting
# What a decision is made of; the background only tells what was before.
_DECIDING = frozenset({PartKind.DECISION, PartKind.PROPOSAL, PartKind.HANDLING, PartKind.BODY})


def speaks_of_time(decision: Decision, question: Question) -> bool:
    """Tell whether a decision is of the time that a question names, or speaks of it.

    What was decided or voted on in a named month was decided in a meeting of that month, wherever it is retold; what
    was decided of a named year was decided in that year, or the decision itself names it.
    """
    hints = question.hints
    if question.kind in (QuestionKind.DECISION, QuestionKind.VOTE) and hints.date_from and hints.date_to:
        one_month = hints.date_from[:7] == hints.date_to[:7]
        if (
            one_month
            and not _OF_MONTH.search(question.text)
            and not hints.date_from <= (decision.date or "") <= hints.date_to
        ):
            return False
    first, last, year = hints.date_from, hints.date_to, hints.year
    day = decision.date or ""
    if year is not None:
        if day.startswith(str(year)) or str(year) in decision.title:
            return True
        decided = question.kind in (QuestionKind.DECISION, QuestionKind.VOTE)
        return any(
            str(year) in each.text or (each.origin is not None and (each.origin.date or "").startswith(str(year)))
            for each in decision.paragraphs
            if not decided or each.part in _DECIDING or each.origin is not None
        )
    if first is None or last is None or first <= day <= last:
        return True
    if question.kind is QuestionKind.DATE and first[:4] == last[:4] and first[:7] != last[:7]:
        return any(_names_day(each.text, first, last) for each in decision.paragraphs)
    if first[:7] != last[:7]:  # a season or several years: the year has to be spoken of
        years = {str(each) for each in range(int(first[:4]), int(last[:4]) + 1)}
        texts = [decision.title, *(paragraph.text for paragraph in decision.paragraphs)]
        return any(each in text for text in texts for each in years)
    if first == last:
        return any(mention.iso == first for paragraph in decision.paragraphs for mention in dates(paragraph.text))
    return any(_speaks_of_month(paragraph.text, first, last) for paragraph in decision.paragraphs)


def _names_day(text: str, first: str, last: str) -> bool:
    """Tell whether a text names a day of a stretch of one year, with its year or without ("19.8., 23.9. ja 4.11.")."""
    if any(first <= mention.iso <= last for mention in dates(text)):
        return True
    months = (int(match["month"]) for match in _DAY_WITHOUT_YEAR.finditer(text))
    return any(int(first[5:7]) <= month <= int(last[5:7]) for month in months)


def _speaks_of_month(text: str, first: str, last: str) -> bool:
    if any(first <= mention.iso <= last for mention in dates(text)):
        return True
    words = re.findall(rf"\b(\w+kuu\w*|[a-z]+)\s+{first[:4]}\b", text, re.IGNORECASE)
    return any(month_number(word) == int(first[5:7]) for word in words)
