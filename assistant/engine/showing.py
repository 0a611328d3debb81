"""Show decisions, cases, kept answers, original files and their pages, as far as the asker may see them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from assistant import page_pictures
from assistant.engine.opening import Opening
from assistant.engine.questions import nothing_found, searched_in
from assistant.errors import NotFound, PictureUnavailable
from assistant.model import Answer, Citation, Filters, Linked, Mark, Nearby
from assistant.retrieval import is_visible
from assistant.settings import Settings
from indexer.errors import NoSuchPage, SourceChanged, SourceError
from indexer.model import Decision, Paragraph, Reference, Source
from indexer.names import slug
from indexer.originals import document_id, read_original
from indexer.pictures import Picture
from indexer.references import mentions
from indexer.stores.base import StoreReader

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """An original file as the outside knows it."""

    id: str
    name: str
    media_type: str
    url: str
    personal: tuple[str, ...] = ()  # kinds of personal data in it
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What `decision` found: the decision and, where the id named one, its paragraph; its file and that file's name.

    `attachments` are the files attached to it, `attachment_of` the decision that its own file is attached to;
    `web_address` is where the file was published.
    """

    decision: Decision
    paragraph: Paragraph | None
    source: str
    attachments: tuple[Document, ...] = ()
    attachment_of: str | None = None
    document: Document | None = None
    web_address: str | None = None


