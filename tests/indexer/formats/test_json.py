"""JSON of CaseM, OpenAHJO and scrapers: fields become parts, whatever their text says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from indexer.errors import UnreadableSource
from indexer.formats import read
from indexer.layout import lay_out
from indexer.minutes import read_minutes
from indexer.model import Decision, DocumentKind, PartKind, Reference, Source
from indexer.plain import read_plain
from tests.indexer.writing import a_source, headings, texts

MEETING = a_source("asia.json", organ="Kunnanhallitus", date="2031-03-20")


def casem(**properties: str) -> dict[str, Any]:
    value = [{"Id": 1, "Name": name, "Text": text, "Number": None, "Date": None} for name, text in properties.items()]
    return {"odata.metadata": "http://naavaharju.cloudnc.example/api/$metadata#ExtendedProperties", "value": value}


ITEM = casem(
    Name="Uimarannan laituri",
    Article="66",
    CaseNativeId="NAAVDno-2031-12",
    Description="<p>Laituri on laho.</p><p><b>Päätös</b></p><p>Vanha laituri puretaan.</p>",
    Decisionproposal="<p>Kunnanhallitus p&auml;&auml;tt&auml;&auml;</p><ul><li>uusia laiturin</li></ul>",
    Decision="Hyv&auml;ksyttiin.",
    Inform="Tekniset palvelut",
    Attachments="<a href='download.aspx?ID=1'>Kartta.pdf</a>",
    Draftsmans="Aino Esimerkki;#kunnaninsinööri;#;#aino@naavaharju.example;#",
    HistoryTopics=json.dumps(
        [
            {
                "Description": "<p>Lautakunta kävi rannalla.</p>",
                "DescisionProposal": "<p>Esitetään laituria.</p>",
                "Descision": "<p>Esitettiin.</p>",
                "Party": "Tekninen lautakunta",
                "MeetingDate": "/Date(1930305600000)/",
            }
        ]
    ),
)


def decisions(data: Any, source: Source = MEETING) -> tuple[Decision, ...]:
    layout = lay_out(read("asia.json", json.dumps(data).encode()))
    return read_minutes(source, layout) or read_plain(source, layout)


def test_an_item_of_casem() -> None:
    (section,) = decisions(ITEM)
    assert section.decision_id == "naavaharju/kunnanhallitus/2031-03-20/66"
    assert (section.title, section.case) == ("Uimarannan laituri", "NAAVDno-2031-12")
    assert section.document_kind is DocumentKind.MINUTES
    assert texts(section, PartKind.BACKGROUND) == ["Laituri on laho.", "Vanha laituri puretaan."]
    assert texts(section, PartKind.PROPOSAL) == ["Kunnanhallitus päättää", "uusia laiturin"]
    assert texts(section, PartKind.DECISION) == ["Hyväksyttiin."]
    assert texts(section, PartKind.DELIVERY) == ["Tekniset palvelut"]
    assert texts(section, PartKind.ATTACHMENTS) == ["Kartta.pdf"]
    assert headings(section)[-4:] == [
        "Aino Esimerkki", "kunnaninsinööri", "aino@naavaharju.example", "Tekninen lautakunta"
    ]  # fmt: skip


def test_the_earlier_handlings_that_casem_keeps_belong_to_their_meetings() -> None:
    (section,) = decisions(ITEM)
    earlier = [paragraph for paragraph in section.paragraphs if paragraph.part is PartKind.EARLIER]
    assert [(paragraph.text, paragraph.origin_part) for paragraph in earlier] == [
        ("Lautakunta kävi rannalla.", PartKind.BACKGROUND),
        ("Esitetään laituria.", PartKind.PROPOSAL),
        ("Esitettiin.", PartKind.DECISION),
    ]
    assert {paragraph.origin for paragraph in earlier} == {Reference("Tekninen lautakunta", "2031-03-03", None)}


def test_an_item_without_a_decision_is_of_an_agenda() -> None:
    (section,) = decisions(casem(Name="Laituri", Article="66", Decisionproposal="<p>Uusitaan.</p>"))
    assert section.document_kind is DocumentKind.AGENDA


def test_an_item_of_an_unnamed_meeting_is_kept_with_what_is_known() -> None:
    (extract,) = decisions(ITEM, a_source("asia.json"))
    assert (extract.organ, extract.date, extract.section) == (None, None, None)
    assert (extract.title, extract.case, extract.municipality) == (
        "Uimarannan laituri", "NAAVDno-2031-12", "Naavaharju"
    )  # fmt: skip
    assert texts(extract, PartKind.DECISION) == ["Hyväksyttiin."]


def openahjo_item(index: int, date: str, pieces: dict[str, str], *, minutes: bool = True) -> dict[str, Any]:
    return {
        "index": index,
        "subject": f"Asia {index}",
        "content": [{"type": kind, "text": f"<p>{text}</p>"} for kind, text in pieces.items()],
        "issue": {"register_id": f"HEL 2031-00000{index}"},
        "meeting": {"date": date, "policymaker_name": "Asuntolautakunta", "minutes": minutes},
        "from_minutes": minutes,
        "introducer": "Aino Esimerkki",
        "resolution": "PASSED_REVISED" if minutes else None,
        "attachments": [{"name": "Kartta"}, {"name": None}],
    }


def test_items_of_openahjo_are_of_their_own_meetings() -> None:
    first = openahjo_item(3, "2031-02-02", {"resolution": "Hyväksyttiin.", "presenter": "Päätös on tarpeen."})
    second = openahjo_item(4, "2031-03-02", {"draft resolution": "Hyväksytään."}, minutes=False)
    one, two = decisions({"meta": {}, "objects": [first, second]}, a_source("asiat.json"))
    assert one.decision_id == "helsinki/asuntolautakunta/2031-02-02/asia-3"
    assert two.decision_id == "helsinki/asuntolautakunta/2031-03-02/asia-4"
    assert (one.section, one.case, one.title) == (None, "HEL 2031-000003", "Asia 3")
    assert (one.document_kind, two.document_kind) == (DocumentKind.MINUTES, DocumentKind.AGENDA)
    assert (one.resolution, two.resolution) == ("PASSED_REVISED", None)
    assert texts(one, PartKind.DECISION) == ["Hyväksyttiin."]
    assert texts(one, PartKind.BACKGROUND) == ["Päätös on tarpeen."]
    assert texts(one, PartKind.ATTACHMENTS) == ["Kartta"]
    assert texts(two, PartKind.PROPOSAL) == ["Hyväksytään."]
    (alone,) = decisions(first, a_source("asia.json"))
    assert alone == one or alone.decision_id == one.decision_id


def test_an_item_without_a_title_is_kept() -> None:
    untitled = {**openahjo_item(3, "2031-02-02", {"resolution": "Hyväksyttiin."}), "subject": ""}
    (found,) = decisions(untitled, a_source("asia.json"))
    assert "Hyväksyttiin." in [found.title, *(each.text for each in found.paragraphs)]


@pytest.mark.parametrize("date", ["<html>", "2031-02-30", ""])
def test_an_item_of_no_day_is_no_item_of_a_meeting(date: str) -> None:
    with pytest.raises(UnreadableSource, match="no text of a meeting's sections"):
        read("asia.json", json.dumps(openahjo_item(3, date, {"resolution": "Hyväksyttiin."})).encode())


def test_titled_pieces() -> None:
    pieces = [
        {"order": 2, "title": "Päätös", "content": "Ehdotus hyväksyttiin.\n\nPöytäkirja tarkastettiin heti."},
        {"order": 0, "title": "Dno", "content": "12/2031"},
        {"order": 1, "title": "Ehdotus", "content": "<p>Kunnanjohtaja Aino Esimerkki</p><p>Uusitaan laituri.</p>"},
        {"order": 3, "title": "Selostus", "content": "<p><b>Aikaisempi käsittely</b></p><p>Laituri on laho.</p>"},
        {"order": 4, "title": "DraftingNotes", "content": "Muuta"},
    ]
    (extract,) = decisions(pieces, a_source("asia.json"))
    assert extract.case == "12/2031"
    assert texts(extract, PartKind.DECISION) == ["Ehdotus hyväksyttiin.", "Pöytäkirja tarkastettiin heti."]
    assert texts(extract, PartKind.BACKGROUND)[0] == "Laituri on laho."
    assert not texts(extract, PartKind.EARLIER)


@pytest.mark.parametrize(
    "data",
    [{}, [], {"value": []}, {"records": [{"Title": "Asia", "Type": "päätös"}]}, "teksti", 3, None,
     [{"order": 0, "title": "Nimi", "content": "x"}], casem(Participant="Aino"), {"objects": []}],
)  # fmt: skip
def test_data_without_a_section_is_named(data: Any) -> None:
    with pytest.raises(UnreadableSource, match="no text of a meeting's sections"):
        read("tiedot.json", json.dumps(data).encode())


@pytest.mark.parametrize("content", [b"", b"{", b"<html></html>"])
def test_what_is_no_json_is_named(content: bytes) -> None:
    with pytest.raises(UnreadableSource, match="not JSON"):
        read("tiedot.json", content)
