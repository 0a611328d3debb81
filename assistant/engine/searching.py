"""Rank decisions by words, suggest what is being typed, and measure."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.sentences import LONGEST
from assistant.answering.verify import paragraph_url
from assistant.engine.opening import Opening
from assistant.engine.patience import OutOfTime
from assistant.engine.questions import at_home, inputs, newest_meeting, plain_inputs, read_question, understood
from assistant.highlighting import Spans, spans
from assistant.model import (
    Filters,
    Question,
    QuestionKind,
    SearchPage,
    SearchResult,
    Suggestion,
)
from assistant.pipeline import plain_search, ranked_legs, run
from assistant.retrieval import Candidate
from assistant.search.ranking import Ranked, Ranking, best_paragraphs, listing, ranking
from assistant.search.spelling import Correction, corrected, did_you_mean
from assistant.understanding import narrowed
from indexer.errors import ModelUnavailable
from indexer.model import Decision
from indexer.stores.base import StoreReader

_log = logging.getLogger(__name__)
# the components that a search runs with its question
SEARCHING = ("keywords", "vectors", "fusion", "decisions")


class Searching(Opening):
    """Search one store."""

    def search(self, words: str, filters: Filters | None = None, limit: int = 10, offset: int = 0) -> SearchPage:
        """Rank decisions by words; without words list every decision under the filters, by date and section.

        `limit` results are given from the place `offset` on. A word that nothing visible holds finds also what it
        was probably meant to be.
        """
        began = time.monotonic()
        store, asked = self.store, self._asked(filters)
        if words.strip():
            with self._stages.timed("understanding"):
                question = read_question(words, store, asked)
            page = self._found_in_time(store, question, limit, offset)
        else:
            question = Question(words, "fi", QuestionKind.FACT, at_home(asked, store))
            page = self._page(store, question, listing(store, question), limit, offset)
        return replace(page, took_ms=round((time.monotonic() - began) * 1000))

    def _found_in_time(self, store: StoreReader, question: Question, limit: int, offset: int) -> SearchPage:
        """Search, or where that takes too long or there is no model, by the words as they are written."""

        def whole() -> SearchPage:
            self._of(store).searching()  # begins to load the model, while the words are looked at
            meant = self._of(store).speller().corrections(question)
            return self._searched_for(store, question, meant, limit, offset)

        try:
            return self._patience.wait_for(whole)
        except (OutOfTime, ModelUnavailable) as error:
            _log.warning("searched by words alone: %s", str(error) or "it took too long")
            made = run(plain_search(store), plain_inputs(question, *SEARCHING))
            return self._page(store, question, ranking(store, question, made["decisions"]["candidates"]), limit, offset)

    def _searched_for(
        self, store: StoreReader, question: Question, meant: list[Correction], limit: int, offset: int
    ) -> SearchPage:
        asked = corrected(question, meant)
        with self._stages.watched():
            made = run(self._of(store).searching(), inputs(asked, *SEARCHING))
        found = ranking(store, asked, made["decisions"]["candidates"])
        page = self._page(store, asked, found, limit, offset)
        return replace(page, did_you_mean=did_you_mean(question.text, meant), question=question)

    def _page(self, store: StoreReader, question: Question, found: Ranking, limit: int, offset: int) -> SearchPage:
        page = found.decisions[offset : offset + limit]
        return SearchPage(
            total=len(found.decisions),
            results=tuple(self._results(store, question, page)),
            facets=found.facets(),
            understood=understood(question),
            took_ms=0,
            by_words=found.by_words,
            question=question,
        )

    def _first_page(
        self, store: StoreReader, question: Question, ranked: Sequence[Candidate] | None, limit: int
    ) -> SearchPage:
        """Show what an answer was sought in; search anew where that was mistyped, or within a narrower time."""
        meant = self._of(store).speller().corrections(question)
        if ranked is None or meant:
            return self._searched_for(store, question, meant, limit, 0)
        return self._page(store, question, ranking(store, question, ranked), limit, 0)

    def suggest(self, prefix: str, filters: Filters | None = None, limit: int = 8) -> list[Suggestion]:
        """Complete what is being typed: organs, diary numbers and titles that the asker may see."""
        return self._of(self.store).suggester().suggest(prefix, filters or Filters(), limit)

    def rankings(self, words: str, limit: int) -> dict[str, tuple[list[str], float]]:
        """Rank decision ids by keywords, by vectors and fused, each with its milliseconds: for measuring."""
        store = self.store
        question = read_question(words, store, Filters())
        return ranked_legs(self._of(store).searching(), question, limit)

    def nearest(self, question: Question, limit: int) -> list[str]:
        """Give the decisions of the first passages that an understood question is answered from, each once."""
        store = self.store
        search = self._of(store).searching()
        found: dict[str, str] = {}
        for asked in (*narrowed(question, newest_meeting(store, question.filters)), question):
            made = run(search, inputs(asked, *SEARCHING), {"fusion"})
            found.update({each.id: each.meta["decision_id"] for each in made["fusion"]["documents"]})
        return list(dict.fromkeys(list(found.values())[:limit]))

    def said_words(
        self, words: str, results: Sequence[SearchResult], question: Question | None = None
    ) -> list[tuple[Spans, Spans]]:
        """Find in title and snippet of each result the words that say those of a question: start and end.

        The words are read anew where their `question` is not given.
        """
        store = self.store
        question = question or read_question(words, store, Filters())
        found = []
        for each in results:
            decision = store.decision(each.decision_id, each.language)
            analysed = store.words(decision) if decision else None
            found.append((spans(each.title, question, analysed), spans(each.snippet, question, analysed)))
        return found

    def _results(self, store: StoreReader, question: Question, page: Sequence[Ranked]) -> Iterator[SearchResult]:
        """Load the decisions of a page."""
        paragraphs = best_paragraphs(store, question, page)
        for each in page:
            key = each.heading.decision_id, each.heading.language
            decision = store.decision(*key)
            if decision is not None:
                yield self._result(decision, next(iter(each.paragraph_ids), paragraphs.get(key)), each.score)

    def _result(self, decision: Decision, paragraph_id: str | None, score: float) -> SearchResult:
        body = [each for each in decision.paragraphs if not each.is_heading] or list(decision.paragraphs)
        paragraph = next((each for each in body if each.paragraph_id == paragraph_id), body[0])
        return SearchResult(
            decision_id=decision.decision_id,
            document_kind=str(decision.document_kind),
            municipality=decision.municipality,
            organ=decision.organ,
            date=decision.date,
            section=decision.section,
            case=decision.case,
            title=decision.title,
            part=str(paragraph.part),
            paragraph_id=paragraph.paragraph_id,
            snippet=paragraph.text[:LONGEST],
            score=round(score, 4),
            url=paragraph_url(self._settings.public_url, paragraph),
            language=decision.language,
        )
