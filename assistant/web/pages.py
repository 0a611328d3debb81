"""The pages: which address shows what."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from assistant.api.askers import Known, Questioner, Reader, may
from assistant.api.describing import Served
from assistant.errors import Forbidden, InvalidRequest, NotFound, NothingIndexed, PictureUnavailable
from assistant.model import Answer, DocumentKind, PartKind, SearchPage
from assistant.service import Asker, Service
from assistant.web import news
from assistant.web.addresses import Asked
from assistant.web.answers import answer_view
from assistant.web.decisions import (
    UNDRAWN,
    PictureView,
    Quotes,
    case_view,
    decision_view,
    page_to_show,
    picture_view,
    quotes_of,
)
from assistant.web.inventory import inventory_view
from assistant.web.rendering import STATIC, render
from assistant.web.responses import PageRoute, add_error_pages, page
from assistant.web.results import PAGE, FoundView, found_view
from assistant.web.statistics import Table, as_csv, statistics_view
from assistant.web.streaming import streamed
from assistant.web.visits import has_script, language_of, last_visit
from assistant.web.words import Words

_FOR_EVER = "public, max-age=31536000, immutable"
_EXAMPLES = 3
_PERIOD = 30  # days of the statistics that are shown at first
router = APIRouter(route_class=PageRoute, include_in_schema=False)
pieces = APIRouter(include_in_schema=False)  # what a page fetches: its errors are problems


def add_pages(app: FastAPI) -> None:
    """Add the pages, what they fetch, and error pages for browsers."""
    app.include_router(router)
    app.include_router(pieces)
    app.mount(STATIC, _Static(packages=[("assistant.web", "static")]))
    add_error_pages(app)


class _Static(StaticFiles):
    """Static files, whose addresses change with them."""

    def file_response(self, *given: Any, **named: Any) -> Response:
        """Let browsers keep the file."""
        response = super().file_response(*given, **named)
        response.headers["Cache-Control"] = _FOR_EVER
        return response


def asked(
    q: Annotated[str, Query(max_length=1000)] = "",
    organ: Annotated[str, Query(max_length=200)] = "",
    year: Annotated[str, Query(pattern=r"^([12]\d{3})?$")] = "",
    document_kind: DocumentKind | None = None,
    municipality: Annotated[str, Query(max_length=200)] = "",
    part: PartKind | None = None,
    date_from: Annotated[str, Query(alias="from")] = "",
    date_to: Annotated[str, Query(alias="to")] = "",
    section: Annotated[str, Query(max_length=20)] = "",
    case: Annotated[str, Query(max_length=100)] = "",
    without: Annotated[list[str] | None, Query(max_length=12)] = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    conversation: Annotated[str, Query(max_length=64)] = "",
) -> Asked:
    """Read what a reader asks for; forms send empty fields too, which are no limits."""
    return Asked(
        q.strip(),
        organ or None,
        int(year) if year else None,
        str(document_kind) if document_kind else None,
        municipality or None,
        str(part) if part else None,
        _date(date_from),
        _date(date_to),
        section or None,
        case or None,
        tuple(without or ()),
        page,
        conversation,
    )


Wanted = Annotated[Asked, Depends(asked)]
Administrator = Annotated[Asker, Depends(may("statistics"))]


@router.get("/")
def home(request: Request, asker: Reader, served: Served) -> Response:
    """Show the search box, what can be asked, and how much there is."""
    try:
        inventory = served.status(asker)
    except NothingIndexed:
        inventory = None
    examples = _examples(inventory, Words(language_of(request))) if inventory else []
    return page(request, "home.html", asker=asker, asked=Asked(), inventory=inventory, examples=examples)


async def searcher(request: Request, known: Known, wanted: Wanted) -> Asker:
    """Count a search for what it costs: one with an answer as a question, unless the page's script asks it."""
    asks = wanted.is_question and not _streams(request)
    return await may("ask" if asks else "read")(request, known)


