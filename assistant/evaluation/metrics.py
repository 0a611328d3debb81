"""Score one answer against one gold question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from assistant.evaluation.dataset import Gold, Place
from assistant.model import Answer, AnswerStatus, Citation

ROOM: Mapping[str, int] = {"list": 6000, "timeline": 6000}  # characters that answer and quotes may hold together
PLAIN_ROOM = 1200
QUOTE_LEAST, QUOTE_MOST = 12, 600

Spot = tuple[str, str, int]
_UNSEEN = re.compile("[\u200b\u00ad\ufeff]")


def normal(text: str | None) -> str:
    """Fold case, spaces and invisible characters, which say nothing."""
    folded = unicodedata.normalize("NFC", text or "").lower().replace("\u00a0", " ")
    return re.sub(r"\s+", " ", _UNSEEN.sub("", folded))


def _number(section: str | int | None) -> int:
    return int(re.sub(r"\D", "", str(section)) or 0)


def spot(organ: str | None, date: str | None, section: str | int | None, source: str | None, page: int | None) -> Spot:
    """Give what places are compared by: organ, date and § of minutes; file and page of reports."""
    if source and not organ:
        return ("report", normal(Path(source).stem), page or 0)
    return (normal(organ), date or "", _number(section))


def cited(citation: Citation) -> Spot:
    """Give the spot of a citation."""
    return spot(citation.organ, citation.date, citation.section, citation.source, citation.page)


def spots(place: Place) -> set[Spot]:
    """Give the spots that satisfy one expectation: one of a §, one a page of a report."""
    first = spot(place.organ, place.date, place.section, place.source, place.page)
    if first[0] != "report":
        return {first}
    return {("report", first[1], page) for page in range(first[2], (place.page_to or first[2]) + 1)}


def all_spots(places: Iterable[Place]) -> set[Spot]:
    """Give the spots that satisfy any of several expectations."""
    return {each for place in places for each in spots(place)}


def score(gold: Gold, answer: Answer) -> dict[str, float]:
    """Give the scores that apply to a question, each from 0 to 1."""
    found = list(dict.fromkeys(map(cited, answer.citations)))
    silent = answer.status is AnswerStatus.NO_ANSWER
    if not gold.answerable:
        corrected = all_spots(gold.corrected_by or ()) & set(found)
        return {"abstained": float(silent or bool(corrected))}
    right = all_spots(gold.right)
    hit = bool(right & set(found))
    recall = sum(bool(spots(each) & set(found)) for each in gold.expected) / max(1, len(gold.expected))
    scores = {
        "answered": float(not silent),
        "partial": float(answer.status is AnswerStatus.PARTIAL),
        "hit@1": float(bool(found) and found[0] in right),
        "section_recall": float(hit) if gold.expected_any else recall,
        "section_precision": len(right & set(found)) / len(found) if found else 0.0,
        "correct": float(not silent and hit and _tells_all(gold, answer) and _fits(gold, answer)),
    }
    if {each.part for each in gold.right} == {"decision"}:
        scores["part_ok"] = float(_part_stands(gold, answer.citations))
    return scores


def _part_stands(gold: Gold, citations: Sequence[Citation]) -> bool:
    first = citations[0].part if citations else ""
    return first == "decision" or (first == "proposal" and "content_in_proposal" in (gold.tags or ()))


def _tells_all(gold: Gold, answer: Answer) -> bool:
    said = normal(answer.text)
    quotes = " ".join(normal(each.quote) for each in answer.citations)
    told = all(tells(group, said, quotes) for group in gold.must_contain)
    return told and not any(normal(each) in said for each in gold.must_not_contain or ())


def _fits(gold: Gold, answer: Answer) -> bool:
    size = len(normal(answer.text)) + len(" ".join(normal(each.quote) for each in answer.citations))
    short = all(QUOTE_LEAST <= len(each.quote) <= QUOTE_MOST for each in answer.citations)
    return short and size <= ROOM.get(gold.type, PLAIN_ROOM)


def tells(group: Sequence[str], said: str, quotes: str) -> bool:
    """Tell whether one alternative stands there: figures whole and in a quote, words in the answer or a quote."""
    for alternative in map(normal, group):
        if re.search(r"\d", alternative):
            if re.search(rf"(?<![\d.,]){re.escape(alternative)}(?!\d)", quotes):
                return True
        elif alternative in quotes or alternative in said:
            return True
    return False
