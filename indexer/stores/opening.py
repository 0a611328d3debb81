"""Open the store that the settings name: a directory of this machine, or a PostgreSQL database."""

from __future__ import annotations

from urllib.parse import urlsplit

from indexer.errors import StoreError
from indexer.settings import Settings
from indexer.stores.base import Manifest, StoreReader, StoreWriter
from indexer.stores.local import LocalStore
from indexer.stores.local_writer import LocalStoreWriter

# Among more, comparing each vector takes a directory longer than a reader likes to wait (tests/bench/README.md).
COMFORTABLE = 200_000
_EXTRA = "Install the extra: pip install 'pykala[postgres]'."


def open_store(settings: Settings) -> StoreReader:
    """Open the newest generation; raise StoreMissing before the first one and StoreError where it cannot be read."""
    if settings.store == "local":
        return LocalStore.open(settings.data)
    try:
        from indexer.stores.postgres.reader import PostgresStore
    except ImportError as error:
        raise StoreError("PYKALA_STORE", f"psycopg and pgvector are missing ({error})", _EXTRA) from error
    return PostgresStore.open(settings.store, settings.store_replica)


def open_writer(settings: Settings, manifest: Manifest, rebuild: bool = False) -> StoreWriter:
    """Take the store for writing; with `rebuild` start from nothing, whatever is there."""
    if settings.store == "local":
        return LocalStoreWriter(settings.data, manifest, rebuild)
    try:
        from indexer.stores.postgres.writer import PostgresStoreWriter
    except ImportError as error:
        raise StoreError("PYKALA_STORE", f"psycopg and pgvector are missing ({error})", _EXTRA) from error
    return PostgresStoreWriter(settings.store, manifest, rebuild)


def advice(settings: Settings, passages: int) -> str:
    """Say what to do where a directory holds more passages than it answers quickly from, or nothing."""
    if settings.store != "local" or passages <= COMFORTABLE:
        return ""
    return (
        f"{settings.data} holds {passages:,} passages, and a directory answers quickly among {COMFORTABLE:,} at most."
        " Answers are right but slow: move it to PostgreSQL with `pykala migrate`."
    )


def named(settings: Settings) -> str:
    """Name the store for people, without a password."""
    parts = urlsplit(settings.store)
    return str(settings.data) if settings.store == "local" else f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
