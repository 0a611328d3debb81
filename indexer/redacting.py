"""Find what has to be taken out of a store: the forms of a word that occur, and the sources that still hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from indexer.finnish import lemmas
from indexer.model import Decision, Source
from indexer.redactions import Redacted, Redactions, bare, marked, words_of
from indexer.stores.base import SourceRecord

_FEWEST = 3  # letters of a word that may be inflected


class Decisions(Protocol):
    """What has to be known of a store's last commit."""

    def sources(self) -> list[SourceRecord]: ...
    def sources_beneath(self, prefix: str) -> list[str]: ...
    def decisions_of(self, source_id: str) -> list[Decision]: ...


@dataclass(frozen=True, slots=True)
class Affected:
    """A source of the store that holds what is taken out, as it is without that."""

    source: Source
    redacted: Redacted
    former: tuple[str, ...]  # ids that held it


def affected(store: Decisions, redactions: Redactions) -> Iterator[Affected]:
    """Find the sources that hold what any redaction takes out; none, once it is taken out."""
    prefixes = {each.within for each in redactions.entries}
    ids = dict.fromkeys(each for prefix in sorted(prefixes) for each in store.sources_beneath(prefix))
    known = {record.source.source_id: record.source for record in store.sources()} if ids else {}
    for source_id in ids:
        decisions = store.decisions_of(source_id)
        redacted = redactions.applied(decisions)
        if redacted.by:
            former = {each.decision_id for each in decisions} - {each.decision_id for each in redacted.decisions}
            gone = tuple(each for each in sorted(former) if redactions.holds(each.rpartition("/")[2]))
            yield Affected(marked(known[source_id], redacted), redacted, gone)


def forms(texts: Sequence[str], decisions: Iterable[Decision]) -> list[str]:
    """Give texts and the other forms of them that occur in decisions: "Virtasen" beside "Virtanen"."""
    wanted = [[text[start:end] for start, end in words_of(text)] for text in texts]
    found = dict.fromkeys(texts)
    for text in (text for decision in decisions for text in _texts(decision)):
        words = words_of(text)
        for own in wanted:
            for place in range(len(words) - len(own) + 1):
                there = words[place : place + len(own)]
                if all(_is_form(text[start:end], word) for (start, end), word in zip(there, own, strict=True)):
                    found[text[there[0][0] : there[-1][1]]] = None
    return [each for each in found if bare(each)]


def _is_form(word: str, of: str) -> bool:
    """Tell whether a word is another, or one of its forms; what is no word has only one."""
    one, other = bare(word), bare(of)
    if one == other:
        return True
    if one[:2] != other[:2] or not (one.isalpha() and other.isalpha()) or min(len(one), len(other)) < _FEWEST:
        return False
    return one in (f"{other}s", other.removesuffix("s")) or not set(lemmas(word)).isdisjoint(lemmas(of))


def _texts(decision: Decision) -> Iterator[str]:
    yield decision.title
    yield from decision.heading_path
    for paragraph in decision.paragraphs:
        yield paragraph.text
        yield paragraph.context
