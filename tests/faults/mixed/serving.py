"""`pykala serve` with its workers: start it, kill one now and then, watch what memory they take."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

import httpx2
import psutil

from tests.conftest import ROOT
from tests.slack_server import free_port

_PATIENCE = 300.0  # seconds until all workers are there, on a busy machine too
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Weight:
    """Megabytes at a moment: of the worker that is never killed, its own; of all processes, shared pages once."""

    at: float
    spared: float
    all: float


@dataclass
class Served:
    """A running service."""

    process: subprocess.Popen[bytes]
    address: str
    workers_wanted: int
    spared: int = 0
    kills: list[tuple[float, int]] = field(default_factory=list)
    weights: list[Weight] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)  # seconds until another worker stood in for a killed one

    def workers(self) -> list[psutil.Process]:
        """List the workers, oldest first."""
        children = psutil.Process(self.process.pid).children()
        found = [each for each in children if is_worker(each)]
        return sorted(found, key=lambda each: float(each.create_time()))

    def wait(self) -> None:
        """Wait until all workers are there and each says that it is ready."""
        until = time.monotonic() + _PATIENCE
        ready = 0
        while time.monotonic() < until:
            try:
                # Each on a connection of its own, which any of the workers may take.
                code = httpx2.get(f"{self.address}/readyz", timeout=10).status_code
            except httpx2.TransportError:
                code = 0
            ready = ready + 1 if code == 200 and len(self.workers()) == self.workers_wanted else 0
            if ready >= 10 * self.workers_wanted:
                self.spared = self.spared or self.workers()[0].pid
                return
            time.sleep(0.05 if ready else 0.3)
        raise TimeoutError("the workers did not become ready")

    def kill_one(self) -> None:
        """Kill the oldest worker but the one that is spared, as the system does where memory runs out."""
        others = [each for each in self.workers() if each.pid != self.spared]
        if others:
            others[0].send_signal(signal.SIGKILL)
            self.kills.append((time.monotonic(), others[0].pid))

    def killed_within(self, began: float, ended: float) -> bool:
        """Tell whether a worker was killed while something was asked."""
        return any(began <= at + 1 and at <= ended for at, _ in self.kills)

    def weigh(self) -> None:
        """Note what memory is taken now."""
        workers = self.workers()
        if len(workers) == self.workers_wanted:
            self.recoveries += [time.monotonic() - at for at, _ in self.kills[len(self.recoveries) :]]
        spared = everything = 0.0
        for each in (psutil.Process(self.process.pid), *workers):
            try:
                told = each.memory_full_info()
            except psutil.NoSuchProcess:  # killed meanwhile
                continue
            everything += told.pss / _MB
            spared = told.uss / _MB if each.pid == self.spared else spared
        self.weights.append(Weight(time.monotonic(), spared, everything))


@dataclass(frozen=True, slots=True)
class Flatness:
    """Megabytes in each window over a stretch of time, and how far the farthest is from their mean, in per cent."""

    windows: tuple[float, ...]

    @property
    def deviation(self) -> float:
        if not self.windows:
            return float("inf")
        return max(abs(each / mean(self.windows) - 1) for each in self.windows) * 100


def flatness(weights: list[Weight], since: float, window: float) -> tuple[Flatness, Flatness]:
    """Tell how flat memory is: of the worker that lives on, and of all, of which some begin anew in each window.

    A worker that was killed begins with an empty memory. Windows as long as the time between two kills hold the same
    ages of workers, and can be compared; the median lets a window's few seconds of starting not count.
    """
    windows: dict[int, list[Weight]] = {}
    for each in weights:
        if each.at >= since:
            windows.setdefault(int((each.at - since) / window), []).append(each)
    full = [each for each in windows.values() if each[-1].at - each[0].at > window * 0.8]
    return (
        Flatness(tuple(median(weight.spared for weight in each if weight.spared) for each in full)),
        Flatness(tuple(median(weight.all for weight in each) for each in full)),
    )


@contextmanager
def serving(data: Path, workers: int, environment: Mapping[str, str], log: Path) -> Iterator[Served]:
    """Serve until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port), "--workers", str(workers)]
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*command, "--data", str(data)], cwd=ROOT, env={**environment}, stdout=written, stderr=written
        )  # fmt: skip
    served = Served(process, f"http://127.0.0.1:{port}", workers)
    try:
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def is_worker(process: psutil.Process) -> bool:
    """Tell a worker, that lives, from what else uvicorn starts."""
    try:
        return "spawn_main" in " ".join(process.cmdline())  # another child looks after shared resources
    except psutil.Error:
        return False
