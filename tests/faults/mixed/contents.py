"""What the documents are from one indexing to the next: minutes come and go, some closed, one with a word redacted."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.assistant.minutes import BOARD_CLOSED, CLOSED_SIDECAR, TECHNICAL_MARCH, TECHNICAL_MAY
from tests.conftest import ROOT

GROUP = "hallitus"  # of those who may see the closed minutes
REDACTED = "Haapalehto"  # stands in the minutes of March
REDACTED_IN = "sammalvaara/tekninen-lautakunta/2031-03-04/13"
CLOSED_WORDS = ("hotelli", "luottotiedot", "vakuuden", "tonttikaupan", "esisopimu", "140/02.07.00", "2031-05-20")
_MARCH, _MAY, _CLOSED, _WITHDRAWN = "march", "may", "closed", "withdrawn"
# Each state stands for a while; the step to the next one is one run of `pykala index`, and so one generation.
_STATES = ({_MARCH, _CLOSED}, {_MARCH, _MAY, _CLOSED}, {_MAY, _WITHDRAWN}, {_CLOSED})
STATES = len(_STATES)
_WRITTEN = {
    _MARCH: {"tekninen-2031-03-04.txt": TECHNICAL_MARCH},
    _MAY: {"tekninen-2031-05-06.txt": TECHNICAL_MAY},
    _CLOSED: {
        "hallitus-2031-05-20.txt.meta.toml": CLOSED_SIDECAR,  # first, so that they are never there without it
        "hallitus-2031-05-20.txt": BOARD_CLOSED,
    },
}


@dataclass(frozen=True, slots=True)
class Step:
    """One run of `pykala index`: when it began and ended, and from which state to which it led."""

    began: float
    ended: float
    before: int
    after: int


@dataclass
class Contents:
    """Documents in a folder, the store that they are indexed into, and how they changed."""

    folder: Path
    environment: Mapping[str, str]
    corpus: Path | None = None  # is copied into the folder; one of its files comes and goes too
    state: int = 0
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        if self.corpus is not None:
            shutil.copytree(self.corpus, self.folder / "corpus", ignore=shutil.ignore_patterns("_*"))
            self._comes_and_goes = min(self.folder.rglob("corpus/**/*.txt"), key=lambda path: path.stat().st_size)
            self._kept = self._comes_and_goes.read_bytes()

    def begin(self) -> None:
        """Index the first state, and redact a word that comes and goes with its minutes."""
        self._lay(0)
        self._pykala("index", str(self.folder))
        self._pykala("redact", REDACTED_IN, "--text", REDACTED)
        self.state = 0

    def step(self) -> None:
        """Go on to the next state."""
        after = (self.state + 1) % STATES
        began = time.monotonic()
        self._lay(after)
        self._pykala("index", str(self.folder))
        self.steps.append(Step(began, time.monotonic(), self.state, after))
        self.state = after

    def standing(self, began: float, ended: float) -> set[int]:
        """Give the states of which an answer may be that was asked for and given at these times."""
        since, found = 0.0, set()
        state = self.steps[0].before if self.steps else self.state
        for step in self.steps:
            if since <= ended and began <= step.ended:
                found.add(state)
            since, state = step.began, step.after
        return found | ({state} if since <= ended else set())

    def _lay(self, state: int) -> None:
        for name, files in _WRITTEN.items():
            for file, text in files.items():
                if name in _STATES[state]:
                    (self.folder / file).write_text(text, encoding="utf-8")
        for name, files in _WRITTEN.items():
            for file in reversed(files):
                if name not in _STATES[state]:
                    (self.folder / file).unlink(missing_ok=True)
        if self.corpus is not None:
            if _WITHDRAWN in _STATES[state]:
                self._comes_and_goes.unlink(missing_ok=True)
            else:
                self._comes_and_goes.write_bytes(self._kept)

    def _pykala(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "assistant.cli", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env={**self.environment}, capture_output=True, text=True, check=False
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"pykala {arguments[0]} ended with {done.returncode}: {done.stderr}")
