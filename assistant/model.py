"""The values of a question's way: frozen, and known to every front end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from indexer.model import DocumentKind as DocumentKind  # what filters may ask for, known to front ends too
from indexer.model import PartKind as PartKind
from indexer.model import Value


class QuestionKind(StrEnum):
    """What a question asks for; the names are part of the contract."""

    DECISION = "decision"
    LIST = "list"
    FACT = "fact"
    AMOUNT = "amount"
    DATE = "date"
    REASON = "reason"
    VOTE = "vote"
    TIMELINE = "timeline"
    REFERENCE = "reference"


class AnswerStatus(StrEnum):
    """How an answer turned out; the names are part of the contract."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Filters(Value):
    """Walls around a search; None does not filter. Dates are ISO, inclusive; organ and municipality may be slugs.

    `groups` are the access groups of the asker: sources with other groups than these do not exist for them.
    `without` names what is not to be understood from the question's words, because the asker took it away.
    `home` is the asker's own municipality, which a question stays within unless it says otherwise.
    """

    municipality: str | None = None
    organ: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    year: int | None = None
    document_kind: str | None = None
    part: str | None = None
    section: str | None = None
    case: str | None = None
    groups: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    home: str | None = None

    def said(self) -> dict[str, Any]:
        """Give the filters that are set, without the asker's groups."""
        names = ("municipality", "organ", "date_from", "date_to", "year", "document_kind", "part", "section", "case")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    @property
    def leave_all(self) -> bool:
        """Tell whether nothing is filtered but whose decisions are meant."""
        return self.said().keys() <= {"municipality"}


@dataclass(frozen=True, slots=True)
class Hints(Value):
    """What a question says without excluding anything else: it only ranks.

    `narrow` is set while only an organ's meetings of the named time are searched; `across` where it is asked which
    municipalities something is true of.
    """

    year: int | None = None
    date_from: str | None = None
    date_to: str | None = None
    organ: str | None = None
    latest: bool = False
    narrow: bool = False
    section: str | None = None
    across: bool = False

    def said(self) -> dict[str, Any]:
        """Give the hints that are set."""
        names = ("year", "date_from", "date_to", "organ", "section")
        found = {name: value for name in names if (value := getattr(self, name)) is not None}
        return found | {name: True for name in ("latest", "across") if getattr(self, name)}

    def less(self, without: Collection[str]) -> Hints:
        """Leave out the hints of these names."""
        kept = {name: value for name, value in self.said().items() if name not in without}
        return Hints(**kept, narrow=self.narrow)


@dataclass(frozen=True, slots=True)
class Alternative(Value):
    """One way to say a concept in Finnish: terms that one word of a text has to hold all of.

    `parts` are the compound parts (modifier first) by which a near synonym can be told, or empty.
    `weight` is 1 for the asker's own word and less for a translation.
    """

    terms: frozenset[str]
    parts: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Concept(Value):
    """A content word (or phrase) of a question with the Finnish ways to say it.

    `own` is the word as the asker wrote it; `name` tells a proper name or a number, which has to stand as it is.
    `weight` is what the kind of word counts: names most, then nouns, then verbs and the rest; a `key` concept is one
    that an answer cannot do without. `unknown` is a word of another language that the dictionary does not have.
    """

    own: str
    alternatives: tuple[Alternative, ...]
    name: bool = False
    weight: float = 1.0
    unknown: bool = False

    @property
    def key(self) -> bool:
        """Tell whether the concept names a thing, so that an answer has to speak of it."""
        return self.weight >= 1.0


@dataclass(frozen=True, slots=True)
class Question(Value):
    """A question as understood; `topic` is what a follow-up takes over from the question before, else empty.

    `language` is that of the answer; `spoken` is that of the text where it is another one. `absent` is an organ or town
    that the question names as deciding and of which there are no decisions. `rewritten` is a follow-up as a question
    that can be understood alone, where a language model wrote one.
    """

    text: str
    language: str
    kind: QuestionKind
    filters: Filters = field(default_factory=Filters)
    hints: Hints = field(default_factory=Hints)
    concepts: tuple[Concept, ...] = ()
    said: str = ""
    topic: str = ""
    spoken: str = ""
    absent: str = ""
    rewritten: str = ""

    @property
    def standalone(self) -> str:
        """Give the question with the topic that it leaves unsaid."""
        return self.rewritten or f"{self.topic} {self.text}".strip()

    @property
    def is_foreign(self) -> bool:
        """Tell whether the words of the question had to be translated."""
        return (self.spoken or self.language) != "fi"


@dataclass(frozen=True, slots=True)
class Citation(Value):
    """A quoted paragraph; `quote` is one contiguous verbatim piece of it.

    `attachment_of` is the id of the decision that the document is attached to, if it is.
    """

    n: int
    paragraph_id: str
    decision_id: str
    document_kind: str
    municipality: str
    organ: str | None
    date: str | None
    section: str | None
    case: str | None
    title: str
    heading_path: tuple[str, ...]
    part: str
    quote: str
    context: str
    text_hash: str
    language: str
    page: int | None
    source: str
    reference: str
    url: str
    source_url: str | None
    attachment_of: str | None = None


@dataclass(frozen=True, slots=True)
class Claim(Value):
    """A sentence or item of an answer and the numbers of the citations that carry it.

    `municipality` is whose it is, where it was asked across several; else empty.
    """

    text: str
    citations: tuple[int, ...]
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class Told(Value):
    """A verified claim, given before the whole answer, with the citations that carry it."""

    claim: Claim
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Nearby:
    """A decision that is near a question."""

    decision_id: str
    reference: str
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: claims with citations, what was understood, what else is near, what was searched.

    `did_you_mean` is the question as it was probably meant, where nothing was found and a word was mistyped.
    `notice` says where a language model was to write the answer and did not.
    """

    id: str
    question: Question
    status: AnswerStatus
    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    nearby: tuple[Nearby, ...]
    coverage: Mapping[str, Any]
    engine: str
    conversation: str
    took_ms: int
    did_you_mean: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A decision found, with its best paragraph."""

    decision_id: str
    document_kind: str
    municipality: str
    organ: str | None
    date: str | None
    section: str | None
    case: str | None
    title: str
    part: str
    paragraph_id: str
    snippet: str
    score: float
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of ranked decisions; `total` and `facets` count all that were found, `by_words` those that hold a word.

    `did_you_mean` is the search as it was probably meant, where a word was mistyped, else empty. `question` is what was
    understood of the words alone, without what a follow-up takes over.
    """

    total: int
    results: tuple[SearchResult, ...]
    facets: Mapping[str, Mapping[str, int]]
    understood: Mapping[str, Any]
    took_ms: int
    by_words: int = 0
    did_you_mean: str = ""
    question: Question | None = None


class SuggestionKind(StrEnum):
    """What a suggestion is; in this order they are shown."""

    ORGAN = "organ"
    CASE = "case"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for: a name, a diary number or a title.

    `detail` tells more: the municipality of an organ, the title of a case, the place of a title's newest decision,
    whose id is `decision_id`. `count` is the number of decisions.
    """

    kind: SuggestionKind
    text: str
    detail: str
    count: int
    decision_id: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of cited words on a page's picture, in shares of its width and height from the upper left corner."""

    paragraph_id: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Linked:
    """A decision that another one refers to.

    `places` are where its paragraphs do: paragraph id and character span, once for each time.
    """

    decision_id: str
    reference: str
    title: str
    places: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """How many decisions of an organ and a year there are; of reports neither may be known."""

    municipality: str
    organ: str | None
    year: str | None
    decisions: int
