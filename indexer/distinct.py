"""Decisions of one file under addresses of their own, also where the file holds two of one §."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from indexer.model import Decision, Paragraph


def distinct(decisions: Iterable[Decision]) -> list[Decision]:
    """Leave out what a file says twice word for word, and number further versions of one section: "…/21-2"."""
    versions: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    kept: list[Decision] = []
    for decision in decisions:
        same = versions[decision.decision_id, decision.language]
        if not any(_texts(decision) == _texts(other) for other in same):
            same.append(decision)
            kept.append(_numbered(decision, len(same)))
    return kept


def _texts(decision: Decision) -> tuple[str, ...]:
    return tuple(paragraph.text for paragraph in decision.paragraphs)


def _numbered(decision: Decision, number: int) -> Decision:
    if number == 1:
        return decision
    address = f"{decision.decision_id}-{number}"

    def moved(paragraph: Paragraph) -> Paragraph:
        return replace(paragraph, paragraph_id=address + paragraph.paragraph_id.removeprefix(decision.decision_id))

    return replace(decision, decision_id=address, paragraphs=tuple(map(moved, decision.paragraphs)))
