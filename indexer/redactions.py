"""What is taken out of documents for good: the words are known by keyed hashes, and never kept themselves.

A redaction holds for the decisions of one meeting or report, or for all documents. It is looked for whenever a
document is read, so that it survives indexing anew. Words are compared by their letters and figures alone: not by
capitals, accents, blanks or hyphens, of which a page, a file's name and an address write each their own.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.distinct import distinct
from indexer.durable import sync
from indexer.errors import RedactionError
from indexer.model import Decision, Source

FILE = "redactions.json"
MARKS = {"fi": "[poistettu]", "sv": "[borttaget]", "en": "[removed]"}
_SHORTEST = 3  # letters and figures that tell somebody


@dataclass(frozen=True, slots=True)
class Redaction:
    """Texts that are taken out: of each its letters counted and a hash; `within` is empty where all documents count."""

    id: str
    within: str
    hashes: tuple[tuple[int, str], ...]
    reason: str
    made: str

    def concerns(self, decision_id: str) -> bool:
        """Tell whether a decision, or the decision of a paragraph, is one of those that it holds for."""
        return not self.within or decision_id.startswith(f"{self.within}/")


@dataclass(frozen=True, slots=True)
class Redacted:
    """Decisions after redaction, which redactions took something out, and the pages where that stood."""

    decisions: tuple[Decision, ...]
    by: frozenset[str]
    pages: frozenset[int]


class Redactions:
    """The redactions of one store; a value, of which `added` and `without` give others."""

    def __init__(self, key: bytes, entries: Sequence[Redaction] = ()) -> None:
        self._key = key
        self.entries = tuple(entries)

    @classmethod
    def load(cls, data: Path) -> Redactions:
        """Read those of a data directory; raises RedactionError where they are damaged, for nothing may come back."""
        path = data / FILE
        if not path.exists():
            return cls(secrets.token_bytes(32))
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            entries = [
                Redaction(**{**each, "hashes": tuple(map(tuple, each["hashes"]))}) for each in kept["redactions"]
            ]
            return cls(bytes.fromhex(kept["key"]), entries)
        except (OSError, ValueError, TypeError, KeyError) as error:
            remedy = "Restore it from a backup; without it, removed words would come back."
            raise RedactionError(str(path), f"cannot be read ({error})", remedy) from error

    def save(self, data: Path) -> None:
        """Write them, whole or not at all, for the owner's eyes alone."""
        path, unfinished = data / FILE, data / f".{FILE}.unfinished"
        kept = {"key": self._key.hex(), "redactions": [asdict(each) for each in self.entries]}
        unfinished.unlink(missing_ok=True)
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(kept, file, indent=1)
        sync(unfinished)
        unfinished.replace(path)
        sync(data)

    def added(self, texts: Iterable[str], within: str, reason: str) -> Redactions:
        """Add a redaction of texts; raises RedactionError where one has too few letters to be told by."""
        hashes = []
        for text in texts:
            bare = _Bare(text).text
            if len(bare) < _SHORTEST:
                remedy = f"Give at least {_SHORTEST} letters or figures."
                raise RedactionError(repr(text), "is too short to be taken out everywhere", remedy)
            hashes.append((len(bare), self._hash(bare)))
        made = datetime.now(UTC).isoformat(timespec="seconds")
        entry = Redaction(secrets.token_hex(4), within, tuple(dict.fromkeys(hashes)), reason, made)
        return Redactions(self._key, (*self.entries, entry))

    def without(self, id_: str) -> Redactions:
        """Leave one out; raises RedactionError where there is none."""
        kept = [each for each in self.entries if each.id != id_]
        if len(kept) == len(self.entries):
            raise RedactionError(id_, "is no redaction", "See `pykala redact --list`.")
        return Redactions(self._key, kept)

    def merged(self, other: Redactions) -> Redactions:
        """Add those of another list, such as an older copy; raises RedactionError where its hashes have another key."""
        if self.entries and other.entries and not hmac.compare_digest(self._key, other._key):
            remedy = "Restore into an empty directory, and redact anew there what this one leaves out."
            raise RedactionError(FILE, "is of another installation, and two lists cannot be one", remedy)
        known = {each.id for each in self.entries}
        base = self if self.entries else other
        return Redactions(base._key, (*self.entries, *(each for each in other.entries if each.id not in known)))

    def only(self, entry: Redaction) -> Redactions:
        """Keep one alone, wherever it holds."""
        return Redactions(self._key, (replace(entry, within=""),))

    def concern(self, decision_id: str) -> bool:
        """Tell whether any holds for a decision."""
        return any(each.concerns(decision_id) for each in self.entries)

    def spans(self, text: str, by: Sequence[Redaction] | None = None) -> list[tuple[int, int, str]]:
        """Find what is to be taken out of a text: start, end and which redaction says so; none lies in another."""
        wanted = {each: entry.id for entry in (self.entries if by is None else by) for each in entry.hashes}
        lengths = sorted({length for length, _ in wanted}, reverse=True)
        bare = _Bare(text)
        found: list[tuple[int, int, str]] = []
        for start in bare.starts:
            if found and bare.places[start] < found[-1][1]:
                continue
            for length in lengths:
                end = start + length
                if end in bare.ends and (by_id := wanted.get((length, self._hash(bare.text[start:end])))):
                    found.append((bare.places[start], bare.until[end - 1], by_id))
                    break
        return found

    def holds(self, text: str) -> bool:
        """Tell whether a text holds anything that is taken out."""
        return bool(self.spans(text))

    def taken_out(self, text: str, mark: str) -> str:
        """Give a text with a mark in the place of what is taken out."""
        return _replaced(text, self.spans(text), mark)

    def applied(self, decisions: Sequence[Decision]) -> Redacted:
        """Take the words out of decisions: texts, contexts, titles, headings and the addresses made of these."""
        by: set[str] = set()
        pages: set[int] = set()
        made = [self._without_words(each, by, pages) for each in decisions]
        changed = any(new is not old for new, old in zip(made, decisions, strict=True))
        return Redacted(tuple(distinct(made) if changed else decisions), frozenset(by), frozenset(pages))

    def _without_words(self, decision: Decision, by: set[str], pages: set[int]) -> Decision:
        entries = [each for each in self.entries if each.concerns(decision.decision_id)]
        if not entries:
            return decision
        mark = MARKS.get(decision.language, MARKS["fi"])

        def clean(text: str, page: int | None = None, mark: str = mark) -> str:
            spans = self.spans(text, entries)
            by.update(id_ for *_, id_ in spans)
            if spans and page is not None:
                pages.add(page)
            return _replaced(text, spans, mark)

        home, _, name = decision.decision_id.rpartition("/")
        address = f"{home}/{clean(name, mark=mark.strip('[]'))}"
        paragraphs = tuple(
            replace(
                each,
                paragraph_id=address + each.paragraph_id.removeprefix(decision.decision_id),
                text=clean(each.text, each.page),
                context=clean(each.context, each.page),
            )
            for each in decision.paragraphs
        )
        made = replace(
            decision,
            decision_id=address,
            title=clean(decision.title),
            heading_path=tuple(clean(each) for each in decision.heading_path),
            confidential=clean(decision.confidential) if decision.confidential else decision.confidential,
            paragraphs=paragraphs,
        )
        return decision if made == decision else made

    def _hash(self, bare: str) -> str:
        return hmac.digest(self._key, bare.encode(), "sha256").hex()[:32]


