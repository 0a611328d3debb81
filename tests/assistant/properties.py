"""What holds for every answer of either engine, and a model that writes right and wrong sentences for it to hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from assistant.answering.sentences import LONGEST, SHORTEST, sentences
from assistant.answering.verify import text_hash
from assistant.engine import Engine
from assistant.model import Answer, AnswerStatus, QuestionKind
from tests.llm_server import Asked, Given


def questions(gold: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]


def answers(engine: Engine, gold: Path) -> Iterator[Answer]:
    """Ask each question of a file, follow-ups after the question that they name."""
    before: dict[str, Answer] = {}
    for question in questions(gold):
        answer = engine.ask(question["question"], previous=before.get(question.get("after") or ""))
        before[question["id"]] = answer
        yield answer


def broken(engine: Engine, answer: Answer) -> list[str]:
    """List what an answer promises and does not keep."""
    numbered = {citation.n: citation for citation in answer.citations}
    faults = [] if list(numbered) == list(range(1, len(answer.citations) + 1)) else ["the numbers have gaps"]
    if (answer.status is AnswerStatus.NO_ANSWER) == bool(answer.claims):
        faults.append(f"{answer.status} with {len(answer.claims)} claims")
    for claim in answer.claims:
        if not claim.citations:
            faults.append(f"no mark: {claim.text}")
        faults += [f"a mark leads nowhere: {claim.text}" for n in claim.citations if n not in numbered]
    if answer.claims and not _is_made_of_claims(answer):
        faults.append(f"words that are no claim's, or a claim without its marks: {answer.text}")
    for citation in answer.citations:
        found = engine.decision(citation.paragraph_id)
        paragraph = found.paragraph
        if paragraph is None or citation.quote not in paragraph.text or citation.text_hash != text_hash(paragraph):
            faults.append(f"not verbatim: {citation.paragraph_id}: {citation.quote}")
        if not SHORTEST <= len(citation.quote) <= LONGEST:
            faults.append(f"{len(citation.quote)} characters: {citation.paragraph_id}")
    several = answer.question.kind in (QuestionKind.LIST, QuestionKind.TIMELINE)
    if answer.engine == "generative" and not several and len(answer.citations) > 8 + 4:
        faults.append(f"{len(answer.citations)} citations")
    return faults


def _is_made_of_claims(answer: Answer) -> bool:
    """Tell whether an answer's text is its claims, each with its marks, the full stop before or behind them."""
    rest = answer.text
    for claim in answer.claims:
        marks = "".join(f"[{n}]" for n in claim.citations)
        shown = next(
            (each for each in (f"{claim.text} {marks}", f"{claim.text[:-1]} {marks}.") if rest.startswith(each)), ""
        )
        if not shown:
            return False
        rest = rest[len(shown) :].lstrip()
    return not rest


class Pretender:
    """A model that writes sentences of its sources, and between them sentences that it made wrong in a known way.

    `wrong` holds every sentence that nobody may ever be told.
    """

    def __init__(self) -> None:
        self.wrong: set[str] = set()

    def __call__(self, asked: Asked) -> str:
        if not asked.sources:
            return "Mitä Urho Kuparinen päätti vuonna 1950?"  # a follow-up rewritten with what nobody said
        random = Random(asked.question)
        written = []
        for source in asked.sources:
            right = self._sentence(source)
            if right is None:
                continue
            text, marks = self._spoilt(right, source, asked.sources, random)
            if marks != f"[{source.n}]" or text != right:
                self.wrong.add(text)
                written.append(f"{text} {marks}".strip())
            written.append(f"{right} [{source.n}]")
        return "\n".join(written)

    def _sentence(self, source: Given) -> str | None:
        """Give the first sentence of a source that stands alone."""
        whole = (source.text[start:end] for start, end in sentences(source.text))
        return next(
            (each for each in whole if 30 <= len(each) <= 300 and each[0].isupper() and each.endswith(".")), None
        )

    def _spoilt(self, right: str, source: Given, sources: list[Given], random: Random) -> tuple[str, str]:
        bare, mark = right.rstrip("."), f"[{source.n}]"
        figure = re.search(r"\d+", right)
        made = [
            (f"{bare}, kertoi Urho Kuparinen.", mark),
            (f"{bare}, ja samalla varattiin 987 654 euroa.", mark),
            (f"{bare} (§ 998).", mark),
            (f"Ei pidä paikkaansa, että {bare[0].lower()}{bare[1:]}.", mark),
            (f"It was decided: {bare}, and this is what the board wanted from the very beginning.", mark),
            (f"{bare}.", f"[{len(sources) + 7}]"),
            (f"{bare}.", ""),
            (f"{bare}, ks. https://huijaus.example.", mark),
        ]
        if figure is not None:
            made.append((right.replace(figure[0], f"{figure[0]}7", 1), mark))
        text, marks = random.choice(made)
        # A sentence that is wrong for its mark alone is right elsewhere: it is told apart by a word of its own.
        return (text, marks) if text != right else (f"{bare} {random.choice(('tosin', 'siis'))}.", marks)
