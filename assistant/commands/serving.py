"""`pykala serve`: web, API and Slack events over HTTP."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.doctor import before_serving
from assistant.commands.logs import configure_logging
from assistant.commands.options import Data, fail
from assistant.doctor.finding import told
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.api.stopping import Stopping

_GRACE = 2  # seconds that uvicorn gives to what PYKALA_STOP_SECONDS were not enough for
_SILENCE = (
    60  # seconds after which a worker that says nothing is replaced; loading a model on a busy machine takes some
)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[
        int,
        typer.Option(
            min=1, help="Processes, each with a model of its own (0.6 GB).", show_default="one a processor, at most 2"
        ),
    ] = min(2, os.cpu_count() or 1),
    data: Data = None,
) -> None:
    """Serve the web pages, the API and Slack's events."""
    import uvicorn

    if workers == 1:
        chosen, found = before_serving(data)
    else:  # in a process of its own, whose memory is free while the workers have theirs
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            chosen, found = apart.submit(before_serving, data).result()
    if found:
        lines = "\n".join(told(each, chosen.language) for each in found)
        fail(f"the service does not start. `pykala doctor` looks further.\n{lines}")
    configure_logging(chosen)
    with TemporaryDirectory(prefix="pykala-") as folder:
        config = uvicorn.Config(
            partial(application, chosen, Path(folder) if workers > 1 else None),
            factory=True,
            host=host,
            port=port,
            workers=workers,
            http="h11",  # httptools drops what stands behind a `#`, which ids of paragraphs have
            log_config=None,
            access_log=False,  # ours tells no queries
            proxy_headers=False,  # which proxies are trusted is a setting of ours
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
            timeout_worker_healthcheck=_SILENCE,
        )
        try:
            listening = config.bind_socket()
        except SystemExit:  # uvicorn has logged why
            fail(f"cannot listen on {host}:{port}. Choose another --host or --port, or see the log above.")
        if workers > 1:
            from assistant.commands.workers import run_workers

            run_workers(config, listening)
        else:
            uvicorn.Server(config).run(sockets=[listening])


def application(chosen: Settings, figures: Path | None) -> object:
    """Make the application within a worker; workers add up their figures in a folder."""
    if figures is not None:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(figures)  # prometheus_client reads it when it is imported
    from assistant.api.app import create_app

    configure_logging(chosen)
    app = create_app(chosen, figures=figures)
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)  # uvicorn's, which closes the port at once
        signal.signal(number, partial(_told_to_stop, app.state.stopping, before))
    return app


def _told_to_stop(stopping: Stopping, before: Any, number: int, frame: FrameType | None) -> None:
    stopping.begin(partial(before, number, frame))