@router.get("/search")
def search(request: Request, asker: Annotated[Asker, Depends(searcher)], served: Served, wanted: Wanted) -> Response:
    """Show an answer above the decisions found, or only these on further pages and without words."""
    shown: dict[str, Any] = {"answer": None, "view": None, "stream": "", "whole": ""}
    if wanted.is_question and _streams(request):
        query = wanted.query()
        shown |= {"stream": f"/search/stream?{query}", "whole": f"/search?{query}&whole=1"}
    elif wanted.is_question:
        found, *_, answer = served.look(asker, wanted.q, wanted.filters, None, wanted.conversation or None, PAGE)
        assert isinstance(found, SearchPage)  # the service gives the page first and the whole answer last
        assert isinstance(answer, Answer)
        shown |= {
            "answer": answer_view(answer, wanted, _base(request)),
            "view": shown_results(served, found, wanted, language_of(request)),
        }
    else:
        found = served.search(asker, wanted.q, wanted.filters, PAGE, (wanted.page - 1) * PAGE, by="web")
        shown |= {"view": shown_results(served, found, wanted, language_of(request))}
    return page(request, "search.html", asker=asker, asked=wanted, **shown)


@pieces.get("/search/stream")
def stream(request: Request, asker: Questioner, served: Served, wanted: Wanted) -> Response:
    """Send the decisions found, each claim and the rest of the answer as pieces of the page."""
    language, base = language_of(request), _base(request)
    looking = served.look(asker, wanted.q, wanted.filters, None, wanted.conversation or None, PAGE)

    def found(results: SearchPage) -> FoundView:
        return shown_results(served, results, wanted, language)

    return streamed(looking, request, language, found, lambda answer: answer_view(answer, wanted, base))


@router.get("/decisions/{decision_id:path}")
def decision(
    request: Request,
    decision_id: str,
    asker: Reader,
    served: Served,
    answer: Annotated[str, Query(max_length=64)] = "",
    paragraph: Annotated[str, Query(max_length=64)] = "",
    number: Annotated[int | None, Query(alias="page", ge=1)] = None,
) -> Response:
    """Show a decision, with the words marked that an answer quotes of it."""
    wanted, _, anchor = decision_id.partition("#")  # an anchor that came encoded is one all the same
    found = served.decision(asker, wanted)
    quotes = quotes_of(found, _kept(served, asker, answer), paragraph or anchor)
    own = found.decision
    view = decision_view(
        found,
        quotes,
        served.linked(asker, own),
        served.decision(asker, found.attachment_of) if found.attachment_of else None,
        served.case(asker, own.municipality, own.case) if own.case else (),
        _picture(served, asker, wanted, page_to_show(found, quotes, number), quotes),
    )
    return page(request, "decision.html", asker=asker, view=view)


@pieces.get("/pictures/{decision_id:path}")
def picture(
    decision_id: str, asker: Reader, served: Served, number: Annotated[int, Query(alias="page", ge=1)]
) -> Response:
    """Give a page of the original as a picture."""
    drawn = served.picture(asker, decision_id, number)
    return Response(drawn.content, media_type="image/webp")


@router.get("/cases/{municipality}/{diary_number}")
def case(request: Request, municipality: str, diary_number: str, asker: Reader, served: Served) -> Response:
    """Show all handling of a case."""
    found = served.case(asker, municipality, diary_number.replace("~", "/"))
    return page(request, "case.html", asker=asker, view=case_view(found))


@router.get("/answers/{answer_id}")
def answer(request: Request, answer_id: str, asker: Reader, served: Served, thanks: bool = False) -> Response:
    """Show a kept answer again."""
    found = served.answer(asker, answer_id)
    wanted = Asked(found.question.text)
    view = answer_view(found, wanted, _base(request))
    return page(request, "answer.html", asker=asker, answer=view, asked=wanted, thanks=thanks)


