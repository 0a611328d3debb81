"""Read a file where it lies in memory."""

from __future__ import annotations

import os

_LINE = 4_096  # bytes that are looked through at once


class MappedFile:
    """What `io.BytesIO` gives to those who read, without a copy of its own."""

    def __init__(self, content: bytes | bytearray | memoryview) -> None:
        self._content = memoryview(content)
        self._place = 0

    def read(self, size: int | None = -1) -> bytes:
        """Give the next bytes, as many as there are."""
        end = None if size is None or size < 0 else self._place + size
        found = bytes(self._content[self._place : end])
        self._place += len(found)
        return found

    def readline(self, size: int | None = -1) -> bytes:
        """Give the rest of a line with its end."""
        start = self._place
        while piece := self.read(_LINE):
            if end := piece.find(b"\n") + 1:
                self._place += end - len(piece)
                break
        most = self._place if size is None or size < 0 else min(self._place, start + size)
        self._place = start
        return self.read(most - start)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go on elsewhere; give the place."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: len(self._content)}[whence]
        if start + offset < 0:
            raise ValueError(f"there is no place {start + offset} in a file")
        self._place = start + offset
        return self._place

    def tell(self) -> int:
        """Give the place of what is read next."""
        return self._place

    def close(self) -> None:
        """Let go of the content."""
        self._content.release()
