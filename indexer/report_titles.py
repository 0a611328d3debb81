"""What a report is called and whether a document is one: words of titles, in Finnish and Swedish."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.contents import Contents
from indexer.finnish import fold
from indexer.headings import KIND_WORDS, MARK
from indexer.labels import Label
from indexer.layout import Layout
from indexer.meeting import own_labels
from indexer.model import DocumentKind, Source
from indexer.names import slug
from indexer.placing import Placed

_STRATEGY = "strategia|strategi"
_REPORT = (
    "tilinpäätös|tilinpäätöskirja|toimintakertomus|hyvinvointikertomus|hyvinvointisuunnitelma|kertomus|ohjelma|raportti"
    "|loppuraportti|väliraportti|selvitys|katsaus|osavuosikatsaus|toteutuma|toteutumaraportti|seuranta|tilastot"
    "|taloussuunnitelma|talousarvio|suunnitelma|arviointi"
    "|bokslut|verksamhetsberättelse|välfärdsberättelse|berättelse|program|rapport|slutrapport|utredning|översikt"
    "|uppföljning|plan|budget"
)
_WORDS = re.compile(rf"\b[\w-]*?(?:(?P<strategy>{_STRATEGY})|{_REPORT})(?:en|et)?\b", re.IGNORECASE)
_FOLDED_WORDS = re.compile(rf"\b[\w-]*?(?:(?P<strategy>{fold(_STRATEGY)})|{fold(_REPORT)})(?:en|et)?\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d(?: ?[-–/] ?(?:(?:19|20)?\d\d))?\b")
_FEWEST_PAGES = 4
_FRONT = 60  # lines in which a document says what it is
_LONGEST_TITLE = 100
_LONGEST_SLUG = 60
_MOST_MARKS = 2  # §§ that a report may quote at the head of lines


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a report without its municipality, with the year of its matter where it is known."""

    text: str
    kind: DocumentKind


# Labels that only a matter of a meeting bears: an agenda item about a report is no report.
_DECIDES = frozenset({Label.PROPOSAL, Label.DECISION, Label.PRESENTER})


def report_title(
    source: Source, layout: Layout, placed: Sequence[Placed], contents: Contents, municipality: str
) -> Title | None:
    """Give the title of a report or strategy, or None where a document is neither."""
    if source.document_kind not in (None, DocumentKind.REPORT, DocumentKind.STRATEGY):
        return None
    stem = re.sub(r"[-_\s]+", " ", source.name.rsplit(".", 1)[0]).strip()
    front = [*layout.heads, *_front(placed, contents)]
    named = next((text for text in front if len(text) <= _LONGEST_TITLE and _names(text)), None)
    if source.document_kind is None and (
        _DECIDES & set(own_labels(layout.blocks)) or not _is_report(stem, named, layout, placed, contents)
    ):
        return None
    text = _without_owner(named or stem, municipality) or stem
    if not _YEAR.search(text):
        year = next((match[0] for each in (stem, *front[:_FRONT]) if (match := _YEAR.search(each))), None)
        text = f"{text} {year}" if year else text
    return Title(text[:1].upper() + text[1:], source.document_kind or _kind(text, stem))


def _front(placed: Sequence[Placed], contents: Contents) -> Iterator[str]:
    """Give the lines before the contents, or of the first pages, the largest type first."""
    end = min(contents.lines.start or _FRONT, _FRONT)
    yield from (each.text for each in sorted(placed[:end], key=lambda each: -(each.line.size or 0.0)))


def _names(text: str) -> bool:
    return _WORDS.search(text) is not None and not text.endswith((".", ",", ":"))


def _is_report(stem: str, named: str | None, layout: Layout, placed: Sequence[Placed], contents: Contents) -> bool:
    """Tell a report: its name or title says so, it has pages or contents, and it is not made of §§ of a meeting."""
    heads = " ".join((*layout.heads, stem)).lower()
    if any(re.search(rf"\b{word}\b", heads) for word in KIND_WORDS):
        return False
    if sum(MARK.match(block.text) is not None for block in layout.blocks) > _MOST_MARKS:
        return False
    pages = len({each.page for each in placed})
    large = pages >= _FEWEST_PAGES or bool(contents.entries)
    return large and (named is not None or _FOLDED_WORDS.search(fold(stem)) is not None)


def _kind(*texts: str) -> DocumentKind:
    matches = [match for text in texts for match in (_WORDS.search(text), _FOLDED_WORDS.search(fold(text))) if match]
    return DocumentKind.STRATEGY if matches and matches[0]["strategy"] else DocumentKind.REPORT


def _without_owner(text: str, municipality: str) -> str:
    """Take the municipality out of a title: "Naavaharjun kaupungin tilinpäätös 2024", "Naavaharju-strategia"."""
    root = re.escape(municipality[:-1] if len(municipality) > 4 else municipality)
    owner = rf"\b{root}\w*(?:[\s-]+(?:kaupun[gk]i\w*|kun[nt]\w*|stad\w*|kommun\w*))?[\s-]+"
    return " ".join(re.sub(owner, "", text, flags=re.IGNORECASE).split()).strip(" -–|,:")


def unique_slugs(paths: Iterable[Sequence[str]]) -> list[str]:
    """Give each heading path an address of its own: its heading, with its parents' where others have the same."""
    found = [[_short(slug(piece)) or "osa" for piece in path] for path in paths]
    depth = [1] * len(found)
    while True:
        names = ["-".join(path[-deep:]) for path, deep in zip(found, depth, strict=True)]
        twice = {name for name in names if names.count(name) > 1}
        grown = [
            deep + 1 if name in twice and deep < len(path) else deep
            for name, deep, path in zip(names, depth, found, strict=True)
        ]
        if grown == depth:
            break
        depth = grown
    seen: dict[str, int] = {}
    made = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return made


def _short(name: str) -> str:
    """Cut a long slug at a word's end."""
    return name if len(name) <= _LONGEST_SLUG else name[: _LONGEST_SLUG + 1].rpartition("-")[0]
