"""`pykala serve` as a process: it answers, several workers count together, and it ends when told to."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from queue import Queue
from threading import Event

import httpx2
import pytest

from assistant.settings import Settings
from indexer.pipeline import index
from tests.assistant.waiting import wait_until_ready
from tests.conftest import ROOT
from tests.llm_server import Asked, Reply, always, serving

Started = Callable[..., tuple[httpx2.Client, subprocess.Popen[str]]]


@pytest.fixture
def start(town_store: Settings, tmp_path: Path) -> Iterator[Started]:
    """Start servers that end with the test."""
    with ExitStack() as stack:

        def started(*arguments: str, **settings: str) -> tuple[httpx2.Client, subprocess.Popen[str]]:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            workers = () if "--workers" in arguments else ("--workers", "1")
            command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port), *workers, *arguments]
            database = f"sqlite:///{tmp_path / 'service.sqlite'}"
            process = stack.enter_context(
                subprocess.Popen(
                    [*command, *(() if "--data" in arguments else ("--data", str(town_store.data)))],
                    cwd=ROOT,
                    env={
                        "PYKALA_SERVICE_DATABASE": database,
                        "PYKALA_CACHE": str(town_store.cache),
                        **{f"PYKALA_{name.upper()}": value for name, value in settings.items()},
                    },
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(process.kill)
            client = stack.enter_context(httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30))
            return client, process

        yield started


def test_server_answers_and_ends_when_told_to(start: Started) -> None:
    client, process = start()
    wait_until_ready(client)
    assert client.get("/api/v1/status").json()["decisions"] == 4
    assert "connection" not in client.post("/api/v1/ask", json={"question": "Mitä päätettiin?"}).headers
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
    # A connection that was kept would bind who asks to one worker.
    asked = client.post("/api/v1/ask", json={"question": "Mitä tekninen lautakunta päätti?"})
    assert (asked.status_code, asked.headers["connection"]) == (200, "close")
    assert "connection" not in client.get("/api/v1/organs").headers
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


# stopping


def asked(client: httpx2.Client, told: Queue[str]) -> None:
    """Ask and pass on each event as it comes."""
    question = {"question": "Mitä tekninen lautakunta päätti 6.5.2031?", "stream": True}
    with httpx2.stream("POST", f"{client.base_url}/api/v1/ask", json=question, timeout=60) as reply:
        for line in reply.iter_lines():
            if line.startswith("event: "):
                told.put(line.removeprefix("event: "))
    told.put("end")


def test_stopping_finishes_what_is_under_way_and_refuses_what_comes(start: Started) -> None:
    with serving() as model:
        written = Event()

        def slowly(given: Asked) -> Reply:
            def pieces() -> Iterator[str]:
                yield given.sources[0].text.partition(".")[0]
                written.wait(30)
                yield " [1]."

            return Reply(pieces())

        client, process = start(llm_url=model.url, llm_first_word_seconds="40", llm_seconds="40")
        wait_until_ready(client)
        model.script = slowly
        told: Queue[str] = Queue()
        with ThreadPoolExecutor(1) as asking:
            asking.submit(asked, client, told)
            assert told.get(timeout=30) == "status"
            while not model.asked:
                time.sleep(0.02)
            process.send_signal(signal.SIGTERM)
            while (reply := client.get("/readyz")).status_code == 200:
                time.sleep(0.02)
            assert (reply.status_code, reply.json()["type"]) == (503, "urn:pykala:problem:stopped")
            assert client.get("/healthz").status_code == 200
            refused = client.post("/api/v1/ask", json={"question": "Mitä päätettiin?"})
            assert (refused.status_code, refused.json()["type"]) == (503, "urn:pykala:problem:stopped")
            assert refused.headers["retry-after"] == "10"
            page = client.get("/search?q=x", headers={"Accept": "text/html", "Accept-Language": "fi"})
            assert (page.status_code, "käynnistetään uudelleen" in page.text) == (503, True)
            assert process.poll() is None
            written.set()
            events = list(iter(lambda: told.get(timeout=30), "end"))
        assert events[-1] == "done"
        client.close()
        _, log = process.communicate(timeout=30)
    assert "Traceback" not in log


@pytest.mark.slow
def test_stopping_does_not_wait_longer_than_it_is_set_to(start: Started) -> None:
    with serving() as model:
        client, process = start(llm_url=model.url, stop_seconds="1")
        wait_until_ready(client)
        model.script = always(Reply(before=7))
        with ThreadPoolExecutor(1) as asking:
            cut_off = asking.submit(asked, client, Queue())
            while not model.asked:
                time.sleep(0.02)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            client.close()
            process.communicate(timeout=30)
            assert time.monotonic() - began < 6
            with pytest.raises(httpx2.TransportError):
                cut_off.result()


# workers


def workers_of(process: subprocess.Popen[str]) -> set[int]:
    """List the processes that a server has started to serve."""
    found = set()
    for each in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            parent = (each / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == process.pid and b"spawn_main" in (each / "cmdline").read_bytes():
                found.add(int(each.name))
    return found


def test_a_worker_that_is_killed_is_replaced_while_the_other_goes_on(start: Started) -> None:
    client, process = start("--workers", "2", rate_read="", rate_ask="")
    wait_until_ready(client)
    before = workers_of(process)
    assert len(before) == 2
    ask = partial(httpx2.post, f"{client.base_url}/api/v1/ask", json={"question": "Mitä päätettiin 6.5.2031?"})
    quiet = ask(timeout=60).json()["answer"]
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    answers = 0
    until = time.monotonic() + 60
    while time.monotonic() < until and (len(now := workers_of(process)) < 2 or killed in now or answers < 10):
        try:
            reply = ask(timeout=30)
        except httpx2.TransportError:
            continue  # it was the killed one's, and is asked again as a browser or proxy does
        assert (reply.status_code, reply.json()["answer"]) == (200, quiet)
        answers += 1
    assert before - now == {killed}
    assert len(now) == 2
    client.close()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 0


# the store


def test_documents_that_are_indexed_meanwhile_are_found_without_a_restart(
    start: Started, town_store: Settings, minutes_folder: Path, tmp_path: Path
) -> None:
    data, folder = tmp_path / "store", tmp_path / "minutes"
    client, process = start("--data", str(data))
    for _ in range(300):
        with suppress(httpx2.TransportError):
            if (reply := client.get("/api/v1/search")).status_code == 503:
                break
        time.sleep(0.1)
    assert (reply.json()["type"], reply.headers["retry-after"]) == ("urn:pykala:problem:nothing-indexed", "60")
    shutil.copytree(minutes_folder, folder)
    chosen = town_store.model_copy(update={"data": data})
    index([folder], chosen)
    wait_until_ready(client)
    listed = client.get("/api/v1/search").json()["total"]
    assert listed > 0
    (folder / "tekninen-2031-05-06.txt").unlink()
    index([folder], chosen)
    assert 0 < client.get("/api/v1/search").json()["total"] < listed
    client.close()
    process.terminate()
    _, log = process.communicate(timeout=30)
    assert "Traceback" not in log


# settings


def test_server_does_not_start_where_it_could_not_answer_and_says_why(start: Started, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file", encoding="utf-8")
    said = []
    for workers in ("1", "2"):
        wrong = {"concurrent": "many", "oidc_issuer": "x", "language": "sv", "llm_keyy": "hush"}
        _, process = start("--workers", workers, "--data", str(tmp_path / "store"), **wrong)
        _, log = process.communicate(timeout=60)
        assert process.returncode == 1
        said.append(log)
    assert said[0] == said[1]
    for subject in ("PYKALA_CONCURRENT", "PYKALA_OIDC_ISSUER", "PYKALA_OIDC_CLIENT_ID", "PYKALA_LLM_KEYY"):
        assert f"fel         {subject}: " in log
    assert f"fel         PYKALA_DATA ({tmp_path / 'store'}): " in log
    assert "hush" not in log
    assert "Traceback" not in log
