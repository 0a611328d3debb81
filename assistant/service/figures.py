"""What is measured, for Prometheus: nothing that tells what a question or a document says."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_BUCKETS = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)


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
        self.wait = Histogram("pykala_wait_seconds", "Wait for a turn.", buckets=_BUCKETS, registry=registry)
        self.refused = Counter("pykala_refused", "Questions refused for want of a turn.", registry=registry)
        self.in_work = Gauge(
            "pykala_in_work", "Questions and searches in work.", registry=registry, multiprocess_mode="livesum"
        )
        self.requests = Counter(
            "pykala_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self.feedback = Counter("pykala_feedback", "Readers' judgements of answers.", ["useful"], registry=registry)
