"""Hostile PDFs go through `pykala index` within its limits: each is indexed, or refused for what it is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.faults.conftest import Tally
from tests.faults.hostile_pdfs import WRITTEN, Make, mutations
from tests.faults.reading import indexed

SECONDS, MEGABYTES = 2.0, 700
OURS = sorted((ROOT / "corpus" / "demo" / "documents").rglob("*.pdf"))


def all_of_them(each: int) -> Iterator[tuple[str, Make]]:
    """Give the files that are written, and so many mutations of each of ours."""
    yield from WRITTEN.items()
    for path in OURS:
        yield from mutations(f"{path.parent.name} {path.stem}", path.read_bytes(), each)


def some(count: int) -> list[tuple[str, Make]]:
    """Choose files, the same at each run."""
    return random.Random(8).sample(list(all_of_them(7)), count)


def test_there_are_enough_of_them() -> None:
    assert len(WRITTEN) >= 60
    assert len(list(all_of_them(7))) >= len(WRITTEN) + 60


@pytest.mark.parametrize("count", [20, pytest.param(0, marks=pytest.mark.slow)])
def test_hostile_pdfs_are_indexed_or_refused(tmp_path: Path, count: int, inputs: Tally) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    made = some(count) if count else list(all_of_them(40))
    for name, make in made:
        (folder / f"{name}.pdf").write_bytes(make())
    found = indexed([folder], tmp_path / "store", seconds=SECONDS, megabytes=MEGABYTES)
    assert found.files == len(made)
    found.prove(inputs, "hostile PDFs")