def marked(source: Source, redacted: Redacted) -> Source:
    """Say of a source what was taken out of it; its copy elsewhere still has the words, so it is not linked."""
    if not redacted.by:
        return source
    return replace(
        source,
        url=None,
        redacted=tuple(sorted({*source.redacted, *redacted.by})),
        redacted_pages=tuple(sorted({*source.redacted_pages, *redacted.pages})),
    )


def words_of(text: str) -> list[tuple[int, int]]:
    """Give where the words of a text stand."""
    bare = _Bare(text)
    return [
        (bare.places[start], bare.until[end - 1]) for start, end in zip(bare.starts, sorted(bare.ends), strict=True)
    ]


def bare(text: str) -> str:
    """Give the letters and figures that a text is compared by."""
    return _Bare(text).text


class _Bare:
    """The letters and figures of a text in one form, where each stands, and where words begin and end among them."""

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self.places: list[int] = []
        self.until: list[int] = []
        self.starts: list[int] = []
        self.ends: set[int] = set()
        within = False
        for place, character in enumerate(text):
            if unicodedata.category(character) in ("Mn", "Cf"):  # accents apart, soft hyphens, zero-width characters
                if within:
                    self.until[-1] = place + 1  # they go with their letter
                continue
            own = [each for each in unicodedata.normalize("NFKD", character).casefold() if each.isalnum()]
            if own and not within:
                self.starts.append(len(letters))
            elif not own and within:
                self.ends.add(len(letters))
            within = bool(own)
            letters.extend(own)
            self.places.extend(place for _ in own)
            self.until.extend(place + 1 for _ in own)
        if within:
            self.ends.add(len(letters))
        self.text = "".join(letters)


def _replaced(text: str, spans: Sequence[tuple[int, int, str]], mark: str) -> str:
    for start, end, _ in reversed(spans):
        text = text[:start] + mark + text[end:]
    return text