@router.post("/answers/{answer_id}/feedback")
def feedback(
    request: Request,
    answer_id: str,
    asker: Reader,
    served: Served,
    useful: Annotated[bool, Form()],
    comment: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Keep what a reader thinks of an answer, if a page of ours sent it."""
    if not request.app.state.askers.is_of_this_site(request):
        raise Forbidden
    served.feedback(asker, answer_id, useful, comment.strip())
    return RedirectResponse(f"/answers/{answer_id}?thanks=1", 303)


@router.get("/new")
def new(
    request: Request,
    asker: Reader,
    served: Served,
    since: Annotated[str, Query(max_length=40)] = "",
    organ: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show what changed since a day, or since the reader was here last."""
    visited, was_here = last_visit(request, datetime.now(UTC))
    view = _news(served, asker, since or visited, organ, by_visit=not since and was_here)
    return page(request, "new.html", asker=asker, view=view)


@router.get("/new.atom")
def feed(
    request: Request, asker: Reader, served: Served, organ: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Give the latest changes as a feed."""
    view = _news(served, asker, "", organ)
    body = render("new.atom.xml", language_of(request), view=view, base=_base(request))
    return Response(body, media_type="application/atom+xml")


@router.get("/contents")
def contents(request: Request, asker: Reader, served: Served) -> Response:
    """Show what is in here."""
    view = inventory_view(served.status(asker), served.held(asker))
    return page(request, "contents.html", asker=asker, view=view)


@router.get("/admin")
def admin(
    request: Request, asker: Administrator, served: Served, days: Annotated[int, Query(ge=1, le=3650)] = _PERIOD
) -> Response:
    """Show how questions were answered, to those who look after it."""
    settings = request.app.state.settings
    told = served.statistics(asker, days)
    view = statistics_view(told, days, settings.keep_answers_days, settings.show_questions)
    response = page(request, "admin.html", asker=asker, view=view)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/admin.csv")
def admin_csv(
    asker: Administrator, served: Served, table: Table, days: Annotated[int, Query(ge=1, le=3650)] = _PERIOD
) -> Response:
    """Give a table of that page as a file."""
    headers = {"Content-Disposition": f'attachment; filename="pykala-{table}.csv"', "Cache-Control": "no-store"}
    return Response(as_csv(served.statistics(asker, days), table), media_type="text/csv", headers=headers)


@router.get("/accessibility")
def accessibility(request: Request, asker: Reader) -> Response:
    """Show the accessibility statement."""
    return page(request, f"accessibility.{language_of(request)}.html", asker=asker)


def shown_results(served: Service, found: SearchPage, wanted: Asked, language: str) -> FoundView:
    """Show results with the words of the search marked as they stand there."""
    spans = served.said_words(wanted.q, found) if wanted.q else [((), ())] * len(found.results)
    return found_view(found, wanted, spans, Words(language))


def _streams(request: Request) -> bool:
    return has_script(request) and "whole" not in request.query_params


def _kept(served: Service, asker: Asker, answer_id: str) -> Answer | None:
    """Give a kept answer; one that is gone leaves nothing to mark, and the decision is shown all the same."""
    if not answer_id:
        return None
    try:
        return served.answer(asker, answer_id)
    except NotFound:
        return None


def _picture(served: Service, asker: Asker, decision_id: str, number: int | None, quotes: Quotes) -> PictureView | None:
    """Show a page where the original has pages that can be drawn."""
    if number is None:
        return None
    try:
        drawn = served.picture(asker, decision_id, number)
        marks = served.marks(asker, decision_id, number, quotes.texts())
    except PictureUnavailable:
        return UNDRAWN
    except NotFound:
        return None
    return picture_view(decision_id, number, drawn, marks, quotes)


def _news(served: Service, asker: Asker, since: str, organ: str, *, by_visit: bool = False) -> news.NewsView:
    walls = Asked(organ=organ or None).filters
    changes = list(reversed(served.changes(asker, since or None, walls)))
    shown = [
        (each, None if each.removed else _standing(served, asker, each.decision_id)) for each in changes[: news.MOST]
    ]
    organs = [name for _, name in served.organs(asker)]
    is_cut = len(changes) > news.MOST
    return news.news_view(shown, since, organs, organ, by_visit=by_visit, is_cut=is_cut)


def _standing(served: Service, asker: Asker, decision_id: str) -> Any | None:
    try:
        return served.decision(asker, decision_id).decision
    except NotFound:  # gone since it was listed
        return None


def _examples(inventory: Any, t: Words) -> list[tuple[str, str]]:
    organs = list(dict.fromkeys(each["organ"] for each in inventory["organs"] if each["organ"]))[: _EXAMPLES - 1]
    asked = [t("example_latest", organ=organ) for organ in organs]
    if inventory["newest"]:
        asked.append(t("example_list", year=inventory["newest"][:4]))
    return [(text, Asked(text).address()) for text in asked]


def _base(request: Request) -> str:
    """Give the address before ours, as others reach it."""
    return str(request.app.state.settings.public_url or request.base_url).rstrip("/")


def _date(text: str) -> str | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise InvalidRequest from error
