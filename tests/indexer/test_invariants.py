"""What has to hold for every document at hand: nothing invented, nothing lost, no section missed.

The text that paragraphs are compared with is not extracted by our readers (`source_texts.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from indexer.errors import SourceError
from indexer.formats import READERS, read
from indexer.layout import Layout, lay_out
from indexer.model import Decision
from indexer.reading import read_decisions
from indexer.reading_order import BARE_MARK
from indexer.sources import describe, walk
from tests.conftest import ROOT
from tests.indexer.source_texts import pages_of

_PARAGRAPH_ID = re.compile(
    r"#(?:background|proposal|handling|decision|earlier|delivery|attachments|appeal|note|body)-\d+(?:\.\d+)?$"
)
_HEAD_ZONE = 8  # lines of a page, at either end, in which running heads stand
_LEAST_COVERAGE = 0.99


@dataclass(frozen=True)
class Read:
    """A document as our reader gives it, and its text as extracted independently."""

    name: str
    layout: Layout
    decisions: tuple[Decision, ...]
    pages: tuple[str, ...]
    real: bool


@cache
def read_document(path: Path) -> Read:
    source = describe(path)
    content = path.read_bytes()
    lines = read(path.name, content)
    layout = lay_out(lines)
    decisions = read_decisions(source, content, lines, layout)
    return Read(path.name, layout, tuple(decisions), tuple(pages_of(path, content)), real=ROOT not in path.parents)


def squeezed(text: str) -> str:
    """Leave out all that normalising may touch: blanks, hyphens, control and zero-width characters."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        c for c in composed if not c.isspace() and c not in "-\u2010\u2011\ufffe" and unicodedata.category(c)[0] != "C"
    )


def own_lines(pages: Iterable[str], heads: Iterable[str]) -> list[str]:
    """Give the squeezed lines of the pages without their running heads."""
    known = {squeezed(head) for head in heads}
    lines: list[str] = []
    for page in pages:
        sheet = [squeezed(line) for line in page.splitlines()]
        sheet = [line for line in sheet if line]
        for number, line in enumerate(sheet):
            at_edge = number < _HEAD_ZONE or number >= len(sheet) - _HEAD_ZONE
            if not (at_edge and line in known):
                lines.append(line)
    return lines


def corpus() -> list[Path]:
    return [path for path in walk([ROOT / "corpus"]) if path.suffix in READERS]


@pytest.fixture(scope="module")
def documents(shared: Path) -> list[Read]:
    return [read_document(path) for path in [*corpus(), *sorted((shared / "real/lapua").glob("*.pdf"))]]


def check_text(document: Read) -> None:
    """Every paragraph's text stands in the source; together they cover it."""
    lines = own_lines(document.pages, document.layout.heads)
    source = "".join(lines)
    # a PDF may hold all marks of a list elsewhere than before its items, in the middle of another paragraph
    without_marks = "".join(line for line in lines if not BARE_MARK.match(line))
    heads = {squeezed(head) for head in document.layout.heads}  # one may stand elsewhere as a line of its own
    lost: list[str] = []
    covered = 0
    for decision in document.decisions:
        for paragraph in decision.paragraphs:
            text = squeezed(paragraph.text)
            covered += len(text)
            if text not in source and text not in without_marks and text not in heads:
                lost.append(paragraph.paragraph_id)
    assert not lost, f"{document.name}: not in the source text: {lost[:5]} and {len(lost[5:])} more"
    if not document.name.endswith(".json"):  # which holds more than texts
        assert covered / len(source) >= _LEAST_COVERAGE, f"{document.name}: covers {covered / len(source):.4f}"
    whole = "".join(own_lines(document.pages, ()))
    assert Counter("".join(squeezed(p.text) for d in document.decisions for p in d.paragraphs)) <= Counter(whole)


def check_spans_and_ids(document: Read) -> None:
    for decision in document.decisions:
        ids = [paragraph.paragraph_id for paragraph in decision.paragraphs]
        assert len(ids) == len(set(ids)), decision.decision_id
        for paragraph in decision.paragraphs:
            assert document.layout.text[paragraph.start : paragraph.end] == paragraph.text, paragraph.paragraph_id
            assert paragraph.paragraph_id.startswith(decision.decision_id)
            assert _PARAGRAPH_ID.fullmatch(paragraph.paragraph_id[len(decision.decision_id) :]), paragraph.paragraph_id
    spans = sorted((p.start, p.end) for d in document.decisions for p in d.paragraphs)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans)), document.name


@pytest.mark.parametrize("path", corpus(), ids=lambda path: path.name)
def test_the_documents_that_ship(path: Path) -> None:
    document = read_document(path)
    check_text(document)
    check_spans_and_ids(document)


def test_texts_of_real_minutes_stand_in_them_and_cover_them(documents: list[Read]) -> None:
    for document in documents:
        check_text(document)


def test_spans_and_ids_of_real_minutes(documents: list[Read]) -> None:
    for document in documents:
        check_spans_and_ids(document)


def test_every_other_real_file(shared: Path) -> None:
    """Pages, exports, reports and extracts of other cities: read, or named with a reason."""
    documents: list[Read] = []
    faults: list[SourceError] = []
    for path in sorted((shared / "real").rglob("*")):
        if not path.is_file() or path.parent.name == "lapua":
            continue
        try:
            documents.append(read_document(path))
        except SourceError as error:
            faults.append(error)
    assert len(documents) > 100
    assert faults
    assert all(fault.reason and fault.remedy for fault in faults)
    for document in documents:
        check_text(document)
        check_spans_and_ids(document)


def longest_run(numbers: Iterable[int]) -> set[int]:
    """Give the longest run of consecutive numbers: a meeting's own sections; others are of laws and other organs."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number - runs[-1][-1] == 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return set(sorted(runs, key=len)[-1] if runs else ())


def test_sections_of_real_minutes(documents: list[Read]) -> None:
    found = wanted = extra = 0
    for document in documents:
        if not document.real:
            continue
        numbers = longest_run(int(n) for n in re.findall(r"(?m)^\s*§\s*(\d{1,3})\b", "\n".join(document.pages)))
        sections = [int(decision.section) for decision in document.decisions if decision.section]
        assert len(sections) == len(set(sections))
        found += len(numbers & set(sections))
        wanted += len(numbers)
        extra += len(set(sections) - numbers)
    assert found == wanted
    assert extra == 0


def test_every_real_section_has_a_title_and_the_organ_and_date_of_its_file(documents: list[Read]) -> None:
    for document in documents:
        name = unicodedata.normalize("NFC", document.name)
        said = re.search(r"-([^-]+) - (\d\d)\.(\d\d)\.(\d{4})", name)
        if said is None:
            continue
        for decision in document.decisions:
            assert (decision.organ, decision.date) == (said[1], f"{said[4]}-{said[3]}-{said[2]}"), decision.decision_id
            assert decision.title, decision.decision_id
