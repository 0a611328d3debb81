"""A read replica: it is asked first, never for what is older than what was read, and nobody misses it when it stops."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import psycopg
import pytest

from indexer.errors import StoreUnavailable
from indexer.stores.base import WeightedTerm
from indexer.stores.postgres.reader import PostgresStore
from indexer.stores.postgres.writer import PostgresStoreWriter
from tests.indexer.stores.examples import EAST, MANIFEST, a_decision, a_passage, a_source
from tests.postgres import Pair, replicated

_SECTIONS = 12
_ASKERS = 4


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    yield from replicated()


def write(address: str, generation: int) -> None:
    """Write all sections anew, each with the number of the generation as its title and its only word."""
    with PostgresStoreWriter(address, MANIFEST) as writer:
        for section in map(str, range(_SECTIONS)):
            decision = a_decision(section, f"{section}.txt", title=str(generation))
            passage = a_passage(decision, f"asia sana{generation}", EAST)
            writer.put(a_source(decision.source_id, checksum=str(generation)), [decision], [passage])
        writer.commit()


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def state(store: PostgresStore) -> tuple[bool, int | None]:
    """Tell whether the replica is there and how many generations it is behind."""
    told = store.replica()
    assert told is not None
    return told.is_there, told.behind


def look(store: PostgresStore) -> str:
    """Ask as a question does, and give the generation that all of what came belongs to."""
    found = store.search_keywords([WeightedTerm("asia")], limit=50)
    assert len(found) == _SECTIONS
    assert len(store.search_vectors(EAST, limit=50)) == _SECTIONS
    titles = {each.title for each in store.decisions()}
    assert len(titles) == 1, titles
    return titles.pop()


def test_what_is_behind_is_not_read_by_who_has_read_what_is_newer(pair: Pair) -> None:
    address, replica = pair.database()
    write(address, 1)
    with closing(PostgresStore.open(address, replica)) as store:
        until(lambda: state(store) == (True, 0))
        assert look(store) == "1"
        with psycopg.connect(replica, autocommit=True) as connection:
            connection.execute("SELECT pg_wal_replay_pause()")
            until(lambda: connection.execute("SELECT pg_get_wal_replay_pause_state()").fetchall() == [("paused",)])
            write(address, 2)
            assert state(store) == (True, 1)
            assert look(store) == "1"  # whole, and as old as the replica
            with closing(PostgresStore.open(address)) as newer:
                assert look(newer) == "2"
            store._database._replica.is_there = False  # type: ignore[union-attr]  # as when it is away for a moment
            assert not store.is_current()
            assert look(store) == "2"
            store._database._replica.is_there = True  # type: ignore[union-attr]
            assert look(store) == "2"  # of the primary, since the replica still shows the first one
            connection.execute("SELECT pg_wal_replay_resume()")
        until(lambda: state(store) == (True, 0))
        assert look(store) == "2"


def test_nobody_misses_a_replica_that_stops_while_questions_run(pair: Pair) -> None:
    address, replica = pair.database()
    write(address, 1)
    ended = Event()
    with closing(PostgresStore.open(address, replica)) as store:
        until(lambda: state(store) == (True, 0))

        def ask() -> tuple[Counter[str], float]:
            seen: Counter[str] = Counter()
            slowest, last = 0.0, 0
            while not ended.is_set():
                began = time.monotonic()
                generation = look(store)
                slowest = max(slowest, time.monotonic() - began)
                assert int(generation) >= last  # time does not go back
                last = int(generation)
                seen[generation] += 1
            return seen, slowest

        with ThreadPoolExecutor(_ASKERS) as pool:
            asking = [pool.submit(ask) for _ in range(_ASKERS)]
            try:
                time.sleep(0.3)
                pair.replica.stop("immediate")
                write(address, 2)
                until(lambda: look(store) == "2")
                assert state(store) == (False, None)
                pair.replica.start()
                until(lambda: state(store) == (True, 0))
                write(address, 3)
                until(lambda: look(store) == "3")
            finally:
                ended.set()
            told = [each.result() for each in asking]
        answered = sum((seen for seen, _ in told), Counter[str]())
        print(f"answers by generation {dict(answered)}, none wrong, no error; slowest {max(s for _, s in told):.2f} s")
        assert set(answered) == {"1", "2", "3"}
        pair.primary.stop("immediate")
        assert look(store) == "3"  # the replica goes on alone
        assert state(store) == (True, None)
        pair.replica.stop("immediate")
        with pytest.raises(StoreUnavailable):
            look(store)
