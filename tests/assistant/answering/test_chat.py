"""A failing model is left alone for a while, then tried by one asker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import pytest
from haystack.dataclasses import ChatMessage, StreamingChunk

from assistant.answering.chat import LONGEST_REPLY, ChatModel, Failure, ModelFailed

ASKED = [ChatMessage.from_user("Mitä päätettiin?")]


@dataclass
class Scripted:
    """Stands in for Haystack's chat generator."""

    pieces: list[str] = field(default_factory=lambda: ["Laituri ", "korjataan."])
    error: Exception | None = None
    reason: str | None = "stop"
    waits_for: Event | None = None
    asked: int = 0
    closed: int = 0

    def run(self, messages: list[ChatMessage], streaming_callback: Callable[[StreamingChunk], None]) -> dict[str, Any]:
        self.asked += 1
        for piece in self.pieces:
            streaming_callback(StreamingChunk(piece))
        if self.waits_for is not None:
            self.waits_for.wait(5)
        if self.error is not None:
            raise self.error
        return {"replies": [ChatMessage.from_assistant("", meta={"finish_reason": self.reason})]}

    def close(self) -> None:
        self.closed += 1


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def a_model(generator: Scripted, clock: Clock) -> ChatModel:
    return ChatModel(lambda: generator, first_word=0.2, whole=0.4, pause=60, clock=clock)


def failure(model: ChatModel) -> Failure:
    with pytest.raises(ModelFailed) as failed:
        list(model.stream(ASKED))
    return failed.value.failure


def test_text_comes_piece_by_piece() -> None:
    generator = Scripted()
    assert list(a_model(generator, Clock()).stream(ASKED)) == ["Laituri ", "korjataan."]
    assert (generator.asked, generator.closed) == (1, 1)


@pytest.mark.parametrize(
    ("generator", "told"),
    [
        (Scripted([], RuntimeError("connection refused")), Failure.DOWN),
        (Scripted([], TimeoutError()), Failure.SLOW),
        (Scripted(["a"], RuntimeError("reset")), Failure.BROKEN),
        (Scripted(["a"], reason=None), Failure.BROKEN),
        (Scripted(["a"], reason="length"), Failure.BROKEN),
        (Scripted(["a" * LONGEST_REPLY, "a"]), Failure.BROKEN),
    ],
)
def test_failures(generator: Scripted, told: Failure) -> None:
    assert failure(a_model(generator, Clock())) is told


def test_nobody_waits_longer_than_set() -> None:
    never = Event()
    model = ChatModel(lambda: Scripted([], waits_for=never), first_word=0.1, whole=0.2, pause=0)
    assert failure(model) is Failure.SLOW
    model = ChatModel(lambda: Scripted(["a"], waits_for=never), first_word=0.1, whole=0.2, pause=0)
    assert failure(model) is Failure.BROKEN
    never.set()


def test_a_failing_model_is_left_alone_for_the_pause() -> None:
    generator, clock = Scripted([], RuntimeError("boom")), Clock()
    model = a_model(generator, clock)
    assert failure(model) is failure(model) is Failure.DOWN
    assert generator.asked == 1
    clock.now = 59.9
    failure(model)
    assert generator.asked == 1
    clock.now = 60
    failure(model)
    assert generator.asked == 2
    clock.now = 119.9  # its second failure was at 60
    failure(model)
    assert generator.asked == 2


def test_one_asker_tries_it_again_and_success_opens_it_for_all() -> None:
    generator, clock = Scripted([], RuntimeError("boom")), Clock()
    model = a_model(generator, clock)
    failure(model)
    clock.now, generator.error, generator.pieces = 60, None, ["Laituri korjataan."]
    first = model.stream(ASKED)
    assert next(first) == "Laituri korjataan."
    assert failure(model) is Failure.DOWN  # while the first one tries
    assert list(first) == []
    assert list(model.stream(ASKED)) == ["Laituri korjataan."]


def test_an_asker_who_leaves_is_no_failure_and_ends_the_thread() -> None:
    go_on = Event()
    generator = Scripted(["a"], waits_for=go_on)
    model = a_model(generator, Clock())
    stream = model.stream(ASKED)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    go_on.set()
    generator.waits_for = None
    assert list(model.stream(ASKED)) == ["a"]


def test_many_askers_at_once() -> None:
    model = ChatModel(Scripted, first_word=5, whole=5, pause=60)
    heard: list[str] = []
    threads = [Thread(target=lambda: heard.append("".join(model.stream(ASKED)))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert heard == ["Laituri korjataan."] * 20
