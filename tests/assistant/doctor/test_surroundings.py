"""`pykala doctor` looks at folders, store and database as they are, and asks the neighbours."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.doctor import machine as looking
from assistant.doctor.finding import Finding, State, told
from assistant.doctor.machine import machine
from assistant.doctor.neighbours import neighbours
from assistant.settings import Settings
from tests.assistant.api.provider import MISNAMED, running

PORT = 0  # any that is free


def ills(found: Iterator[Finding]) -> dict[str, str]:
    return {each.name: told(each, "en") for each in found if each.state is State.WRONG}


def test_a_machine_that_serves_is_fine(town_store: Settings) -> None:
    found = list(machine(town_store))
    assert [each.name for each in found if each.state is State.WRONG] == []
    said = {each.name: each.text("fi") for each in found}
    assert said["store_fine"] == "päätöksiä 6, uusin kokous 2031-05-20"
    assert {"model_fine", "folder_fine", "voikko_fine"} <= set(said)


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    found = list(machine(Settings(data=tmp_path / "store", cache=tmp_path / "cache")))
    assert {"store_missing", "model_unprepared"} <= {each.name for each in found}
    assert list(tmp_path.iterdir()) == []


def test_damage_is_told_all_at_once(town_store: Settings, tmp_path: Path) -> None:
    data = tmp_path / "store"
    shutil.copytree(town_store.data, data)
    [vectors] = data.glob("generations/*/vectors.npy")
    vectors.write_bytes(vectors.read_bytes()[:-4])
    (data / "service.sqlite").write_bytes(b"no database at all" * 100)
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    (tmp_path / "dictd").mkdir()
    found = ills(
        machine(
            Settings(
                data=data,
                cache=tmp_path / "cache",
                dictionaries=tmp_path / "dictd",
                slack_people_file=tmp_path / "none.csv",
            )
        )
    )
    assert set(found) == {"error", "answers_damaged", "no_folder", "no_dictionaries", "unreadable"}
    assert "pykala index --rebuild" in found["error"]


def test_store_of_another_model_or_analyser_is_told(town_store: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "embedding_model_id", lambda _: "another")
    monkeypatch.setattr(looking, "ANALYSER_VERSION", 0)
    assert set(ills(machine(town_store))) == {"other_model", "other_analyser"}


def test_full_disk_is_told(town_store: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 10_000_000))  # type: ignore[attr-defined]
    assert "0.0 GB of the disk are free" in ills(machine(town_store))["disk_full"]


def test_provider_is_asked(tmp_path: Path) -> None:
    def asked(issuer: str) -> list[str]:
        chosen = Settings(data=tmp_path, oidc_issuer=issuer, oidc_client_id="pykala")
        return [each.name for each in neighbours(chosen, "127.0.0.1", PORT)]

    with running() as provider:
        assert asked(provider.issuer) == ["reached", "port_fine"]
        assert asked(provider.issuer + MISNAMED) == ["other_issuer", "port_fine"]
        assert asked(provider.issuer + "/none") == ["no_provider", "port_fine"]
    assert asked(provider.issuer) == ["no_provider", "port_fine"]


class Model(BaseHTTPRequestHandler):
    """List models to whoever shows the key."""

    def do_GET(self) -> None:
        fits = self.headers["Authorization"] == "Bearer right"
        told = {"status": "alive"} if self.path == "/healthz" else {"data": [{"id": "small"}]}
        self.send_response(200 if fits or self.path == "/healthz" else 401)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Model) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_language_model_is_asked(port: int, tmp_path: Path) -> None:
    def asked(**chosen: Any) -> list[str]:
        settings = Settings(data=tmp_path, llm_url=f"http://127.0.0.1:{port}/v1", **chosen)
        return [told(each, "en") for each in neighbours(settings, "127.0.0.1", PORT)][:-1]

    [well] = asked(llm_key=SecretStr("right"), llm_model="small")
    assert well.startswith("fine ")
    [other] = asked(llm_key=SecretStr("right"), llm_model="large")
    assert "Choose one of these: small." in other
    [refused] = asked(llm_key=SecretStr("hush"))
    assert "PYKALA_LLM_KEY: the service of the language model refuses the key (401)" in refused
    assert "hush" not in refused


def test_service_for_embeddings_is_asked_as_a_neighbour(town_store: Settings, port: int) -> None:
    settings = town_store.model_copy(update={"embedding_url": f"http://127.0.0.1:{port}/none", "cache": Path("none")})
    found = [each.name for each in machine(settings)]
    assert "store_fine" in found
    assert {"model_fine", "model_unprepared", "other_model"}.isdisjoint(found)
    assert set(ills(neighbours(settings, "127.0.0.1", PORT))) == {"error"}


def test_port_is_free_or_ours_or_taken(port: int, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    [ours] = neighbours(settings, "127.0.0.1", port)
    assert ours.name == "port_ours"
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0)
        [taken] = neighbours(settings, "127.0.0.1", other.getsockname()[1])
    assert (taken.name, taken.state) == ("port_taken", State.WRONG)


def test_database_and_counter_that_are_gone_are_told_without_their_passwords(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    settings = Settings(
        data=tmp_path,
        service_database=f"postgresql+psycopg://pykala:hush@127.0.0.1:{port}/x",
        rate_storage=f"redis://:hush@127.0.0.1:{port}",
    )
    found = ills(neighbours(settings, "127.0.0.1", PORT))
    assert set(found) == {"no_database", "no_counts"}
    assert "hush" not in "".join(found.values())
