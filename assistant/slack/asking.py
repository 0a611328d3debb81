"""Answer a question that was heard in Slack: in its thread, or for whoever asked alone."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Any

from slack_sdk.errors import SlackApiError

from assistant.errors import AssistantError, Overloaded, told_as
from assistant.model import Answer, AnswerStatus, Filters, Told
from assistant.repository import Post, Repository
from assistant.service import Asker, Service
from assistant.slack.blocks import Page, Shown, fallback, message, text_message
from assistant.slack.heard import Heard
from assistant.slack.people import People
from assistant.slack.replies import Clients, Reply, respond
from assistant.slack.words import loading, say

_PATIENCE = (1.0, 2.0, 4.0, 8.0, 16.0)  # between attempts while the service is busy
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """Bring questions to the service and its answers to Slack."""

    service: Service
    repository: Repository
    people: People
    clients: Clients
    worker: str

    def take_on(self, heard: Heard, event_id: str = "") -> bool:
        """Write a question down, so that it is answered even where this worker dies.

        Say False where it was heard before: the same message and the same event are answered once, by one of all
        workers.
        """
        events = [f"slack:{event_id}"] if event_id else []
        return self.repository.take_on(heard.key, asdict(heard), self.worker, events)

    def in_thread(self, heard: Heard) -> None:
        """Answer in the thread what was taken on."""
        self.again(heard)
        self.repository.is_answered(heard.key)

    def again(self, heard: Heard, without: Collection[str] = ()) -> None:
        """Answer in the thread, without limits that were understood and not meant; whatever fails, say so there."""
        reply = Reply(self.clients, heard)
        language = "en"
        try:
            language = self.people.language(heard.user)
            asker = self.people.asker(heard.user)
            if asker is None:
                self.whisper(heard, say(language, "refused"))
            elif not heard.text:
                reply.fail(say(language, "ask"))
            else:
                self._answer(heard, asker, reply, without)
        except AssistantError as error:
            reply.fail(error.text(language))
        except Exception as error:
            _log.exception("a question in %s could not be answered", heard.channel)
            reply.fail(told_as(error).text(language))

    def privately(self, user: str, text: str, address: str, thread: str = "", without: Collection[str] = ()) -> None:
        """Answer so that whoever asked alone sees it, with a button to share it."""
        language = "en"
        try:
            language = self.people.language(user)
            asker = self.people.asker(user)
            if asker is None:
                self._tell(address, say(language, "refused"), thread)
                return
            walls = Filters(without=tuple(without))
            answer = _patiently(lambda: self.service.ask(asker, text, walls, by="slack"))
            shown = Shown(language, is_ephemeral=True)
            respond(address, fallback(answer), message(answer, shown), thread=thread)
        except AssistantError as error:
            self._tell(address, error.text(language), thread)
        except Exception as error:
            _log.exception("a private question could not be answered")
            self._tell(address, told_as(error).text(language), thread)

    def turn_away(self, heard: Heard) -> None:
        """Say that too many questions wait."""
        self.repository.is_answered(heard.key)
        self.whisper(heard, say(self.people.language(heard.user), "busy"))

    def tell(self, user: str, address: str, name: str, thread: str = "") -> None:
        """Say a fixed text to whoever used a command, the shortcut or a button, alone."""
        text = say(self.people.language(user), name)
        respond(address, text, text_message(text), thread=thread)

    def whisper(self, heard: Heard, text: str) -> None:
        """Say something to whoever asked, alone where others read along."""
        place: dict[str, Any] = {
            "channel": heard.channel,
            "thread_ts": heard.thread,
            "text": text,
            "blocks": text_message(text),
        }
        client = self.clients.patient
        try:
            if heard.is_direct:
                client.chat_postMessage(**place)
            else:
                client.chat_postEphemeral(user=heard.user, **place)
        except SlackApiError as error:  # such as a stranger in a channel that two workspaces share
            _log.warning("%s could not be told: %s", heard.user, error.response.get("error"))

    def remember(self, channel: str, ts: str, answer: Answer, asker: Asker) -> None:
        """Remember where an answer went, and for whose eyes it was."""
        self.repository.save_post(Post(channel, ts, answer.id, asker.groups, asker.language))

    def _answer(self, heard: Heard, asker: Asker, reply: Reply, without: Collection[str]) -> None:
        self._show_status(heard, asker.language)
        reader = self.people.audience(asker, heard.channel)
        answer = _patiently(lambda: self._streamed(heard, reader, reply, without))
        ts = reply.finish(answer, Shown(asker.language))
        self.remember(heard.channel, ts, answer, reader)
        if reader.groups != asker.groups and answer.status is AnswerStatus.NO_ANSWER:
            self.whisper(heard, say(asker.language, "private"))

    def _streamed(self, heard: Heard, reader: Asker, reply: Reply, without: Collection[str]) -> Answer:
        page: Page | None = Page()
        walls = Filters(without=tuple(without))
        pieces = self.service.stream(reader, heard.text, walls, thread=heard.conversation, by="slack")
        for piece in pieces:
            if isinstance(piece, Answer):
                return piece
            page = self._shown(page, piece, reply)
        raise AssistantError  # the service gives the whole answer last

    def _shown(self, page: Page | None, told: Told, reply: Reply) -> Page | None:
        """Stream a claim while it fits the first page; the pages after it are turned to."""
        grown = page.with_claim(told.claim, told.citations) if page else None
        if grown is not None and page is not None:
            reply.append(grown.text.removeprefix(page.text))
        return grown

    def _show_status(self, heard: Heard, language: str) -> None:
        """Show that an answer is sought; the reply ends it. Without this feature the answer comes too."""
        try:
            self.clients.hasty.assistant_threads_setStatus(
                channel_id=heard.channel,
                thread_ts=heard.thread,
                status=say(language, "searching"),
                loading_messages=loading(language),
            )
        except SlackApiError as error:
            _log.info("no status was shown: %s", error.response.get("error"))

    def _tell(self, address: str, text: str, thread: str) -> None:
        respond(address, text, text_message(text), thread=thread)


def _patiently(ask: Callable[[], Answer]) -> Answer:
    """Ask again while the service is busy: a question in Slack can wait."""
    for pause in _PATIENCE:
        try:
            return ask()
        except Overloaded:
            time.sleep(pause)
    return ask()
