"""How an answer reaches a thread: streamed where Slack lets us, else posted whole, and never in two pieces."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from assistant.model import Answer
from assistant.settings import Settings
from assistant.slack.blocks import Block, Shown, fallback, message, pages, tail, text_message
from assistant.slack.heard import Heard

_PIECE = 400  # characters that are worth a call
_TIMES = 6  # that a call waits as long as `Retry-After` says
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clients:
    """Two clients of the Web API: one waits as long as Slack says, the other one rather does without."""

    patient: WebClient
    hasty: WebClient


def make_clients(settings: Settings) -> Clients:
    """Make the clients for the workspace that the settings name."""

    def client(waits: bool) -> WebClient:
        handlers = [ConnectionErrorRetryHandler(), *([RateLimitErrorRetryHandler(_TIMES)] if waits else [])]
        token = settings.slack_bot_token.get_secret_value()
        return WebClient(token, base_url=settings.slack_api_url, retry_handlers=handlers)

    return Clients(client(waits=True), client(waits=False))


class Reply:
    """One answer in a thread.

    The text is streamed as it comes. Streams may be started 20 times a minute, so where Slack refuses to start one the
    answer is posted whole; a stream that has expired becomes an ordinary message that is edited.
    """

    def __init__(self, clients: Clients, heard: Heard) -> None:
        self._clients = clients
        self._heard = heard
        self._ts = ""
        self._held = ""
        self._told = ""
        self._can_stream = True

    def append(self, text: str) -> None:
        """Show a piece of the answer; what cannot be shown now comes with the next piece or at the end."""
        if not self._can_stream:
            return
        self._held += text
        self._told += text
        if self._ts and len(self._held) < _PIECE:
            return
        chunks = [{"type": "markdown_text", "text": self._held}]
        client, heard = self._clients.hasty, self._heard
        try:
            if self._ts:
                client.chat_appendStream(channel=heard.channel, ts=self._ts, chunks=chunks)
            else:
                started = client.chat_startStream(
                    channel=heard.channel,
                    thread_ts=heard.thread,
                    recipient_team_id=heard.team,
                    recipient_user_id=heard.user,
                    chunks=chunks,
                )
                self._ts = str(started["ts"])
            self._held = ""
        except SlackApiError as error:
            _log.info("a piece of an answer was not streamed: %s", error.response.get("error"))
            self._can_stream = bool(self._ts)

    def finish(self, answer: Answer, shown: Shown) -> str:
        """Show the whole answer; give the time stamp of its message.

        What was streamed stays where it is the answer; a model may have been given up after its first sentences.
        """
        is_told = self._told == pages(answer)[shown.page].text
        if self._ts and self._stopped(tail(answer, shown) if is_told else []) and is_told:
            return self._ts
        return self._put(message(answer, shown), fallback(answer))

    def fail(self, text: str) -> None:
        """Say in the thread that there is no answer, so that nobody waits for one."""
        if self._ts:
            self._stopped([])
        try:
            self._put(text_message(text), text)
        except SlackApiError:
            if not self._ts:
                raise
            self._ts = ""  # what was begun cannot be edited: say it below
            self._put(text_message(text), text)

    def _stopped(self, blocks: list[Block]) -> bool:
        """End the stream with what was held back and the blocks below; False where Slack has ended it already."""
        chunks = [{"type": "markdown_text", "text": self._held}] if self._held else []
        try:
            self._clients.patient.chat_stopStream(
                channel=self._heard.channel, ts=self._ts, chunks=chunks, blocks=blocks
            )
        except SlackApiError as error:
            _log.info("a stream had ended: %s", error.response.get("error"))
            return False
        return True

    def _put(self, blocks: list[Block], text: str) -> str:
        client, heard = self._clients.patient, self._heard
        if self._ts:
            client.chat_update(channel=heard.channel, ts=self._ts, blocks=blocks, text=text)
        else:
            posted = client.chat_postMessage(
                channel=heard.channel,
                thread_ts=heard.thread,
                blocks=blocks,
                text=text,
                unfurl_links=False,
                unfurl_media=False,
            )
            self._ts = str(posted["ts"])
        return self._ts


def respond(address: str, text: str, blocks: list[Block], *, replace: bool = False, thread: str = "") -> None:
    """Answer an interaction so that its user alone sees it; `replace` puts it in the place of what was clicked."""
    client = WebhookClient(address, retry_handlers=[ConnectionErrorRetryHandler(), RateLimitErrorRetryHandler(_TIMES)])
    body = {"response_type": "ephemeral", "replace_original": replace, "text": text, "blocks": blocks}
    done = client.send_dict({**body, **({"thread_ts": thread} if thread else {})})
    if done.status_code != 200:
        _log.warning("Slack did not take a response: %s %s", done.status_code, done.body)
