"""A decision's page and a case as they are shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.engine import Document, Found, Picture
from assistant.model import Answer, Linked, Mark
from assistant.web.addresses import Asked, case_address, decision_address, picture_address
from assistant.web.charts import Event, Timeline, timeline
from assistant.web.marking import Piece, quoted
from assistant.web.marking import linked as with_links

_OUTCOME = 240  # characters of what was decided, beside a stage of a case


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph with its address on the page and the reference by which people name it."""

    anchor: str
    reference: str
    text: str
    runs: Sequence[Piece]
    is_heading: bool
    is_cited: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Paragraphs, or the items of one list."""

    is_list: bool
    paragraphs: Sequence[ParagraphView]


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a decision; `origin` names the earlier decision whose words these are.

    `labels` are the document's own headings above it, which stand beside the part's name.
    """

    id: str
    kind: str
    origin: str
    labels: Sequence[ParagraphView]
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class LinkView:
    """Another decision."""

    reference: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class PictureView:
    """A page's picture with marks, and the addresses of the pages beside it; without an address it cannot be drawn."""

    address: str
    page: int
    pages: int
    width: int
    height: int
    marks: Sequence[Mark]
    previous: str
    next: str


UNDRAWN = PictureView("", 0, 0, 0, 0, (), "", "")


@dataclass(frozen=True, slots=True)
class StageView:
    """One handling of a case."""

    reference: str
    title: str
    language: str
    status: str
    outcome: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """All handling of a case, as a drawing and as a list."""

    number: str
    municipality: str
    title: str
    language: str
    stages: Sequence[StageView]
    drawing: Timeline
    ask_address: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """Everything that a decision's page shows."""

    reference: str
    title: str
    language: str
    organ: str | None
    organ_address: str
    municipality: str
    date: str | None
    section: str | None
    case: str | None
    case_address: str
    status: str
    document_kind: str
    heading_path: Sequence[str]
    source: str
    document: Document | None
    web_address: str
    confidential: str
    head: Sequence[ParagraphView]
    parts: Sequence[PartView]
    attachments: Sequence[Document]
    attachment_of: LinkView | None
    linked: Sequence[LinkView]
    picture: PictureView | None
    timeline: CaseView | None
    answer: str
    address: str
    ask_address: str


@dataclass(frozen=True, slots=True)
class Quotes:
    """What is marked: quotes of an answer, or a paragraph that a result led to; by paragraph id, with their marks."""

    by_paragraph: Mapping[str, tuple[tuple[str, str], ...]]
    answer_id: str = ""
    paragraph: str = ""

    def texts(self) -> dict[str, tuple[str, ...]]:
        """Give the quoted texts by paragraph id."""
        return {id_: tuple(text for text, _ in own) for id_, own in self.by_paragraph.items()}


def quotes_of(found: Found, answer: Answer | None, anchor: str) -> Quotes:
    """Choose what to mark on a decision's page."""
    id_ = found.decision.decision_id
    marked: dict[str, tuple[tuple[str, str], ...]] = {}
    for each in answer.citations if answer else ():
        if each.decision_id == id_:
            marked[each.paragraph_id] = (*marked.get(each.paragraph_id, ()), (each.quote, str(each.n)))
    if not marked and anchor:
        paragraph = next((each for each in found.decision.paragraphs if each.paragraph_id == f"{id_}#{anchor}"), None)
        if paragraph is not None:
            marked[paragraph.paragraph_id] = ((paragraph.text, "said"),)
    return Quotes(marked, answer.id if answer else "", anchor)


def page_to_show(found: Found, quotes: Quotes, wanted: int | None) -> int | None:
    """Choose the page whose picture is shown: the wanted one, the one that was led to, the first marked, the first."""
    id_ = f"{found.decision.decision_id}#{quotes.paragraph}"
    paged = [each for each in found.decision.paragraphs if each.page]
    led_to = (each.page for each in paged if each.paragraph_id == id_)
    marked = (each.page for each in paged if each.paragraph_id in quotes.by_paragraph)
    return wanted or next(led_to, None) or next(marked, None) or (paged[0].page if paged else None)


def decision_view(
    found: Found,
    quotes: Quotes,
    linked: Sequence[Linked] = (),
    attached_to: Found | None = None,
    case: Sequence[Any] = (),
    picture: PictureView | None = None,
) -> DecisionView:
    """Show a decision; `case` are the decisions of its case, itself among them."""
    decision = found.decision
    head, parts = _parts(found, quotes, _links(linked))
    organ = Asked(organ=decision.organ, municipality=decision.municipality).address() if decision.organ else ""
    return DecisionView(
        reference=decision.reference,
        title=decision.title,
        language=decision.language,
        organ=decision.organ,
        organ_address=organ,
        municipality=decision.municipality,
        date=decision.date,
        section=decision.section,
        case=decision.case,
        case_address=case_address(decision.municipality, decision.case) if decision.case else "",
        status=str(decision.status) if decision.status else "",
        document_kind=str(decision.document_kind),
        heading_path=decision.heading_path,
        source=found.source,
        document=found.document,
        web_address=address if (address := found.web_address or "").startswith(("https://", "http://")) else "",
        confidential=decision.confidential or "",
        head=head,
        parts=parts,
        attachments=found.attachments,
        attachment_of=_link(attached_to.decision) if attached_to else None,
        linked=[LinkView(each.reference, each.title, decision_address(each.decision_id)) for each in linked],
        picture=picture,
        timeline=case_view(case, decision.decision_id) if len(case) > 1 else None,
        answer=f"/answers/{quotes.answer_id}" if quotes.answer_id else "",
        address=decision_address(decision.decision_id),
        ask_address=_ask_address(decision),
    )


