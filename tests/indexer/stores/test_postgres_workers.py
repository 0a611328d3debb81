"""Several processes index different municipalities into one database at the same time."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from indexer.stores.base import WeightedTerm
from indexer.stores.postgres.reader import PostgresStore
from tests.faults.indexing import begin_and_index, run_index, started, write_minutes
from tests.postgres import Cluster

MUNICIPALITIES = ("Naavaharju", "Koivula", "Lehtola")
FILES = 4


def test_each_municipality_has_a_worker_of_its_own(postgres: Cluster, tmp_path: Path) -> None:
    address = postgres.database(empty=True)
    folders = {name: tmp_path / name for name in MUNICIPALITIES}
    expected = set()
    for name, folder in folders.items():
        folder.mkdir()
        expected |= {write_minutes(folder, number, name) for number in range(FILES)}
    workers = [
        started(begin_and_index, folder, tmp_path / f"data-{name}", tmp_path / f"begun-{name}", address)
        for name, folder in folders.items()
    ]
    for each in workers:
        each.join(timeout=120)
    assert [each.exitcode for each in workers] == [0, 0, 0]
    with closing(PostgresStore.open(address)) as store:
        assert store.check() == []
        assert {each.decision_id for each in store.decisions() if each.section} == expected
        assert len(store.sources()) == len(MUNICIPALITIES) * FILES
        found = store.search_keywords([WeightedTerm("katuvalo")], limit=100)
        assert {each.meta["decision_id"] for each in found} == expected
        assert len({each.changed for each in store.changes()}) == len(expected)
    # Each may go on by itself, and takes nothing of the others away.
    (folders["Koivula"] / "kokous-0000.txt").unlink()
    run_index(folders["Koivula"], tmp_path / "data-Koivula", store=address)
    with closing(PostgresStore.open(address)) as store:
        assert store.check() == []
        assert {each.decision_id for each in store.decisions() if each.section} == expected - {
            "koivula/tekninen-lautakunta/2025-01-01/5"
        }
