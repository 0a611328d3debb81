"""The logs of Slack's libraries without their debug lines, which hold what people write, whole."""

from __future__ import annotations

import logging


def quiet_log(name: str) -> logging.Logger:
    """Give the log of a library."""
    log = logging.getLogger(name)
    log.addFilter(_is_no_debug)
    return log


def _is_no_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG
