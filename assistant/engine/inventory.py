"""Tell what there is, what is new, and whose decisions they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from assistant.engine.opening import Opening
from assistant.engine.questions import access
from assistant.errors import InvalidTime
from assistant.model import Filters, Held
from assistant.retrieval import is_visible, store_filter
from indexer.stores.base import Change, ReplicaState, SourceRecord
from indexer.stores.opening import advice


class Inventory(Opening):
    """Tell what is in one store."""

    def held(self, filters: Filters | None = None) -> list[Held]:
        """Count the decisions of each organ and year that the asker may see."""
        counted = Counter(
            (each.municipality, each.organ, each.date[:4] if each.date else None)
            for each in self.store.headings(access(filters or Filters()))
        )
        return [Held(*key, count) for key, count in sorted(counted.items(), key=lambda item: [*map(str, item[0])])]

    def changes(
        self, since: str | None = None, filters: Filters | None = None, limit: int | None = None
    ) -> list[Change]:
        """List the decisions that the asker may see and that changed or were removed after a time, oldest first.

        `since` is an ISO date or time, UTC if it names no zone; raises InvalidTime for another text.
        """
        try:
            return self.store.changes(since, store_filter(filters or Filters()), limit)
        except (ValueError, OverflowError) as error:  # the first day of all, east of Greenwich, has no UTC
            raise InvalidTime(since or "") from error

    def organs(self, filters: Filters | None = None) -> list[tuple[str, str]]:
        """List (municipality, organ) of the decisions that the asker may see."""
        return self.store.organs(access(filters or Filters()))

    def status(self, filters: Filters | None = None) -> Mapping[str, Any]:
        """Say what is in the store of what the asker may see: counts, organs, newest meeting, unreadable files."""
        asker = filters or Filters()
        # Of a file without checksum not even its sidecar could be read, so nobody knows who may see it.
        known = (each for each in self.store.sources() if each.source.checksum)
        return self._inventory(access(asker), [each for each in known if is_visible(each.source, asker)])

    def standing(self) -> tuple[int, str]:
        """Give the generation of the store that answers, and the UTC time when its documents changed last, ISO."""
        store = self.store
        return store.generation, store.changed

    def replica(self) -> ReplicaState | None:
        """Say how the store's read replica keeps up, or None where there is none."""
        return self.store.replica()

    def inventory(self) -> Mapping[str, Any]:
        """Say what is in the store, whoever may see it, and what to do where it is much: for administrators only."""
        found = self._inventory(None, self.store.sources())
        return {**found, "advice": advice(self._settings, found["passages"])}

    def _inventory(self, access: dict[str, Any] | None, records: list[SourceRecord]) -> dict[str, Any]:
        store = self.store
        coverage = store.coverage(access)
        return {
            "files": len(records),
            "decisions": coverage.decisions,
            "paragraphs": sum(record.paragraphs for record in records),
            "passages": store.count_documents(access),
            "organs": [{"municipality": municipality, "organ": organ} for municipality, organ in store.organs(access)],
            "newest": coverage.newest,
            "skipped": [{"source": each.source.name, "reason": each.skipped} for each in records if each.skipped],
            "model": store.manifest.model,
        }
