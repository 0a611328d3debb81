"""All that a front end may call: ask, look, search, suggest, and show what there is as far as the asker may see it."""

from __future__ import annotations

import logging
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import RLock
from typing import Any

from assistant import lexicon, page_pictures
from assistant.answering.chat import ChatModel
from assistant.answering.generative import Written, as_told
from assistant.answering.rewriting import rewrite
from assistant.answering.sentences import LONGEST
from assistant.answering.verify import paragraph_url
from assistant.errors import EmptyQuestion, InvalidTime, NotFound, NothingIndexed
from assistant.highlighting import spans
from assistant.model import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    Filters,
    Held,
    Linked,
    Mark,
    Nearby,
    Question,
    QuestionKind,
    SearchPage,
    SearchResult,
    Suggestion,
    Told,
)
from assistant.opened import Opened
from assistant.pipeline import chat_model, generative_answerer, ranked_legs
from assistant.prompts import render
from assistant.retrieval import Candidate, is_visible, store_filter
from assistant.search.ranking import Ranked, Ranking, best_paragraphs, listing, ranking
from assistant.search.spelling import Correction, corrected, did_you_mean
from assistant.settings import Settings
from assistant.understanding import narrowed, understand
from assistant.understanding.followup import follow_up
from assistant.understanding.saying import day, say, sayings
from indexer.errors import SourceError, StoreMissing
from indexer.model import Decision, Paragraph, Source
from indexer.names import slug
from indexer.originals import document_id, read_original
from indexer.pictures import Picture as Picture  # what `picture` gives, known to front ends too
from indexer.stores.base import Change, SourceRecord, StoreReader
from indexer.stores.local import LocalStore

_log = logging.getLogger(__name__)
_NEARBY = 3
_WARMING = {"fi": "Mitä valtuusto päätti?", "sv": "Vad beslutade fullmäktige?", "en": "What did the council decide?"}
_ANSWERING = ("keywords", "vectors", "fusion", "decisions", "answer", "verify")


@dataclass(frozen=True, slots=True)
class Document:
    """An original file as the outside knows it."""

    id: str
    name: str
    media_type: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """What `decision` found: the decision and, where the id named one, its paragraph; its file and that file's name.

    `attachments` are the files attached to it, `attachment_of` the decision that its own file is attached to.
    """

    decision: Decision
    paragraph: Paragraph | None
    source: str
    attachments: tuple[Document, ...] = ()
    attachment_of: str | None = None
    document: Document | None = None


