"""A chat model as a stream of text that starts in time and ends in time, or that says why it does not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any, Protocol

from haystack.dataclasses import ChatMessage, StreamingChunk

_log = logging.getLogger(__name__)

LONGEST_REPLY = 12_000  # characters after which nobody waits for the end


class Failure(StrEnum):
    """Why a model gave no text, or not all of it."""

    DOWN = "down"  # no connection, an error, too many requests, no proper stream
    SLOW = "slow"  # the first word or the end did not come in time
    BROKEN = "broken"  # the stream ended before its end, or would not end
    UNPROVEN = "unproven"  # there was text, and none of it stood in the sources


class ModelFailed(Exception):
    """The model did not answer, or not to the end."""

    def __init__(self, failure: Failure, reason: str) -> None:
        self.failure = failure
        super().__init__(reason)


class Generator(Protocol):
    """What Haystack's chat generators do."""

    def run(self, messages: list[ChatMessage], streaming_callback: Callable[[StreamingChunk], None]) -> dict[str, Any]:
        """Answer messages, giving each piece to the callback as it comes."""

    def close(self) -> None:
        """Let go of all connections."""


class _Abandoned(Exception):
    """Nobody reads the stream any more."""


class ChatModel:
    """Ask a chat generator, each time a new one in a thread of its own, and leave a failing one alone for a while.

    A new one, because what is broken off has to be closed, which would break off what others are being told.
    After a failure nothing is asked for `pause` seconds, so that a dead server costs one asker its time, not everybody;
    then one question tries it, and the others go on without it until that one has succeeded.
    """

    def __init__(
        self,
        generator: Callable[[], Generator],
        *,
        first_word: float,
        whole: float,
        pause: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._generator = generator
        self._first_word = first_word
        self._whole = whole
        self._pause = pause
        self._clock = clock
        self._lock = Lock()
        self._closed_until: float | None = None
        self._is_tried = False

    def stream(self, messages: Sequence[ChatMessage]) -> Iterator[str]:
        """Yield the text of the answer as it comes; raise ModelFailed where it does not come, or not to its end."""
        self._enter()
        failed = True
        try:
            yield from self._read(messages)
            failed = False
        except GeneratorExit:
            failed = False  # the asker went away; the model did nothing wrong
            raise
        except ModelFailed as error:
            _log.warning("the language model failed (%s): %s", error.failure, error)
            raise
        finally:
            self._leave(failed)

    def _enter(self) -> None:
        with self._lock:
            if self._closed_until is None:
                return
            if self._is_tried or self._clock() < self._closed_until:
                raise ModelFailed(Failure.DOWN, "it failed a moment ago and is left alone")
            self._is_tried = True

    def _leave(self, failed: bool) -> None:
        with self._lock:
            self._is_tried = False
            self._closed_until = self._clock() + self._pause if failed else None

    def _read(self, messages: Sequence[ChatMessage]) -> Iterator[str]:
        pieces: SimpleQueue[str | Exception | None] = SimpleQueue()
        abandoned = Event()
        Thread(target=self._run, args=(messages, pieces, abandoned), name="language-model", daemon=True).start()
        began, read = self._clock(), 0
        try:
            while True:
                limit = self._whole if read else min(self._first_word, self._whole)
                try:
                    piece = pieces.get(timeout=max(0.0, began + limit - self._clock()))
                except Empty as error:
                    said = f"{read} characters within {limit:g} s"
                    raise ModelFailed(Failure.BROKEN if read else Failure.SLOW, said) from error
                if piece is None:
                    return
                if isinstance(piece, Exception):
                    raise _failed(piece, read) from piece
                read += len(piece)
                yield piece
                if read > LONGEST_REPLY:
                    raise ModelFailed(Failure.BROKEN, f"more than {LONGEST_REPLY} characters")
        finally:
            abandoned.set()

    def _run(
        self, messages: Sequence[ChatMessage], pieces: SimpleQueue[str | Exception | None], abandoned: Event
    ) -> None:
        def take(chunk: StreamingChunk) -> None:
            if abandoned.is_set():
                raise _Abandoned
            if chunk.content:
                pieces.put(chunk.content)

        generator = self._generator()
        try:
            replies = generator.run(list(messages), streaming_callback=take)["replies"]
        except _Abandoned:
            return
        # A server can send anything, and what it sends can fail anywhere within the client: the reader is told of it.
        except Exception as error:
            pieces.put(error)
            return
        finally:
            generator.close()
        ended = replies[0].meta.get("finish_reason") if replies else None
        pieces.put(None if ended == "stop" else ModelFailed(Failure.BROKEN, f"the stream ended with {ended}"))


def _failed(error: Exception, read: int) -> ModelFailed:
    if isinstance(error, ModelFailed):
        return error
    if "timed out" in str(error).lower() or "timeout" in type(error).__name__.lower():
        return ModelFailed(Failure.BROKEN if read else Failure.SLOW, type(error).__name__)
    return ModelFailed(Failure.BROKEN if read else Failure.DOWN, f"{type(error).__name__}: {error}"[:300])
