"""Whose meeting a document is of: municipality, organ, date and kind, from heads, opening lines and the sidecar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from indexer.finnish import normalise
from indexer.formats.base import Declared
from indexer.headings import KIND_WORDS, ORGAN_ENDING
from indexer.histories import history_headers
from indexer.labels import Label, match_label
from indexer.layout import Block, Layout
from indexer.model import DocumentKind, Source, Status
from indexer.names import municipality_in
from indexer.references import first_date, handling_header

_TIME = re.compile(
    r"^(?:Aika|Kokousaika|Kokouksen aika|Kokouspäivä|Aika ja paikka|Kokousaika ja -paikka|Tid|Sammanträdestid|Mötestid"
    r"|Tidpunkt|Tid och plats)\b",
    re.IGNORECASE,
)
_ORGAN_AND_DATE = re.compile(
    r"^(?P<organ>[A-ZÅÄÖ][\wåäöÅÄÖ ,-]*?),?\s+(?:§ ?\d+,? ?)?(?P<date>[0-3]?\d\.[01]?\d\.(?:19|20)\d\d)"
    r"(?:\s+\d+\s*/\s*\d{4}|,?\s+§.*|,?\s+\d+ §.*|\s+\d+ ?(?:\(\d+\))?)?\s*$"
)
_OWNER = re.compile(
    r"^[A-ZÅÄÖ][\w-]+[nN] (?:kaupunki|kunta|KAUPUNKI|KUNTA) |^[A-ZÅÄÖ][\w-]+ (?:stad|kommun|STAD|KOMMUN) "
)
_KIND_AND_NUMBER = re.compile(
    rf"\b(?:{'|'.join(KIND_WORDS)})\b|\b\d+ ?/ ?\d{{4}}\b|\b\d+ ?\(\d+\)|\bsivu \d+", re.IGNORECASE
)
_ADJUSTED = re.compile(
    r"tarkastettu ja hyväksytty|pöytäkirja on tarkastettu|protokollet (?:är |har )?justerat", re.IGNORECASE
)
_MEETING_WORD = re.compile(r",? (?:kokous|sammanträde|möte)$", re.IGNORECASE)  # "Kunnanhallitus, kokous 20.3.2031"
# what parts the words of a file's name: "2031-02-06_Sivistyslautakunta", "Pöytäkirja-Sivistyslautakunta - 6.2.2031"
_NAME_PARTS = re.compile(r"[_,]| - |(?<=\w)-(?=[A-ZÅÄÖ])|(?<=\d)[ -](?=[A-ZÅÄÖ])|(?<=[a-zåäö])[ -](?=\d)")
_NAMES = 4  # the file and the folders whose names may say its meeting
_OPENING = 40  # blocks in which a meeting says what it is
_LONGEST_NAME = 80
_LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a document says of its meeting; organ and date may be None where it says nothing."""

    municipality: str
    organ: str | None
    date: str | None
    document_kind: DocumentKind
    status: Status | None

    def of(self, declared: Declared | None, source: Source) -> Meeting:
        """Give the meeting of a section for which the file's markup names another one than its sidecar does."""
        if declared is None:
            return self
        return replace(
            self,
            organ=source.organ or declared.organ or self.organ,
            date=source.date or declared.date or self.date,
            document_kind=source.document_kind or declared.document_kind or self.document_kind,
        )


def identify(source: Source, layout: Layout) -> Meeting:
    """Find out whose meeting it is; what its sidecar says stands above its markup, and that above its text.

    Where the markup declares a section, the text is not asked: it would name other meetings.
    """
    declared = next((block.declared for block in layout.blocks if block.declared), Declared())
    opening = [] if declared.names_matter else [*layout.heads, *_opening(layout)]
    organ, dated = _latest(layout, *_organ_and_date(opening))
    if declared.names_matter or _kind(opening):
        organ, dated = _completed(source, organ, dated)
    kind = source.document_kind or declared.document_kind or _kind(opening) or _kind_by_labels(layout)
    return Meeting(
        municipality=source.municipality
        or declared.municipality
        or municipality_in(layout.heads)
        or municipality_in([layout.text])
        or _folder_name(source),
        organ=source.organ or declared.organ or organ,
        date=source.date or declared.date or _time(opening) or dated or _heading_date(opening),
        document_kind=kind,
        status=source.status or _status(kind, layout),
    )


def _completed(source: Source, organ: str | None, date: str | None) -> tuple[str | None, str | None]:
    """Take from the names of the file and its folders the organ or date that the document itself leaves unsaid.

    Only of a document that says itself to be of a meeting: an attachment lies in the same folder.
    """
    path = PurePath(source.path)
    names = [normalise(name) for name in (path.stem, *(parent.name for parent in path.parents))][:_NAMES]
    named = [piece.strip(" ,.-") for name in names for piece in _NAME_PARTS.split(name)]
    organ = organ or next((found for piece in named if (found := _organ(piece))), None)
    return organ, date or next((found for name in names if (found := first_date(name))), None)