class Showing(Opening):
    """Show what one store holds under an id."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._pictures = page_pictures.Pictures(settings)

    def decision(self, id_: str, filters: Filters | None = None) -> Found:
        """Give a decision, or a paragraph and its decision, by id; raises NotFound also where it may not be seen."""
        store, asker = self.store, filters or Filters()
        decision, paragraph = _visible(store, id_, asker)
        decision_id = decision.decision_id
        source = store.source(decision.source_id)
        attached = (record.source for record in store.sources() if record.source.attachment_of == decision_id)
        seen = [each for each in attached if is_visible(each, asker) and not each.redacted]
        attachments = tuple(self._document(each) for each in sorted(seen, key=lambda each: each.name))
        if source is None:
            return Found(decision, paragraph, "", attachments)
        attached_to = store.decision(source.attachment_of) if source.attachment_of else None
        hidden = attached_to is not None and not is_visible(attached_to, asker)
        document = self._document(source)
        leads_to = None if hidden else source.attachment_of
        given = None if source.redacted else document  # the file still has the words
        return Found(
            decision, paragraph, document.name, attachments, leads_to, given, None if source.redacted else source.url
        )

    def paragraph(self, id_: str, filters: Filters | None = None) -> Paragraph:
        """Give a paragraph by id; raises NotFound also where it may not be seen."""
        _, paragraph = _visible(self.store, id_, filters or Filters())
        if paragraph is None:
            raise NotFound(id_)
        return paragraph

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
            decision = _standing(store, citation)
            if decision is None or not is_visible(decision, asker) or not _stands(citation, decision):
                raise NotFound(answer.id)
        near = [(each, store.decision(each.decision_id)) for each in answer.nearby]
        question = replace(answer.question, filters=replace(answer.question.filters, groups=asker.groups))
        searched = searched_in(store, question)
        return replace(
            answer,
            question=question,
            text=answer.text if answer.claims else nothing_found(question, searched),
            nearby=tuple(
                Nearby(each.decision_id, decision.reference, decision.title)  # as it is called now
                for each, decision in near
                if decision is not None and is_visible(decision, asker)
            ),
            coverage=searched,
            did_you_mean="",
        )

    def restricted(self, ids: Iterable[str]) -> list[str]:
        """Keep of ids of decisions, each once, those of decisions that are not for everybody."""
        found = ((each, self.store.decision(each)) for each in dict.fromkeys(ids))
        return [each for each, decision in found if decision is not None and decision.access_groups]

    def stands(self, answer: Answer) -> bool:
        """Tell whether all that a saved answer shows still stands in the store, whoever may see it."""
        store = self.store
        cited = ((each, _standing(store, each)) for each in answer.citations)
        return all(found and _stands(each, found) for each, found in cited) and all(
            (found := store.decision(each.decision_id)) is not None and found.title == each.title
            for each in answer.nearby
        )

    def original(self, document: str, filters: Filters | None = None) -> tuple[Document, bytes]:
        """Give an original file by its id; raises NotFound also where it may not be seen or has changed since."""
        asker = filters or Filters()
        sources = (record.source for record in self.store.sources())
        source = next((each for each in sources if document_id(each.source_id) == document), None)
        if source is None or not is_visible(source, asker) or source.redacted:
            raise NotFound(document)
        try:
            return self._document(source), read_original(source)
        except SourceError as error:
            _log.warning("an original is not given: %s", error)
            raise NotFound(document) from error

    def linked(self, decision: Decision, filters: Filters | None = None) -> list[Linked]:
        """List the decisions that a decision refers to by day and section, as far as the asker may see them."""
        asker = filters or Filters()
        places = _places(decision)
        found: dict[str, Linked] = {}
        for each in decision.references:
            organ = each.organ or decision.organ
            if not (organ and each.date and each.section):
                continue
            other = self.store.decision(f"{slug(decision.municipality)}/{slug(organ)}/{each.date}/{each.section}")
            if other is not None and other.decision_id != decision.decision_id and is_visible(other, asker):
                known = found.get(other.decision_id)
                found[other.decision_id] = Linked(
                    other.decision_id,
                    other.reference,
                    other.title,
                    (*(known.places if known else ()), *places.get(each, ())),
                )
        return list(found.values())

    def picture(
        self, decision_id: str, number: int, filters: Filters | None = None, hidden: tuple[str, ...] = ()
    ) -> Picture:
        """Draw a page of the file that a decision stands in, with kinds of personal data hidden.

        Raises NotFound where there is none that may be seen, PictureUnavailable where it cannot be drawn.
        """
        source = self._pdf(decision_id, filters)
        with _told(decision_id):
            return self._pictures.page(source, number, hidden)

    def marks(
        self, decision_id: str, number: int, quotes: Mapping[str, tuple[str, ...]], filters: Filters | None = None
    ) -> list[Mark]:
        """Find on such a page the words that are quoted of paragraphs, given by their ids; raises as `picture` does."""
        source = self._pdf(decision_id, filters)
        decision = self.decision(decision_id, filters).decision
        with _told(decision_id):
            return self._pictures.marks(source, decision, number, quotes)

    def _pdf(self, decision_id: str, filters: Filters | None) -> Source:
        decision = self.decision(decision_id, filters).decision
        source = self.store.source(decision.source_id)
        if source is None or not is_visible(source, filters or Filters()) or not page_pictures.has_pictures(source):
            raise NotFound(decision_id)
        return source

    def _document(self, source: Source) -> Document:
        name = document_id(source.source_id)
        url = f"{self._settings.public_url.rstrip('/')}/documents/{name}"
        return Document(name, source.name, source.media_type, url, source.personal, bool(source.access_groups))


@contextmanager
def _told(decision_id: str) -> Iterator[None]:
    """Tell of a page that is not there, or cannot be drawn."""
    try:
        yield
    except (NoSuchPage, SourceChanged) as error:
        raise NotFound(decision_id) from error
    except SourceError as error:
        _log.warning("a page of %s is not drawn: %s", decision_id, error)
        raise PictureUnavailable(decision_id) from error


def _standing(store: StoreReader, citation: Citation) -> Decision | None:
    """Give the decision that a citation is of, as it stands now."""
    return store.decision(citation.decision_id, citation.language) or store.decision(citation.decision_id)


def _places(decision: Decision) -> dict[Reference, list[tuple[str, int, int]]]:
    """Find where the paragraphs of a decision refer to sections of other meetings."""
    found: dict[Reference, list[tuple[str, int, int]]] = {}
    for paragraph in decision.paragraphs:
        for mention in mentions(paragraph.text):
            place = (paragraph.paragraph_id, mention.start, mention.end)
            found.setdefault(mention.reference, []).append(place)
    return found


def _visible(store: StoreReader, id_: str, asker: Filters) -> tuple[Decision, Paragraph | None]:
    """Give the decision of an id and, where the id names one, its paragraph; raise NotFound where there is none."""
    decision_id, _, anchor = id_.partition("#")
    decision = store.decision(decision_id)
    paragraph = next((each for each in decision.paragraphs if each.paragraph_id == id_), None) if decision else None
    if decision is None or not is_visible(decision, asker) or (anchor and paragraph is None):
        raise NotFound(id_)
    return decision, paragraph


def _stands(citation: Citation, decision: Decision) -> bool:
    """Tell whether a decision still says what a citation quotes, also where its paragraphs were numbered anew."""
    return any(citation.quote in paragraph.text for paragraph in decision.paragraphs)
