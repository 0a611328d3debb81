"""Answer questions: read, find, choose, verify, tell."""

from __future__ import annotations

import gc
import logging
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import Any

from assistant import prompts
from assistant.answering.chat import ChatModel
from assistant.answering.generative import Written, as_told
from assistant.answering.rewriting import rewrite
from assistant.engine.patience import OutOfTime
from assistant.engine.questions import (
    inputs,
    newest_meeting,
    nothing_found,
    plain_inputs,
    read_question,
    searched_in,
    without_each_wall,
)
from assistant.engine.searching import SEARCHING, Searching
from assistant.errors import EmptyQuestion
from assistant.model import (
    Answer,
    AnswerStatus,
    Claim,
    Filters,
    Nearby,
    Question,
    SearchPage,
    Told,
)
from assistant.pipeline import chat_model, generative_answerer, plain_answer, plain_search, run
from assistant.prompts import render
from assistant.retrieval import Candidate
from assistant.search.ranking import ranking
from assistant.search.spelling import did_you_mean
from assistant.settings import Settings
from assistant.understanding import narrowed
from assistant.understanding.followup import follow_ups
from indexer.errors import ModelUnavailable
from indexer.stores.base import StoreReader

_NEARBY = 3
# With words that are looked up in the dictionaries, and in all ways.
_WARMING = {
    "fi": "Mitä valtuusto päätti tonttien myynnistä?",
    "sv": "Vad beslutade fullmäktige om tomtförsäljningen?",
    "en": "What did the council decide about the swimming hall?",
}
# A question makes many small values, nearly all of which go without the collector: let it look for the rest seldom.
_COLLECTED = (10_000, 20, 50)
_ANSWERING = (*SEARCHING, "answer", "verify")


_log = logging.getLogger(__name__)


class Cheaper(StrEnum):
    """How an answer is less than it might be."""

    LATE = "late"  # it took too long: the nearest decisions, and no claim
    WORDS = "words"  # there is no embedding model: what words alone find


