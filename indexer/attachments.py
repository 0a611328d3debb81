"""Find the section that dealt with a file, where no sidecar says so: by folder, by file name and by text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from indexer.finnish import TermKind, index_terms, query_terms
from indexer.names import slug
from indexer.references import first_date, references

_WORD = (
    r"(?:liit(?:e|teet|teenä|teinä|teessä|teen|tyy)|liitetiedosto(?:t|na)|oheismateriaal\w*|oheisaineisto\w*"
    r"|lisämateriaal\w*|bilag\w*|tilläggsmaterial\w*|attachments?)"
)
SPEAKS_OF_ATTACHMENTS = re.compile(rf"\b{_WORD}\b", re.IGNORECASE)
_FOLDER = re.compile(rf"^{_WORD}$", re.IGNORECASE)
_SECTION = re.compile(
    r"§\s*(\d{1,4})|(?<!\d)(\d{1,4})\s*§(?!\s*\d)|(?:pykälä|paragraf)[ _-]*(\d{1,4})|^(\d{1,4})$", re.IGNORECASE
)
_NUMBERED = re.compile(
    rf"(?:^|(?<![^\W_]){_WORD})[ _.-]*(?:nro|nr)?[ _.-]*(\d{{1,3}})(?![\d.]*\d)[ _.:)-]*", re.IGNORECASE
)
_LONGEST_STAMP = 160  # characters of a line that says what a file is attached to
_SHORTEST_NAME = 8  # characters of a file's name that tell it from others
_DEPTH = 3  # folders whose names say something of a file
_STRICT = frozenset({TermKind.LEMMA, TermKind.SURFACE, TermKind.EXACT})


@dataclass(frozen=True, slots=True)
class Attachable:
    """A file that may be an attachment: where it lies, what it calls itself and what it says first."""

    path: str
    municipality: str
    title: str
    opening: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dealing:
    """A section as far as attachments go: `listed` are the entries of its list, `said` what it says of others.

    Municipality and organ are slugs.
    """

    decision_id: str
    path: str
    municipality: str
    organ: str
    date: str
    number: str
    title: str
    listed: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


def attached(files: Iterable[Attachable], sections: Sequence[Dealing]) -> dict[str, str]:
    """Give, by the path of each file that some section dealt with, the id of that section."""
    register = _Register(sections)
    found = ((file.path, register.section_of(file)) for file in files)
    return {path: section.decision_id for path, section in found if section is not None}


class _Register:
    """The sections of all meetings, by folder and by municipality."""

    def __init__(self, sections: Sequence[Dealing]) -> None:
        self._sections = sections
        self._in_folder: Mapping[str, list[Dealing]] = _grouped(sections, lambda each: _folder(each.path))
        self._in_municipality: Mapping[str, list[Dealing]] = _grouped(sections, lambda each: each.municipality)
        self._terms: dict[str, frozenset[str]] = {}

    def section_of(self, file: Attachable) -> Dealing | None:
        """Find the section by what the file's place says, then by what the file says, then by what sections say."""
        at_home = self._in_municipality.get(file.municipality, [])
        if not at_home and len(self._in_municipality) == 1:
            at_home = list(self._sections)
        meeting, number = self._placed(file, at_home)
        if number is not None:
            named = [each for each in meeting if each.number == number]
            if len(named) == 1:
                return named[0]
        return self._stamped(file, at_home) or self._listed(file, meeting) or self._told(file, meeting or at_home)

    def _placed(self, file: Attachable, at_home: Sequence[Dealing]) -> tuple[Sequence[Dealing], str | None]:
        """Give the sections of the one meeting that a file's folders and name speak of, and the § that they name."""
        path = PurePath(file.path)
        names = [path.stem, *(parent.name for parent in path.parents)][: _DEPTH + 1]
        number = next((said for place, name in enumerate(names) if (said := _section_in(name, folder=place > 0))), None)
        date = next((said for name in names if (said := first_date(name))), None)
        if date is None:
            return self._beside(path), number
        met = [each for each in at_home if each.date == date]
        slugs = [slug(name) for name in names]
        named = [each for each in met if any(each.organ in name for name in slugs)]
        return _one_meeting(named or met), number

    def _beside(self, path: PurePath) -> Sequence[Dealing]:
        """Give the sections of the meeting in whose folder, or in a folder of attachments within it, a file lies."""
        folder = path.parent
        while _FOLDER.match(folder.name) or _section_in(folder.name, folder=True):
            if str(folder) in self._in_folder:
                break
            folder = folder.parent
        return _one_meeting(self._in_folder.get(str(folder), ()))

    def _stamped(self, file: Attachable, at_home: Sequence[Dealing]) -> Dealing | None:
        """Find the section that the first lines of a file name by date and §."""
        for line in file.opening:
            for said in references(line) if len(line) <= _LONGEST_STAMP else ():
                met = [each for each in at_home if (each.date, each.number) == (said.date, said.section)]
                named = [each for each in met if each.organ == slug(said.organ or "")]
                if len(named or met) == 1:
                    return (named or met)[0]
        return None

    def _listed(self, file: Attachable, meeting: Sequence[Dealing]) -> Dealing | None:
        """Find the only section of a meeting that lists an attachment of the number in the file's name."""
        said = _NUMBERED.search(PurePath(file.path).stem)
        if said is None:
            return None
        listing = [
            each
            for each in meeting
            if any((of := _NUMBERED.match(entry)) and of[1] == said[1] for entry in each.listed)
        ]
        named = [each for each in listing if any(self._names(entry, each, file) for entry in each.listed)]
        return (named or listing)[0] if len(named or listing) == 1 else None

    def _told(self, file: Attachable, sections: Sequence[Dealing]) -> Dealing | None:
        """Find the first section that lists a file by its title or name, else the first that speaks of it."""
        for kind in ("listed", "said"):
            named = [each for each in sections if any(self._names(text, each, file) for text in getattr(each, kind))]
            if named:
                return min(named, key=lambda each: (each.date, each.organ, len(each.number), each.number))
        return None

    def _names(self, text: str, section: Dealing, file: Attachable) -> bool:
        """Tell whether words of a section mean a file: its name, or each word of its title.

        Where they leave words of the title unsaid ("The report is attached"), the section's own title has to say them.
        """
        name = slug(_NUMBERED.sub("", PurePath(file.path).stem))
        if len(name) >= _SHORTEST_NAME and name in slug(text):
            return True
        wanted: dict[int, set[str]] = defaultdict(set)
        for term in query_terms(file.title):
            if term.kind in _STRICT and slug(term.term) != file.municipality:
                wanted[term.group].add(term.term)
        words = [terms for terms in wanted.values() if not any(term.isdigit() for term in terms)]
        if len(wanted) < 2 or not words or not words[0] & self._terms_of(text):
            return False
        said = self._terms_of(text) | self._terms_of(section.title)
        return all(terms & said for terms in wanted.values())

    def _terms_of(self, text: str) -> frozenset[str]:
        if text not in self._terms:
            self._terms[text] = frozenset(index_terms(text))
        return self._terms[text]


def _grouped(sections: Iterable[Dealing], key: Callable[[Dealing], str]) -> Mapping[str, list[Dealing]]:
    groups: dict[str, list[Dealing]] = defaultdict(list)
    for each in sections:
        groups[key(each)].append(each)
    return groups


def _folder(path: str) -> str:
    return str(PurePath(path).parent)


def _one_meeting(sections: Sequence[Dealing]) -> Sequence[Dealing]:
    """Give sections that are of one meeting, else none."""
    return sections if len({(each.organ, each.date) for each in sections}) == 1 else ()


def _section_in(name: str, *, folder: bool) -> str | None:
    """Give the § that a name says; a bare number is one only as the name of a folder."""
    match = _SECTION.search(name)
    if match is None or (match[4] and not folder):
        return None
    return next(group for group in match.groups() if group)
