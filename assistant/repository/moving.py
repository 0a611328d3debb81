"""Copy what the service remembers into another database, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import OperationalError

from assistant.repository.copies import database_file
from assistant.repository.repository import connect
from assistant.repository.tables import Table
from assistant.settings import Settings
from indexer.errors import StoreError, StoreUnavailable

_AT_ONCE = 500  # rows of a statement
_OF_EACH_DATABASE = "kept"  # made when a service begins, so that it says nothing about who has asked


def move(origin: Settings, target: Settings, *, replace: bool = False) -> dict[str, int]:
    """Make a database hold what another holds; give the rows of each table, none where nobody has asked yet.

    Raise StoreError where it holds something else, unless `replace` allows to remove that.
    """
    file = database_file(origin) if origin.store == "local" else None
    if file is not None and not file.exists():
        return {}
    with ExitStack() as opened:
        try:
            read, written = connect(origin), connect(target)
            opened.callback(read.dispose)
            opened.callback(written.dispose)
            return _move(read, written, replace)
        except OperationalError as error:
            reason = f"the service's database cannot be reached or written ({error.orig})"
            raise StoreUnavailable("pykala migrate", reason, "Check addresses and rights.") from error


def _move(origin: Engine, target: Engine, replace: bool) -> dict[str, int]:
    counts = {}
    place = target.url.render_as_string()
    with origin.connect() as read, target.begin() as write:
        for table in Table.metadata.sorted_tables:
            rows = _rows(read, table)
            if not replace and table.name != _OF_EACH_DATABASE and _keys(table, _rows(write, table), rows):
                remedy = "Name an empty place, or add --replace."
                raise StoreError(place, f"its table {table.name} holds rows that are not in the origin", remedy)
            write.execute(delete(table))
            for start in range(0, len(rows), _AT_ONCE):
                write.execute(insert(table), rows[start : start + _AT_ONCE])
            counts[table.name] = len(rows)
            if _checksum(_rows(write, table)) != _checksum(rows):
                raise StoreError(
                    place, f"its table {table.name} does not hold what was written", "Nothing was changed."
                )
    return counts


def _rows(connection: Connection, table: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def _keys(table: Any, rows: Sequence[dict[str, Any]], known: Sequence[dict[str, Any]]) -> set[tuple[Any, ...]]:
    """Give the keys of the rows that are not among the known ones."""
    names = [column.name for column in table.primary_key.columns]
    keys, old = ({tuple(row[name] for name in names) for row in some} for some in (rows, known))
    return keys - old


def _checksum(rows: Sequence[dict[str, Any]]) -> str:
    written = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
    return hashlib.sha256("\n".join(written).encode()).hexdigest()
