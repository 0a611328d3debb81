"""Our own gold questions on the corpus that ships: floors, and what holds of every answer without exception."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.errors import GoldError
from assistant.evaluation.dataset import Gold, load
from assistant.evaluation.metrics import spots, tells
from assistant.evaluation.report import Scored, run, summary, table
from tests.conftest import ROOT

FLOORS = {
    "answered": 0.88,
    "abstained": 0.93,
    "hit@1": 0.86,
    "section_recall": 0.86,
    "section_precision": 0.82,
    "part_ok": 0.89,
    "correct": 0.83,
}


@pytest.fixture(scope="module")
def scored(corpus: Engine) -> Sequence[Scored]:
    return list(run(corpus, load(ROOT / "tests" / "gold" / "corpus.jsonl")))


def test_scores_stay_above_their_floors(scored: Sequence[Scored]) -> None:
    report = summary(scored)
    means = {name: report["scores"]["all"][name]["mean"] for name in FLOORS}
    assert {name: mean for name, mean in means.items() if mean < FLOORS[name]} == {}, table(report)


def test_every_quote_is_verbatim_and_every_claim_bears_marks_that_resolve(
    corpus: Engine, scored: Sequence[Scored]
) -> None:
    checked = 0
    for each in scored:
        answer = each.answer
        numbers = [citation.n for citation in answer.citations]
        assert numbers == list(range(1, len(numbers) + 1)), each.gold.id
        assert {n for claim in answer.claims for n in claim.citations} == set(numbers), each.gold.id
        said = " ".join(f"{claim.text} {''.join(f'[{n}]' for n in claim.citations)}" for claim in answer.claims)
        assert all(claim.citations for claim in answer.claims), each.gold.id
        assert not answer.claims or answer.text == said, each.gold.id
        for citation in answer.citations:
            paragraph = corpus.decision(citation.paragraph_id).paragraph
            assert paragraph is not None, each.gold.id
            assert citation.quote in paragraph.text, each.gold.id
            assert 12 <= len(citation.quote) <= 600, each.gold.id
            checked += 1
    assert checked > 80


def test_every_miss_is_placed(scored: Sequence[Scored]) -> None:
    for each in scored:
        right = each.scores.get("correct", each.scores.get("abstained")) and each.scores.get("part_ok", 1.0)
        assert (each.miss is None) is bool(right), each.gold.id


def test_figures_are_told_whole_and_in_a_quote_only() -> None:
    assert tells(["285 000"], "", "enintään 285 000 euroa")
    assert not tells(["285 000"], "285 000", "ei mitään")
    assert not tells(["85"], "", "285 euroa")
    assert not tells(["28"], "", "285 euroa")
    assert tells(["sähkö"], "sähköauto", "")


def test_pages_of_a_report_are_alternatives() -> None:
    line = {
        "id": "r",
        "lang": "fi",
        "type": "fact",
        "question": "?",
        "answerable": True,
        "expected": [{"source": "Kertomus.pdf", "page": 3, "page_to": 5}],
    }
    gold = Gold.model_validate(line)
    assert spots(gold.expected[0]) == {("report", "kertomus", page) for page in (3, 4, 5)}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"id": "a"}', "gold.jsonl:1"),
        ("", "no question"),
        (
            json.dumps({"id": "a", "lang": "fi", "type": "fact", "question": "?", "answerable": True}),
            "expects no place",
        ),
        (
            json.dumps({"id": "a", "lang": "fi", "type": "fact", "question": "?", "answerable": False, "after": "b"}),
            "follows b",
        ),
        (
            json.dumps(
                {
                    "id": "a",
                    "lang": "fi",
                    "type": "fact",
                    "question": "?",
                    "answerable": False,
                    "filters": {"town": "Kemi"},
                }
            ),
            "no filter is called town",
        ),
    ],
)
def test_what_cannot_be_scored_is_named(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(GoldError, match=re.escape(fault)):
        load(path)
