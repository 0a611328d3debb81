"""The indexer's error tree.

IndexerError
├── SourceError                 one file; the rest of the corpus goes on
│   ├── UnsupportedFormat       no reader for this kind of file
│   ├── UnreadableSource        broken, encrypted, empty or without a text layer
│   │   └── ReadingEnded        it took more time or memory than it may, or ended the process that read it
│   ├── NoSuchPage              it has no page of that number
│   ├── SourceChanged           another file than it was a moment ago
│   ├── InvalidSidecar          NAME.meta.toml does not say what it may say
│   └── ReadingFailed           our own reader failed on it: a fault of the program
├── ReadersUnavailable          no process can be started that reads files
├── EmbeddingError
│   └── ModelUnavailable        the embedding model can be neither found nor prepared
├── RedactionError              what has to be forgotten cannot be told, or is not there
└── StoreError
    ├── StoreMissing            nothing has been indexed here yet
    ├── StoreMismatch           made by another model, analyser or passage version
    ├── StoreLocked             another process is writing
    ├── StoreUnavailable        its database cannot be reached
    ├── StoreUnwritable         the disk is full, or may not be written to
    └── BackupUnreadable        a backup is damaged, or not one

Every error names the thing, the reason and the remedy.
"""

from __future__ import annotations

from typing import Self


def shown(name: str) -> str:
    """Give a name in one line without what a terminal obeys or a reader does not see; a file's may have all of it."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in name)


class IndexerError(Exception):
    """Say what failed, why, and what to do about it."""

    def __init__(self, thing: str, reason: str, remedy: str) -> None:
        self.thing = thing
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{shown(thing)}: {reason}. {remedy}")

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str]]:
        """Let it be told by the process that reads files to the one that asked."""
        return type(self), (self.thing, self.reason, self.remedy)


class SourceError(IndexerError):
    """One file cannot be indexed; it is reported and the others go on."""


class UnsupportedFormat(SourceError):
    """No reader is registered for this kind of file."""


class UnreadableSource(SourceError):
    """The file is of a known kind, yet no text can be read from it."""


class ReadingEnded(UnreadableSource):
    """Reading the file took more time or memory than it may, or ended the process that read it."""


class NoSuchPage(SourceError):
    """The file has no page of that number."""


class SourceChanged(SourceError):
    """The file, or what its sidecar says, is not what it was when it was described, or it is gone."""


class InvalidSidecar(SourceError):
    """The metadata file beside a source does not have the documented keys and types."""


class ReadingFailed(SourceError):
    """The program failed on a file; that it did is told with the file's name, and the log holds where."""


class ReadersUnavailable(IndexerError):
    """The process that reads files cannot be started; no file is at fault."""


class EmbeddingError(IndexerError):
    """Vectors cannot be made."""


class ModelUnavailable(EmbeddingError):
    """The embedding model can be neither found nor prepared."""


class RedactionError(IndexerError):
    """What has to be forgotten cannot be told, is not there, or its list is damaged."""


class StoreError(IndexerError):
    """The store cannot do what was asked."""


class StoreMissing(StoreError):
    """Nothing has been indexed in this place yet."""


class StoreMismatch(StoreError):
    """The store was made by another model, analyser or passage version."""


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class StoreUnavailable(StoreError):
    """The database that holds the store cannot be reached."""


class StoreUnwritable(StoreError):
    """The disk of the store is full, or it may not be written to."""


class BackupUnreadable(StoreError):
    """A file is no backup, or a damaged one."""
