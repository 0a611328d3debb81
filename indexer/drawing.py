"""Draw pages of files and find words on them: what is done in a process of its own, since PDFium may hang or break
down on a file. The server that makes that process imports this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from indexer.errors import UnreadableSource
from indexer.model import Source
from indexer.originals import read_original
from indexer.personal import found
from indexer.pictures import Box, Picture, Wanted, boxes_of, holds_hidden, page_picture
from indexer.redactions import Redactions


def draw(source: Source, number: int, kinds: tuple[str, ...], data: Path) -> Picture:
    """Draw a page with kinds of personal data hidden, and what the redactions of a data directory take out.

    A redacted file is drawn only where what has to be hidden on the page is found there or on one beside it. Raises
    SourceChanged where the file is not what was indexed, NoSuchPage, or UnreadableSource.
    """
    content = read_original(source)
    if not source.redacted:
        return page_picture(content, number, (lambda text: found(text, kinds)) if kinds else None)
    redactions = Redactions.load(data)
    ours = [each for each in redactions.entries if each.id in source.redacted]

    def hide(text: str) -> list[tuple[int, int]]:
        return [(start, end) for start, end, _ in redactions.spans(text, ours)]

    for page in {number - 1, number, number + 1} & set(source.redacted_pages):
        if not any(holds_hidden(content, near, hide) for near in (page - 1, page, page + 1)):
            raise UnreadableSource(source.name, "what was taken out is not found on its page", "")
    return page_picture(content, number, lambda text: [*hide(text), *found(text, kinds)])


def find(source: Source, number: int, wanted: Sequence[Wanted]) -> list[list[Box]]:
    """Find where texts stand on a page; raises as `draw` does."""
    return boxes_of(read_original(source), number, wanted)
