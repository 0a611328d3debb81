"""Answer people: each thing that a front end asks of the engine or the repository, for one asker."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from prometheus_client import CollectorRegistry

from assistant.engine import Document, Engine, Found, Picture
from assistant.errors import NotFound, NothingIndexed, NotReady
from assistant.highlighting import Spans
from assistant.model import Answer, Citation, Filters, Held, Linked, Mark, SearchPage, Suggestion, Told
from assistant.repository import Repository
from assistant.repository.clock import now
from assistant.service.asker import Asker
from assistant.service.figures import Figures
from assistant.service.masking import Masking
from assistant.service.statistics import Statistics, statistics
from assistant.service.turns import Turns
from assistant.settings import Settings
from indexer.model import Decision
from indexer.stores.base import Change

_LOG = Asker("log")  # whoever reads it: one of no group
_log = logging.getLogger(__name__)


class Service:
    """Answer, search and show what an asker may see; blocks, so call it from a thread.

    `by` names the front end, for figures only. Filters given are walls that the asker set; the asker's own groups
    are put into them here, so that no front end can forget them.
    """

    def __init__(
        self, engine: Engine, repository: Repository, settings: Settings, registry: CollectorRegistry | None = None
    ) -> None:
        self._engine = engine
        self._repository = repository
        self.figures = Figures(registry or CollectorRegistry())
        self._turns = Turns(settings, self.figures)
        self._masking = Masking(settings)
        self._seconds = settings.answer_seconds
        self._shows_questions = settings.show_questions
        self._warm = False

    # asking

    def ask(
        self,
        asker: Asker,
        text: str,
        filters: Filters | None = None,
        language: str | None = None,
        conversation: str | None = None,
        thread: str | None = None,
        by: str = "api",
    ) -> Answer:
        """Answer a question and keep the answer; the last piece of what `stream` gives."""
        *_, answer = self.stream(asker, text, filters, language, conversation, thread, by)
        assert isinstance(answer, Answer)  # the engine gives the whole answer last
        return answer

    def stream(
        self,
        asker: Asker,
        text: str,
        filters: Filters | None = None,
        language: str | None = None,
        conversation: str | None = None,
        thread: str | None = None,
        by: str = "api",
    ) -> Generator[Told | Answer, None, None]:
        """Answer claim by claim, the whole answer last, and keep it.

        `conversation` is what an earlier answer named, or the id of an answer, from which a new conversation then
        branches off. `thread` is a conversation that the front end itself keeps apart, such as a thread in Slack; it
        begins with the first question and belongs to all who take part in it. Raises NotFound where there is no such
        conversation or its last answer may not be seen, and Overloaded where too many ask at once.
        """
        owner = f"thread:{thread}" if thread else asker.owner
        walls = asker.within(filters)
        if thread:
            previous = self._said_in_thread(owner, walls)
        elif conversation:
            previous = self._previous(owner, conversation, walls)
        else:
            previous = None
        with self._turns.turn(), self.figures.seconds.labels("ask", by).time():
            for told in self._engine.stream(text, walls, language, previous):
                if isinstance(told, Answer):
                    told = replace(told, conversation=_named(owner)) if thread else told
                    self._keep(told, owner, by)
                yield self._shown(asker, told)

    def look(
        self,
        asker: Asker,
        text: str,
        filters: Filters | None = None,
        language: str | None = None,
        conversation: str | None = None,
        limit: int = 10,
        by: str = "web",
    ) -> Generator[SearchPage | Told | Answer, None, None]:
        """Give the first page of a search for the words of a question, then what `stream` gives, from one run."""
        walls = asker.within(filters)
        previous = self._previous(asker.owner, conversation, walls) if conversation else None
        with self._turns.turn(), self.figures.seconds.labels("ask", by).time():
            for told in self._engine.look(text, walls, language, previous, limit):
                if isinstance(told, Answer):
                    self._keep(told, asker.owner, by)
                yield self._shown(asker, told)

    def _shown(self, asker: Asker, told: Any) -> Any:
        """Hide personal data in what is on its way to an asker; what is kept has it, for others and for follow-ups."""
        walls = asker.within(None)
        if isinstance(told, Answer):
            shown = [each.decision_id for each in told.citations] + [each.decision_id for each in told.nearby]
            self._note(asker, shown, "answer")
        elif isinstance(told, SearchPage):
            self._note(asker, [each.decision_id for each in told.results], "search")

        def paragraph(citation: Citation) -> str | None:
            try:
                return self._engine.paragraph(citation.paragraph_id, walls).text
            except NotFound:  # changed meanwhile
                return None

        return self._masking.answered(asker, told, paragraph)

    def _note(self, asker: Asker, ids: Sequence[str], way: str) -> None:
        """Remember which restricted decisions somebody is shown; who has no groups is shown none."""
        if asker.groups and (seen := self._engine.restricted(ids)):
            self._repository.save_sights(asker.id, asker.name, seen, way)

    def _keep(self, answer: Answer, owner: str, by: str) -> None:
        self._repository.save_answer(answer, owner)
        asked, status = answer.question, str(answer.status)
        self.figures.questions.labels(by, status, asked.language).inc()
        told: dict[str, Any] = {"front_end": by, "status": status, "language": asked.language, "kind": str(asked.kind)}
        told["ms"] = answer.took_ms
        if self._shows_questions:
            told["question"] = self._masking.shown(_LOG, asked).text
        _log.info("a question was answered: %s", ", ".join(map(str, told.values())), extra=told)

    def answer(self, asker: Asker, answer_id: str) -> Answer:
        """Give a saved answer as the asker may see it now; raises NotFound.

        Its conversation is the answer itself: who follows it up branches off here and sees nothing of how whoever
        asked first went on.
        """
        kept = self._repository.answer(answer_id)
        if kept is None:
            raise NotFound(answer_id)
        shown: Answer = self._shown(asker, self._engine.review(kept, asker.within(None)))
        return replace(shown, conversation=kept.id)

    def feedback(self, asker: Asker, answer_id: str, useful: bool, comment: str = "") -> str:
        """Keep what a reader thinks of an answer that the reader may see; give the id of the feedback."""
        given = self._repository.save_feedback(self.answer(asker, answer_id).id, useful, comment)
        self.figures.feedback.labels(str(useful).lower()).inc()
        return given

    # looking up

    def search(
        self,
        asker: Asker,
        words: str,
        filters: Filters | None = None,
        limit: int = 10,
        offset: int = 0,
        by: str = "api",
    ) -> SearchPage:
        """Rank decisions by words, or list them where there are none."""
        with self._turns.turn(), self.figures.seconds.labels("search", by).time():
            page: SearchPage = self._shown(asker, self._engine.search(words, asker.within(filters), limit, offset))
            return page

    def suggest(self, asker: Asker, prefix: str, filters: Filters | None = None, limit: int = 8) -> list[Suggestion]:
        """Complete what is being typed."""
        return self._masking.shown(asker, self._engine.suggest(prefix, asker.within(filters), limit))

    def said_words(self, words: str, found: SearchPage) -> list[tuple[Spans, Spans]]:
        """Find in title and snippet of each result the words of a question, whatever their form."""
        return self._engine.said_words(words, found.results, found.question)

    def decision(self, asker: Asker, id_: str) -> Found:
        """Give a decision, or a paragraph and its decision; raises NotFound."""
        found = self._engine.decision(id_, asker.within(None))
        self._note(asker, [found.decision.decision_id], "decision")
        return self._masking.found(asker, found)

    def linked(self, asker: Asker, decision: Decision) -> list[Linked]:
        """List the decisions that a decision refers to."""
        return self._masking.shown(asker, self._engine.linked(decision, asker.within(None)))

    def picture(self, asker: Asker, decision_id: str, number: int) -> Picture:
        """Draw a page of the file that a decision stands in; raises NotFound."""
        drawn = self._engine.picture(decision_id, number, asker.within(None), self._masking.kinds(asker))
        self._note(asker, [decision_id], "page")
        return drawn

    def marks(self, asker: Asker, decision_id: str, number: int, quotes: Mapping[str, tuple[str, ...]]) -> list[Mark]:
        """Find quoted words on such a page; raises NotFound."""
        return self._engine.marks(decision_id, number, quotes, asker.within(None))

    def case(self, asker: Asker, municipality: str, diary_number: str) -> list[Decision]:
        """List the decisions of a case, oldest first; raises NotFound where the asker sees none."""
        found = self._engine.case(municipality, diary_number, asker.within(None))
        if not found:
            raise NotFound(f"{municipality} {diary_number}")
        self._note(asker, [each.decision_id for each in found], "case")
        return self._masking.shown(asker, found)

    def changes(
        self, asker: Asker, since: str | None = None, filters: Filters | None = None, limit: int | None = None
    ) -> list[Change]:
        """List what changed after a time, oldest first."""
        return self._engine.changes(since, asker.within(filters), limit)

    def held(self, asker: Asker) -> list[Held]:
        """Count the decisions of each organ and year."""
        return self._engine.held(asker.within(None))

    def organs(self, asker: Asker) -> list[tuple[str, str]]:
        """List (municipality, organ)."""
        return self._engine.organs(asker.within(None))

    def status(self, asker: Asker) -> Mapping[str, Any]:
        """Say what is in the store."""
        return self._engine.status(asker.within(None))

    def original(self, asker: Asker, document: str) -> tuple[Document, bytes]:
        """Give an original file with its name and kind; raises NotFound also where it is not what was indexed."""
        found, content = self._engine.original(document, asker.within(None))
        if not set(self._masking.kinds(asker)).isdisjoint(found.personal):
            raise NotFound(document)
        if found.is_restricted:
            self._repository.save_sights(asker.id, asker.name, [found.name], "file")
        return found, content

    def statistics(self, asker: Asker, days: int) -> Statistics:
        """Tell how questions were answered lately, and remember who was told; a front end checks who may be."""
        told = statistics(self._repository.judged(days), days, now().date(), self._shows_questions)
        self._repository.save_sights(asker.id, asker.name, [f"questions of {days} days"], "statistics")
        return self._masking.shown(asker, told)

    # running

    def standing(self) -> tuple[int, str]:
        """Give the generation of the store that answers, and when its documents changed last."""
        return self._engine.standing()

    def warm_up(self) -> None:
        """Load all that the first question would wait for; raises NothingIndexed."""
        self._engine.warm_up()
        self._engine.watch(self.figures.tell)  # from now on: what warming up takes is no stage of a question
        self._engine.hurry(self._seconds)
        self._warm = True

    def check(self) -> None:
        """Raise where the store or the database cannot be read, or NotReady before the service is warm."""
        self._repository.check()
        self._engine.organs()
        if not self._warm:
            raise NotReady

    def replica(self) -> Mapping[str, Any] | None:
        """Say how the store's read replica keeps up, or None where there is none."""
        state = self._engine.replica()
        if state is None:
            return None
        return {"reachable": state.is_there, "generations_behind": state.behind, "shows": state.shows}

    def purge(self) -> int:
        """Forget what is older than the settings keep it, and answers whose sources were withdrawn or changed.

        One of all workers looks through the answers, once a day and once a generation of the store, since reading
        thousands takes a processor for seconds, and `pykala index` has done it by itself.
        """
        gone = self._repository.purge()
        try:
            generation, _ = self._engine.standing()
        except NothingIndexed:
            return gone
        looked = f"answers:{now():%Y-%m-%d}:{generation}"
        if self._repository.seen(looked):
            return gone
        try:
            return gone + self._repository.forget(lambda answer: not self._engine.stands(answer))
        except Exception:
            self._repository.unsee(looked)
            raise

    def _previous(self, owner: str, conversation: str, walls: Filters) -> Answer:
        kept = self._turn_before(owner, conversation, walls)
        if kept is not None:
            return kept
        answer = self._repository.answer(conversation)
        if answer is None:
            raise NotFound(conversation)
        return replace(self._engine.review(answer, walls), conversation=uuid.uuid4().hex)

    def _said_in_thread(self, owner: str, walls: Filters) -> Answer | None:
        """Give the last answer in a thread; of what one who takes part may not see, another asks afresh."""
        try:
            return self._turn_before(owner, _named(owner), walls)
        except NotFound:
            return None

    def _turn_before(self, owner: str, conversation: str, walls: Filters) -> Answer | None:
        kept = self._repository.previous(conversation, owner)
        return self._engine.review(kept, walls) if kept else None


def _named(thread: str) -> str:
    """Give the id of the conversation that a front end's thread is."""
    return uuid.uuid5(uuid.NAMESPACE_URL, thread).hex
