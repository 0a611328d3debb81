"""How the service logs: a line of text or of JSON for each happening, with the id of its request."""

from __future__ import annotations

import logging

from assistant.settings import Settings

_OURS = ("assistant", "indexer", "uvicorn")


def configure_logging(chosen: Settings) -> None:
    """Log to standard error: ours as the settings say, others' warnings."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(chosen))
    logging.basicConfig(handlers=[handler], force=True)
    logging.getLogger().setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(chosen.log_level.upper())


def formatter(chosen: Settings) -> logging.Formatter:
    """Give what writes a happening as the settings say."""
    if chosen.log_format == "text":
        return logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    import structlog  # slow to import, and no command but those that serve logs JSON

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
