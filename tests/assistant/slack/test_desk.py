"""A desk takes what it can, refuses the rest, and goes on after a failure."""

from __future__ import annotations

import threading

from assistant.slack.desk import Desk


def test_a_full_desk_refuses_and_has_room_again() -> None:
    desk, gate, done = Desk("test", threads=1, waiting=1), threading.Event(), threading.Semaphore(0)

    def work() -> None:
        gate.wait(10)
        done.release()

    assert [desk.take(work) for _ in range(3)] == [True, True, False]
    assert desk.is_full
    gate.set()
    assert all(done.acquire(timeout=10) for _ in range(2))
    desk.close()
    assert not desk.is_full
    assert not desk.take(work)


def test_work_that_fails_is_told_and_not_the_last() -> None:
    desk, done = Desk("test", threads=1, waiting=5), threading.Event()

    def fail() -> None:
        raise RuntimeError("as it happens")

    desk.take(fail)
    desk.take(lambda: done.set())
    assert done.wait(10)
    desk.close()
