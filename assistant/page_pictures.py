"""The pages of original files as pictures, with the cited words marked; which may be seen, the engine decides."""

from __future__ import annotations

import copy
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from cachetools import TTLCache

from assistant.model import Mark
from assistant.settings import Settings
from indexer.drawing import draw, find
from indexer.errors import ReadingEnded, ReadingFailed, SourceError
from indexer.isolation import Isolated, Limits
from indexer.model import Decision, Source
from indexer.pictures import Picture, Wanted

_PDF = "application/pdf"
_KEPT = 64  # pictures of some 50 kB
_NEIGHBOUR = 80  # characters of the paragraph before or after that tell equal words apart
_LEFT_ALONE = 600.0  # seconds that a file is not tried again whose page took too much, so that others have their turn
_MOST_LEFT_ALONE = 1_000

T = TypeVar("T")


class Pictures:
    """Draw pages in a process of their own and keep the last ones; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        """Draw without what the redactions of the data directory take out."""
        self._data = settings.data
        limits = Limits(settings.picture_seconds, settings.file_memory_mb, "PYKALA_PICTURE_SECONDS")
        self._isolated = Isolated(limits, "indexer.drawing")
        self._drawn: OrderedDict[tuple[object, ...], Picture] = OrderedDict()
        self._failed: TTLCache[tuple[str, str], SourceError] = TTLCache(_MOST_LEFT_ALONE, _LEFT_ALONE)
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Begin with the process, so that the first page waits less."""
        self._isolated.warm_up()

    def close(self) -> None:
        """End that process, whatever is being drawn."""
        self._isolated.close()

    def page(self, source: Source, number: int, hidden: tuple[str, ...] = ()) -> Picture:
        """Give a page of a PDF, with kinds of personal data hidden.

        Raises NoSuchPage, SourceChanged where the file is not what was indexed, or another SourceError where the page
        cannot be drawn.
        """
        kinds = tuple(each for each in hidden if each in source.personal)
        key = source.path, source.checksum, source.redacted, number, kinds
        with self._lock:
            if key not in self._drawn:
                self._drawn[key] = self._done(draw, source, number, kinds, self._data)
                if len(self._drawn) > _KEPT:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(key)
            return self._drawn[key]

    def marks(
        self, source: Source, decision: Decision, number: int, quotes: Mapping[str, tuple[str, ...]]
    ) -> list[Mark]:
        """Find quotes, given by paragraph id, on a page; raises as `page` does."""
        wanted, ids = _wanted(decision, number, quotes)
        with self._lock:
            places = self._done(find, source, number, wanted)
        return [
            Mark(id_, box.left, box.top, box.width, box.height)
            for id_, boxes in zip(ids, places, strict=True)
            for box in boxes
        ]

    def _done(self, function: Callable[..., T], source: Source, *arguments: Any) -> T:
        """Work on a file, unless that failed a moment ago."""
        key = source.path, source.checksum
        known = self._failed.get(key)
        if known is not None:
            raise copy.copy(known)
        try:
            return self._isolated.outcome(self._isolated.begin(source.name, function, source, *arguments))
        except (ReadingEnded, ReadingFailed) as error:
            self._failed[key] = copy.copy(error)
            raise


def has_pictures(source: Source) -> bool:
    """Tell whether pages of a source can be drawn."""
    return source.media_type == _PDF


def _wanted(decision: Decision, number: int, quotes: Mapping[str, tuple[str, ...]]) -> tuple[list[Wanted], list[str]]:
    """Give what of quotes may stand on a page, and the paragraph id of each."""
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
    return wanted, ids
