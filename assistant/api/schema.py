"""The JSON of requests and replies, for checking and for the description of the API.

Replies forbid what is not described here, so that the description cannot fall behind.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from assistant.model import AnswerStatus, DocumentKind, Filters, PartKind, QuestionKind

Language = Literal["fi", "sv", "en"]
_QUESTION = "Which 2024 welfare projects concern the sports hall?"
_DECISION = "kemi/hyvinvointilautakunta/2025-02-20/21"


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# requests


class AskedFilters(_Value):
    """Walls around a question; those left out leave all in. Dates are those of meetings, both inclusive."""

    municipality: str | None = Field(None, max_length=200, description="Name in the nominative, or slug.")
    organ: str | None = Field(None, max_length=200, description="Name in the nominative, or slug.")
    date_from: date | None = Field(None, validation_alias=AliasChoices("date_from", "from"))
    date_to: date | None = Field(None, validation_alias=AliasChoices("date_to", "to"))
    year: int | None = Field(None, ge=1, le=9999, description="Year of the meeting.")
    document_kind: DocumentKind | None = None
    part: PartKind | None = None
    section: str | None = Field(None, max_length=20, description="Number of the §.")
    case: str | None = Field(None, max_length=100, description="Diary number.")

    def walls(self) -> Filters:
        """Give them to the engine."""
        return Filters(**self.model_dump(mode="json"))


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

    question: str = Field(max_length=2000, description="In Finnish, Swedish or English.")
    filters: AskedFilters = AskedFilters()
    language: Language | None = Field(None, description="Language of the answer; else the question's own.")
    conversation: str | None = Field(
        None, max_length=64, description="`conversation` of the answer that this follows up, or the `id` of an answer."
    )
    stream: bool = Field(False, description="Send the answer piece by piece as server-sent events.")


class GiveFeedback(_Value):
    """What a reader thinks of an answer."""

    answer_id: str = Field(max_length=64)
    useful: bool
    comment: str = Field("", max_length=2000)


# replies


class Claim(_Value):
    """One sentence or item of an answer, with the numbers of the citations that carry it."""

    text: str
    citations: list[int]


class Citation(_Value):
    """The words of a document that carry a claim."""

    n: int
    paragraph_id: str = Field(examples=[f"{_DECISION}#background-2.6"])
    decision_id: str = Field(examples=[_DECISION])
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


class Understood(_Value):
    """How a question was understood: walls that exclude, hints that only rank, and both in words."""

    question_kind: QuestionKind
    filters: dict[str, Any]
    hints: dict[str, Any]
    said: str


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
    nearby: list[Nearby]
    coverage: Coverage
    engine: Literal["extractive", "generative"]
    conversation: str
    took_ms: int


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
    """Ranked decisions; `total` and `facets` count all that were found."""

    total: int
    results: list[SearchResult]
    facets: dict[str, dict[str, int]]
    understood: Understood
    took_ms: int


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

    decision_id: str = Field(examples=[_DECISION])
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


class Decision(DecisionHead):
    """A decision with its paragraphs, or with the one paragraph that was asked for."""

    source: str
    attachments: list[str]
    attachment_of: str | None
    paragraphs: list[Paragraph]


class Problem(BaseModel):
    """An error, after RFC 9457."""

    type: str = Field(examples=["urn:pykala:problem:not-found"])
    title: str
    status: int
    detail: str | None = None
    request_id: str | None = None
    errors: list[dict[str, str]] | None = None


Limit = Annotated[int, Field(ge=1, le=100)]
