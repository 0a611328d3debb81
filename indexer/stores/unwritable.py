"""Say in words that a store cannot be written: a full disk and a missing right are no faults of the program."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import StoreUnwritable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@contextmanager
def told_if_unwritable(data: Path) -> Iterator[None]:
    """Raise StoreUnwritable for what the system refuses to write within the block; what was committed stands."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        if isinstance(error, sqlite3.OperationalError) or error.errno in _FULL:
            remedy = "Free some space on its disk and run it again; what was indexed before stands."
        elif error.errno in _FORBIDDEN:
            remedy = "Let this user write to it, or name another directory in PYKALA_DATA."
        else:
            raise
        raise StoreUnwritable(str(data), f"it cannot be written ({error})", remedy) from error
