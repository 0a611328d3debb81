"""Take answers back from Slack when a source they rest on was withdrawn or redacted."""

from __future__ import annotations

import logging

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.errors import NotFound
from assistant.model import Answer
from assistant.repository import Post, Repository
from assistant.service import Asker, Service
from assistant.slack.blocks import text_message
from assistant.slack.words import say

_VANISHED = {"message_not_found", "channel_not_found", "not_in_channel", "is_archived", "cant_update_message"}
_log = logging.getLogger(__name__)


def withdraw(service: Service, repository: Repository, client: WebClient) -> int:
    """Edit each message whose answer its readers may not see any more; give how many were edited."""
    gone = (post for post in repository.posts() if not _stands(post, service, repository))
    return sum(_edited(post, repository, client) for post in gone)


def _stands(post: Post, service: Service, repository: Repository) -> bool:
    """Tell whether all that the message shows may still be shown to those who read it."""
    kept = repository.answer(post.answer_id)
    try:
        now = service.answer(Asker("slack", "slack", groups=post.groups, language=post.language), post.answer_id)
    except NotFound:
        return False
    # A message without an answer names what is near instead.
    return kept is not None and (bool(kept.claims) or _ids(now) == _ids(kept))


def _ids(answer: Answer) -> list[str]:
    return [each.decision_id for each in answer.nearby]


def _edited(post: Post, repository: Repository, client: WebClient) -> bool:
    text = say(post.language, "removed")
    try:
        client.chat_update(channel=post.channel, ts=post.ts, text=text, blocks=text_message(text))
    except SlackApiError as error:
        reason = error.response.get("error")
        if reason not in _VANISHED:
            raise
        _log.warning("a message in %s could not be edited any more: %s", post.channel, reason)
        repository.forget_post(post)
        return False
    repository.forget_post(post)
    return True
