"""Say in words that a place cannot be written: a full disk and a missing right are no faults of the program."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import StoreUnwritable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_SQLITE = {  # what SQLite makes of them; the lower byte of its codes says what went wrong, the upper one at what
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
}


@contextmanager
def told_if_unwritable(place: Path) -> Iterator[None]:
    """Raise StoreUnwritable for what the system refuses to write there within the block; what was there stands."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        remedy = _remedy(error, place)
        if remedy is None:
            raise
        raise StoreUnwritable(str(place), f"it cannot be written ({error})", remedy) from error


def _remedy(error: OSError | sqlite3.OperationalError, place: Path) -> str | None:
    """Say what helps; None where the error is of another kind, or of another place."""
    if isinstance(error, OSError):
        reason, named = error.errno, error.filename
    else:
        reason, named = _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF), None
    if reason in _FULL:
        return "Free some space on its disk and run it again; what was there before stands."
    if reason == errno.EIO:
        return "Its disk is full or failing. Look at it and run this again; what was there before stands."
    if reason in _FORBIDDEN and not _is_elsewhere(named, place):
        return "Let this user write to it, or name another place."
    return None


def _is_elsewhere(name: object, place: Path) -> bool:
    """Tell whether a file that an error names, if it names one, is neither at a place nor a folder on the way to it."""
    if not isinstance(name, str):
        return False
    file, home = Path(name).absolute(), place.absolute()
    return not (file.is_relative_to(home) or home.is_relative_to(file))
