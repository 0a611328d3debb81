"""Read a source file: front matter between `+++` lines, then a small Markdown (README.md says which)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

_FRONT = re.compile(r"\A\+\+\+\n(?P<front>.*?)\n\+\+\+\n(?P<body>.*)\Z", re.DOTALL)
_SECTION = re.compile(r"^# § (?P<number>\d+) (?P<title>.+)$")
_HEADING = re.compile(r"^(?P<marks>#{1,4}) (?P<text>.+)$")
_HANDLING = re.compile(r"^[A-ZÅÄÖ][\w åäö-]+, \d{1,2}\.\d{1,2}\.\d{4}, § \d+$")
_ITEM = re.compile(r"^(?P<mark>-|\+|\d{1,2}\.|[a-h]\)) (?P<text>.+)$")
_CASE = "Dno: "


class SourceFault(Exception):
    """A source file says something that the build does not understand; names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that stay as they are written: who prepared the matter, an address."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list; `mark` is empty where the list is printed without marks."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words that open a part: Ehdotus, Päätös, Beslut."""

    text: str


@dataclass(frozen=True, slots=True)
class Handling:
    """Organ, date and § above the handling of one of several meetings."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section, or of a report; level 1 is the largest."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first the column heads."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Text | Lines | Item | Label | Handling | Heading | Table


@dataclass(frozen=True, slots=True)
class Section:
    """One § of a meeting."""

    number: int
    title: str
    case: str | None
    blocks: tuple[Block, ...]


class Front(BaseModel):
    """The front matter: lists are empty and texts blank where a source does not give them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    format: str
    file: str
    date: str = ""
    kind: str = "minutes"
    language: str = "fi"
    organ: str = ""
    number: str = ""
    time: str = ""
    place: str = ""
    title: str = ""
    subtitle: str = ""
    present: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    chair: str = ""
    secretary: str = ""
    adjusters: tuple[str, ...] = ()
    adjusted: str = ""
    shown: str = ""
    added: tuple[int, ...] = ()
    omitted: tuple[int, ...] = ()
    no_appeal: tuple[int, ...] = ()
    correction: tuple[int, ...] = ()
    complaint: tuple[int, ...] = ()
    sidecar: dict[str, str | list[str]] = {}

    @property
    def day(self) -> str:
        """Give the date as minutes print it, 14.03.2024."""
        return ".".join(reversed(self.date.split("-")))


@dataclass(frozen=True, slots=True)
class Document:
    """A source file: a meeting with sections, or a report with blocks only."""

    front: Front
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]


def read_source(path: Path) -> Document:
    """Read a source file; raises SourceFault where it is not in the form that README.md describes."""
    match = _FRONT.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise SourceFault(f"{path.name}: no front matter. Begin the file with values between two lines of +++.")
    front = _front(path, match["front"])
    lines = match["body"].splitlines()
    starts = [at for at, line in enumerate(lines) if _SECTION.match(line)]
    if not starts:
        return Document(front, (), tuple(blocks(lines, sections=False)))
    if any(line.strip() for line in lines[: starts[0]]):
        raise SourceFault(f"{path.name}: text above the first §. Begin it with a line such as '# § 12 Otsikko'.")
    ends = [*starts[1:], len(lines)]
    sections = tuple(_section(lines[start:end]) for start, end in zip(starts, ends, strict=True))
    numbers = [section.number for section in sections]
    if sorted(set(numbers)) != sorted(numbers):
        raise SourceFault(f"{path.name}: a § number comes twice. Number the sections of a meeting once each.")
    return Document(front, sections, ())


def _front(path: Path, text: str) -> Front:
    try:
        return Front.model_validate({"name": path.name, **tomllib.loads(text)})
    except tomllib.TOMLDecodeError as error:
        raise SourceFault(f"{path.name}: the front matter is not TOML ({error}).") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise SourceFault(f"{path.name}: {faults}. Allowed: {', '.join(Front.model_fields)}.") from error


def _section(lines: list[str]) -> Section:
    match = _SECTION.match(lines[0])
    if match is None:
        raise SourceFault(f"{lines[0]}: not the opening of a section.")
    rest = lines[1:]
    case = None
    if rest and rest[0].startswith(_CASE):
        case, rest = rest[0].removeprefix(_CASE).strip(), rest[1:]
    return Section(int(match["number"]), match["title"].strip(), case, tuple(blocks(rest, sections=True)))


def blocks(lines: list[str], *, sections: bool) -> Iterator[Block]:
    """Read blocks: headings, list items, tables, kept lines, and paragraphs up to an empty line."""
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if not line:
            at += 1
        elif heading := _HEADING.match(line):
            yield _heading(heading["marks"], heading["text"].strip(), sections)
            at += 1
        elif line.startswith("|"):
            end = _run(lines, at, "|")
            rows = [tuple(cell.strip() for cell in row.strip().strip("|").split("|")) for row in lines[at:end]]
            yield Table(rows[0], tuple(row for row in rows[1:] if not set("".join(row)) <= set("-: ")))
            at = end
        elif line.startswith("> "):
            end = _run(lines, at, "> ")
            yield Lines(tuple(kept.strip().removeprefix("> ") for kept in lines[at:end]))
            at = end
        else:
            end = at + 1
            while end < len(lines) and _goes_on(lines[end]):
                end += 1
            text = " ".join(piece.strip() for piece in lines[at:end])
            item = _ITEM.match(text)
            yield Item(item["mark"].removeprefix("+"), item["text"]) if item else Text(text)
            at = end


def _heading(marks: str, text: str, sections: bool) -> Block:
    if sections and len(marks) == 2:
        return Label(text)
    if sections and _HANDLING.match(text):
        return Handling(text)
    return Heading(len(marks), text)


def _run(lines: list[str], at: int, opening: str) -> int:
    while at < len(lines) and lines[at].strip().startswith(opening):
        at += 1
    return at


def _goes_on(line: str) -> bool:
    bare = line.strip()
    return bool(bare) and not bare.startswith(("#", "|", "> ")) and _ITEM.match(bare) is None
