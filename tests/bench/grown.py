"""The stores that grow: how each is built, opened and weighed."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
import psycopg

from indexer.stores.base import StoreReader, StoreWriter
from indexer.stores.local import LocalStore
from indexer.stores.local_writer import LocalStoreWriter
from indexer.stores.postgres.reader import PostgresStore
from indexer.stores.postgres.writer import PostgresStoreWriter
from tests.bench import crowd, synthetic
from tests.postgres import Cluster

# A server as an administrator would set one of 8 GB up; files are synced as usual.
SERVER = {
    "shared_buffers": "2GB",
    "effective_cache_size": "4GB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "max_parallel_maintenance_workers": "2",
}
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Built:
    """Seconds that writing took, those of them that went into the graph of neighbours, and the writer's peak in MB."""

    seconds: float
    graph: float
    megabytes: float


class Grown(Protocol):
    """A kind of store in a folder."""

    name: str

    def build(self, folder: Path, count: int, real: Path) -> Built: ...
    def open(self, folder: Path) -> StoreReader: ...
    def bytes(self, folder: Path) -> int: ...
    def server_megabytes(self, folder: Path) -> float: ...


class Local:
    """A directory of this machine."""

    name = "local"

    def build(self, folder: Path, count: int, real: Path) -> Built:
        with LocalStoreWriter(folder / "store", synthetic.MANIFEST, rebuild=True) as writer:
            seconds = _write(writer, count, real)
        return Built(seconds, 0.0, peak_megabytes())

    def open(self, folder: Path) -> StoreReader:
        return LocalStore.open(folder / "store")

    def bytes(self, folder: Path) -> int:
        return sum(each.stat().st_size for each in (folder / "store").rglob("*") if each.is_file())

    def server_megabytes(self, folder: Path) -> float:
        return 0.0


class Postgres:
    """A cluster of its own, as `serving` has started it."""

    name = "postgres"

    def build(self, folder: Path, count: int, real: Path) -> Built:
        # A build that was stopped half way has written nothing, but may have committed and lack its graph: begin anew.
        with _Timed(Cluster(folder).address(), synthetic.MANIFEST, rebuild=True) as writer:
            seconds = _write(writer, count, real)
            graph = writer.tidied
        return Built(seconds, graph, peak_megabytes())

    def open(self, folder: Path) -> StoreReader:
        return PostgresStore.open(Cluster(folder).address())

    def bytes(self, folder: Path) -> int:
        with psycopg.connect(Cluster(folder).address()) as connection:
            [(size,)] = connection.execute("SELECT pg_database_size(current_database())").fetchall()
        return int(size)

    def server_megabytes(self, folder: Path) -> float:
        """Add up what the server's processes hold; what they share counts once."""
        main = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        said = subprocess.run(["ps", "-o", "pid=", "--ppid", str(main)], capture_output=True, text=True, check=True)
        return sum(map(_megabytes, [main, *map(int, said.stdout.split())]))


class _Timed(PostgresStoreWriter):
    """Tell how long the graph took."""

    tidied = 0.0

    def _tidy(self) -> None:
        began = time.perf_counter()
        super()._tidy()
        self.tidied += time.perf_counter() - began


STORES: dict[str, Grown] = {each.name: each for each in (Local(), Postgres())}


@contextmanager
def serving(store: Grown, folder: Path) -> Iterator[None]:
    """Run the server of a store that has one, its cluster made where there is none yet."""
    if not isinstance(store, Postgres):
        yield
        return
    cluster = Cluster(folder)
    if not cluster.data.is_dir():
        cluster.create()
    cluster.start(" ".join(f"-c {name}={value}" for name, value in SERVER.items()))
    try:
        yield
    finally:
        cluster.stop()


def nearest_exactly(store: StoreReader, vector: np.ndarray, limit: int) -> list[str]:
    """Rank by comparing every vector, as the local store always does."""
    if not isinstance(store, PostgresStore):
        return [each.id for each in store.search_vectors(vector, None, limit)]
    query = f"[{','.join(map(str, vector.tolist()))}]"
    with psycopg.connect(store.address) as connection:
        connection.execute("SET enable_indexscan = off")
        found = connection.execute(
            "SELECT id FROM pykala.vectors JOIN pykala.passages USING (key) ORDER BY embedding <#> %s::vector LIMIT %s",
            (query, limit),
        ).fetchall()
    return [each for (each,) in found]


def peak_megabytes() -> float:
    """Give the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _write(writer: StoreWriter, count: int, real: Path) -> float:
    """Write that many passages and give the seconds, without those in which they were made."""
    seconds = 0.0
    passages = crowd.documents(count, real)
    while batch := list(islice(passages, _BATCH)):
        began = time.perf_counter()
        writer.write_documents(batch)
        seconds += time.perf_counter() - began
    began = time.perf_counter()
    writer.commit()
    return seconds + time.perf_counter() - began


def _megabytes(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # it ended since it was listed
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
