"""The newest generation of the store, and what was built of it."""

from __future__ import annotations

from dataclasses import replace
from threading import RLock, Timer

from assistant import lexicon
from assistant.engine.patience import Patience
from assistant.errors import NothingIndexed
from assistant.model import Filters
from assistant.opened import Opened
from assistant.settings import Settings
from assistant.stages import Stages, Tell
from indexer.errors import StoreMissing
from indexer.stores.base import StoreReader
from indexer.stores.opening import named, open_store

_A_QUESTION = 300.0  # seconds; none takes as long


class Opening:
    """Open a store, anew when a later generation is there; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stages = Stages()
        self._patience = Patience()
        lexicon.use(settings.dictionaries)
        self._lock = RLock()
        self._store: StoreReader | None = None
        self._opened: Opened | None = None

    def watch(self, tell: Tell) -> None:
        """Have each stage of a question told with its seconds."""
        self._stages.tell = tell

    def hurry(self, seconds: float) -> None:
        """Let nobody wait longer for what is found and chosen; tell then what words alone find."""
        self._patience.limit(seconds)

    @property
    def store(self) -> StoreReader:
        """The newest generation of the store; raises NothingIndexed where there is none."""
        with self._lock:
            if self._store is None or not self._store.is_current():
                try:
                    newest = open_store(self._settings)
                except StoreMissing as error:
                    raise NothingIndexed(named(self._settings)) from error
                if self._store is not None:
                    _close_later(self._store)
                self._store = newest
                self._opened = Opened(self._store, self._settings)
            return self._store

    def _asked(self, filters: Filters | None) -> Filters:
        """Give the filters of a question; who says no municipality of their own has that of the settings."""
        asked = filters or Filters()
        return asked if asked.home else replace(asked, home=self._settings.municipality or None)

    def _of(self, store: StoreReader) -> Opened:
        """Give what was built of a generation, which need not be the newest any more while a question is answered."""
        with self._lock:
            opened = self._opened
        return opened if opened is not None and opened.store is store else Opened(store, self._settings)


def _close_later(store: StoreReader) -> None:
    """Close a store when the questions that are answered from it are done; only then are its deleted files gone.

    Python's collector need not find it before: it passes over what was there when the service had warmed up.
    """
    closing = Timer(_A_QUESTION, store.close)
    closing.daemon = True
    closing.start()
