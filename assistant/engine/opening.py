"""The newest generation of the store, and what was built of it."""

from __future__ import annotations

from threading import RLock

from assistant import lexicon
from assistant.errors import NothingIndexed
from assistant.opened import Opened
from assistant.settings import Settings
from assistant.stages import Stages, Tell
from indexer.errors import StoreMissing
from indexer.stores.base import StoreReader
from indexer.stores.opening import named, open_store


class Opening:
    """Open a store, anew when a later generation is there; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stages = Stages()
        lexicon.use(settings.dictionaries)
        self._lock = RLock()
        self._store: StoreReader | None = None
        self._opened: Opened | None = None

    def watch(self, tell: Tell) -> None:
        """Have each stage of a question told with its seconds."""
        self._stages.tell = tell

    @property
    def store(self) -> StoreReader:
        """The newest generation of the store; raises NothingIndexed where there is none."""
        with self._lock:
            if self._store is None or not self._store.is_current():
                try:
                    self._store = open_store(self._settings)
                except StoreMissing as error:
                    raise NothingIndexed(named(self._settings)) from error
                self._opened = Opened(self._store, self._settings)
            return self._store

    def _of(self, store: StoreReader) -> Opened:
        """Give what was built of a generation, which need not be the newest any more while a question is answered."""
        with self._lock:
            opened = self._opened
        return opened if opened is not None and opened.store is store else Opened(store, self._settings)
