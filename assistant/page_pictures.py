"""The pages of original files as pictures, with the cited words marked; which may be seen, the engine decides."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from assistant.model import Mark
from indexer.errors import UnreadableSource
from indexer.model import Decision, Source
from indexer.originals import read_original
from indexer.personal import found
from indexer.pictures import Picture, Wanted, boxes_of, holds_hidden, page_picture
from indexer.redactions import Redactions

_PDF = "application/pdf"
_KEPT = 64  # pictures of some 50 kB
_NEIGHBOUR = 80  # characters of the paragraph before or after that tell equal words apart


class Pictures:
    """Draw pages and keep the last ones; safe to share between threads."""

    def __init__(self, data: Path) -> None:
        """Draw without what the redactions of a data directory take out."""
        self._data = data
        self._drawn: OrderedDict[tuple[object, ...], Picture] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, source: Source, number: int, hidden: tuple[str, ...] = ()) -> Picture:
        """Give a page of a PDF, with kinds of personal data hidden.

        Raises SourceError where there is no such page, or the file is not what was indexed.
        """
        kinds = tuple(each for each in hidden if each in source.personal)
        key = source.path, source.checksum, source.redacted, number, kinds
        with self._lock:
            if key not in self._drawn:
                self._drawn[key] = self._draw(source, number, kinds)
                if len(self._drawn) > _KEPT:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(key)
            return self._drawn[key]

    def _draw(self, source: Source, number: int, kinds: tuple[str, ...]) -> Picture:
        """Draw a page, of a redacted file only where what has to be hidden on it is found there or on the next one."""
        content = read_original(source)
        if not source.redacted:
            return page_picture(content, number, (lambda text: found(text, kinds)) if kinds else None)
        redactions = Redactions.load(self._data)
        ours = [each for each in redactions.entries if each.id in source.redacted]

        def hide(text: str) -> list[tuple[int, int]]:
            return [(start, end) for start, end, _ in redactions.spans(text, ours)]

        for page in {number - 1, number, number + 1} & set(source.redacted_pages):
            if not any(holds_hidden(content, near, hide) for near in (page - 1, page, page + 1)):
                raise UnreadableSource(source.name, "what was taken out is not found on its page", "")
        return page_picture(content, number, lambda text: [*hide(text), *found(text, kinds)])


def has_pictures(source: Source) -> bool:
    """Tell whether pages of a source can be drawn."""
    return source.media_type == _PDF


def marks(source: Source, decision: Decision, number: int, quotes: Mapping[str, tuple[str, ...]]) -> list[Mark]:
    """Find quotes, given by paragraph id, on a page; raises as `Pictures.page` does."""
    paragraphs = decision.paragraphs
    wanted, ids = [], []
    for place, paragraph in enumerate(paragraphs):
        if paragraph.page not in (number, number - 1):
            continue
        before = paragraphs[place - 1].text[-_NEIGHBOUR:] if place else decision.title
        after = paragraphs[place + 1].text[:_NEIGHBOUR] if place + 1 < len(paragraphs) else ""
        for quote in quotes.get(paragraph.paragraph_id, ()):
            at = paragraph.text.find(quote)
            if at < 0:
                continue
            own = paragraph.text[:at], paragraph.text[at + len(quote) :]
            if paragraph.page == number:
                wanted.append(Wanted(quote, before + own[0], own[1] + after))
            else:
                wanted.append(Wanted(quote, *own, is_continued=True))
            ids.append(paragraph.paragraph_id)
    places = boxes_of(read_original(source), number, wanted)
    return [
        Mark(id_, box.left, box.top, box.width, box.height)
        for id_, boxes in zip(ids, places, strict=True)
        for box in boxes
    ]
