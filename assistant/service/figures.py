"""What is measured, for Prometheus: nothing that tells what a question or a document says."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from assistant.errors import NothingIndexed

_BUCKETS = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)
_STAGE_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)
_LIVE: Final = "livesum"  # of the workers that run


class Figures:
    """The figures of one process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.questions = Counter(
            "pykala_questions", "Questions answered.", ["front_end", "status", "language"], registry=registry
        )
        self.seconds = Histogram(
            "pykala_work_seconds",
            "Time of an answer or a search, without its wait.",
            ["work", "front_end"],
            buckets=_BUCKETS,
            registry=registry,
        )
        self.stages = Histogram(
            "pykala_stage_seconds",
            "Time of each stage of an answer or a search.",
            ["stage"],
            buckets=_STAGE_BUCKETS,
            registry=registry,
        )
        self.wait = Histogram("pykala_wait_seconds", "Wait for a turn.", buckets=_BUCKETS, registry=registry)
        self.refused = Counter("pykala_refused", "Questions refused for want of a turn.", registry=registry)
        self.in_work = Gauge(
            "pykala_in_work", "Questions and searches in work.", registry=registry, multiprocess_mode=_LIVE
        )
        self.waiting = Gauge(
            "pykala_waiting", "Questions and searches that wait for a turn.", registry=registry, multiprocess_mode=_LIVE
        )
        self.slack_waiting = Gauge(
            "pykala_slack_waiting",
            "Work for Slack that was accepted and is not begun.",
            registry=registry,
            multiprocess_mode=_LIVE,
        )
        self.requests = Counter(
            "pykala_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self.feedback = Counter("pykala_feedback", "Readers' judgements of answers.", ["useful"], registry=registry)

    def tell(self, stage: str, seconds: float) -> None:
        """Note how long a stage took."""
        self.stages.labels(stage).observe(seconds)


class IndexFigures(Collector):
    """Which contents of the store answer, and how old they are, as they are when it is asked."""

    def __init__(self, standing: Callable[[], tuple[int, str]]) -> None:
        self._standing = standing

    def collect(self) -> Iterator[Metric]:
        """Give the figures; none before anything is indexed."""
        try:
            generation, changed = self._standing()
        except NothingIndexed:
            return
        yield GaugeMetricFamily("pykala_index_generation", "Number of the store's contents.", generation)
        if changed:
            age = (datetime.now(UTC) - datetime.fromisoformat(changed)).total_seconds()
            yield GaugeMetricFamily("pykala_index_age_seconds", "Time since a document was added or removed.", age)


class WorkersFigures(MultiProcessCollector):
    """The figures of all workers together; what a worker was doing when it was killed is done no more."""

    def __init__(self, folder: Path) -> None:
        super().__init__(None, str(folder))  # type: ignore[no-untyped-call]
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """Give the figures."""
        for file in self._folder.glob("gauge_live*.db"):
            worker = int(file.stem.rpartition("_")[2])
            if not _runs(worker):
                mark_process_dead(worker, str(self._folder))  # type: ignore[no-untyped-call]
        found: Iterator[Metric] = super().collect()  # type: ignore[no-untyped-call]
        return found


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
