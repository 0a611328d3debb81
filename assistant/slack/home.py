"""The App Home, and the questions that are suggested where a conversation is opened."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.errors import AssistantError
from assistant.service import Asker, Service
from assistant.slack.people import People
from assistant.slack.replies import Clients
from assistant.slack.views import home, prompts
from assistant.slack.words import say

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Home:
    """Tell each person what there is for them."""

    service: Service
    people: People
    clients: Clients

    def publish(self, user: str) -> None:
        """Fill the App Home of a person."""
        asker = self.people.asker(user)
        language = self.people.language(user)
        view = home(self._status(asker), language)
        self.clients.patient.views_publish(user_id=user, view=view)

    def suggest(self, user: str, channel: str) -> None:
        """Suggest questions that the store can answer; without a thread, which an agent's conversation has not yet."""
        asker = self.people.asker(user)
        if asker is None:
            return
        suggested = prompts(self._status(asker), asker.language)
        self.clients.patient.assistant_threads_setSuggestedPrompts(
            channel_id=channel, title=say(asker.language, "try"), prompts=suggested
        )

    def _status(self, asker: Asker | None) -> Mapping[str, Any] | None:
        if asker is None:
            return None
        try:
            return self.service.status(asker)
        except AssistantError as error:
            _log.warning("what is in the store cannot be told: %s", error)
            return None
