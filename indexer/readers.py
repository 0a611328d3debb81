"""Read files in a process of its own, the next one while the last is worked on.

It is one process, since what comes after reading needs the other cores.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from indexer.isolation import Isolated, Limits, Work
from indexer.model import Source
from indexer.reading import Reading, read_source

Read = Callable[[Source], Reading]


class Readers:
    """Read files one after the other."""

    def __init__(self, limits: Limits, read: Read = read_source) -> None:
        self._read = read
        self._isolated = Isolated(limits, "indexer.reading_server")
        self._expected: dict[str, Work[Reading]] = {}

    def __enter__(self) -> Self:
        """Read until the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop at once, whatever is being read."""
        self._isolated.close()

    def expect(self, source: Source) -> None:
        """Begin with a file that `read` will be asked for."""
        if source.source_id not in self._expected:
            self._expected[source.source_id] = self._isolated.begin(source.name, self._read, source)

    def read(self, source: Source) -> Reading:
        """Read a file; raise SourceError with the reason where that fails or takes more than it may."""
        self.expect(source)
        return self._isolated.outcome(self._expected.pop(source.source_id))
