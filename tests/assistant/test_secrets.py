"""Secrets stay secret: whatever fails, none is in a log, an output, a reply or a file of the store."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from assistant import cli
from assistant.settings import Settings
from indexer.setting_sources import is_secret
from tests.assistant.waiting import wait_until_ready
from tests.conftest import ROOT

MARK = "5ec2e7f00d"  # hexadecimal, as a signing secret has to be
# What each secret may look like; the marks stand in every one.
SECRETS = {
    "llm_key": f"sk-{MARK}-llm",
    "embedding_key": f"sk-{MARK}-embedding",
    "oidc_client_secret": f"{MARK}-oidc",
    "slack_bot_token": f"xoxb-{MARK}-bot",
    "slack_app_token": f"xapp-{MARK}-app",
    "slack_signing_secret": (MARK * 4)[:32],
}
ADDRESSES = {
    "store": f"postgresql://pykala:{MARK}@127.0.0.1:{{port}}/minutes",
    "store_replica": f"postgresql://pykala:{MARK}@127.0.0.1:{{port}}/replica",
    "service_database": f"postgresql+psycopg://pykala:{MARK}@127.0.0.1:{{port}}/answers",
    "rate_storage": f"redis://:{MARK}@127.0.0.1:{{port}}",
}


@pytest.fixture
def closed_port() -> int:
    """Give a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_every_secret_setting_is_tried() -> None:
    secret = {name for name, field in Settings.model_fields.items() if is_secret(field)}
    assert secret == SECRETS.keys() | ADDRESSES.keys()
    hidden = {name for name, field in Settings.model_fields.items() if field.annotation is SecretStr or not field.repr}
    assert hidden == secret


@pytest.fixture
def environment(town_store: Settings, tmp_path: Path, closed_port: int) -> Iterator[dict[str, str]]:
    """Set every secret that a running service can have, half of them by files; all neighbours are away."""
    shutil.copytree(town_store.data, tmp_path / "store")
    chosen = {
        "PYKALA_DATA": str(tmp_path / "store"),
        "PYKALA_CACHE": str(town_store.cache),
        "PYKALA_LOG_LEVEL": "debug",
        "PYKALA_SECURE_COOKIES": "false",
        "PYKALA_LLM_URL": f"http://127.0.0.1:{closed_port}/v1",
        "PYKALA_OIDC_ISSUER": f"http://127.0.0.1:{closed_port}",
        "PYKALA_OIDC_CLIENT_ID": "pykala",
        "PYKALA_SLACK_API_URL": f"http://127.0.0.1:{closed_port}/api/",
    }
    for number, (name, value) in enumerate(SECRETS.items()):
        if number % 2:
            chosen[f"PYKALA_{name.upper()}"] = value
        else:
            (tmp_path / name).write_text(f"{value}\n", encoding="utf-8")
            chosen[f"PYKALA_{name.upper()}_FILE"] = str(tmp_path / name)
    yield chosen
    for path in (tmp_path / "store").rglob("*"):
        assert path.is_dir() or MARK.encode() not in path.read_bytes(), path


def test_running_service_tells_no_secret_whatever_fails(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port), "--workers", "1"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                wait_until_ready(client)
                asked = {"question": "Mitä uimarannan kunnostamisesta päätettiin?"}
                signed = {"X-Slack-Signature": "v0=0", "X-Slack-Request-Timestamp": str(int(time.time()))}
                replies = [
                    client.post("/api/v1/ask", json=asked),  # the language model is away
                    client.get("/login"),  # and the provider
                    client.get("/login/return", params={"code": "x", "state": "y"}),
                    client.get("/api/v1/status", headers={"Authorization": f"Bearer pykala_{MARK}"}),
                    client.post("/slack/events", content=b"{}", headers=signed),
                    client.post("/api/v1/ask", content=b"no json"),
                    client.get("/metrics"),
                    client.get("/openapi.json"),
                ]
        finally:
            process.send_signal(signal.SIGTERM)
        said, log = process.communicate(timeout=60)
    assert [each.status_code for each in replies] == [200, 403, 403, 401, 401, 422, 200, 200]
    assert replies[0].json()["notice"]
    assert "the language model failed" in log
    assert "a login failed" in log
    assert MARK not in said + log
    for reply in replies:
        assert MARK not in reply.text + str(reply.headers)


@pytest.mark.parametrize(
    "command",
    [("doctor",), ("doctor", "--json"), ("slack", "--check"), ("slack", "--withdraw"), ("ask", "Mitä päätettiin?")],
    ids=" ".join,
)
@pytest.mark.parametrize("is_on_servers", [False, True], ids=["local", "servers"])
def test_commands_tell_no_secret_whatever_fails(
    environment: dict[str, str],
    closed_port: int,
    command: tuple[str, ...],
    is_on_servers: bool,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    addresses = {name: address.format(port=closed_port) for name, address in ADDRESSES.items()}
    for name, value in {
        **environment,
        **{f"PYKALA_{k.upper()}": v for k, v in addresses.items() if is_on_servers},
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["pykala", *command])
    failure = ""
    try:
        cli.main()
    except SystemExit as ended:
        failure = str(ended.code)
    except Exception as error:  # what leaves as a traceback tells all of its chain
        failure = "".join(map(str, (error, error.__cause__, error.__context__)))
    said = capfd.readouterr()
    assert said.out + said.err + failure
    assert MARK not in said.out + said.err + failure


def test_wrong_secrets_are_named_and_not_told(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong = {
        "PYKALA_STORE": f"mysql://{MARK}@db/x",
        "PYKALA_SERVICE_DATABASE": MARK,
        "PYKALA_SLACK_BOT_TOKEN": MARK,
        "PYKALA_CONCURRENT": MARK,
    }
    for name, value in {**environment, **wrong}.items():
        monkeypatch.setenv(name, value)
    for command in (["doctor", "--offline"], ["serve"], ["status"]):
        monkeypatch.setattr("sys.argv", ["pykala", *command])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capfd.readouterr()
        assert ended.value.code in (1, 2)
        assert "PYKALA_STORE" in said.out + said.err
        assert MARK not in said.out + said.err