def names_meeting(text: str) -> bool:
    """Tell whether a line says when a meeting was, or which organ met on which day."""
    return _TIME.match(text) is not None or _ORGAN_AND_DATE.match(text) is not None


def own_labels(blocks: Iterable[Block]) -> Iterator[Label]:
    """Give the labels that blocks bear, by the file's markup or by their wording."""
    for block in blocks:
        match = match_label(block.text, block.opening) if block.label is None else None
        label = block.label if match is None else match.label
        if label is not None and block.origin is None:
            yield label


def _opening(layout: Layout) -> Iterator[str]:
    """Give the first blocks, a label before an organ's name taken off, earlier handlings left out."""
    opening = layout.blocks[:_OPENING]
    earlier = history_headers(opening)
    for index, block in enumerate(opening):
        if index in earlier:
            continue
        label = match_label(block.text, block.opening)
        yield label.rest if label and label.rest else block.text


def _organ_and_date(texts: Sequence[str]) -> tuple[str | None, str | None]:
    """Prefer a line of organ and date, then any line that names an organ."""
    found = [match for text in texts if (match := _ORGAN_AND_DATE.match(text)) and not _TIME.match(text)]
    named = [match for match in found if ORGAN_ENDING.search(match["organ"].strip(" ,"))]
    for match in named:
        return _name(match["organ"]), first_date(match["date"])
    organ = next((organ for text in texts if (organ := _organ(text))), None)
    if organ or not found:
        return organ, None
    return _name(found[0]["organ"]), first_date(found[0]["date"])


def _latest(layout: Layout, organ: str | None, date: str | None) -> tuple[str | None, str | None]:
    """Go on from the first handling that a document recounts to the last one, which is that of its own meeting."""
    earlier = history_headers(layout.blocks)
    blocks = (block for index, block in enumerate(layout.blocks) if index not in earlier)
    headers = [header for block in blocks if (header := handling_header(block.text)) and header.date]
    told = [(_name(header.organ or ""), header.date) for header in headers if ORGAN_ENDING.search(header.organ or "")]
    return max(told, key=lambda each: each[1] or "") if (organ, date) in told else (organ, date)


def _organ(text: str) -> str | None:
    """Give the organ that a line names, whatever kind of document, number and municipality stand beside it."""
    bare = _OWNER.sub("", " ".join(_KIND_AND_NUMBER.sub(" ", text).split()) + " ").strip(" ,:")
    label = re.match(r"^(?:Toimielin|Organ)\b:? ", bare)
    bare = bare[label.end() :] if label else bare
    return _name(bare) if len(bare) < _LONGEST_NAME and ORGAN_ENDING.search(bare) else None


def _name(organ: str) -> str:
    """Give an organ's name without the municipality's before it; names in capitals only are written as usual."""
    name = _MEETING_WORD.sub("", re.sub(r"\s+\d+$", "", _OWNER.sub("", organ).strip(" ,")))
    return name.capitalize() if name.isupper() and len(name) > 4 else name


def _time(texts: Sequence[str]) -> str | None:
    """Find the date after the label of the meeting's time, on its line or the next."""
    for index, text in enumerate(texts):
        if _TIME.match(text):
            iso = first_date(text) or first_date(" ".join(texts[index + 1 : index + 2]))
            if iso:
                return iso
    return None


def _heading_date(texts: Sequence[str]) -> str | None:
    """Find a date that stands with the kind of document, or alone: "Pöytäkirja 17.1.2013"."""
    for text in texts:
        if len(text) < _LONGEST_NAME and (_kind([text]) or not re.search(r"[^\W\d_]{4}", text)):
            iso = first_date(text)
            if iso:
                return iso
    return None


def _kind(texts: Iterable[str]) -> DocumentKind | None:
    for text in texts:
        if len(text) > _LONGEST_HEADING or text.endswith("."):
            continue
        for word in re.findall(r"[^\W\d_]+", text.lower()):
            if word in KIND_WORDS:
                return KIND_WORDS[word]
    return None


def _kind_by_labels(layout: Layout) -> DocumentKind:
    """Tell an agenda, which has proposals and no decision, from minutes, where the document does not say."""
    labels = set(own_labels(layout.blocks))
    agenda = Label.PROPOSAL in labels and Label.DECISION not in labels
    return DocumentKind.AGENDA if agenda else DocumentKind.MINUTES


def _status(kind: DocumentKind, layout: Layout) -> Status | None:
    if kind is DocumentKind.AGENDA:
        return Status.AGENDA
    if kind is not DocumentKind.MINUTES:
        return None
    return Status.ADJUSTED if _ADJUSTED.search(layout.text) else Status.MINUTES


def _folder_name(source: Source) -> str:
    pieces = source.source_id.split("/")
    return pieces[-2].capitalize() if len(pieces) > 1 else source.name.split(".")[0]
