"""Wire Slack: Bolt's app, the clients, the desks behind it, and what takes back withdrawn answers."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from assistant.repository import Repository
from assistant.service import Service
from assistant.settings import Settings
from assistant.slack.asking import Asking
from assistant.slack.desk import Desk
from assistant.slack.heard import Heard
from assistant.slack.home import Home
from assistant.slack.listeners import Listeners
from assistant.slack.people import People
from assistant.slack.quiet import quiet_log
from assistant.slack.replies import make_clients
from assistant.slack.threads import Threads
from assistant.slack.withdrawal import withdraw

_LISTENERS = 16  # threads that only say "heard"; Bolt's own five are few where many press a button
_BUTTONS = (4, 1_000)  # threads, and presses that may wait
_HOUR = 60 * 60.0
_BEAT = 10.0  # seconds after which a worker says again that it is there
_SILENCE = timedelta(seconds=60)  # after which its questions are answered by another one
_log = logging.getLogger(__name__)


class _Bolt(App):
    """Bolt's app; what comes by Socket Mode is given an id for the log, as what comes by HTTP has one already."""

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Take a request."""
        known = structlog.contextvars.get_contextvars().get("request_id")
        with structlog.contextvars.bound_contextvars(request_id=known or uuid.uuid4().hex):
            return super().dispatch(req)


class SlackApp:
    """Pykälä in a Slack workspace; both transports bring their requests to `bolt`."""

    def __init__(self, settings: Settings, service: Service, repository: Repository) -> None:
        self.clients = make_clients(settings)
        self._service = service
        self._repository = repository
        people = People(self.clients.patient, settings)
        self._worker = uuid.uuid4().hex
        self._asking = Asking(service, repository, people, self.clients, self._worker)
        waits = service.figures.slack_waiting.inc
        self._desks = (
            Desk("slack-question", settings.slack_threads, settings.slack_waiting, waits),
            Desk("slack", *_BUTTONS, waits),
        )
        self._listeners = Threads(_LISTENERS, thread_name_prefix="slack-listener")
        self.bolt = _Bolt(
            name="pykala",
            logger=quiet_log("assistant.slack.bolt"),
            client=WebClient(base_url=settings.slack_api_url),
            authorize=lambda team_id: AuthorizeResult(
                # Known without asking Slack, so that no request waits for its Web API before it is acknowledged.
                enterprise_id=None,
                team_id=team_id,
                bot_token=settings.slack_bot_token.get_secret_value(),
            ),
            signing_secret=settings.slack_signing_secret.get_secret_value(),
            listener_executor=self._listeners,
        )
        Listeners(self._asking, Home(service, people, self.clients), *self._desks).join(self.bolt)
        self._stop = threading.Event()
        self._beside = [
            threading.Thread(target=self._repeat, args=each, name="slack-beside", daemon=True)
            for each in ((_HOUR, self._tidy), (_BEAT, self.take_over))
        ]
        for thread in self._beside:
            thread.start()

    def close(self) -> None:
        """Finish what was accepted, and stop."""
        self._listeners.shutdown(wait=True)
        for desk in self._desks:
            desk.close()
        self._stop.set()  # until here it says that it is there, or another worker would answer what it finishes
        for thread in self._beside:
            thread.join()

    def take_over(self) -> int:
        """Answer what a worker that died had taken on; give how many questions these were."""
        self._repository.is_alive(self._worker)
        questions = self._desks[0]
        left = [] if questions.is_full else self._repository.take_over(self._worker, _SILENCE)
        for each in left:
            _log.warning("a question of a worker that died is answered anew")
            questions.take(partial(self._asking.in_thread, Heard(**each.question)))
        return len(left)

    def withdraw(self) -> int:
        """Take back the answers whose sources were withdrawn; give how many."""
        return withdraw(self._service, self._repository, self.clients.patient)

    def _tidy(self) -> None:
        """Forget what is too old and take back withdrawn answers, in one of all workers."""
        if not self._repository.seen(f"slack-tidying:{datetime.now(UTC):%Y-%m-%dT%H}"):
            self._repository.purge()
            self.withdraw()

    def _repeat(self, seconds: float, work: Callable[[], object]) -> None:
        """Do something again and again; a failure is told and not the last time."""
        while not self._stop.wait(seconds):
            try:
                work()
            except Exception:
                _log.exception("what is done beside answering failed")
