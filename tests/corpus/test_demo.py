"""The demo municipality: its documents are those that its sources build, and hold what they are there for."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from indexer.formats import read
from indexer.layout import lay_out
from indexer.minutes import read_minutes
from indexer.model import Decision, PartKind
from indexer.originals import SIDECAR
from indexer.sources import Sidecar, describe
from tests.conftest import ROOT

DEMO = ROOT / "corpus" / "demo"
SOURCES = DEMO / "_sources"
DOCUMENTS = DEMO / "documents"
MEGABYTE = 1_000_000
# halls whose questions another document of the corpus answers
FOREIGN = re.compile(
    r"liikuntahall|urheiluhall|jäähall|hyvinvointiprojekt|idrottshall|ishall|Kemi\b|Kemin\b", re.IGNORECASE
)
SECTION = re.compile(r"^# § (?P<number>\d+) (?P<title>.+)(?:\nDno: (?P<case>.+))?$", re.MULTILINE)


class Meeting(NamedTuple):
    """A source of a meeting, as a person reads it."""

    front: Mapping[str, str]
    body: str

    @property
    def place(self) -> tuple[str, str]:
        return self.front["organ"], self.front["date"]


def read_front(path: Path) -> Meeting:
    _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    return Meeting(tomllib.loads(front), body)


@pytest.fixture(scope="module")
def meetings() -> Sequence[Meeting]:
    return [read_front(path) for path in sorted((SOURCES / "kokoukset").glob("*.md"))]


@pytest.fixture(scope="module")
def documents() -> Sequence[Path]:
    return sorted(path for path in DOCUMENTS.rglob("*") if path.is_file() and not path.name.endswith(SIDECAR))


def decisions(path: Path) -> Sequence[Decision]:
    layout = lay_out(read(path.name, path.read_bytes()))
    return [each for each in read_minutes(describe(path), layout) if each.section]


def test_building_gives_the_committed_bytes(tmp_path: Path) -> None:
    out = tmp_path / "documents"
    subprocess.run([sys.executable, "-B", str(DEMO / "_build.py"), "--out", str(out)], check=True, capture_output=True)

    def contents(folder: Path) -> Mapping[str, bytes]:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    built, committed = contents(out), contents(DOCUMENTS)
    assert sorted(built) == sorted(committed)
    assert [name for name, content in built.items() if committed[name] != content] == []


def test_sidecars_are_valid_and_beside_their_documents() -> None:
    sidecars = sorted(DOCUMENTS.rglob(f"*{SIDECAR}"))
    assert sidecars
    for path in sidecars:
        Sidecar.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        assert path.with_name(path.name.removesuffix(SIDECAR)).is_file()


def test_attachments_name_a_section_that_there_is(meetings: Sequence[Meeting], documents: Sequence[Path]) -> None:
    sections = {
        (re.sub("[äå]", "a", meeting.front["organ"].lower()).replace(" ", "-"), meeting.front["date"], match["number"])
        for meeting in meetings
        for match in SECTION.finditer(meeting.body)
    }
    attached = [source.attachment_of for path in documents if (source := describe(path)).attachment_of]
    assert len(attached) == 3
    assert all(tuple(each.split("/")[1:]) in sections for each in attached)


def test_one_document_is_for_a_group_only(documents: Sequence[Path]) -> None:
    restricted = [path.name for path in documents if describe(path).access_groups]
    assert restricted == ["johtoryhman-muistio-2024-12-03.txt"]


def test_it_is_as_large_as_it_should_be(meetings: Sequence[Meeting], documents: Sequence[Path]) -> None:
    places = {meeting.place for meeting in meetings}
    sections = {(*meeting.place, match["number"]) for meeting in meetings for match in SECTION.finditer(meeting.body)}
    formats: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for meeting in meetings:
        formats[meeting.front["format"].split("-")[0]].add(meeting.place)
    assert len({organ for organ, _ in places}) >= 5
    assert {date[:4] for _, date in places} == {"2023", "2024", "2025"}
    assert len(places) >= 10
    assert len(sections) >= 80
    assert len(formats["pdf"]) >= 5
    assert all(len(formats[each]) >= 2 for each in ("docx", "html", "txt"))
    assert sum(path.stat().st_size for path in documents) < 1.5 * MEGABYTE
    assert max(path.stat().st_size for path in documents) < 0.4 * MEGABYTE


def test_at_least_three_cases_run_through_three_organs(meetings: Sequence[Meeting]) -> None:
    organs: dict[str, set[str]] = defaultdict(set)
    for meeting in meetings:
        for match in SECTION.finditer(meeting.body):
            if match["case"] and meeting.front.get("kind") != "agenda":
                organs[match["case"].strip()].add(meeting.front["organ"])
    assert len([case for case, among in organs.items() if len(among) >= 3]) >= 3


def test_an_agenda_has_minutes_and_another_has_none(meetings: Sequence[Meeting]) -> None:
    agendas = {meeting.place for meeting in meetings if meeting.front.get("kind") == "agenda"}
    minutes = {meeting.place for meeting in meetings if meeting.front.get("kind") != "agenda"}
    assert agendas & minutes
    assert agendas - minutes


def test_references_to_other_meetings_hold(meetings: Sequence[Meeting]) -> None:
    """Whatever a source says of a § on a day on which the demo has a meeting, a meeting of that day has that §."""
    held: dict[str, set[str]] = defaultdict(set)
    for meeting in meetings:
        day = ".".join(str(int(piece)) for piece in reversed(meeting.front["date"].split("-")))
        held[day].update(match["number"] for match in SECTION.finditer(meeting.body))
    cited = [
        (match[1], match[2])
        for meeting in meetings
        for match in re.finditer(r"(\d{1,2}\.\d{1,2}\.\d{4}),? § (\d+)", " ".join(meeting.body.split()))
        if match[1] in held
    ]
    assert len(cited) > 30
    assert [each for each in cited if each[1] not in held[each[0]]] == []


def test_it_leaves_the_topics_of_other_documents_alone() -> None:
    for path in SOURCES.rglob("*.md"):
        assert FOREIGN.findall(path.read_text(encoding="utf-8")) == [], path.name


def test_pdfs_and_texts_are_read_as_they_were_written(meetings: Sequence[Meeting]) -> None:
    """Title, diary number, proposal and decision of every § whose source has them."""
    missed: Counter[str] = Counter()
    for meeting in meetings:
        ending = {"pdf": ".pdf", "txt": ".txt"}.get(meeting.front["format"].split("-")[0])
        if ending is None:
            continue
        found = {each.section: each for each in decisions(DOCUMENTS / f"{meeting.front['file']}{ending}")}
        written = list(SECTION.finditer(meeting.body))
        assert [each["number"] for each in written] == list(found), meeting.place
        for match, end in zip(written, [*(each.start() for each in written[1:]), None], strict=True):
            read_as = found[match["number"]]
            text = meeting.body[match.end() : end]
            own = re.split(r"^### .+\n", text, flags=re.MULTILINE)[-1]
            labels = set(re.findall(r"^## (.+)$", own, re.MULTILINE))
            parts = {paragraph.part for paragraph in read_as.paragraphs}
            checks = {
                "title": read_as.title == match["title"].strip(),
                "case": read_as.case == (match["case"] or "").strip() or (not match["case"] and read_as.case is None),
                "proposal": (PartKind.PROPOSAL in parts)
                == bool(labels & {"Ehdotus", "Päätösehdotus", "Förslag", "Beslutsförslag"}),
                "decision": (PartKind.DECISION in parts) == bool(labels & {"Päätös", "Beslut"}),
            }
            missed.update(f"{meeting.place} § {match['number']}: {name}" for name, holds in checks.items() if not holds)
    assert not missed


def test_word_files_hold_no_time_and_pdfs_no_identifier(documents: Sequence[Path]) -> None:
    for path in documents:
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as packed:
                assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        if path.suffix == ".pdf":
            assert b"/ID" not in path.read_bytes()
