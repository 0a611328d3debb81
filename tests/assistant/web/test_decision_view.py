"""A decision's page and a case, from values made here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.engine import Found
from assistant.model import Linked
from assistant.web.decisions import Quotes, case_view, decision_view, page_to_show, quotes_of
from assistant.web.rendering import render
from indexer.model import Decision, Paragraph, PartKind, Reference, Status
from tests.assistant.examples import a_decision, background, decided, items, paragraph, proposal

CASE = "118/10.03.01/2031"


def label(text: str) -> list[Paragraph]:
    return [paragraph(PartKind.NOTE, text, is_heading=True)]


def found(*groups: list[Paragraph], **changes: Any) -> Found:
    return Found(a_decision(*groups, **changes), None, "kokous.pdf")


def outline(given: Found) -> list[tuple[str, list[str], list[list[str]]]]:
    view = decision_view(given, Quotes({}))
    return [
        (
            part.kind,
            [each.text for each in part.labels],
            [[each.text for each in group.paragraphs] for group in part.groups],
        )
        for part in view.parts
    ]


def test_parts_bear_the_labels_of_the_document() -> None:
    given = found(
        label("Tekninen lautakunta § 12 4.3.2031"),
        label("Uimarannan kunnostus"),
        label("Valmistelija Aatu"),
        background("Hiekka on huuhtoutunut."),
        label("Päätösehdotus"),
        proposal("Ranta kunnostetaan."),
        label("Äänestys:"),
        proposal("5–4"),
        label("Päätös"),
        decided("Ehdotus hyväksyttiin."),
        label("Tarkastettu"),
    )
    assert outline(given) == [
        ("background", ["Valmistelija Aatu"], [["Hiekka on huuhtoutunut."]]),
        ("proposal", ["Päätösehdotus"], [["Ranta kunnostetaan.", "Äänestys:", "5–4"]]),
        ("decision", ["Päätös"], [["Ehdotus hyväksyttiin."]]),
        ("note", [], [["Tarkastettu"]]),
    ]
    view = decision_view(given, Quotes({}))
    assert [each.text for each in view.head] == ["Tekninen lautakunta § 12 4.3.2031", "Uimarannan kunnostus"]


def test_every_paragraph_has_its_place_on_the_page() -> None:
    given = found(
        label("§ 12"),
        items(PartKind.BACKGROUND, "Hankkeet:", "Ranta", "Laituri"),
        label("Päätös"),
        decided("Hyväksyttiin."),
    )
    view = decision_view(given, Quotes({}))
    shown = [each.anchor for each in view.head]
    for part in view.parts:
        shown += [each.anchor for each in part.labels]
        shown += [each.anchor for group in part.groups for each in group.paragraphs]
    assert shown == [each.paragraph_id.partition("#")[2] for each in given.decision.paragraphs]
    assert [group.is_list for group in view.parts[0].groups] == [False, True]


def test_words_of_an_earlier_meeting_name_it() -> None:
    origin = Reference("Kaupunginhallitus", "2031-02-01", "7")
    given = found(
        [paragraph(PartKind.EARLIER, "Palautettiin.", origin=origin)], [paragraph(PartKind.EARLIER, "Muuta.")]
    )
    assert [part.origin for part in decision_view(given, Quotes({})).parts] == ["Kaupunginhallitus 1.2.2031 § 7", ""]


def test_paragraph_that_a_result_led_to_is_marked_and_its_page_shown() -> None:
    pages = replace(decided("Ehdotus hyväksyttiin.")[0], page=3)
    given = found(background("Hiekka."), [pages])
    quotes = quotes_of(given, None, "decision-1")
    assert quotes.texts() == {f"{given.decision.decision_id}#decision-1": ("Ehdotus hyväksyttiin.",)}
    assert page_to_show(given, quotes, None) == 3
    assert page_to_show(given, quotes, 2) == 2
    both = replace(quotes, by_paragraph={each.paragraph_id: ((each.text, "1"),) for each in given.decision.paragraphs})
    assert page_to_show(given, both, None) == 3  # the one that was led to
    assert page_to_show(given, replace(both, paragraph=""), None) == 1  # the first that is marked
    assert page_to_show(given, quotes_of(given, None, ""), None) == 1
    assert quotes_of(given, None, "decision-9").by_paragraph == {}


def test_links_lead_both_ways() -> None:
    other = Found(a_decision(decided("x"), section="13"), None, "")
    view = decision_view(found(decided("x")), Quotes({}), [Linked("a/b/2031-01-01/1", "B 1.1.2031 § 1", "Asia")], other)
    assert [each.address for each in view.linked] == ["/decisions/a/b/2031-01-01/1"]
    assert view.attachment_of is not None
    assert view.attachment_of.address.endswith("/13")


def test_running_text_leads_to_the_decisions_that_it_names_and_a_quote_stays_whole() -> None:
    text = "Lautakunta 4.2.2031 § 7 pyysi lausunnon, ks. 1.1.2031 § 1."
    given = found(background(text))
    at, other = text.index("1.1.2031"), "a/b/2031-01-01/1"
    places = tuple(
        (f"{given.decision.decision_id}#background-1", start, start + length) for start, length in ((0, 23), (at, 12))
    )
    linked = [Linked("a/c/2031-02-04/7", "C", "Asia", places[:1]), Linked(other, "B", "Asia", places[1:])]

    def runs(quotes: Quotes) -> list[tuple[str, str, str]]:
        shown = decision_view(given, quotes, linked).parts[0].groups[0].paragraphs[0]
        return [(run.text, run.mark, run.address) for run in shown.runs]

    assert runs(Quotes({})) == [
        ("Lautakunta 4.2.2031 § 7", "", "/decisions/a/c/2031-02-04/7"),
        (" pyysi lausunnon, ks. ", "", ""),
        ("1.1.2031 § 1", "", f"/decisions/{other}"),
        (".", "", ""),
    ]
    quote = "Lautakunta 4.2.2031 § 7 pyysi lausunnon"
    assert runs(Quotes({places[0][0]: ((quote, "1"),)})) == [
        (quote, "1", ""),
        (", ks. ", "", ""),
        ("1.1.2031 § 1", "", f"/decisions/{other}"),
        (".", "", ""),
    ]


def test_page_says_that_a_matter_is_secret_and_where_it_was_published() -> None:
    given = found(decided("x"), confidential="Salassa pidettävä, JulkL 24 §")
    shown = replace(given, web_address="https://kunta.example/poytakirja?id=7")
    view = decision_view(shown, Quotes({}))
    assert (view.confidential, view.web_address) == ("Salassa pidettävä, JulkL 24 §", shown.web_address)
    assert decision_view(replace(given, web_address="javascript:alert(1)"), Quotes({})).web_address == ""
    frame: dict[str, Any] = {
        "here": "/",
        "full_path": "/",
        "in_language": str,
        "person": "",
        "administers": False,
        "can_log_in": False,
    }
    page = render("decision.html", "fi", view=view, **frame)
    assert '<q lang="fi">Salassa pidettävä, JulkL 24 §</q>' in page
    assert '<a href="https://kunta.example/poytakirja?id=7" rel="external noreferrer">kunta.example</a>' in page


def test_case_is_drawn_and_listed_alike() -> None:
    def stage(section: str, date: str, **changes: Any) -> Decision:
        return a_decision(decided(f"Päätettiin {section}."), section=section, date=date, case=CASE, **changes)

    case = [stage("1", "2031-01-01"), stage("2", "2031-02-01", status=Status.AGENDA)]
    view = case_view(case, case[0].decision_id)
    assert (len(view.stages), len(view.drawing.stages)) == (2, 2)
    assert [each.is_here for each in view.stages] == [each.is_here for each in view.drawing.stages] == [True, False]
    assert [each.is_agenda for each in view.drawing.stages] == [False, True]
    assert view.stages[0].outcome == "Päätettiin 1."
    assert view.ask_address == ("/search?q=Uimarannan+kunnostus&municipality=Sammalvaara&case=118%2F10.03.01%2F2031")
    shown = decision_view(Found(case[0], None, ""), Quotes({}), case=case)
    assert shown.timeline is not None
    assert shown.case_address == "/cases/Sammalvaara/118~10.03.01~2031"
    assert decision_view(Found(case[0], None, ""), Quotes({}), case=case[:1]).timeline is None
