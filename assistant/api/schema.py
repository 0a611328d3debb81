"""The JSON of requests and replies, for checking and for the description of the API.

Replies forbid what is not described here, so that the description cannot fall behind.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

from assistant.model import AnswerStatus, DocumentKind, Filters, PartKind, QuestionKind, SuggestionKind

Language = Literal["fi", "sv", "en"]
Understandable = Literal["organ", "year", "date_from", "date_to", "latest", "section", "case"]
_QUESTION = "Which 2024 welfare projects concern the sports hall?"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
DECISION = "kemi/hyvinvointilautakunta/2025-02-20/21"


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _written(value: Any) -> Any:
    """Take a day as it is described, not a number of seconds, which would be taken for one too."""
    if (isinstance(value, str) and not _DAY.fullmatch(value)) or not isinstance(value, str | date | None):
        raise ValueError("write a day as 2025-02-20")
    return value


def _whole(value: Any) -> Any:
    """Take 2025.0 for the integer that it is in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Day = Annotated[date, BeforeValidator(_written)]
Year = Annotated[StrictInt, Field(ge=1, le=9999), BeforeValidator(_whole)]


# requests


class AskedFilters(_Value):
    """Walls around a question; those left out leave all in. Dates are those of meetings, both inclusive."""

    municipality: str | None = Field(None, max_length=200, description="Name in the nominative, or slug.")
    organ: str | None = Field(None, max_length=200, description="Name in the nominative, or slug.")
    date_from: Day | None = Field(None, validation_alias=AliasChoices("date_from", "from"))
    date_to: Day | None = Field(None, validation_alias=AliasChoices("date_to", "to"))
    year: Year | None = Field(None, description="Year of the meeting.")
    document_kind: DocumentKind | None = None
    part: PartKind | None = None
    section: str | None = Field(None, max_length=20, description="Number of the §.")
    case: str | None = Field(None, max_length=100, description="Diary number.")
    without: tuple[Understandable, ...] = Field(
        (), max_length=7, description="What is not to be understood from the question's words: names of `said_each`."
    )

    def walls(self) -> Filters:
        """Give them to the engine."""
        set_ = {name: value for name, value in self.model_dump(mode="json").items() if value}
        return Filters(**{**set_, "without": tuple(self.without)})


