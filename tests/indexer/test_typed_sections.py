"""Helsinki's typed sections, as OpenAHJO's JSON and Ahjo's HTML mark them: each becomes the part that it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import lxml.html
import pytest
import yaml

from indexer.formats import read
from indexer.layout import lay_out
from indexer.minutes import read_minutes
from indexer.model import Decision, PartKind
from indexer.plain import read_plain
from tests.indexer.test_other_teams_parse import plain_text, squeezed
from tests.indexer.writing import a_source, texts

OPENAHJO: Mapping[str, PartKind] = {
    "resolution": PartKind.DECISION,
    "presenter": PartKind.BACKGROUND,
    "summary": PartKind.BACKGROUND,
    "hearing": PartKind.HANDLING,
}
AHJO: Mapping[str, PartKind] = {
    "Päätös": PartKind.DECISION,
    "Beslut": PartKind.DECISION,
    "Esitys": PartKind.DECISION,
    "Päätösehdotus": PartKind.PROPOSAL,
    "Beslutsförslag": PartKind.PROPOSAL,
    "Tiivistelmä": PartKind.BACKGROUND,
    "Sammandrag": PartKind.BACKGROUND,
    "Esittelijän perustelut": PartKind.BACKGROUND,
    "Föredragandens motiveringar": PartKind.BACKGROUND,
    "Päätöksen perustelut": PartKind.BACKGROUND,
    "Käsittely": PartKind.HANDLING,
    "Behandling": PartKind.HANDLING,
}


def joined(decision: Decision, part: PartKind) -> str:
    return squeezed("".join(texts(decision, part)))


def test_every_typed_section_of_openahjo_is_its_part(shared: Path) -> None:
    content = (shared / "real/openahjo/agenda_items.json").read_bytes()
    items = json.loads(content)["objects"]
    decisions = read_minutes(a_source("agenda_items.json"), lay_out(read("agenda_items.json", content)))
    assert len(decisions) == len(items)
    checked = 0
    for item, decision in zip(items, decisions, strict=True):
        assert decision.organ == item["meeting"]["policymaker_name"]
        assert decision.date == item["meeting"]["date"]
        assert decision.case == item["issue"]["register_id"]
        assert squeezed(decision.title) == squeezed(item["subject"])
        assert decision.section is None  # the number on the agenda is no §
        by_part: dict[PartKind, str] = {}
        for piece in item["content"]:
            part = OPENAHJO[piece["type"]]
            by_part[part] = by_part.get(part, "") + squeezed(plain_text(piece["text"]))
            checked += 1
        assert {part: joined(decision, part) for part in by_part} == by_part
    assert checked == 35


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Give Ahjo's pages: files, and those that an export of the web site holds."""
    for path in sorted(folder.glob("*.html")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted(folder.glob("*.yml")):
        node = yaml.safe_load(path.read_text(encoding="utf-8"))
        for language, values in [("fi", node["default"]), *node.get("translations", {}).items()]:
            for field in ("field_decision_content", "field_decision_motion"):
                for value in values.get(field, []):
                    if "SisaltoSektio" in value["value"]:
                        yield f"{path.stem}.{language}.{field}.html", value["value"]


def test_every_typed_section_of_ahjo_is_its_part(shared: Path) -> None:
    checked = 0
    for name, markup in pages(shared / "real/helsinki"):
        layout = lay_out(read(name, markup.encode()))
        (decision,) = read_plain(a_source(name), layout)
        root = lxml.html.document_fromstring(markup.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
        for section in root.find_class("SisaltoSektio"):
            heading = section.find_class("SisaltoOtsikko")[0].text_content().strip()
            body = squeezed(section.text_content()).removeprefix(squeezed(heading))
            assert body in joined(decision, AHJO[heading]), (name, heading)
            checked += 1
    assert checked >= 10


def test_a_page_of_ahjo_says_its_title_and_diary_number_and_waits_for_its_meeting(shared: Path) -> None:
    for name, markup in pages(shared / "real/helsinki"):
        layout = lay_out(read(name, markup.encode()))
        assert read_minutes(a_source(name), layout) == (), name
        if '"Asiapykala"' not in markup:
            continue
        (known,) = read_minutes(a_source(name, organ="Toimielin", date="2025-01-27"), layout)
        found = re.search(r'class="Asiapykala">\s*(?:§ (\d+)|(\d+) §)', markup)
        assert found is not None
        assert known.section == (found[1] or found[2])
        assert known.title
        assert (known.case is None) == (re.search(r'class="DnroTmuoto">\s*HEL', markup) is None)


@pytest.mark.parametrize("name", ["decision-record.json", "case.json", "decision-vote-results.json"])
def test_data_without_text_is_named(shared: Path, name: str) -> None:
    path = next((shared / "real/helsinki").glob(f"*fixtures__{name}"))
    with pytest.raises(Exception, match="no text of a meeting's sections"):
        read(path.name, path.read_bytes())
