"""Make one store hold what another holds, source by source, so that it can be stopped and run again.

What is there already with the same checksum is left as it is. At the end all is read back and compared.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass

from indexer.errors import StoreError, StoreMismatch, StoreMissing
from indexer.finnish import ANALYSER_VERSION
from indexer.passages import PASSAGE_VERSION
from indexer.settings import Settings
from indexer.stores.base import Manifest, StoreReader
from indexer.stores.copies import SourceCopy
from indexer.stores.opening import named, open_store, open_writer
from indexer.stores.unwritable import told_if_unwritable

COMMIT_EVERY = 60.0  # seconds of work that a stop may cost
_NAMED = 3
_REPLACE = "Name an empty place, or add --replace."

Report = Callable[[str, int, int], None]  # what is being done; how many sources of how many


@dataclass(frozen=True, slots=True)
class Migrated:
    """What both stores hold now, with one SHA-256 over all of it, and what had to be done for that."""

    sources: int
    copied: int
    removed: int
    decisions: int
    passages: int
    checksum: str


def migrate(
    origin: Settings,
    target: Settings,
    *,
    replace: bool = False,
    report: Report = lambda _what, _done, _total: None,
    commit_every: float = COMMIT_EVERY,
) -> Migrated:
    """Fill a store from another one; what it holds besides is removed if `replace` allows it.

    Raises StoreMismatch where the two cannot hold the same, StoreError where the target holds something else or the
    origin was changed meanwhile, StoreLocked while another process writes to the target.
    """
    with closing(open_store(origin)) as store:
        _require_readable_here(store.manifest, origin)
        copier = store.copier()
        if strays := copier.strays():
            raise StoreError(named(origin), f"{strays} passages in it came from no file", "Index the files anew.")
        ids = copier.source_ids()
        there, rebuild = _held(target, store.manifest, replace, report)
        foreign = sorted(set(there) - set(ids))
        if foreign and not replace:
            some = ", ".join(foreign[:_NAMED])
            raise StoreError(named(target), f"it holds {len(foreign)} other files ({some} …)", _REPLACE)
        copied, decisions, passages, wanted = 0, 0, 0, {}
        with told_if_unwritable(target.data), open_writer(target, store.manifest, rebuild) as writer:
            for source_id in foreign:
                writer.remove(source_id)
            committed = time.monotonic()
            for done, source_id in enumerate(ids):
                report("copying", done, len(ids))
                copy = copier.copy(source_id)
                wanted[source_id] = _sums(copy)
                decisions += len(copy.decisions)
                passages += len(copy.passages)
                if there.get(source_id, ("", ""))[0] == wanted[source_id][0]:
                    continue
                writer.put_copy(copy)
                copied += 1
                if time.monotonic() - committed > commit_every:
                    writer.commit()
                    committed = time.monotonic()
            changes = store.remembered_changes()
            writer.take_changes(changes)
            writer.commit()
        if not store.is_current():
            raise StoreError(named(origin), "it was changed while it was copied", "Run it again when nobody indexes.")
    checksum = _verified(target, wanted, changes, report)
    return Migrated(len(ids), copied, len(foreign), decisions, passages, checksum)


def _require_readable_here(manifest: Manifest, origin: Settings) -> None:
    """Raise StoreMismatch where this program could not use what it copies."""
    versions = {"analyser_version": ANALYSER_VERSION, "passage_version": PASSAGE_VERSION}
    unlike = [
        f"{name} {found} instead of {versions[name]}"
        for name, found in asdict(manifest).items()
        if name in versions and found != versions[name]
    ]
    if unlike:
        raise StoreMismatch(named(origin), f"it was made with {', '.join(unlike)}", "Run `pykala index --rebuild`.")


def _held(
    target: Settings, manifest: Manifest, replace: bool, report: Report
) -> tuple[dict[str, tuple[str, str]], bool]:
    """Give the checksums of what the target holds, and whether it has to be made anew to hold what it should."""
    try:
        with closing(open_store(target)) as store:
            unlike = [
                f"{name} {found} instead of {wanted}"
                for (name, found), wanted in zip(asdict(store.manifest).items(), asdict(manifest).values(), strict=True)
                if found != wanted
            ]
            if unlike:
                raise StoreMismatch(named(target), f"it was made with {', '.join(unlike)}", _REPLACE)
            return dict(_all_sums(store, "comparing", report)), False
    except StoreMissing:
        return {}, False
    except StoreMismatch as error:
        if replace:
            return {}, True
        raise StoreMismatch(error.thing, error.reason, _REPLACE) from error


def _verified(
    target: Settings, wanted: Mapping[str, tuple[str, str]], changes: list[tuple[object, ...]], report: Report
) -> str:
    """Read everything back; give the checksum of all, or raise StoreError with what differs."""
    with closing(open_store(target)) as store:
        found = dict(_all_sums(store, "verifying", report))
        differing = sorted(each for each in {*wanted, *found} if wanted.get(each) != found.get(each))
        if differing or store.remembered_changes() != changes:
            some = ", ".join(differing[:_NAMED]) or "the dates of changes"
            raise StoreError(named(target), f"it does not hold what was copied: {some}", "Run it again.")
        if faults := store.check():
            raise StoreError(named(target), f"it disagrees with itself: {faults[0]}", "Run `pykala check`.")
    everything = repr((sorted(found.items()), changes))
    return hashlib.sha256(everything.encode()).hexdigest()


def _all_sums(store: StoreReader, what: str, report: Report) -> Iterator[tuple[str, tuple[str, str]]]:
    copier = store.copier()
    ids = copier.source_ids()
    for done, source_id in enumerate(ids):
        report(what, done, len(ids))
        yield source_id, _sums(copier.copy(source_id))
    report(what, len(ids), len(ids))


def _sums(copy: SourceCopy) -> tuple[str, str]:
    """Give a checksum of what is copied, and what a commit has found out to stand and to be visible."""
    return copy.checksum(), "".join("01"[each] for each in copy.shown)
