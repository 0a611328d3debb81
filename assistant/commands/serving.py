"""`pykala serve`: web, API and Slack events over HTTP."""

from __future__ import annotations

import logging
from functools import partial
from typing import Annotated

import typer

from assistant.commands.options import Data, fail, settings
from assistant.settings import Settings

_GRACE = 30  # seconds that a stopping worker gives to what it is doing


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes, each with a model of its own (0.6 GB).")] = 1,
    data: Data = None,
) -> None:
    """Serve the web pages, the API and Slack's events."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    chosen = settings(data)
    configure_logging(chosen)
    config = uvicorn.Config(
        partial(application, chosen),
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_config=None,
        access_log=False,  # ours tells no queries
        proxy_headers=False,  # which proxies are trusted is a setting of ours
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    server = uvicorn.Server(config)
    if workers == 1:
        server.run()
    else:
        Multiprocess(config, sockets=[config.bind_socket()]).run()
    if workers == 1 and not server.started:
        fail(f"could not listen on {host}:{port}. Choose another --port, or see the log above.")


def application(chosen: Settings) -> object:
    """Make the application within a worker."""
    from assistant.api.app import create_app

    configure_logging(chosen)
    return create_app(chosen)


def configure_logging(chosen: Settings) -> None:
    """Log to standard error, one line a happening: ours as the setting says, others' warnings."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("assistant", "indexer", "uvicorn"):
        logging.getLogger(name).setLevel(chosen.log_level.upper())
