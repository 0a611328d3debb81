"""What Slack tells us, and who takes it on. A listener says "heard" at once; the work is done at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltResponse

from assistant.slack.asking import Asking
from assistant.slack.clicks import Clicks
from assistant.slack.desk import Desk
from assistant.slack.heard import clicked, question, spoken, thread_of
from assistant.slack.home import Home
from assistant.slack.views import waiting
from assistant.slack.words import LANGUAGES

Body = dict[str, Any]


class Listeners:
    """Hear events, commands, the shortcut and buttons; questions and buttons have each a desk of their own."""

    def __init__(self, asking: Asking, home: Home, questions: Desk, buttons: Desk) -> None:
        self._asking = asking
        self._clicks = Clicks(asking)
        self._home = home
        self._questions = questions
        self._buttons = buttons

    def join(self, app: App) -> None:
        """Let Bolt bring all that the manifest subscribes to; what else comes is heard and left alone."""
        app.middleware(self.when_there_is_room)
        app.event("app_home_opened")(self.opened)
        app.event(re.compile(".*"))(self.heard)
        app.command("/kysy")(self.commanded)
        app.shortcut("ask_about")(self.asked_about)
        app.action(re.compile(r"^show_\d+$"))(self.shown)
        for pattern, act in (
            (r"^page_\w+$", self._clicks.page),
            (r"^remove_\w+$", self._clicks.remove),
            (r"^meant$", self._clicks.meant),
            (r"^share$", self._clicks.share),
            (r"^feedback$", self._clicks.judge),
        ):
            app.action(re.compile(pattern))(self._button(act))

    def when_there_is_room(self, body: Body, next: Callable[[], BoltResponse]) -> BoltResponse:
        """Take on a question before Slack is told "heard"; while the queue is full, leave it there.

        Slack brings it again then, up to an hour later.
        """
        if body.get("type") == "event_callback":
            if self._questions.is_full:
                return BoltResponse(status=503, headers={"Retry-After": "10"})
            self.asked(body)
        return next()

    def asked(self, body: Body) -> None:
        """Take on a mention or a direct message."""
        event = body["event"]
        if event["type"] != "app_mention" and (event["type"] != "message" or event.get("channel_type") != "im"):
            return
        heard = question(event, str(body["team_id"]))
        if heard is None or not self._asking.take_on(heard, str(body.get("event_id") or "")):
            return
        if not self._questions.take(partial(self._asking.in_thread, heard)):  # full since the middleware looked
            self._buttons.take(partial(self._asking.turn_away, heard))

    def heard(self) -> None:
        """Do no more: a question was taken on already, and nobody asked to be told of the rest."""

    def opened(self, event: Body) -> None:
        """Fill the App Home, or suggest questions where a conversation is opened."""
        user, channel = str(event["user"]), str(event["channel"])
        is_home = event.get("tab") == "home"
        self._buttons.take(partial(self._home.publish, user) if is_home else partial(self._home.suggest, user, channel))

    def commanded(self, ack: Ack, command: Body) -> None:
        """Take on `/kysy`."""
        user, text = str(command["user_id"]), spoken(str(command.get("text") or ""))
        ack()
        address = str(command["response_url"])
        if not text:
            self._buttons.take(partial(self._asking.tell, user, address, "usage"))
        elif not self._questions.take(partial(self._asking.privately, user, text, address)):
            self._buttons.take(partial(self._asking.tell, user, address, "busy"))

    def asked_about(self, ack: Ack, shortcut: Body) -> None:
        """Take on "Ask about this": the text of a message is the question."""
        ack()
        user, address = str(shortcut["user"]["id"]), str(shortcut["response_url"])
        text = spoken(str(shortcut["message"].get("text") or ""))
        thread = thread_of(shortcut["message"])
        if not self._questions.take(partial(self._asking.privately, user, text, address, thread)):
            self._buttons.take(partial(self._asking.tell, user, address, "busy", thread))

    def shown(self, ack: Ack, body: Body) -> None:
        """Open the modal at once, since Slack lets us for three seconds only, and fill it afterwards."""
        ack()
        click = clicked(body)
        language = click.value.get("l")
        view = waiting(language if language in LANGUAGES else "en")
        opened = self._asking.clients.patient.views_open(trigger_id=body["trigger_id"], view=view)
        self._buttons.take(partial(self._clicks.show, click, str(opened["view"]["id"])))

    def _button(self, act: Callable[[Any], None]) -> Callable[..., None]:
        def pressed(ack: Ack, body: Body) -> None:
            ack()
            self._buttons.take(partial(act, clicked(body)))

        return pressed
