"""Read a store of a database and, where there is one, of its replica; and SQL as `indexer/stores` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import errors

from indexer.errors import StoreMismatch, StoreMissing, StoreUnavailable
from indexer.stores.base import ReplicaState
from indexer.stores.manifest import REBUILD
from indexer.stores.postgres.database import (
    Replica,
    Server,
    Standing,
    connect,
    named,
    psycopg_errors,
    translated,
)
from indexer.stores.postgres.schema import LAYOUT


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
    """Read the database; each query tells the generation that it saw. Safe to share between threads.

    Where there is a replica, it is asked first. What it cannot answer, since it is away or behind what has been read
    already, the primary answers: time never goes back for those who read.
    """

    def __init__(self, address: str, replica: str = "") -> None:
        self.address = address
        self._primary = Server(address)
        self._replica = Replica(replica) if replica else None
        if self._replica is None:
            with psycopg_errors(address):
                connect(address).close()  # says at once, and why, where there is no database

    def standing(self, known: int = 0) -> tuple[int, str]:
        """Give the newest generation, no older than a known one, and its manifest.

        Raise StoreMissing before the first one, StoreMismatch where the tables are of another layout.
        """
        found = self._standing_there(known) or self._primary.standing()
        if found is None or found.generation == 0:
            raise StoreMissing(named(self.address), "nothing has been indexed here yet", "Run `pykala index` first.")
        if found.layout != LAYOUT:
            raise StoreMismatch(named(self.address), f"its tables have layout {found.layout}, not {LAYOUT}", REBUILD)
        return found.generation, found.manifest

    def rows(
        self, generation: int | None, sql: str, values: Sequence[Any] = (), prepare: str = ""
    ) -> list[tuple[Any, ...]]:
        """Answer a query within a generation; raise Moved where the store has another one. None is the newest.

        `prepare` is a statement that sets something for this query alone. Raise StoreUnavailable where no connection
        is to be had in time, or two break off.
        """
        if generation is not None and self._replica is not None and self._replica.is_there:
            try:
                seen, found = self._replica.ask(sql, values, prepare)
            except StoreUnavailable:
                self._replica.leave()
            except errors.UndefinedTable:
                pass  # it has not repeated yet how the tables were made, so the primary is asked
            else:
                if seen == generation:
                    return found
                if seen > generation:
                    raise Moved
        seen, found = self._primary.ask(sql, values, prepare)
        if generation is not None and seen != generation:
            raise Moved
        return found

    def replica_state(self) -> ReplicaState | None:
        """Say how far the replica is behind, or None where there is none."""
        if self._replica is None:
            return None
        try:
            shown = self._replica.standing()
        except StoreUnavailable:
            self._replica.leave()
            return ReplicaState(is_there=False)
        try:
            newest = self._primary.standing()
        except StoreUnavailable:
            newest = None
        behind = newest.generation - (shown.generation if shown else 0) if newest else None
        return ReplicaState(is_there=True, behind=behind, shows=shown.committed if shown else None)

    def close(self) -> None:
        """Close all connections."""
        for each in filter(None, (self._primary, self._replica)):
            each.close()

    def _standing_there(self, known: int) -> Standing | None:
        """Give what the replica shows, unless it is away or behind."""
        if self._replica is None or not self._replica.is_there:
            return None
        try:
            found = self._replica.standing()
        except StoreUnavailable:
            self._replica.leave()
            return None
        return found if found is not None and found.generation >= max(known, 1) else None
