"""`pykala serve` as a process: it answers, several workers count together, and it ends when told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from assistant.settings import Settings
from tests.conftest import ROOT

Started = Callable[..., tuple[httpx2.Client, subprocess.Popen[str]]]


@pytest.fixture
def start(town_store: Settings, tmp_path: Path) -> Iterator[Started]:
    """Start servers that end with the test."""
    with ExitStack() as stack:

        def started(*arguments: str) -> tuple[httpx2.Client, subprocess.Popen[str]]:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port), *arguments]
            database = f"sqlite:///{tmp_path / 'service.sqlite'}"
            process = stack.enter_context(
                subprocess.Popen(
                    [*command, "--data", str(town_store.data)],
                    cwd=ROOT,
                    env={"PYKALA_SERVICE_DATABASE": database, "PYKALA_CACHE": str(town_store.cache)},
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(process.kill)
            client = stack.enter_context(httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30))
            return client, process

        yield started


def wait_until_ready(client: httpx2.Client) -> None:
    for _ in range(600):
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("the server did not become ready")


def test_server_answers_and_ends_when_told_to(start: Started) -> None:
    client, process = start()
    wait_until_ready(client)
    assert client.get("/api/v1/status").json()["decisions"] == 4
    raw = f"GET /api/v1/decisions/sammalvaara/tekninen-lautakunta/2031-03-04/12#decision-1 HTTP/1.1\r\n{HEADERS}"
    assert "200 OK" in raw_reply(client, raw)
    assert "server" not in client.get("/healthz").headers
    client.close()
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=30)
    assert "GET /api/v1/status 200" in log
    assert "Traceback" not in log


HEADERS = "Host: localhost\r\nConnection: close\r\n\r\n"


def raw_reply(client: httpx2.Client, request: str) -> str:
    """Send what a client library would not: a `#` as it is."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as connection:
        connection.sendall(request.encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def test_workers_count_together(start: Started) -> None:
    client, process = start("--workers", "2")
    wait_until_ready(client)
    for _ in range(20):  # each on a connection of its own, so that both workers get some
        httpx2.get(f"{client.base_url}/api/v1/organs")
    counted = [
        line
        for line in client.get("/metrics").text.splitlines()
        if 'route="/api/v1/organs"' in line and "_total" in line
    ]
    assert [line.rpartition(" ")[2] for line in counted] == ["20.0"]
    client.close()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_port_that_is_taken_is_an_error_with_a_remedy(start: Started) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        _, process = start("--port", str(taken.getsockname()[1]))
        _, log = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "cannot listen on" in log
