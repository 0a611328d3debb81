"""An answer as text for a terminal, in its own language. Pure."""

from __future__ import annotations

from itertools import groupby

from assistant.model import Answer
from indexer.errors import shown

_WORDS = {
    "fi": {"understood": "Ymmärretty", "page": "s.", "near": "Lähellä kysymystä", "attached": "Liitteenä päätöksessä"},
    "sv": {"understood": "Tolkat", "page": "s.", "near": "Nära frågan", "attached": "Bilaga till beslutet"},
    "en": {"understood": "Understood", "page": "p.", "near": "Near the question", "attached": "Attached to"},
}


def answer_text(answer: Answer) -> str:
    """Write claims with their marks, then each citation with its words; without claims, what is near."""
    words = _WORDS[answer.question.language]
    lines = _told(answer) or [answer.text]
    if answer.notice:
        lines.append(f"({answer.notice})")
    if answer.question.said:
        lines.append(f"({words['understood']}: {answer.question.said})")
    for citation in answer.citations:
        page = f"{words['page']} {citation.page}" if citation.page else ""
        place = ", ".join(
            piece for piece in (citation.reference, citation.title, shown(citation.source), page) if piece
        )
        lines += ["", f"[{citation.n}] {place}"]
        dealt = f"{words['attached']} {citation.attachment_of}" if citation.attachment_of else ""
        lines += [f"    {text}" for text in (citation.context, citation.quote, citation.paragraph_id, dealt) if text]
    if not answer.claims and answer.nearby:
        lines += ["", f"{words['near']}:", *(f"  {near.reference}  {near.title}" for near in answer.nearby)]
    return "\n".join(lines)


def _told(answer: Answer) -> list[str]:
    """Write the claims, those of each municipality beneath its name where it was asked across several."""
    lines: list[str] = []
    for place, claims in groupby(answer.claims, key=lambda each: each.municipality):
        lines += ["", place] if place and lines else [place] if place else []
        lines += [f"{claim.text} {''.join(f'[{n}]' for n in claim.citations)}" for claim in claims]
    return lines
