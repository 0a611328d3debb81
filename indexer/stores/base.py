"""What a store must do.

A reader sees one whole generation. A writer collects changes and makes them visible together by `commit`.
Filters are Haystack's filter dictionaries over the `meta` of a passage and mean the same for keywords,
vectors and listing. Returned documents carry `score` and no embedding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from haystack import Document
from haystack.document_stores.types import DuplicatePolicy
from numpy.typing import ArrayLike

from indexer.model import Decision, Source, Value
from indexer.words import AnalysedTexts

if TYPE_CHECKING:
    from indexer.stores.copies import Copier, SourceCopy

Filter = Mapping[str, Any]


class Found(Value, Document):
    """A passage as a store gives it: nobody changes it, so that Haystack need not copy it at each step."""

    __hash__ = None  # type: ignore[assignment]

    def scored(self, score: float | None) -> Self:
        """Give the same passage with a score, without checking anew what was checked when it was read."""
        made = object.__new__(type(self))
        vars(made).update(vars(self), score=score)
        return made

    def __eq__(self, other: object) -> bool:
        """Tell whether a document is the same, whatever its class."""
        return isinstance(other, Document) and self.to_dict(flatten=False) == other.to_dict(flatten=False)


def scored(document: Document, score: float | None) -> Document:
    """Give the same passage with a score."""
    return document.scored(score) if isinstance(document, Found) else replace(document, score=score)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store was made with; two that differ cannot be mixed."""

    model: str
    dimensions: int
    analyser_version: int
    passage_version: int


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What the store remembers of an indexed or skipped file."""

    source: Source
    decisions: int
    paragraphs: int
    skipped: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a filter leaves to search in: decisions, their organs, the newest meeting's ISO date."""

    decisions: int
    organs: tuple[str, ...]
    newest: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """When the decision that stands under an id got the content that it has, or was removed.

    `changed` is the UTC time of the commit; no two changes share one, so that the last that a client has seen is
    where it goes on.
    """

    decision_id: str
    language: str
    changed: str
    removed: bool


@dataclass(frozen=True, slots=True)
class ReplicaState:
    """Whether a read replica can be reached, how many generations it is behind, and when what it shows was committed.

    `behind` is None where the primary cannot be asked.
    """

    is_there: bool
    behind: int | None = None
    shows: datetime | None = None


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A term of the analyser and what it counts; terms of one `group` are alternatives of one word."""

    term: str
    weight: float = 1.0
    group: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """What lists and counts tell of a decision, without its text."""

    decision_id: str
    language: str
    municipality: str
    organ: str | None
    date: str | None
    section: str | None
    case: str | None
    title: str
    document_kind: str


class StoreReader(Protocol):
    """Read one generation; safe to share between threads.

    A store that cannot keep a generation for its readers gives, call by call, the whole of the newest one.
    """

    @property
    def manifest(self) -> Manifest: ...

    @property
    def generation(self) -> int:
        """The number of the generation that was opened."""
        ...

    @property
    def changed(self) -> str:
        """The UTC time of the last change that `changes` tells of, whoever may see it; empty before the first."""
        ...

    def is_current(self) -> bool:
        """Say whether no later generation has been committed; if not, open the store anew."""
        ...

    # Haystack's document store, reading side
    def count_documents(self, filters: Filter | None = None) -> int: ...
    def filter_documents(self, filters: Filter | None = None) -> list[Document]: ...

    # retrieval
    def search_keywords(
        self, terms: Sequence[WeightedTerm], filters: Filter | None = None, limit: int = 50
    ) -> list[Document]:
        """Rank passages by BM25 over the analyser's terms, best first."""
        ...

    def search_vectors(self, vector: ArrayLike, filters: Filter | None = None, limit: int = 50) -> list[Document]:
        """Rank passages by cosine similarity, exactly, best first."""
        ...

    def matches(self, terms: Sequence[WeightedTerm], filters: Filter | None = None) -> list[tuple[Heading, float]]:
        """List every decision that has a passage with one of the terms, and that passage's BM25, best first."""
        ...

    def document_frequency(self, term: str, filters: Filter | None = None) -> int:
        """Count the passages that hold a term."""
        ...

    def terms(self) -> Sequence[str]:
        """List every term of the index, whoever may see it, in no order: ask `document_frequency` under a filter."""
        ...

    # records
    def decision(self, decision_id: str, language: str | None = None) -> Decision | None:
        """Give the decision that stands under an id, with all its paragraphs, or None."""
        ...

    def words(self, decision: Decision) -> AnalysedTexts | None:
        """Give what the words of a decision's texts are looked up by, or None where the store has not kept it."""
        ...

    def decisions(self, filters: Filter | None = None, limit: int | None = None) -> list[Decision]:
        """List standing sections (not a meeting's own matter) in order of date and section number."""
        ...

    def headings(self, filters: Filter | None = None) -> list[Heading]:
        """List what `decisions` lists, in the same order, by heading."""
        ...

    def case(self, municipality: str, diary_number: str) -> list[Decision]:
        """List the standing decisions of a case, oldest first."""
        ...

    def changes(
        self, since: str | None = None, filters: Filter | None = None, limit: int | None = None
    ) -> list[Change]:
        """List the latest change of each decision that `decisions` lists or listed, oldest first.

        Only those after `since`, an ISO date or time (UTC if it names no zone); raise ValueError for another text.
        Of what was removed, municipality_slug, organ_slug, date, year, section, document_kind, language,
        access_groups and routine can be filtered; a filter on anything else leaves it out. A decision whose access
        groups changed is first removed for the old groups.
        """
        ...

    def source(self, source_id: str) -> Source | None: ...
    def sources(self) -> list[SourceRecord]: ...
    def organs(self, filters: Filter | None = None) -> list[tuple[str, str]]:
        """List (municipality, organ) of the standing decisions under a filter."""
        ...

    def languages(self) -> Sequence[str]:
        """List the languages that passages are in."""
        ...

    def coverage(self, filters: Filter | None = None) -> Coverage: ...
    def replica(self) -> ReplicaState | None:
        """Say how a read replica keeps up, or None where there is none."""
        ...

    # filling another store
    def copier(self) -> Copier:
        """Give what copies the newest generation, source by source; it raises StoreError once another one stands."""
        ...

    def remembered_changes(self) -> list[tuple[object, ...]]:
        """Give what a writer's `take_changes` takes."""
        ...

    def check(self) -> list[str]:
        """Say what disagrees between records, keywords and vectors; an empty list proves that they agree."""
        ...

    def close(self) -> None: ...


