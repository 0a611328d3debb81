"""Tell how long each stage of a question takes: Haystack traces the components of a pipeline, the engine the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from haystack.tracing.tracer import Span, Tracer, enable_tracing

Tell = Callable[[str, float], None]  # what is told: a stage and its seconds
_NAMES = {"decisions": "grouping", "answer": "answering", "verify": "verifying"}
_COMPONENTS = ("keywords", "embedding", "vectors", "fusion", *_NAMES)
STAGES = ("understanding", *(_NAMES.get(each, each) for each in _COMPONENTS))
_listener: ContextVar[Tell | None] = ContextVar("stages", default=None)


class Stages:
    """Time the stages of one engine and tell whoever asked to be told."""

    def __init__(self) -> None:
        self.tell: Tell = lambda _stage, _seconds: None
        enable_tracing(_CLOCK)  # of the whole process; it tells whom the run that it times belongs to

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Time what is done within."""
        began = time.perf_counter()
        yield
        self.tell(stage, time.perf_counter() - began)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Time the components of the pipelines that are run within, by this thread."""
        before = _listener.set(self.tell)
        try:
            yield
        finally:
            _listener.reset(before)


class _Clock(Tracer):
    """Time the components that Haystack runs; what they are given and give is not looked at."""

    @contextmanager
    def trace(
        self, operation_name: str, tags: dict[str, Any] | None = None, parent_span: Span | None = None
    ) -> Iterator[Span]:
        began = time.perf_counter()
        yield _NOTHING
        tell, name = _listener.get(), (tags or {}).get("haystack.component.name")
        if tell is not None and name in _COMPONENTS:
            tell(_NAMES.get(name, name), time.perf_counter() - began)

    def current_span(self) -> Span | None:
        return None


class _NoSpan(Span):
    def set_tag(self, key: str, value: Any) -> None:
        """Keep nothing."""


_NOTHING = _NoSpan()
_CLOCK = _Clock()
