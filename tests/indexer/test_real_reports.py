"""Real reports against their own tables of contents: every heading with its path, on the page that it names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from indexer.formats import read
from indexer.layout import lay_out
from indexer.model import Decision
from indexer.reports import read_report
from indexer.sources import describe

_ENTRY = re.compile(r"^(?P<title>.*?[^.\s])\s?\.{4,}\s*(?P<page>\d+)$")
_NUMBER = re.compile(r"^(\d+(?:\.\d+)*)\.?\s")
_LEAST = 0.95


@dataclass(frozen=True)
class Entry:
    """A line of a table of contents; `page` is the printed number."""

    title: str
    page: int

    @property
    def number(self) -> str:
        found = _NUMBER.match(self.title)
        return found[1] if found else ""


def entries(path: Path) -> list[Entry]:
    """Read the table of contents as pdfium gives it, without our reader; an entry may run over lines."""
    found: list[Entry] = []
    with pypdfium2.PdfDocument(path) as document:
        for sheet in document:
            lines = sheet.get_textpage().get_text_range().splitlines()
            if sum(_ENTRY.match(line.strip()) is not None for line in lines) < 5:
                continue
            begun = ""
            for line in lines:
                entry = _ENTRY.match(f"{begun} {line.strip()}".strip())
                own = _NUMBER.match(line.strip())
                if entry is None:
                    begun = line.strip() if own else ""
                else:
                    found.append(Entry(entry["title"], int(entry["page"])))
                    begun = ""
    return found


def squeezed(title: str) -> str:
    return re.sub(r"[\W_]", "", title).lower()


@pytest.fixture(scope="module")
def reports(shared: Path) -> list[Path]:
    found = sorted((shared / "real" / "reports").glob("*.pdf"))
    if not found:
        pytest.skip("no real reports in the shared data")
    return found


def sections(path: Path) -> list[Decision]:
    content = path.read_bytes()
    lines = read(path.name, content)
    return [each for each in read_report(describe(path), lay_out(lines), lines, content) if not each.routine]


def test_headings_stand_where_the_contents_say(reports: list[Path]) -> None:
    for path in reports:
        wanted, given = entries(path), sections(path)
        assert len(wanted) > 20
        by_title: dict[str, list[Decision]] = {}
        for section in given:
            by_title.setdefault(squeezed(section.heading_path[-1]), []).append(section)
        found = [(entry, by_title.get(squeezed(entry.title), [])) for entry in wanted]
        pages = Counter((one.paragraphs[0].page or 0) - entry.page for entry, all_ in found for one in all_[:1])
        ahead = pages.most_common(1)[0][0]  # pages before the one that is numbered 1
        headed = [entry for entry, all_ in found if all_]
        placed = [entry for entry, all_ in found if any(one.paragraphs[0].page == entry.page + ahead for one in all_)]
        nested = [
            entry
            for entry, all_ in found
            if entry.number
            and any(
                [m[1] for step in one.heading_path if (m := _NUMBER.match(step))] == _numbers_above(entry.number)
                for one in all_
            )
        ]
        numbered = [entry for entry in wanted if entry.number]
        shares = {
            "heading": len(headed) / len(wanted),
            "page": len(placed) / len(wanted),
            "path": len(nested) / len(numbered),
        }
        missed = [entry.title for entry in wanted if entry not in placed or (entry in numbered and entry not in nested)]
        said = ", ".join(f"{name} {share:.3f}" for name, share in shares.items())
        print(f"\n{path.name}: {said} of {len(wanted)} entries, {len(numbered)} of them numbered; missed: {missed}")
        assert {name for name, share in shares.items() if share < _LEAST} == set()


def _numbers_above(number: str) -> list[str]:
    """Give the numbers that lead to one: 1, 1.2 and 1.2.3 to 1.2.3."""
    pieces = number.split(".")
    return [".".join(pieces[: depth + 1]) for depth in range(len(pieces))]
