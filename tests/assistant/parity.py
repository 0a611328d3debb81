"""Questions made of what a store holds, and whether two stores answer them by the same sections."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.engine import Engine
from assistant.model import Answer, Filters
from indexer.model import Decision
from indexer.stores.base import StoreReader

_WORD = re.compile(r"[^\W\d_]{6,}")
_TEMPLATES = (
    "Mitä {organ} päätti {day}?",
    "Mitä päätettiin asiasta {title}?",
    "Miten asia {case} eteni?",
    "Milloin {word} oli esillä vuonna {year}?",
    "Mitkä päätökset koskevat sanoja {word} ja {other}?",
    "{word} {other} {year}",
    "Paljonko maksaa {word}?",
    "Miksi {organ} käsitteli asian {title}?",
    "Mitä sanoo {organ} {day} § {section}?",
    "Kuka esitteli asian {title}?",
    "Vad beslutade {organ} {day}?",
    "Vad beslutades i ärendet {title}?",
    "Vilka ärenden gällde {word} år {year}?",
    "Hur framskred ärendet {case}?",
    "Varför {word} och {other}?",
    "Vad kostar {word}?",
    "What did {organ} decide on {day}?",
    "What was decided about {title}?",
    "Which decisions of {year} concern {word}?",
    "When was {word} discussed, and {other}?",
    "How much does {word} cost?",
    "What became of {case}?",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, under which filters, and the question before it, by its id."""

    id: str
    text: str
    filters: Filters | None = None
    after: str = ""


def generated(store: StoreReader, count: int, seed: int = 9) -> Iterator[Asked]:
    """Make questions in three languages of titles, cases, organs, days and words that the store holds."""
    dice, decisions = random.Random(seed), store.decisions()
    for number in range(count):
        values: dict[str, str] = {}
        template = dice.choice(_TEMPLATES)
        while not all(values.get(name) for name in re.findall(r"{(\w+)}", template)):
            values = _values(dice.choice(decisions), dice)
            template = dice.choice(_TEMPLATES)
        yield Asked(f"generated {number}", template.format(**values))


def _values(decision: Decision, dice: random.Random) -> dict[str, str]:
    words = sorted({word for each in decision.paragraphs for word in _WORD.findall(each.text)})
    year, month, day = (decision.date or "--").split("-")
    return {
        "organ": decision.organ or "",
        "day": f"{int(day)}.{int(month)}.{year}" if day else "",
        "year": year,
        "section": decision.section or "",
        "title": decision.title,
        "case": decision.case or "",
        "word": dice.choice(words) if words else "",
        "other": dice.choice(words) if words else "",
    }


def gold(path: Path) -> Iterator[Asked]:
    """Read gold questions."""
    for line in path.read_text(encoding="utf-8").splitlines():
        each = json.loads(line)
        yield Asked(each["id"], each["question"], Filters(**(each.get("filters") or {})), each.get("after") or "")


def differing(ours: Engine, theirs: Engine, questions: Iterable[Asked]) -> tuple[int, list[str]]:
    """Ask both engines; count the questions and explain each that they answer by other sections."""
    asked, explained = 0, []
    before: dict[str, tuple[Answer, Answer]] = {}
    for each in questions:
        first, second = before.get(each.after, (None, None))
        pair = ours.ask(each.text, each.filters, previous=first), theirs.ask(each.text, each.filters, previous=second)
        before[each.id] = pair
        asked += 1
        if cited(pair[0]) != cited(pair[1]):
            explained.append(_explained(each, ours, theirs, *pair))
    return asked, explained


def cited(answer: Answer) -> set[str]:
    """Name the sections that an answer cites."""
    return {each.decision_id for each in answer.citations}


def _explained(question: Asked, ours: Engine, theirs: Engine, first: Answer, second: Answer) -> str:
    """Tell what each cites alone and how far the scores of the first results lie apart."""
    pages = [engine.search(question.text, question.filters, limit=40).results for engine in (ours, theirs)]
    scores = [{each.paragraph_id: each.score for each in page} for page in pages]
    apart = max((abs(score - scores[1].get(id_, 0.0)) for id_, score in scores[0].items()), default=0.0)
    order = [[each.decision_id for each in page] for page in pages]
    same = next((place for place, (a, b) in enumerate(zip(*order, strict=False)) if a != b), "no")
    alone = f"{sorted(cited(first) - cited(second))} and {sorted(cited(second) - cited(first))}"
    return f"{question.id}: {alone} alone; results differ at place {same}, scores by {apart:.2g} at most"
