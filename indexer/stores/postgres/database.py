"""Reach the database: a pool of connections, and SQL as `indexer/stores` writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool, PoolTimeout

from indexer.errors import StoreError, StoreMismatch, StoreMissing, StoreUnavailable
from indexer.stores.manifest import REBUILD
from indexer.stores.postgres.schema import LAYOUT

T = TypeVar("T")

_SCHEMES = ("postgresql://", "postgres://")
_OPTIONS = "-c search_path=pykala,public"
_CONNECTIONS = 8
_SECONDS = 3.0  # that a question waits for a connection
# A server that went away without a word is given up after so many seconds, not when the system tires of it.
_ALIVE: dict[str, Any] = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def is_address(text: str) -> bool:
    """Tell whether a text is the address of a PostgreSQL database."""
    return text.startswith(_SCHEMES)


def named(address: str) -> str:
    """Name a database for people, without its password."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def translated(sql: str, values: Sequence[Any]) -> str:
    """Write question marks as psycopg has them."""
    return sql.replace("%", "%%").replace("?", "%s") if values else sql


def connect(address: str) -> psycopg.Connection[Any]:
    """Open a connection of its own; raise StoreUnavailable where there is none to be had."""
    try:
        return psycopg.connect(address, options=_OPTIONS, connect_timeout=int(_SECONDS), **_ALIVE)
    except psycopg.OperationalError as error:
        raise unavailable(address, error) from error


def unavailable(address: str, error: Exception) -> StoreUnavailable:
    """Say that a database cannot be reached."""
    reason = f"the database cannot be reached ({str(error).strip() or type(error).__name__})"
    return StoreUnavailable(named(address), reason, "Start it, or check its address and your rights.")


class SqliteSpeaking:
    """Let what is written for SQLite's connections write to PostgreSQL."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> psycopg.Cursor[Any]:
        """Run a statement with question marks."""
        return self._connection.execute(translated(sql, values), values or None)

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> None:
        """Run a statement for each row of values."""
        rows = list(values)
        if rows:
            with self._connection.cursor() as cursor:
                cursor.executemany(translated(sql, rows[0]), rows)


class Moved(Exception):
    """The store has another generation than the one that was to be read."""


class Database:
    """Read the database; each query tells the generation that it saw. Safe to share between threads."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._pool = ConnectionPool(
            address,
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=_SECONDS,
            reconnect_timeout=_SECONDS,  # so that after an outage a question tries at once, however long it was
            kwargs={"options": _OPTIONS, "connect_timeout": int(_SECONDS), **_ALIVE},
            configure=_configure,
            check=ConnectionPool.check_connection,
            open=False,
        )
        with psycopg_errors(address):
            self._pool.open()
            connect(address).close()  # says at once, and why, where there is no database

    def standing(self) -> tuple[int, str]:
        """Give the newest generation and its manifest; raise StoreMissing before the first one.

        Raise StoreMismatch where the tables are of another layout.
        """
        rows = self._query("SELECT layout, generation, manifest FROM store", ())
        if not rows or rows[0][1] == 0:
            raise StoreMissing(named(self.address), "nothing has been indexed here yet", "Run `pykala index` first.")
        [(layout, generation, manifest)] = rows
        if layout != LAYOUT:
            raise StoreMismatch(named(self.address), f"its tables have layout {layout}, not {LAYOUT}", REBUILD)
        return generation, manifest

    def rows(
        self, generation: int | None, sql: str, values: Sequence[Any] = (), prepare: str = ""
    ) -> list[tuple[Any, ...]]:
        """Answer a query within a generation; raise Moved where the store has another one. None is the newest.

        `prepare` is a statement that sets something for this query alone. Raise StoreUnavailable where no connection
        is to be had in time, or two break off.
        """
        with psycopg_errors(self.address):
            return _twice(lambda: self._rows(generation, sql, values, prepare))

    def _rows(self, generation: int | None, sql: str, values: Sequence[Any], prepare: str) -> list[tuple[Any, ...]]:
        with self._pool.connection() as connection, connection.transaction():
            with connection.pipeline():
                seen = connection.execute("SELECT generation FROM store")
                if prepare:
                    connection.execute(prepare)
                found = connection.execute(translated(sql, values), values or None)
            if generation is not None and seen.fetchall() != [(generation,)]:
                raise Moved
            return found.fetchall()

    def _query(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        def ask() -> list[tuple[Any, ...]]:
            with self._pool.connection() as connection:
                return connection.execute(translated(sql, values), values or None).fetchall()

        try:
            with psycopg_errors(self.address):
                return _twice(ask)
        except errors.UndefinedTable:
            return []

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


def _twice(ask: Callable[[], T]) -> T:
    """Ask again by another connection where one breaks off: to read twice changes nothing."""
    try:
        return ask()
    except (PoolTimeout, errors.QueryCanceled):
        raise
    except psycopg.OperationalError:
        return ask()


@contextmanager
def psycopg_errors(address: str) -> Iterator[None]:
    """Let the errors of a database leave as ours."""
    try:
        yield
    except (psycopg.OperationalError, PoolTimeout) as error:
        raise unavailable(address, error) from error
    except errors.InsufficientPrivilege as error:
        raise StoreError(named(address), str(error).strip(), "Give the user that right.") from error


def _configure(connection: psycopg.Connection[Any]) -> None:
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
