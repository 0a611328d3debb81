"""Copy the service's own database out and back while it is in use, where it is a SQLite file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from assistant.repository.repository import FILE
from assistant.settings import Settings


def database_file(settings: Settings) -> Path | None:
    """Give the file of the database; None where a server keeps it, which has a backup of its own."""
    if not settings.service_database:
        return settings.data / FILE
    url = make_url(settings.service_database)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def copy_database(settings: Settings, target: Path) -> bool:
    """Write the database as it is at one moment into a new file; say whether there is one to copy."""
    file = database_file(settings)
    if file is None or not file.exists():
        return False
    _copy(file, target)
    return True


def restore_database(settings: Settings, copy: Path) -> bool:
    """Put a copy in the place of the database at one moment, for those who have it open too."""
    file = database_file(settings)
    if file is None:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)
    _copy(copy, file)
    return True


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source, timeout=30)) as read, closing(sqlite3.connect(target, timeout=30)) as written:
        read.backup(written)
