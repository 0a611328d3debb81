"""Read a store over and over while others write to it, and watch what the reading process holds."""

from __future__ import annotations

import os
import resource
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from indexer.stores.base import WeightedTerm
from indexer.stores.local import LocalStore
from tests.faults.indexing import vector_of

SECTIONS = {"field": "meta.section", "operator": "==", "value": "5"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader saw of a generation, and what it holds: open files, files that are deleted, and bytes of memory."""

    generation: int
    faults: list[str]
    files: int
    deleted: int
    memory: int


def read_on(data: Path, connection: Connection) -> None:
    """Say that reading begins, read the store again and again, a last time when told to stop; tell what was seen."""
    seen, stopped = [], False
    connection.send("reading")
    while not stopped:
        stopped = connection.poll(0.05)
        generation, wrong = _read_whole(data)
        mapped = Path("/proc/self/maps").read_text(encoding="utf-8")
        held = [os.readlink(each) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
        deleted = [each for each in (*mapped.splitlines(), *held) if str(data) in each and "(deleted)" in each]
        memory = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
        seen.append(Seen(generation, wrong, len(held), len(deleted), memory))
    connection.send(seen)


def _read_whole(data: Path) -> tuple[int, list[str]]:
    """Ask a generation everything while others follow it; give its number and what is not of it alone.

    The corpus grows by minutes of one § at each commit, so that the number of a generation is that of its §§.
    """
    with closing(LocalStore.open(data)) as store:
        asked = {
            "records": [each.decision_id for each in store.decisions() if each.section],
            "words": {each.meta["decision_id"] for each in store.search_keywords([WeightedTerm("valo")])},
            "vectors": {each.meta["decision_id"] for each in store.search_vectors(vector_of("valot"), SECTIONS, 100)},
        }
        counted = {way: len(found) for way, found in asked.items()}
        wrong = [f"{way}: {count} in {store.generation}" for way, count in counted.items() if count != store.generation]
        return store.generation, [*wrong, *store.check()]
