"""Make the web application: one factory, no application at import."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.sessions import SessionMiddleware

from assistant.api import asking, documents, lookup, operations
from assistant.api.askers import Askers
from assistant.api.describing import describe
from assistant.api.limits import Limits
from assistant.api.middleware import BodyLimit, Requests
from assistant.api.problems import add_problems
from assistant.api.stopping import Gate, Stopping
from assistant.engine import Engine
from assistant.errors import NothingIndexed
from assistant.repository import Repository
from assistant.service import Service
from assistant.service.figures import IndexFigures, WorkersFigures
from assistant.settings import Settings
from assistant.slack.app import SlackApp
from assistant.slack.http import LONGEST as SLACK_LONGEST
from assistant.slack.http import PATH as SLACK_PATH
from assistant.slack.http import slack_router
from assistant.web.pages import add_pages

_DAY = 24 * 60 * 60
_AGAIN = 5
_log = logging.getLogger(__name__)


def create_app(settings: Settings, engine: Engine | None = None, figures: Path | None = None) -> FastAPI:
    """Make an application over a store; `engine` is one that is open already, `figures` a folder that workers share.

    Front ends depend on `assistant.api.askers.asker`, `Reader` or `Questioner` for who asks, and find the service in
    `app.state.service`.
    """
    registry = CollectorRegistry()
    repository = Repository(settings)
    service = Service(engine or Engine(settings), repository, settings, registry)
    by_http = settings.slack_bot_token and settings.slack_signing_secret
    slack = SlackApp(settings, service, repository) if by_http else None

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(each(service)) for each in (_warm_up, _purge_daily)]
        if figures is not None:
            await _while_others_serve(figures / "warm", tasks[0])
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if slack is not None:
            await run_in_threadpool(slack.close)
        repository.close()

    app = FastAPI(
        title="Pykälä",
        version="1",
        summary="Questions and searches over a municipality's minutes and reports; every sentence cites its §.",
        lifespan=lifespan,
        docs_url=None,  # its page would load scripts from another host
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.service = service
    app.state.registry = _figures(service, registry, figures)
    app.state.askers = Askers(settings, repository)
    app.state.limits = Limits(settings)
    add_problems(app)
    for front_end in (asking, lookup, documents, operations):
        app.include_router(front_end.router)
    if settings.oidc_issuer:
        from assistant.api.login import add_login

        add_login(app, settings, repository)
    add_pages(app)
    describe(app)
    if slack is not None:
        app.include_router(slack_router(slack))
    app.add_middleware(BodyLimit, most=settings.body_bytes, most_at={SLACK_PATH: SLACK_LONGEST})
    app.add_middleware(
        SessionMiddleware,
        secret_key=repository.secret(),
        session_cookie="__Host-pykala" if settings.secure_cookies else "pykala",
        max_age=settings.session_hours * 60 * 60,
        same_site="lax",
        https_only=settings.secure_cookies,
    )
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-ID"],
            expose_headers=["ETag", "Link", "Retry-After", "X-Request-ID"],
        )
    app.state.stopping = Stopping(settings.stop_seconds)
    app.add_middleware(Gate, stopping=app.state.stopping)
    app.add_middleware(Requests, counter=service.figures.requests, many=figures is not None)
    return app


def _figures(service: Service, own: CollectorRegistry, folder: Path | None) -> CollectorRegistry:
    """Give what is measured: by this process, or by all that share a folder; and what is true of the store."""
    registry = own
    if folder is not None:
        registry = CollectorRegistry()
        registry.register(WorkersFigures(folder))
    registry.register(IndexFigures(service.standing))
    return registry


async def _warm_up(service: Service) -> None:
    """Load the model, so that the first asker does not wait for it; where nothing is indexed yet, try again later."""
    while True:
        try:
            await run_in_threadpool(service.warm_up)
        except NothingIndexed:
            await asyncio.sleep(_AGAIN)
        except Exception:
            _log.exception("the model could not be loaded; questions will fail until it can")
            await asyncio.sleep(_AGAIN)
        else:
            return


async def _while_others_serve(warm: Path, warming: asyncio.Task[None]) -> None:
    """Let a worker that comes later, for one that died, begin only when it is warm, so that nobody waits for it."""
    if warm.exists():
        await warming
    else:
        warming.add_done_callback(lambda done: warm.touch() if not done.cancelled() else None)


async def _purge_daily(service: Service) -> None:
    """Forget what is too old, now and each day; a day on which it fails is told and not the last one."""
    while True:
        try:
            await run_in_threadpool(service.purge)
        except Exception:
            _log.exception("what is too old could not be forgotten")
        await asyncio.sleep(_DAY)
