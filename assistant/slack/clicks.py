"""What the buttons under an answer do: turn a page, show a §, share, judge, take a limit out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from slack_sdk.errors import SlackApiError

from assistant.engine import Found
from assistant.errors import AssistantError, NotFound, told_as
from assistant.model import Answer, Citation
from assistant.service import Asker
from assistant.slack.asking import Asking
from assistant.slack.blocks import Shown, fallback, message, pages, shared, text_message
from assistant.slack.heard import Clicked, Heard
from assistant.slack.replies import respond
from assistant.slack.views import decision_view, told
from assistant.slack.words import LANGUAGES, say

_ABSENT = {"not_in_channel", "channel_not_found"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clicks:
    """Do what a button says, for whoever pressed it: what they may not see is not there for them."""

    asking: Asking

    def page(self, click: Clicked) -> None:
        """Show another page of the answer in its place."""

        def turn(asker: Asker) -> None:
            reader = asker if click.is_ephemeral else self.asking.people.audience(asker, click.channel)
            answer = self.asking.service.answer(reader, click.answer_id)
            number = min(max(int(click.value["p"]), 0), len(pages(answer)) - 1)
            language = click.value["l"] if click.value["l"] in LANGUAGES else asker.language
            blocks = message(answer, Shown(language, number, click.is_ephemeral))
            if click.is_ephemeral:
                respond(click.response_url, fallback(answer), blocks, replace=True)
            else:
                self.asking.clients.patient.chat_update(
                    channel=click.channel, ts=click.message_ts, blocks=blocks, text=fallback(answer)
                )

        self._for(click, turn)

    def show(self, click: Clicked, view_id: str) -> None:
        """Fill the modal that is open already with the § that a citation is of."""
        language = "en"
        try:
            language = self.asking.people.language(click.user)
            asker = self.asking.people.asker(click.user)
            if asker is None:
                view = told(say(language, "refused"), language)
            else:
                answer = self.asking.service.answer(asker, click.answer_id)
                citation = next(each for each in answer.citations if each.n == int(click.value["n"]))
                found = self.asking.service.decision(asker, citation.decision_id)
                view = decision_view(found, _standing(found, citation), language)
        except NotFound:
            view = told(say(language, "gone"), language)
        except AssistantError as error:
            view = told(error.text(language), language)
        except Exception as error:
            _log.exception("a § could not be shown")
            view = told(told_as(error).text(language), language)
        self.asking.clients.patient.views_update(view_id=view_id, view=view)

    def share(self, click: Clicked) -> None:
        """Show an answer to all of the channel, if all of them may see what it rests on."""

        def show_all(asker: Asker) -> None:
            reader = self.asking.people.audience(asker, click.channel)
            try:
                answer = self.asking.service.answer(reader, click.answer_id)
            except NotFound:
                self._say(click, say(asker.language, "not_shared"))
                return
            once = f"share:{click.answer_id}:{click.channel}"
            if not self.asking.repository.seen(once):
                self._shared(click, answer, asker, reader, once)

        self._for(click, show_all)

    def judge(self, click: Clicked) -> None:
        """Keep what a reader thinks of an answer, once in each sense."""

        def keep(asker: Asker) -> None:
            useful = bool(click.value["u"])
            if not self.asking.repository.seen(f"feedback:{click.answer_id}:{click.user}:{useful}"):
                self.asking.service.feedback(asker, click.answer_id, useful)
            self._say(click, say(asker.language, "thanks"))

        self._for(click, keep)

    def remove(self, click: Clicked) -> None:
        """Ask once more without one of the limits that were understood."""

        def ask(asker: Asker) -> None:
            reader = asker if click.is_ephemeral else self.asking.people.audience(asker, click.channel)
            answer = self.asking.service.answer(reader, click.answer_id)
            names = tuple(map(str, click.value["f"]))
            # Those taken out before stay out.
            self._ask(click, answer.question.text, (*answer.question.filters.without, *names), names[0])

        self._for(click, ask)

    def meant(self, click: Clicked) -> None:
        """Ask the question as it was probably meant."""

        def ask(asker: Asker) -> None:
            reader = asker if click.is_ephemeral else self.asking.people.audience(asker, click.channel)
            answer = self.asking.service.answer(reader, click.answer_id)
            self._ask(click, answer.did_you_mean, answer.question.filters.without, "meant")

        self._for(click, ask)

    def _ask(self, click: Clicked, text: str, without: tuple[str, ...], change: str) -> None:
        """Ask below the answer, once for each change and person, however often the button is pressed."""
        if self.asking.repository.seen(f"ask:{click.channel}:{click.message_ts}:{change}:{click.user}"):
            return
        if click.is_ephemeral:
            thread = click.thread if click.thread != click.message_ts else ""
            self.asking.privately(click.user, text, click.response_url, thread, without)
        else:
            heard = Heard(text, click.user, click.team, click.channel, click.message_ts, click.thread)
            self.asking.again(heard, without)

    def _shared(self, click: Clicked, answer: Answer, asker: Asker, reader: Asker, once: str) -> None:
        blocks = shared(answer, click.user, Shown(asker.language))
        thread = click.thread if click.thread != click.message_ts else None
        try:
            posted = self.asking.clients.patient.chat_postMessage(
                channel=click.channel, thread_ts=thread, blocks=blocks, text=fallback(answer), unfurl_links=False
            )
        except SlackApiError as error:
            self.asking.repository.unsee(once)
            if error.response.get("error") not in _ABSENT:
                raise
            self._say(click, say(asker.language, "invite"))
            return
        self.asking.remember(click.channel, str(posted["ts"]), answer, reader)

    def _for(self, click: Clicked, act: Callable[[Asker], None]) -> None:
        """Do something for whoever pressed the button, and tell them alone what went wrong."""
        language = "en"
        try:
            language = self.asking.people.language(click.user)
            asker = self.asking.people.asker(click.user)
            if asker is None:
                self._say(click, say(language, "refused"))
            else:
                act(asker)
        except NotFound:
            self._say(click, say(language, "gone"))
        except AssistantError as error:
            self._say(click, error.text(language))
        except Exception as error:
            _log.exception("a button could not do its work")
            self._say(click, told_as(error).text(language))

    def _say(self, click: Clicked, text: str) -> None:
        thread = click.thread if click.thread != click.message_ts else ""
        respond(click.response_url, text, text_message(text), thread=thread)


def _standing(found: Found, citation: Citation) -> Citation:
    """Find the cited paragraph by its words where it was numbered anew."""
    paragraphs = found.decision.paragraphs
    if any(each.paragraph_id == citation.paragraph_id for each in paragraphs):
        return citation
    moved = next((each for each in paragraphs if citation.quote in each.text), None)
    return replace(citation, paragraph_id=moved.paragraph_id) if moved else citation
