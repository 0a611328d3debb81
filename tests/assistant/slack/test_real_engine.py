"""The real engine in Slack: its own minutes, its own service and its own database, by both transports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from assistant.api.app import create_app
from assistant.engine import Engine
from assistant.settings import Settings
from tests.assistant.slack.office import ASKER, PUBLIC, Office, office
from tests.conftest import ROOT
from tests.slack_rules import texts
from tests.slack_server import APP_TOKEN, BOT_TOKEN, SECRET, SlackServer, free_port
from tests.slack_world import BOT

QUESTION = "Which 2024 welfare projects concern the sports hall?"
ANSWER = "Liikuntahallin ensivarustelu ja palvelukonseptointi"


@pytest.fixture
def in_kemi(transport: str, tmp_path: Path, kemi: Engine) -> Iterator[Office]:
    with office(transport, tmp_path, engine=lambda _: kemi) as opened:
        yield opened


def test_the_first_question_is_answered_followed_up_and_opened(in_kemi: Office) -> None:
    slack = in_kemi.slack
    first = slack.mention(ASKER, PUBLIC, QUESTION)
    reply = in_kemi.reply(first)
    assert ANSWER in reply.text
    assert "Hyvinvointilautakunta 20.2.2025 § 21" in reply.shown
    in_kemi.reply(slack.mention(ASKER, PUBLIC, "Entä mikä sen tavoite on?", first["event"]["ts"]))
    in_kemi.send(slack.click(ASKER, reply, "show_1"))
    slack.wait(lambda: any(len(view["blocks"]) > 5 for view in slack.views.values()), 30)
    (view,) = slack.views.values()
    marked = [each["text"] for each in texts(view["blocks"]) if each["text"].startswith("▶")]
    assert [ANSWER in each for each in marked] == [True]
    in_kemi.is_clean()


def test_what_the_minutes_do_not_say_is_not_answered(in_kemi: Office) -> None:
    reply = in_kemi.reply(
        in_kemi.slack.mention(ASKER, PUBLIC, "Mitkä vuoden 2024 hyvinvointiprojektit koskevat jäähallia?")
    )
    assert "feedback" in reply.actions()
    assert "[1]" not in reply.shown
    in_kemi.is_clean()


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    made = SlackServer()
    made.add_user(ASKER)
    made.add_channel(PUBLIC, BOT, ASKER)
    with made.running():
        yield made


def tokens(slack: SlackServer) -> dict[str, Any]:
    return {"slack_bot_token": BOT_TOKEN, "slack_api_url": slack.url}


def test_the_whole_service_takes_slacks_requests(
    slack: SlackServer, kemi: Engine, kemi_store: Settings, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'service.sqlite'}"
    chosen = Settings(**{**kemi_store.model_dump(), **tokens(slack), "slack_signing_secret": SECRET})
    app, port = create_app(chosen.model_copy(update={"service_database": database}), kemi), free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        slack.hooks.append(f"http://127.0.0.1:{port}/slack/events")
        assert slack.send(slack.mention(ASKER, PUBLIC, QUESTION)).in_time
        slack.wait(lambda: any(ANSWER in each.text and each.state == "done" for each in slack.by_app()), 60)
        pressed = slack.by_app()[0]
        pressed.blocks = [*pressed.blocks, {"type": "markdown", "text": "x" * 100_000}]
        assert slack.send(slack.click(ASKER, pressed, "feedback", "positive_button")).in_time  # a long request
        slack.wait(lambda: bool(slack.ephemerals))
    finally:
        server.should_exit = True
        thread.join(30)
    assert slack.refusals == []


def test_the_command_answers_until_it_is_stopped(slack: SlackServer, kemi_store: Settings, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYKALA_SLACK_BOT_TOKEN": BOT_TOKEN,
        "PYKALA_SLACK_APP_TOKEN": APP_TOKEN,
        "PYKALA_SLACK_API_URL": slack.url,
        "PYKALA_SERVICE_DATABASE": f"sqlite:///{tmp_path / 'service.sqlite'}",
        "PYKALA_CACHE": str(kemi_store.cache),
    }
    command = [sys.executable, "-m", "assistant.cli", "slack", "--data", str(kemi_store.data)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        slack.wait(lambda: bool(slack.sockets), 60)
        assert slack.send(slack.mention(ASKER, PUBLIC, QUESTION)).in_time
        slack.wait(lambda: any(ANSWER in each.text for each in slack.by_app()), 60)
    finally:
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, "Traceback" in told) == (0, False), told
    assert slack.refusals == []
