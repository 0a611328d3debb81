"""What somebody who types may mean: organs, cases and titles that begin so, as far as the asker may see them."""

from __future__ import annotations

import json
import re
import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Sequence

from assistant.model import Filters, Suggestion, SuggestionKind
from assistant.retrieval import store_filter
from assistant.understanding.saying import day
from indexer.finnish import fold
from indexer.stores.base import Filter, Heading, StoreReader

_KEPT = 16  # askers with other access groups or filters see other lists
_WORD = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_SHORTEST_WORD = 3  # of the words within a title by which it is found
_TELLING = {"field": "meta.routine", "operator": "==", "value": False}
_AFTER_EVERYTHING = "\U0010ffff"


class Suggester:
    """Complete what is typed from sorted lists, one for each filter; safe to share between threads."""

    def __init__(self, store: StoreReader) -> None:
        self._store = store
        self._lists: OrderedDict[str, tuple[list[str], list[Suggestion]]] = OrderedDict()
        self._lock = threading.Lock()

    def suggest(self, prefix: str, filters: Filters, limit: int) -> list[Suggestion]:
        """Give what begins with a prefix, in any of its words: organs, cases, titles; of a kind the commonest first."""
        wanted = _folded(prefix)
        if not wanted or limit <= 0:
            return []
        keys, suggestions = self._list({"operator": "AND", "conditions": [store_filter(filters), _TELLING]})
        found = suggestions[bisect_left(keys, wanted) : bisect_left(keys, wanted + _AFTER_EVERYTHING)]
        order = list(SuggestionKind)
        ranked = sorted(set(found), key=lambda each: (order.index(each.kind), -each.count, each.text, each.detail))
        return ranked[:limit]

    def _list(self, filters: Filter) -> tuple[list[str], list[Suggestion]]:
        name = json.dumps(filters, sort_keys=True)
        with self._lock:
            if name not in self._lists:
                entries = sorted(_entries(self._store.headings(filters)), key=lambda entry: entry[0])
                self._lists[name] = [key for key, _ in entries], [suggestion for _, suggestion in entries]
                if len(self._lists) > _KEPT:
                    self._lists.popitem(last=False)
            self._lists.move_to_end(name)
            return self._lists[name]


def _entries(headings: Sequence[Heading]) -> Iterator[tuple[str, Suggestion]]:
    """Give each suggestion under every beginning by which it is found."""
    for suggestion in _suggestions(headings):
        folded = _folded(suggestion.text)
        starts = [0]
        if suggestion.kind is not SuggestionKind.CASE:
            words = list(_WORD.finditer(folded))[1:]
            starts += [word.start() for word in words if len(word[0]) >= _SHORTEST_WORD]
        for start in starts:
            yield folded[start:], suggestion


def _suggestions(headings: Sequence[Heading]) -> Iterator[Suggestion]:
    """Gather headings, oldest first, into organs, cases and titles."""
    organs: dict[tuple[str, str], list[Heading]] = {}
    cases: dict[tuple[str, str], list[Heading]] = {}
    titles: dict[str, list[Heading]] = {}
    for each in headings:
        if each.organ:
            organs.setdefault((each.organ, each.municipality), []).append(each)
        if each.case:
            cases.setdefault((each.case, each.municipality), []).append(each)
        titles.setdefault(_folded(each.title), []).append(each)
    for (organ, municipality), own in organs.items():
        yield Suggestion(SuggestionKind.ORGAN, organ, municipality, len(own), own[-1].decision_id)
    for (case, _), own in cases.items():
        yield Suggestion(SuggestionKind.CASE, case, own[-1].title, len(own), own[-1].decision_id)
    for own in titles.values():
        newest = own[-1]
        yield Suggestion(SuggestionKind.TITLE, newest.title, _place(newest), len(own), newest.decision_id)


def _place(heading: Heading) -> str:
    """Name a decision for people: organ, day and §; of a report nothing."""
    section = f"§ {heading.section}" if heading.section else None
    return " ".join(piece for piece in (heading.organ, heading.date and day(heading.date), section) if piece)


def _folded(text: str) -> str:
    return " ".join(fold(text.lower()).split())
