"""What pages show beyond an answer: search and answer of one run, links, pictures, counts; each under access groups."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fpdf import FPDF
from haystack import Pipeline

from assistant.engine import Engine
from assistant.errors import NotFound
from assistant.highlighting import Spans
from assistant.model import Answer, Filters, Held, SearchPage, Told
from assistant.settings import Settings
from indexer.model import Reference, Source
from indexer.originals import checksum
from tests.assistant.examples import a_decision, a_store, background, decided
from tests.assistant.minutes import CLOSED_ID, CLOSED_STEP_ID

OPEN = "Mitä uimarannan kunnostamisesta päätettiin?"
MARCH = "sammalvaara/tekninen-lautakunta/2031-03-04"
STAFF = Filters(groups=("hallitus",))


def test_look_gives_what_search_and_ask_give(town: Engine) -> None:
    page, *told, answer = town.look(OPEN, limit=2)
    assert isinstance(page, SearchPage)
    assert isinstance(answer, Answer)
    searched, asked = town.search(OPEN, limit=2), town.ask(OPEN)
    assert replace(page, took_ms=0) == replace(searched, took_ms=0)
    assert answer.claims == asked.claims
    assert answer.citations == asked.citations
    assert [each.claim for each in told if isinstance(each, Told)] == list(asked.claims)


def test_look_runs_one_pipeline_once(town: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    run = Pipeline.run

    def counted(pipeline: Pipeline, *given: object, **more: object) -> object:
        runs.append(pipeline)
        return run(pipeline, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Pipeline, "run", counted)
    list(town.look(OPEN))
    assert len(runs) == 1


def test_mistyped_words_are_searched_as_they_were_meant(town: Engine) -> None:
    page, *_, answer = town.look("talvikunosapito")
    assert isinstance(page, SearchPage)
    assert page.did_you_mean == town.search("talvikunosapito").did_you_mean != ""
    assert page.results
    assert isinstance(answer, Answer)


def test_words_are_marked_in_the_form_that_stands_there(town: Engine) -> None:
    results = town.search("uimarannan hiekka").results
    other = replace(results[0], title="Likolammen uimaranta ja muuta", snippet="Siitä uimarannasta")
    said = town.said_words("uimarannan hiekka", [*results, other])
    assert len(said) == len(results) + 1
    assert any(word.lower().startswith("uimaran") for word in words(results[0].title, said[0][0]))
    assert words(other.title, said[-1][0]) == {"uimaranta"}
    assert words(other.snippet, said[-1][1]) == {"uimarannasta"}


def words(text: str, spans: Spans) -> set[str]:
    return {text[start:end] for start, end in spans}


def test_counts_by_organ_and_year_are_those_of_the_asker(town: Engine) -> None:
    board = Held("Sammalvaara", "Kaupunginhallitus", "2031", 2)
    technical = Held("Sammalvaara", "Tekninen lautakunta", "2031", 4)
    assert town.held() == [technical]
    assert town.held(STAFF) == [board, technical]


@pytest.fixture
def filed(tmp_path: Path) -> Engine:
    """Open a store of two sections in one open PDF and of one in a closed PDF; all refer to each other."""
    mentions = tuple(
        Reference(organ, "2031-03-04", section)
        for organ, section in ((None, "12"), ("Tekninen lautakunta", "13"), (None, "14"), (None, "99"))
    )
    texts = {"12": "Lautakunta päätti rannasta.", "13": "Ehdotus hyväksyttiin.", "14": "Salassa pidettävä päätös."}
    for name, sections in (("avoin", ("12", "13")), ("suljettu", ("14",))):
        made = FPDF()
        made.set_font("Helvetica", size=12)
        for section in sections:
            made.add_page()
            made.text(20, 30, texts[section])
        (tmp_path / f"{name}.pdf").write_bytes(bytes(made.output()))
    groups = {"14": ("hallitus",)}
    decisions = [
        a_decision(
            [replace(decided(text)[0], page=2 if section == "13" else 1)],
            background("Ks. Tekninen lautakunta 4.3.2031 § 13 ja 4.3.2031 § 14.") if section == "12" else [],
            section=section,
            references=mentions,
            source_id="suljettu.pdf" if section in groups else "avoin.pdf",
            access_groups=groups.get(section, ()),
        )
        for section, text in texts.items()
    ]
    sources = {
        f"{name}.pdf": Source(
            f"{name}.pdf",
            str(tmp_path / f"{name}.pdf"),
            f"{name}.pdf",
            checksum(tmp_path / f"{name}.pdf")[0],
            "application/pdf",
            access_groups=closed,
        )
        for name, closed in (("avoin", ()), ("suljettu", ("hallitus",)))
    }
    a_store(tmp_path / "store", *decisions, sources=sources).close()
    return Engine(Settings(data=tmp_path / "store"))


def test_references_lead_to_what_the_asker_may_see(filed: Engine) -> None:
    decision = filed.decision(f"{MARCH}/12").decision
    assert [each.decision_id for each in filed.linked(decision)] == [f"{MARCH}/13"]
    assert [each.decision_id for each in filed.linked(decision, STAFF)] == [f"{MARCH}/13", f"{MARCH}/14"]
    assert filed.linked(decision)[0].reference == "Tekninen lautakunta 4.3.2031 § 13"
    texts = {each.paragraph_id: each.text for each in decision.paragraphs}
    told = [texts[id_][start:end] for each in filed.linked(decision, STAFF) for id_, start, end in each.places]
    assert [text[-4:] for text in told] == ["§ 13", "§ 14"]


def test_page_of_the_file_is_drawn_and_marked(filed: Engine) -> None:
    assert filed.picture(f"{MARCH}/13", 2).pages == 2
    quotes = {f"{MARCH}/13#decision-1": ("Ehdotus hyväksyttiin.",)}
    (mark,) = filed.marks(f"{MARCH}/13", 2, quotes)
    assert mark.paragraph_id == f"{MARCH}/13#decision-1"
    assert mark.top < 30 / 297 < mark.top + mark.height + 0.01  # the text's foot stands 30 of 297 mm down
    assert filed.marks(f"{MARCH}/13", 1, quotes) == []


def test_equal_words_of_another_section_are_not_marked_on_another_page(filed: Engine) -> None:
    quotes = {f"{MARCH}/12#decision-1": ("Ehdotus hyväksyttiin.",)}  # which stands on the page of § 13
    assert filed.marks(f"{MARCH}/12", 2, quotes) == []


def test_page_of_a_closed_file_is_not_there_for_others(filed: Engine) -> None:
    assert filed.picture(f"{MARCH}/14", 1, STAFF).pages == 1
    for _ in range(2):  # also once it is drawn
        with pytest.raises(NotFound):
            filed.picture(f"{MARCH}/14", 1)
    with pytest.raises(NotFound):
        filed.marks(f"{MARCH}/14", 1, {})


def test_page_of_another_file_than_was_indexed_is_not_drawn(filed: Engine, tmp_path: Path) -> None:
    (tmp_path / "avoin.pdf").write_bytes((tmp_path / "suljettu.pdf").read_bytes())
    with pytest.raises(NotFound):
        filed.picture(f"{MARCH}/12", 1)
    with pytest.raises(NotFound):
        filed.marks(f"{MARCH}/12", 1, {})


def test_page_that_cannot_be_drawn_is_not_found(filed: Engine, town: Engine) -> None:
    for number in (0, 3):
        with pytest.raises(NotFound):
            filed.picture(f"{MARCH}/12", number)
    with pytest.raises(NotFound):  # a text has no pages
        town.picture(f"{MARCH}/12", 1)
    for closed in (CLOSED_ID, CLOSED_STEP_ID):
        with pytest.raises(NotFound):
            town.picture(closed, 1)