class Ask(_Value):
    """A question."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "Which 2024 welfare projects concern the sports hall?",
                    "filters": {"municipality": "Kemi"},
                }
            ]
        }
    )

    question: str = Field(
        max_length=2000,
        description="In Finnish, Swedish or English.",
        json_schema_extra={"pattern": r"\S"},  # described here; what is blank has a problem of its own
    )
    filters: AskedFilters = AskedFilters()
    language: Language | None = Field(None, description="Language of the answer; else the question's own.")
    conversation: str | None = Field(
        None, max_length=64, description="`conversation` of the answer that this follows up, or the `id` of an answer."
    )
    stream: StrictBool = Field(False, description="Send the answer piece by piece as server-sent events.")


class GiveFeedback(_Value):
    """What a reader thinks of an answer."""

    answer_id: str = Field(max_length=64)
    useful: StrictBool
    comment: str = Field("", max_length=2000)


# replies


class Claim(_Value):
    """One sentence or item of an answer, with the numbers of the citations that carry it.

    `municipality` is whose it is, where the question was asked across several.
    """

    text: str
    citations: list[int]
    municipality: str | None = None


class Citation(_Value):
    """The words of a document that carry a claim."""

    n: int
    paragraph_id: str = Field(examples=[f"{DECISION}#background-2.6"])
    decision_id: str = Field(examples=[DECISION])
    document_kind: DocumentKind
    municipality: str
    organ: str | None
    date: str | None
    section: str | None
    case: str | None
    title: str
    heading_path: list[str]
    part: PartKind
    quote: str = Field(description="Verbatim piece of the paragraph.")
    context: str = Field(description="Lead-in or table heads that the quote belongs to.")
    text_hash: str
    language: str
    page: int | None
    source: str
    reference: str
    url: str
    source_url: str | None
    attachment_of: str | None


class Saying(_Value):
    """One thing that was understood, in words, with the filters or hints that it stands for."""

    names: list[str]
    said: str
    is_filter: bool


class Understood(_Value):
    """How a question was understood: walls that exclude, hints that only rank, and both in words."""

    question_kind: QuestionKind
    filters: dict[str, Any]
    hints: dict[str, Any]
    said: str
    said_each: list[Saying]


class Nearby(_Value):
    """A decision near the question."""

    decision_id: str
    reference: str
    title: str


class Coverage(_Value):
    """What was searched."""

    decisions: int
    organs: list[str]
    newest: str | None


class Answer(_Value):
    """An answer; each of its sentences bears the marks of its citations."""

    id: str
    question: str
    language: Language
    status: AnswerStatus
    answer: str
    claims: list[Claim]
    citations: list[Citation]
    understood: Understood
    did_you_mean: str = Field(description="The question as it was probably meant, where a word was mistyped.")
    nearby: list[Nearby]
    coverage: Coverage
    engine: Literal["extractive", "generative"]
    conversation: str
    took_ms: int
    notice: str


class SearchResult(_Value):
    """A decision with its best paragraph."""

    decision_id: str
    document_kind: DocumentKind
    municipality: str
    organ: str | None
    date: str | None
    section: str | None
    case: str | None
    title: str
    part: PartKind
    paragraph_id: str
    snippet: str
    score: float
    url: str


class SearchPage(_Value):
    """Ranked decisions; `total` and `facets` count all that were found, `by_words` those that hold a word."""

    total: int
    by_words: int
    did_you_mean: str = Field(description="The search as it was probably meant, where a word was mistyped.")
    results: list[SearchResult]
    facets: dict[str, dict[str, int]]
    understood: Understood
    took_ms: int


class Suggestion(_Value):
    """Something to search for: an organ, a diary number or a title."""

    kind: SuggestionKind
    text: str
    detail: str = Field(description="An organ's municipality, a case's title, or where a title was dealt with last.")
    count: int = Field(description="Number of decisions.")
    decision_id: str


class Suggestions(_Value):
    """What is being typed, completed."""

    suggestions: list[Suggestion]


class Reference(_Value):
    """A § that a decision speaks of."""

    organ: str | None
    date: str | None
    section: str | None


class Paragraph(_Value):
    """The smallest citable piece of a decision."""

    paragraph_id: str
    part: PartKind
    text: str
    context: str
    page: int | None
    heading: bool
    origin: Reference | None = Field(description="The § whose words these are, where another one is recounted.")


class DecisionHead(_Value):
    """What is known of a decision, without its text."""

    decision_id: str = Field(examples=[DECISION])
    document_kind: DocumentKind
    status: Literal["agenda", "minutes", "adjusted"] | None
    language: str
    municipality: str
    organ: str | None
    date: str | None
    section: str | None
    case: str | None
    title: str
    heading_path: list[str]
    references: list[Reference]
    routine: bool
    confidential: str | None = Field(description="The words by which the minutes say that it, or a part, is secret.")
    resolution: str | None = Field(description="The publisher's own code of the outcome, where there is one.")


class Document(_Value):
    """An original file."""

    name: str
    media_type: str
    url: str


class Decision(DecisionHead):
    """A decision with its paragraphs, or with the one paragraph that was asked for."""

    source: str
    document: Document | None = Field(description="The file that it was read from.")
    attachments: list[Document]
    attachment_of: str | None
    paragraphs: list[Paragraph]


class Case(_Value):
    """All decisions with one diary number, oldest first."""

    municipality: str
    case: str
    decisions: list[DecisionHead]


class Change(_Value):
    """A decision that got the content that it has, or was removed, at a time."""

    decision_id: str = Field(examples=[DECISION])
    language: str
    changed: str = Field(examples=["2025-03-01T06:00:00.000001Z"])
    removed: bool
    url: str


class Changes(_Value):
    """Changes, oldest first; `next` is the `changed_since` to go on with, also another day."""

    changes: list[Change]
    next: str | None


class Organ(_Value):
    """A board, council or committee."""

    municipality: str
    organ: str


class Organs(_Value):
    """The organs whose decisions the asker may see."""

    organs: list[Organ]


class Skipped(_Value):
    """A file that could not be read, and why."""

    source: str
    reason: str


class Status(_Value):
    """What is in the store of what the asker may see."""

    files: int
    decisions: int
    paragraphs: int
    passages: int
    organs: list[Organ]
    newest: str | None = Field(description="Date of the newest meeting.")
    skipped: list[Skipped]
    model: str = Field(description="The embedding model.")


class FeedbackGiven(_Value):
    """Feedback that was kept."""

    id: str


class Replica(_Value):
    """How the read replica of the store keeps up; `generations_behind` is left out where the primary cannot be asked.

    `shows` is when what it shows was indexed.
    """

    reachable: bool
    generations_behind: int | None = None
    shows: datetime | None = None


class Health(_Value):
    """How the service is; when it is ready which contents answer, how long ago they changed last, how a replica is."""

    status: Literal["alive", "ready"]
    generation: int | None = None
    index_age_seconds: int | None = None
    replica: Replica | None = None


class Fault(_Value):
    """What is wrong with a field of a request."""

    field: str
    fault: str


class Problem(_Value):
    """An error, after RFC 9457; the README lists the types."""

    type: str = Field(examples=["urn:pykala:problem:not-found"])
    title: str = Field(description="What happened and what to do, in the language that Accept-Language prefers.")
    status: int
    detail: str | None = Field(None, description="The thing that it is about.")
    request_id: str | None = Field(None, description="What the log knows the request by.")
    errors: list[Fault] | None = None