class Block:
    """Be a block of code, at whose end one is closed."""

    def close(self) -> None:
        """Close; each kind says what that means."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        """Work until the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, whatever came of the block."""
        self.close()


class StoreWriter(Protocol):
    """Collect changes of many sources; one writer at a time."""

    # what the last commit holds
    def sources(self) -> list[SourceRecord]:
        """List the sources, so that unchanged files can be skipped; none on a rebuild before its first commit."""
        ...

    def sources_beneath(self, prefix: str) -> list[str]:
        """List the ids of the sources that have a decision beneath an id such as "kemi/hallitus"; all for none."""
        ...

    def decisions_of(self, source_id: str) -> list[Decision]:
        """List all decisions of a source, standing or not, in its own order."""
        ...

    def vectors_of(self, contents: Iterable[str]) -> dict[str, list[float]]:
        """Give the vectors of those texts that passages have word for word.

        A rebuild has those of the store that it replaces as well, if they are of the same model and dimensions.
        """
        ...

    # changes
    def write_documents(self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE) -> int: ...
    def delete_documents(self, document_ids: list[str]) -> None: ...

    def put(self, source: Source, decisions: Sequence[Decision], documents: Sequence[Document]) -> None:
        """Replace everything that came from a source."""
        ...

    def put_skipped(self, source: Source, reason: str) -> None:
        """Remember that a source was seen and why nothing came of it."""
        ...

    def put_copy(self, copy: SourceCopy) -> None:
        """Replace everything that came from a source by what another store holds of it."""
        ...

    def take_changes(self, changes: Iterable[tuple[Any, ...]]) -> None:
        """Remember of changes what another store remembers, and nothing else."""
        ...

    def remove(self, source_id: str) -> None:
        """Take away everything that came from a source."""
        ...

    def forget(self, decision_ids: Iterable[str]) -> None:
        """Let `changes` know nothing of decisions that are not there after the next commit: their ids tell too much."""
        ...

    def commit(self) -> None:
        """Make all changes since the last commit visible to new readers at once.

        What they take away, no file of the store holds any longer; of a removed decision only its id, its access
        groups and what kind of thing it was stay, for `changes`.
        """
        ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
