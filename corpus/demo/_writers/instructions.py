"""Instructions for appeal, which end the minutes: their texts lie in _sources/ohjeet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from _writers.source import Block, Front, blocks
from _writers.words import word

FOLDER = Path(__file__).parent.parent / "_sources" / "ohjeet"
_KINDS = ("no_appeal", "correction", "complaint")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its heading, the sections that it is for, and its text."""

    heading: str
    sections: tuple[int, ...]
    blocks: tuple[Block, ...]

    @property
    def listed(self) -> str:
        """Name the sections as the heads of instructions do: "§12, §13"."""
        return ", ".join(f"§{number}" for number in self.sections)


def instructions(front: Front) -> Iterator[Instruction]:
    """Give the instructions that the front matter asks for."""
    for kind in _KINDS:
        sections: tuple[int, ...] = getattr(front, kind)
        if not sections:
            continue
        text = (FOLDER / f"{kind}.{front.language}.md").read_text(encoding="utf-8")
        told = text.replace("{organ}", front.organ.lower() if front.language == "fi" else front.organ)
        yield Instruction(word(kind, front.language), sections, tuple(blocks(told.splitlines(), sections=False)))
