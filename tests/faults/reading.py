"""Run the command `pykala index` as it is, with vectors that need no model, and tell how long each file took."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from indexer import pipeline
from indexer.model import Source
from indexer.readers import Readers
from indexer.reading import Reading
from tests.faults.conftest import Tally
from tests.faults.indexing import HashEmbedder

TO_STOP = 1.5  # seconds that ending a process and starting another may take on a busy machine


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the command said, by file: why it was skipped, and how long it took, of so many seconds."""

    files: int
    decisions: int
    skipped: dict[str, str]
    seconds: dict[str, float]
    limit: float

    def faults(self) -> list[str]:
        """Name the files on which the program failed: those that it did not refuse for what they are."""
        said = ("the program failed on it", "reading it broke down", "the process that reads it")
        return [f"{name}: {reason}" for name, reason in self.skipped.items() if reason.startswith(said)]

    def late(self) -> list[str]:
        """Name the files that took longer than they may."""
        return [f"{name}: {seconds:.1f} s" for name, seconds in self.seconds.items() if seconds > self.limit + TO_STOP]

    def prove(self, inputs: Tally, name: str, tried: int | None = None) -> None:
        """Tell how many files were tried, and that none did harm."""
        slowest = max(self.seconds.values())
        inputs(name, self.files if tried is None else tried, len(self.faults()), len(self.late()), slowest)
        assert (self.faults(), self.late()) == ([], [])


@contextmanager
def without_model() -> Iterator[pytest.MonkeyPatch]:
    """Index with vectors that need no model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "document_embedder", lambda _settings: HashEmbedder())
        patch.setattr(pipeline, "embedding_model_id", lambda _settings: "hash")
        patch.setattr(pipeline, "embedding_dimensions", lambda _settings: 4)
        yield patch


def indexed(paths: Sequence[Path], data: Path, *, seconds: float, megabytes: int) -> Indexed:
    """Index files within limits; the command has to succeed, whatever they hold."""
    took: dict[str, float] = {}

    class Timed(Readers):
        def expect(self, source: Source) -> None:
            """Read nothing ahead, so that each file is timed by itself."""

        def read(self, source: Source) -> Reading:
            self._isolated.warm_up()  # what is timed is the reading
            super().expect(source)
            began = time.monotonic()
            try:
                return super().read(source)
            finally:
                took[source.name] = time.monotonic() - began

    with without_model() as patch:
        patch.setattr(pipeline, "Readers", Timed)
        patch.setenv("PYKALA_FILE_SECONDS", str(seconds))
        patch.setenv("PYKALA_FILE_MEMORY_MB", str(megabytes))
        done = CliRunner().invoke(app, ["index", *map(str, paths), "--data", str(data), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Indexed(told["files"], told["decisions"], dict(told["skipped"]), took, seconds)