def picture_view(decision_id: str, page: int, picture: Picture, marks: Sequence[Mark], quotes: Quotes) -> PictureView:
    """Show a page of the original."""

    def to(number: int) -> str:
        query = {"answer": quotes.answer_id, "paragraph": "" if quotes.answer_id else quotes.paragraph}
        within = 1 <= number <= picture.pages
        return decision_address(decision_id, "picture", **query, page=number) if within else ""

    address = picture_address(decision_id, page)
    return PictureView(
        address, page, picture.pages, picture.width, picture.height, marks, to(page - 1), to(page + 1)
    )  # fmt: skip


def case_view(case: Sequence[Any], here: str = "") -> CaseView:
    """Show the decisions of a case, oldest first; `here` is the id of the one whose page it is."""
    newest = case[-1]
    stages = [
        StageView(
            each.reference,
            each.title,
            each.language,
            str(each.status or ""),
            _outcome(each),
            decision_address(each.decision_id),
            each.decision_id == here,
        )
        for each in case
    ]
    events = [
        Event(
            each.organ or each.title,
            each.date,
            each.title,
            each.decision_id == here,
            str(each.status or "") == "agenda",
        )
        for each in case
        if each.date
    ]
    asked = Asked(newest.title, municipality=newest.municipality, case=newest.case)
    return CaseView(
        newest.case, newest.municipality, newest.title, newest.language, stages, timeline(events), asked.address()
    )


def _ask_address(decision: Any) -> str:
    if decision.case:
        return Asked(decision.title, municipality=decision.municipality, case=decision.case).address()
    return Asked(decision.title, municipality=decision.municipality).address()


def _link(decision: Any) -> LinkView:
    return LinkView(decision.reference, decision.title, decision_address(decision.decision_id))


def _outcome(decision: Any) -> str:
    """Give the beginning of what was decided."""
    text = next((each.text for each in decision.paragraphs if each.part == "decision" and not each.is_heading), "")
    return text if len(text) <= _OUTCOME else text[:_OUTCOME].rpartition(" ")[0] + " …"


_Links = Mapping[str, Sequence[tuple[int, int, str]]]


def _links(linked: Sequence[Linked]) -> _Links:
    """Give by paragraph id where it refers to another decision, and that one's address."""
    made: dict[str, list[tuple[int, int, str]]] = {}
    for each in linked:
        for paragraph_id, start, end in each.places:
            made.setdefault(paragraph_id, []).append((start, end, decision_address(each.decision_id)))
    return made


def _parts(found: Found, quotes: Quotes, links: _Links) -> tuple[list[ParagraphView], list[PartView]]:
    """Gather neighbouring paragraphs of one part and origin, with the document's own labels above them.

    The labels at the very top that say again what the page's head says are kept apart.
    """
    repeated = _repeated(found.decision)
    head: list[ParagraphView] = []
    parts: list[PartView] = []
    labels: list[ParagraphView] = []
    for place, paragraph in enumerate(found.decision.paragraphs):
        shown = _paragraph(paragraph, found, quotes, links)
        if place < repeated:
            head.append(shown)
        elif _is_label(paragraph):
            labels.append(shown)
        else:
            kind, origin = str(paragraph.part), _origin(paragraph)
            if not parts or (parts[-1].kind, parts[-1].origin) != (kind, origin):
                parts.append(PartView(f"part-{len(parts) + 1}", kind, origin, tuple(labels), ()))
                labels = []
            for each, is_item in (*((label, False) for label in labels), (shown, paragraph.is_item)):
                parts[-1] = replace(parts[-1], groups=_grouped(parts[-1].groups, each, is_item=is_item))
            labels = []
    if labels:
        parts.append(PartView(f"part-{len(parts) + 1}", "note", "", (), (Group(False, tuple(labels)),)))
    return head, parts


def _repeated(decision: Any) -> int:
    """Count the labels at the top up to the last that names the section, its title or its case."""
    last = 0
    for place, paragraph in enumerate(decision.paragraphs):
        if not _is_label(paragraph):
            break
        text = paragraph.text
        if text in (decision.title, decision.case) or (decision.section and f"§ {decision.section}" in text):
            last = place + 1
    return last


def _grouped(groups: Sequence[Group], shown: ParagraphView, *, is_item: bool) -> tuple[Group, ...]:
    """Add a paragraph: items that follow each other are one list."""
    if groups and groups[-1].is_list == is_item:
        return (*groups[:-1], Group(is_item, (*groups[-1].paragraphs, shown)))
    return (*groups, Group(is_item, (shown,)))


def _is_label(paragraph: Any) -> bool:
    return bool(paragraph.is_heading) and str(paragraph.part) == "note"


def _paragraph(paragraph: Any, found: Found, quotes: Quotes, links: _Links) -> ParagraphView:
    anchor = paragraph.paragraph_id.partition("#")[2]
    own = quotes.by_paragraph.get(paragraph.paragraph_id, ())
    return ParagraphView(
        anchor,
        f"{found.decision.reference}, {anchor}",
        paragraph.text,
        with_links(quoted(paragraph.text, own), links.get(paragraph.paragraph_id, ())),
        paragraph.is_heading,
        bool(own),
    )


def _origin(paragraph: Any) -> str:
    origin = paragraph.origin
    if origin is None or not origin.date:
        return ""
    year, month, number = origin.date.split("-")
    section = f"§ {origin.section}" if origin.section else ""
    return " ".join(piece for piece in (origin.organ or "", f"{int(number)}.{int(month)}.{year}", section) if piece)
