"""Socket Mode: Slack's requests over a websocket that we open, so that no address of ours has to be public."""

from __future__ import annotations

import logging
import signal
import threading

from slack_bolt.adapter.socket_mode import SocketModeHandler

from assistant.settings import Settings
from assistant.slack.app import SlackApp
from assistant.slack.quiet import quiet_log

_log = logging.getLogger(__name__)


def connect(slack: SlackApp, settings: Settings) -> SocketModeHandler:
    """Open the connection; it is opened anew whenever Slack or the network closes it."""
    handler = SocketModeHandler(
        slack.bolt,
        settings.slack_app_token.get_secret_value(),
        logger=quiet_log("assistant.slack.socket_mode"),
        web_client=slack.clients.patient,
        concurrency=16,
    )
    handler.connect()  # type: ignore[no-untyped-call]
    return handler


def serve(slack: SlackApp, settings: Settings) -> None:
    """Listen until the process is told to stop, then finish what was accepted."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    handler = connect(slack, settings)
    _log.info("connected to Slack")
    stop.wait()
    try:
        handler.close()  # type: ignore[no-untyped-call]
    finally:
        slack.close()
