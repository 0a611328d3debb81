"""Everything at once for half a minute; `python -m tests.faults.mixed_load` takes three, and judges memory too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.faults.mixed.asked import gold_questions
from tests.faults.mixed_load import run


@pytest.mark.slow
def test_all_at_once_gives_the_answers_of_quiet_times(tmp_path: Path) -> None:
    corpus = ROOT / "corpus" / "demo" / "documents"
    verdict = run(tmp_path, gold_questions(24), seconds=30, every=8, workers=3, corpus=corpus)
    print(verdict.table())
    assert verdict.wrong == verdict.leaks == verdict.errors == []
    assert verdict.could_fail, verdict.table()
