"""Workers behind one port: which of them takes a connection."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from uvicorn import Config

from assistant.commands.workers import FreeFirst

WORK = 0.2  # seconds that an answer takes


@contextmanager
def worker(name: str, listening: socket.socket) -> Iterator[None]:
    """Serve in a thread, with an end of the port of its own, as a process has."""

    async def work(request: Request) -> PlainTextResponse:
        await asyncio.sleep(float(request.query_params.get("seconds", WORK)))
        return PlainTextResponse(name, headers={"Connection": "close"})

    server = FreeFirst(Config(Starlette(routes=[Route("/", work)]), log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listening.dup()],))
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def address() -> Iterator[str]:
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64))
        for name in ("first", "second"):
            stack.enter_context(worker(name, listening))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_what_comes_at_once_is_shared_evenly(address: str) -> None:
    for _ in range(5):
        with ThreadPoolExecutor(8) as pool:
            taken = Counter(pool.map(lambda _: httpx2.get(address).text, range(8)))
        assert set(taken) == {"first", "second"}
        assert max(taken.values()) <= 5, taken


def test_a_busy_worker_leaves_what_comes_to_one_that_is_free(address: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(lambda: httpx2.get(address, params={"seconds": "2"}).text)
        time.sleep(WORK)  # now one of them is busy
        taken = Counter(httpx2.get(address, params={"seconds": "0"}).text for _ in range(20))
        assert taken[long.result()] <= 5, taken  # where the machine itself is busy, the free one may come too late


def test_a_worker_alone_takes_all(address: str) -> None:
    """Both are busy, and still nobody waits for a free one."""
    with ThreadPoolExecutor(20) as pool:
        began = time.monotonic()
        taken = list(pool.map(lambda _: httpx2.get(address, params={"seconds": "0.5"}).text, range(20)))
        assert len(taken) == 20
        assert time.monotonic() - began < 5  # and not ten, as one after the other