class Engine:
    """Answer questions from one store; safe to share between threads.

    The embedding model is loaded by the first question or search by words, not before.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        lexicon.use(settings.dictionaries)
        self._model = chat_model(settings)
        self._lock = RLock()
        self._store: LocalStore | None = None
        self._opened: Opened | None = None
        self._pictures = page_pictures.Pictures()

    @property
    def store(self) -> StoreReader:
        """The newest generation of the store; raises NothingIndexed where there is none."""
        with self._lock:
            if self._store is None or not self._store.is_current():
                try:
                    self._store = LocalStore.open(self._settings.data)
                except StoreMissing as error:
                    raise NothingIndexed(str(self._settings.data)) from error
                self._opened = Opened(self._store, self._settings)
            return self._store

    def _of(self, store: StoreReader) -> Opened:
        """Give what was built of a generation, which need not be the newest any more while a question is answered."""
        with self._lock:
            opened = self._opened
        return opened if opened is not None and opened.store is store else Opened(store, self._settings)

    def warm_up(self) -> None:
        """Load what the first question would wait for: the model, and by a question what reads and translates words."""
        for language, text in _WARMING.items():
            for _ in self._stream(text, Filters(), language, None, None):
                pass

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
        pieces = self._stream(text, filters or Filters(), language, previous, self._model)
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
        self._of(store).answering()  # begins to load the model, while the question is read
        for question in self._readings(store, text, filters, language, previous, model):
            made, asked = self._answer(store, question)
            if made["verify"]["claims"]:
                break
        if limit is not None:
            ranked: list[Candidate] | None = made["decisions"]["candidates"] if asked is question else None
            yield self._first_page(store, question, ranked, limit)
        found = Written(tuple(made["verify"]["claims"]), tuple(made["verify"]["citations"]))
        candidates: list[Candidate] = made["decisions"]["candidates"]
        if model is not None and found.claims:
            # Outside the lock: a model takes its time, and other questions need not wait for it.
            found = yield from generative_answerer(store, model, self._settings).write(question, found)
        else:
            yield from (as_told(claim, found.citations) for claim in found.claims)
        searched = _searched(store, question)
        cited = {citation.decision_id for citation in found.citations}
        nearby = [each.decision for each in candidates if each.decision.decision_id not in cited][:_NEARBY]
        yield Answer(
            id=uuid.uuid4().hex,
            question=question,
            status=AnswerStatus.ANSWERED if found.claims else AnswerStatus.NO_ANSWER,
            text=" ".join(map(marked, found.claims)) if found.claims else _nothing_found(question, searched),
            claims=found.claims,
            citations=found.citations,
            nearby=tuple(Nearby(each.decision_id, each.reference, each.title) for each in nearby),
            coverage=searched,
            engine=found.engine,
            conversation=previous.conversation if previous else uuid.uuid4().hex,
            took_ms=round((time.monotonic() - began) * 1000),
            did_you_mean="" if found.claims else did_you_mean(text, self._of(store).speller().corrections(question)),
            notice=found.notice,
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
        question = _understood(text, store, filters, language)
        if previous is not None and model is not None:
            rewritten = rewrite(text, question.language, previous, model)
            if rewritten:
                whole = _understood(rewritten, store, filters, language)
                yield replace(whole, text=text, rewritten=rewritten)
        yield question if previous is None else follow_up(question, previous)

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
        return self._stream(text, filters or Filters(), language, previous, self._model, limit)

    def _first_page(
        self, store: StoreReader, question: Question, ranked: Sequence[Candidate] | None, limit: int
    ) -> SearchPage:
        """Show what an answer was sought in; search anew where that was mistyped, or within a narrower time."""
        meant = self._of(store).speller().corrections(question)
        if ranked is None or meant:
            return self._searched_for(store, question, meant, limit, 0)
        return self._page(store, question, ranking(store, question, ranked), limit, 0)

    def _answer(self, store: StoreReader, question: Question) -> tuple[dict[str, Any], Question]:
        """Run the pipeline; where the question names a month or a latest meeting, within that time first.

        Give with its outcome the question as it was asked at last.
        """
        pipeline = self._of(store).answering()
        for asked in (*narrowed(question, _newest(store, question.filters)), question):
            made = pipeline.run(_inputs(asked, *_ANSWERING), {"decisions"})
            if made["verify"]["claims"]:
                break
        return made, asked

    def search(self, words: str, filters: Filters | None = None, limit: int = 10, offset: int = 0) -> SearchPage:
        """Rank decisions by words; without words list every decision under the filters, by date and section.

        `limit` results are given from the place `offset` on. A word that nothing visible holds finds also what it
        was probably meant to be.
        """
        began = time.monotonic()
        store = self.store
        if words.strip():
            self._of(store).searching()  # begins to load the model, while the words are read
            question = _understood(words, store, filters or Filters())
            meant = self._of(store).speller().corrections(question)
            page = self._searched_for(store, question, meant, limit, offset)
        else:
            question = Question(words, "fi", QuestionKind.FACT, filters or Filters())
            page = self._page(store, question, listing(store, question), limit, offset)
        return replace(page, took_ms=round((time.monotonic() - began) * 1000))

    def _searched_for(
        self, store: StoreReader, question: Question, meant: list[Correction], limit: int, offset: int
    ) -> SearchPage:
        asked = corrected(question, meant)
        inputs = _inputs(asked, "keywords", "vectors", "fusion", "decisions")
        made = self._of(store).searching().run(inputs)
        found = ranking(store, asked, made["decisions"]["candidates"])
        page = self._page(store, asked, found, limit, offset)
        return replace(page, did_you_mean=did_you_mean(question.text, meant))

    def _page(self, store: StoreReader, question: Question, found: Ranking, limit: int, offset: int) -> SearchPage:
        page = found.decisions[offset : offset + limit]
        return SearchPage(
            total=len(found.decisions),
            results=tuple(self._results(store, question, page)),
            facets=found.facets(),
            understood=understood(question),
            took_ms=0,
            by_words=found.by_words,
        )

    def suggest(self, prefix: str, filters: Filters | None = None, limit: int = 8) -> list[Suggestion]:
        """Complete what is being typed: organs, diary numbers and titles that the asker may see."""
        return self._of(self.store).suggester().suggest(prefix, filters or Filters(), limit)

    def rankings(self, words: str, limit: int) -> dict[str, tuple[list[str], float]]:
        """Rank decision ids by keywords, by vectors and fused, each with its milliseconds: for measuring."""
        store = self.store
        question = _understood(words, store, Filters())
        return ranked_legs(self._of(store).searching(), question, limit)

    def nearest(self, question: Question, limit: int) -> list[str]:
        """Give the decisions of the first passages that an understood question is answered from, each once."""
        store = self.store
        search = self._of(store).searching()
        found: dict[str, str] = {}
        for asked in (*narrowed(question, _newest(store, question.filters)), question):
            inputs = _inputs(asked, "keywords", "vectors", "fusion", "decisions")
            made = search.run(inputs, {"fusion"})
            found.update({each.id: each.meta["decision_id"] for each in made["fusion"]["documents"]})
        return list(dict.fromkeys(list(found.values())[:limit]))

    def decision(self, id_: str, filters: Filters | None = None) -> Found:
        """Give a decision, or a paragraph and its decision, by id; raises NotFound also where it may not be seen."""
        decision_id, _, anchor = id_.partition("#")
        store = self.store
        asker = filters or Filters()
        decision = store.decision(decision_id)
        if decision is None or not is_visible(decision, asker):
            raise NotFound(id_)
        paragraph = next((each for each in decision.paragraphs if each.paragraph_id == id_), None)
        if anchor and paragraph is None:
            raise NotFound(id_)
        source = store.source(decision.source_id)
        attached = (record.source for record in store.sources() if record.source.attachment_of == decision_id)
        seen = sorted((each for each in attached if is_visible(each, asker)), key=lambda each: each.name)
        attachments = tuple(self._document(each) for each in seen)
        if source is None:
            return Found(decision, paragraph, "", attachments)
        attached_to = store.decision(source.attachment_of) if source.attachment_of else None
        hidden = attached_to is not None and not is_visible(attached_to, asker)
        document = self._document(source)
        leads_to = None if hidden else source.attachment_of
        return Found(decision, paragraph, document.name, attachments, leads_to, document)

    def case(self, municipality: str, diary_number: str, filters: Filters | None = None) -> list[Decision]:
        """List the decisions of a case that the asker may see, oldest first."""
        found = self.store.case(municipality, diary_number)
        return [each for each in found if is_visible(each, filters or Filters())]

    def review(self, answer: Answer, filters: Filters | None = None) -> Answer:
        """Give a saved answer as the asker may see it now.

        Raise NotFound where a cited decision may not be seen or the quoted words do not stand any more. What is near
        and what was searched are those of the asker, not those of whoever asked first.
        """
        store, asker = self.store, filters or Filters()
        for citation in answer.citations:
            decision = store.decision(citation.decision_id, citation.language) or store.decision(citation.decision_id)
            if decision is None or not is_visible(decision, asker) or not _stands(citation, decision):
                raise NotFound(answer.id)
        near = [(each, store.decision(each.decision_id)) for each in answer.nearby]
        question = replace(answer.question, filters=replace(answer.question.filters, groups=asker.groups))
        searched = _searched(store, question)
        return replace(
            answer,
            question=question,
            text=answer.text if answer.claims else _nothing_found(question, searched),
            nearby=tuple(each for each, decision in near if decision is not None and is_visible(decision, asker)),
            coverage=searched,
            did_you_mean="",
        )

    def original(self, document: str, filters: Filters | None = None) -> tuple[Document, bytes]:
        """Give an original file by its id; raises NotFound also where it may not be seen or has changed since."""
        asker = filters or Filters()
        sources = (record.source for record in self.store.sources())
        source = next((each for each in sources if document_id(each.source_id) == document), None)
        if source is None or not is_visible(source, asker):
            raise NotFound(document)
        try:
            return self._document(source), read_original(source)
        except SourceError as error:
            _log.warning("an original is not given: %s", error)
            raise NotFound(document) from error

    def linked(self, decision: Decision, filters: Filters | None = None) -> list[Linked]:
        """List the decisions that a decision refers to by day and section, as far as the asker may see them."""
        asker, found = filters or Filters(), {}
        for each in decision.references:
            organ = each.organ or decision.organ
            if not (organ and each.date and each.section):
                continue
            other = self.store.decision(f"{slug(decision.municipality)}/{slug(organ)}/{each.date}/{each.section}")
            if other is not None and other.decision_id != decision.decision_id and is_visible(other, asker):
                found[other.decision_id] = Linked(other.decision_id, other.reference, other.title)
        return list(found.values())

    def picture(self, decision_id: str, number: int, filters: Filters | None = None) -> Picture:
        """Draw a page of the file that a decision stands in; raises NotFound where there is none that may be seen."""
        source = self._pdf(decision_id, filters)
        try:
            return self._pictures.page(source, number)
        except SourceError as error:
            raise NotFound(decision_id) from error

    def marks(
        self, decision_id: str, number: int, quotes: Mapping[str, tuple[str, ...]], filters: Filters | None = None
    ) -> list[Mark]:
        """Find on such a page the words that are quoted of paragraphs, given by their ids."""
        source = self._pdf(decision_id, filters)
        decision = self.decision(decision_id, filters).decision
        try:
            return page_pictures.marks(source, decision, number, quotes)
        except SourceError as error:
            raise NotFound(decision_id) from error

    def _pdf(self, decision_id: str, filters: Filters | None) -> Source:
        decision = self.decision(decision_id, filters).decision
        source = self.store.source(decision.source_id)
        if source is None or not is_visible(source, filters or Filters()) or not page_pictures.has_pictures(source):
            raise NotFound(decision_id)
        return source

    def said_words(self, words: str, texts: Sequence[str]) -> list[tuple[tuple[int, int], ...]]:
        """Find in each of some texts the words that say those of a question, whatever their form: start and end."""
        question = _understood(words, self.store, Filters())
        return [spans(text, question) for text in texts]

    def held(self, filters: Filters | None = None) -> list[Held]:
        """Count the decisions of each organ and year that the asker may see."""
        counted = Counter(
            (each.municipality, each.organ, each.date[:4] if each.date else None)
            for each in self.store.headings(_access(filters or Filters()))
        )
        return [Held(*key, count) for key, count in sorted(counted.items(), key=lambda item: [*map(str, item[0])])]

    def changes(
        self, since: str | None = None, filters: Filters | None = None, limit: int | None = None
    ) -> list[Change]:
        """List the decisions that the asker may see and that changed or were removed after a time, oldest first.

        `since` is an ISO date or time, UTC if it names no zone; raises InvalidTime for another text.
        """
        try:
            return self.store.changes(since, store_filter(filters or Filters()), limit)
        except (ValueError, OverflowError) as error:  # the first day of all, east of Greenwich, has no UTC
            raise InvalidTime(since or "") from error

    def organs(self, filters: Filters | None = None) -> list[tuple[str, str]]:
        """List (municipality, organ) of the decisions that the asker may see."""
        return self.store.organs(_access(filters or Filters()))

    def status(self, filters: Filters | None = None) -> Mapping[str, Any]:
        """Say what is in the store of what the asker may see: counts, organs, newest meeting, unreadable files."""
        asker = filters or Filters()
        # Of a file without checksum not even its sidecar could be read, so nobody knows who may see it.
        known = (each for each in self.store.sources() if each.source.checksum)
        return self._inventory(_access(asker), [each for each in known if is_visible(each.source, asker)])

    def inventory(self) -> Mapping[str, Any]:
        """Say what is in the store, whoever may see it: for administrators only."""
        return self._inventory(None, self.store.sources())

    def _inventory(self, access: dict[str, Any] | None, records: list[SourceRecord]) -> Mapping[str, Any]:
        store = self.store
        coverage = store.coverage(access)
        return {
            "files": len(records),
            "decisions": coverage.decisions,
            "paragraphs": sum(record.paragraphs for record in records),
            "passages": store.count_documents(access),
            "organs": [{"municipality": municipality, "organ": organ} for municipality, organ in store.organs(access)],
            "newest": coverage.newest,
            "skipped": [{"source": each.source.name, "reason": each.skipped} for each in records if each.skipped],
            "model": store.manifest.model,
        }

    def _results(self, store: StoreReader, question: Question, page: Sequence[Ranked]) -> Iterator[SearchResult]:
        """Load the decisions of a page."""
        paragraphs = best_paragraphs(store, question, page)
        for each in page:
            key = each.heading.decision_id, each.heading.language
            decision = store.decision(*key)
            if decision is not None:
                yield self._result(decision, next(iter(each.paragraph_ids), paragraphs.get(key)), each.score)

    def _document(self, source: Source) -> Document:
        name = document_id(source.source_id)
        return Document(
            name, source.name, source.media_type, f"{self._settings.public_url.rstrip('/')}/documents/{name}"
        )

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


def _newest(store: StoreReader, filters: Filters) -> Callable[[str | None], str | None]:
    """Give what tells the day of the newest meeting of an organ, or of all, that the asker may see."""
    asker = Filters(groups=filters.groups)
    return lambda organ: store.coverage(store_filter(replace(asker, organ=organ))).newest


def _inputs(question: Question, *components: str) -> dict[str, dict[str, Any]]:
    return {
        "embedding": {"text": question.standalone},
        **{name: {"question": question} for name in components},
    }


def _understood(text: str, store: StoreReader, filters: Filters, language: str | None = None) -> Question:
    """Read a question with what the store knows of organs and municipalities."""
    known = store.organs(_access(filters))
    towns = (municipality for municipality, _ in known)
    organs = (organ for _, organ in known)
    return understand(
        text,
        organs,
        filters,
        language,
        municipalities=towns,
        newest=_newest(store, filters),
        languages=store.languages(),
    )


def understood(question: Question) -> dict[str, Any]:
    """Give what was understood, as it stands in answers and search pages."""
    return {
        "question_kind": str(question.kind),
        "filters": question.filters.said(),
        "hints": question.hints.said(),
        "said": question.said,
        "said_each": [
            {"names": list(each.names), "said": each.text, "is_filter": each.is_filter} for each in sayings(question)
        ],
    }


def _access(filters: Filters) -> dict[str, Any]:
    """Keep of filters only who asks."""
    return store_filter(Filters(groups=filters.groups))


def _searched(store: StoreReader, question: Question) -> dict[str, Any]:
    """Say what the walls of a question leave to search in."""
    coverage = store.coverage(store_filter(question.filters))
    return {"decisions": coverage.decisions, "organs": list(coverage.organs), "newest": coverage.newest}


def marked(claim: Claim) -> str:
    """Write a claim with its marks, which stand before the full stop of a sentence that ends in one."""
    marks = "".join(f"[{n}]" for n in claim.citations)
    return f"{claim.text[:-1]} {marks}." if claim.text.endswith(".") else f"{claim.text} {marks}"


def _nothing_found(question: Question, searched: Mapping[str, Any]) -> str:
    newest = searched["newest"]
    told = {**searched, "newest": day(newest) if newest else "", "walls": _walls(question)}
    return render("no_answer", question.language, told)


def _stands(citation: Citation, decision: Decision) -> bool:
    """Tell whether a decision still says what a citation quotes, also where its paragraphs were numbered anew."""
    return any(citation.quote in paragraph.text for paragraph in decision.paragraphs)


def _walls(question: Question) -> str:
    return say(Question(question.text, question.language, question.kind, question.filters))