class Asking(Searching):
    """Answer questions from one store."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._model = chat_model(settings)

    def warm_up(self) -> None:
        """Load what the first question would wait for: the model, and by a question what reads and translates words."""
        for language, text in _WARMING.items():
            for _ in self._stream(text, Filters(), language, None, None):
                pass
        self._of(self.store).speller().warm_up()
        prompts.warm_up()
        # What is loaded stays: Python's collector need not look through it again and again while somebody waits.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_COLLECTED)

    def ask(
        self,
        text: str,
        filters: Filters | None = None,
        language: str | None = None,
        previous: Answer | None = None,
    ) -> Answer:
        """Answer a question with verified claims, or say honestly that the documents do not answer it.

        A follow-up brings the answer before it as `previous` and may leave its topic unsaid.
        """
        *_, answer = self.stream(text, filters, language, previous)
        assert isinstance(answer, Answer)  # what is streamed ends with it
        return answer

    def stream(
        self,
        text: str,
        filters: Filters | None = None,
        language: str | None = None,
        previous: Answer | None = None,
    ) -> Iterator[Told | Answer]:
        """Answer as `ask` does; give each claim once it is verified, and the whole answer last."""
        pieces = self._stream(text, self._asked(filters), language, previous, self._model)
        return (piece for piece in pieces if not isinstance(piece, SearchPage))

    def _stream(
        self,
        text: str,
        filters: Filters,
        language: str | None,
        previous: Answer | None,
        model: ChatModel | None,
        limit: int | None = None,
    ) -> Iterator[SearchPage | Told | Answer]:
        began = time.monotonic()
        if not text.strip():
            raise EmptyQuestion
        store = self.store
        cheaper: Cheaper | None = None
        for question in self._readings(store, text, filters, language, previous, model):
            made, asked, cheaper = self._answered_in_time(store, question)
            if made["verify"]["claims"] or cheaper:
                break
        if limit is not None:
            ranked: Sequence[Candidate] | None = made["decisions"]["candidates"] if asked is question else None
            if cheaper:
                page = self._page(store, question, ranking(store, question, ranked or ()), limit, 0)
            else:
                page = self._first_page(store, question, ranked, limit)
            yield page if previous is None else replace(page, question=None)
        found = Written(tuple(made["verify"]["claims"]), tuple(made["verify"]["citations"]))
        candidates: Sequence[Candidate] = made["decisions"]["candidates"]
        # By municipality an answer is told in the documents' own words: a model would mix them.
        if model is not None and found.claims and not question.hints.across:
            # Outside the lock: a model takes its time, and other questions need not wait for it.
            found = yield from generative_answerer(store, model, self._settings).write(question, found)
        else:
            yield from (as_told(claim, found.citations) for claim in found.claims)
        searched = searched_in(store, question)
        excuse = render("notice", question.language, {"failure": str(cheaper)}) if cheaper else ""
        cited = {citation.decision_id for citation in found.citations}
        nearby = [each.decision for each in candidates if each.decision.decision_id not in cited][:_NEARBY]
        yield Answer(
            id=uuid.uuid4().hex,
            question=question,
            status=AnswerStatus.ANSWERED if found.claims else AnswerStatus.NO_ANSWER,
            text=told(found.claims) if found.claims else excuse or self._nothing_found(store, question, searched),
            claims=found.claims,
            citations=found.citations,
            nearby=tuple(Nearby(each.decision_id, each.reference, each.title) for each in nearby),
            coverage=searched,
            engine=found.engine,
            conversation=previous.conversation if previous else uuid.uuid4().hex,
            took_ms=round((time.monotonic() - began) * 1000),
            did_you_mean=""
            if found.claims or cheaper
            else did_you_mean(text, self._of(store).speller().corrections(question)),
            notice=found.notice or (excuse if found.claims else ""),
        )

    def _readings(
        self,
        store: StoreReader,
        text: str,
        filters: Filters,
        language: str | None,
        previous: Answer | None,
        model: ChatModel | None,
    ) -> Iterator[Question]:
        """Read a question; of a follow-up first as the language model rewrites it, then as the code resolves it."""
        with self._stages.timed("understanding"):
            question = read_question(text, store, filters, language)
        if previous is not None and model is not None:
            rewritten = rewrite(text, question.language, previous, model)
            if rewritten:
                whole = read_question(rewritten, store, filters, language)
                yield replace(whole, text=text, rewritten=rewritten)
        yield from (question,) if previous is None else follow_ups(question, previous)

    def look(
        self,
        text: str,
        filters: Filters | None = None,
        language: str | None = None,
        previous: Answer | None = None,
        limit: int = 10,
    ) -> Iterator[SearchPage | Told | Answer]:
        """Give the first page of what a search for the words of a question finds, then what `stream` gives.

        One run of the pipeline makes both, unless a mistyped word or a named month has them look for different things.
        """
        return self._stream(text, self._asked(filters), language, previous, self._model, limit)

    def _answered_in_time(
        self, store: StoreReader, question: Question
    ) -> tuple[dict[str, Any], Question, Cheaper | None]:
        """Answer; without a model by words alone, and where it takes too long find the nearest decisions by words."""
        try:
            return *self._patience.wait_for(partial(self._answer, store, question)), None
        except OutOfTime:
            _log.warning("an answer took too long; the nearest decisions were told")
            found = run(plain_search(store), plain_inputs(question, *SEARCHING))
            return {**found, "verify": {"claims": (), "citations": ()}}, question, Cheaper.LATE
        except ModelUnavailable as error:
            _log.warning("answered by words alone: %s", error)
            made = run(plain_answer(store, self._settings), plain_inputs(question, *_ANSWERING), {"decisions"})
            return made, question, Cheaper.WORDS

    def _nothing_found(self, store: StoreReader, question: Question, searched: dict[str, Any]) -> str:
        """Say that nothing was found, and without which filter there would be an answer."""
        ways = without_each_wall(question)
        try:
            obstacles = self._patience.wait_for(
                lambda: [said for said, other in ways if self._answer(store, other)[0]["verify"]["claims"]]
            )
        except OutOfTime:
            obstacles = []
        return nothing_found(question, searched, obstacles)

    def _answer(self, store: StoreReader, question: Question) -> tuple[dict[str, Any], Question]:
        """Run the pipeline; where the question names a month or a latest meeting, within that time first.

        Give with its outcome the question as it was asked at last.
        """
        pipeline = self._of(store).answering()
        for asked in (*narrowed(question, newest_meeting(store, question.filters)), question):
            with self._stages.watched():
                made = run(pipeline, inputs(asked, *_ANSWERING), {"decisions"})
            if made["verify"]["claims"]:
                break
        return made, asked


def told(claims: Sequence[Claim]) -> str:
    """Write claims with their marks as a text; where it was asked across, each municipality's in a line of its own."""
    if not any(each.municipality for each in claims):
        return " ".join(map(marked, claims))
    grouped = groupby(claims, key=lambda each: each.municipality)
    return "\n".join(f"{place}: {' '.join(map(marked, own))}" for place, own in grouped)


def marked(claim: Claim) -> str:
    """Write a claim with its marks, which stand before the full stop of a sentence that ends in one."""
    marks = "".join(f"[{n}]" for n in claim.citations)
    return f"{claim.text[:-1]} {marks}." if claim.text.endswith(".") else f"{claim.text} {marks}"
