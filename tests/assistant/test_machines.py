"""Two web processes, as on two machines, over one database with a replica: both see what is indexed, and go on."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import httpx2
import pytest

from assistant.settings import Settings
from indexer.embedding import PACKAGED_MODEL
from indexer.pipeline import index
from tests.assistant.waiting import wait_until_ready
from tests.conftest import ROOT
from tests.postgres import Pair, replicated

_QUESTION = {"question": "Mitä tekninen lautakunta päätti Likolammen uimarannan kunnostuksesta?"}
_SETTINGS = {"PYKALA_RATE_ASK": "", "PYKALA_RATE_READ": ""}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    yield from replicated()


def served(stack: ExitStack, name: str, folder: Path, settings: Settings) -> httpx2.Client:
    """Start a web process with a data directory of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **_SETTINGS,
        "PYKALA_STORE": settings.store,
        "PYKALA_STORE_REPLICA": settings.store_replica,
        "PYKALA_CACHE": str(settings.cache),
        "PYKALA_DATA": str(folder / name),
    }
    log = stack.enter_context((folder / f"{name}.log").open("w", encoding="utf-8"))
    process = stack.enter_context(
        subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port), "--workers", "1"],
            cwd=ROOT,
            env=environment,
            stderr=log,
        )
    )
    stack.callback(process.kill)
    return stack.enter_context(httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60))


def test_two_machines_see_each_generation_and_miss_no_replica(
    pair: Pair, minutes_folder: Path, tmp_path: Path, model_cache: Path
) -> None:
    primary, replica = pair.database()
    settings = Settings(
        data=tmp_path / "indexing",
        store=primary,
        store_replica=replica,
        cache=model_cache,
        embedding_model=PACKAGED_MODEL,
    )
    documents = tmp_path / "documents"
    shutil.copytree(minutes_folder, documents)
    index([documents], settings)
    ended = Event()
    with ExitStack() as stack:
        machines = [served(stack, name, tmp_path, settings) for name in ("one", "two")]
        for each in machines:
            wait_until_ready(each, 120)
            assert each.get("/readyz").json()["replica"]["reachable"]
        right = machines[0].post("/api/v1/ask", json=_QUESTION).json()["answer"]
        assert "[1]" in right
        before = [each.get("/api/v1/status").json()["decisions"] for each in machines]

        def ask(machine: httpx2.Client) -> tuple[Counter[int], set[str], float]:
            statuses: Counter[int] = Counter()
            told: set[str] = set()
            slowest = 0.0
            while not ended.is_set():
                began = time.monotonic()
                reply = machine.post("/api/v1/ask", json=_QUESTION)
                slowest = max(slowest, time.monotonic() - began)
                statuses[reply.status_code] += 1
                told |= {reply.json()["answer"]} if reply.status_code == 200 else set()
            return statuses, told, slowest

        with ThreadPoolExecutor(len(machines)) as pool:
            asking = [pool.submit(ask, each) for each in machines]
            try:
                time.sleep(2)
                pair.replica.stop("immediate")
                time.sleep(2)
                assert [each.get("/readyz").json()["replica"] for each in machines] == [{"reachable": False}] * 2
                text = (documents / next(iter(sorted(minutes_folder.iterdir()))).name).read_text(encoding="utf-8")
                (documents / "more.txt").write_text(text.replace("04.03.2031", "11.03.2031"), encoding="utf-8")
                index([documents], settings)
                after = [each.get("/api/v1/status").json()["decisions"] for each in machines]
                pair.replica.start()
                time.sleep(2)
            finally:
                ended.set()
            told = [each.result() for each in asking]
        assert after[0] == after[1] > before[0]
        statuses = sum((each for each, _, _ in told), Counter[int]())
        print(f"replies by status {dict(statuses)}, slowest {max(each for *_, each in told):.2f} s")
        assert set(statuses) <= {200, 503}
        assert statuses[200] > 0
        answers = set().union(*(each for _, each, _ in told))
        assert all("uimaranta" in each for each in answers)  # of either generation, and nothing else
