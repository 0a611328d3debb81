"""Reach the database: a pool of connections to a server, the primary or a replica that repeats it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psycopg
from psycopg import errors
from psycopg_pool import ConnectionPool, PoolTimeout

from indexer.errors import StoreError, StoreUnavailable

T = TypeVar("T")

_SCHEMES = ("postgresql://", "postgres://")
_OPTIONS = "-c search_path=pykala,public"
_CONNECTIONS = 8
_SECONDS = 3.0  # that a question waits for a connection
_REPLICA_SECONDS = 1.0  # and for one to a replica, since the primary answers as well
_AGAIN = 1.0  # seconds after which is tried whether a replica is back

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


@dataclass(frozen=True, slots=True)
class Standing:
    """What a server shows: the layout of its tables, the newest generation, its manifest and when it was committed."""

    layout: int
    generation: int
    manifest: str
    committed: datetime


class Server:
    """Ask one server by a pool of connections that only read."""

    def __init__(self, address: str, seconds: float = _SECONDS) -> None:
        """Wait so many seconds for a connection at most."""
        self.address = address
        self._pool = ConnectionPool(
            address,
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=seconds,
            reconnect_timeout=_SECONDS,  # so that after an outage a question tries at once, however long it was
            kwargs={"options": _OPTIONS, "connect_timeout": int(_SECONDS), **_ALIVE},
            configure=_configure,
            check=ConnectionPool.check_connection,
            open=False,
        )
        with psycopg_errors(address):
            self._pool.open()

    def standing(self) -> Standing | None:
        """Give what stands, or None where there are no tables."""

        def ask() -> list[tuple[Any, ...]]:
            with self._pool.connection() as connection:
                return connection.execute("SELECT layout, generation, manifest, committed FROM store").fetchall()

        try:
            with psycopg_errors(self.address):
                rows = _twice(ask)
        except errors.UndefinedTable:
            return None
        return Standing(*rows[0]) if rows else None

    def ask(self, sql: str, values: Sequence[Any], prepare: str = "") -> tuple[int, list[tuple[Any, ...]]]:
        """Give the generation that a query saw, and its rows."""
        with psycopg_errors(self.address):
            return _twice(lambda: self._ask(sql, values, prepare))

    def _ask(self, sql: str, values: Sequence[Any], prepare: str) -> tuple[int, list[tuple[Any, ...]]]:
        with self._pool.connection() as connection, connection.transaction():
            with connection.pipeline():
                seen = connection.execute("SELECT generation FROM store")
                if prepare:
                    connection.execute(prepare)
                found = connection.execute(translated(sql, values), values or None)
            [(generation,)] = seen.fetchall()
            return generation, found.fetchall()

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class Replica(Server):
    """A server that repeats another one; while it is away, nobody waits for it."""

    def __init__(self, address: str) -> None:
        super().__init__(address, _REPLICA_SECONDS)
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self.is_there = True

    def leave(self) -> None:
        """Let it be until it answers again, which a thread of its own finds out."""
        with self._lock:
            if self.is_there:
                self.is_there = False
                threading.Thread(target=self._await, daemon=True).start()

    def close(self) -> None:
        """Close all connections."""
        self._closed.set()
        super().close()

    def _await(self) -> None:
        while not self._closed.wait(_AGAIN):
            try:
                connect(self.address).close()
            except StoreUnavailable:
                continue
            self._pool.check()
            self.is_there = True
            return


def _configure(connection: psycopg.Connection[Any]) -> None:
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
