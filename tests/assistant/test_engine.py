"""The engine, whole: questions and searches on indexed minutes, new generations, access, errors."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from assistant.engine import Engine
from assistant.errors import EmptyQuestion, InvalidTime, NotFound, NothingIndexed
from assistant.fusion import Fusion
from assistant.model import Answer, AnswerStatus, Filters, QuestionKind, Told
from assistant.settings import Settings
from indexer.embedding import PACKAGED_MODEL
from indexer.pipeline import index
from tests.assistant.conftest import indexed
from tests.assistant.minutes import BOARD_CLOSED, CLOSED_ID, CLOSED_STEP_ID, TECHNICAL_MARCH, TECHNICAL_MAY

MARCH = "sammalvaara/tekninen-lautakunta/2031-03-04"
MAY = "sammalvaara/tekninen-lautakunta/2031-05-06"
CASE = "120/10.03.01/2031"
INSIDERS = Filters(groups=("hallitus",))


def told(answer: Answer) -> list[tuple[str, str]]:
    """Give section and quote of each claim."""
    numbered = {citation.n: citation for citation in answer.citations}
    return [(numbered[n].section or "", numbered[n].quote) for claim in answer.claims for n in claim.citations]


# Answers


def test_accepted_proposal(town: Engine) -> None:
    answer = town.ask("Mitä uimarannan kunnostamisesta päätettiin?")
    assert told(answer) == [
        ("12", "Ehdotus hyväksyttiin."),
        ("12", "Tekninen lautakunta päättää, että Likolammen uimaranta kunnostetaan kesäkuun 2031 aikana."),
    ]
    assert [citation.part for citation in answer.citations] == ["decision", "proposal"]


def test_another_decider_than_the_question_says_is_told_so(town: Engine) -> None:
    answer = town.ask("Mitä tekninen lautakunta päätti tonttikaupan esisopimuksesta?", INSIDERS)
    assert answer.text.startswith("Toisin kuin kysymyksessä oletetaan: Kaupunginhallitus 20.5.2031 § 88")
    answer = town.ask("Mitä kaupunginhallitus päätti tonttikaupan esisopimuksesta?", INSIDERS)
    assert answer.text.startswith("Kaupunginhallitus 20.5.2031 § 88")


def test_what_was_decided_of_a_year_names_it_in_the_decision(town: Engine) -> None:
    """The background says that a building stood empty from 2024; nothing was decided of that year."""
    assert town.ask("Mitä vanhasta paloasemasta päätettiin vuonna 2024?").status is AnswerStatus.NO_ANSWER
    assert town.ask("Mitä vanhasta paloasemasta päätettiin vuonna 2031?").status is AnswerStatus.ANSWERED


def test_claims_are_streamed_before_the_answer(town: Engine) -> None:
    *claims, answer = town.stream("Mitä uimarannan kunnostamisesta päätettiin?")
    assert isinstance(answer, Answer)
    assert [each.claim for each in claims if isinstance(each, Told)] == list(answer.claims)
    assert {one.n for each in claims if isinstance(each, Told) for one in each.citations} == {1, 2}


def test_counterproposal_that_won(town: Engine) -> None:
    for question in ("Mitä vanhasta paloasemasta päätettiin?", "Äänestettiinkö paloasemasta?"):
        answer = town.ask(question)
        assert ("13", "Lautakunta päätti äänin 5–4, että paloasema säilytetään ja katto korjataan.") in told(answer)
        assert "päättää purkaa" not in answer.text


def test_latest_word_of_a_case(town: Engine) -> None:
    for question, language in (
        ("Mitä talvikunnossapidon kilpailutuksesta päätettiin?", "fi"),
        ("What was decided about winter maintenance?", "en"),
    ):
        answer = town.ask(question)
        assert answer.question.language == language
        assert told(answer) == [
            ("31", "Lautakunta päätti palauttaa talvikunnossapidon asian uudelleen valmisteltavaksi.")
        ]


def test_timeline_of_a_case(town: Engine) -> None:
    answer = town.ask("Miten talvikunnossapidon kilpailutus eteni?")
    assert answer.question.kind is QuestionKind.TIMELINE
    assert [section for section, _ in told(answer)] == ["14", "31"]


def test_sum_is_told_where_one_stands(town: Engine) -> None:
    answer = town.ask("Paljonko Likolammen uimarannan kunnostus maksaa?")
    assert "48 300 euroa" in answer.text


def test_section_and_case_are_walls(town: Engine) -> None:
    answer = town.ask("Tekninen lautakunta 4.3.2031 § 14")
    assert told(answer) == [("14", "Asia jätettiin yksimielisesti pöydälle.")]
    answer = town.ask(f"Mitä asiassa {CASE} päätettiin?")
    assert [section for section, _ in told(answer)] == ["31"]
    assert answer.question.filters.case == CASE


def test_follow_up_keeps_the_topic_and_the_conversation(town: Engine) -> None:
    first = town.ask("Mitä Likolammen uimarannan kunnostuksesta päätettiin?")
    second = town.ask("Paljonko se maksaa?", previous=first)
    assert second.conversation == first.conversation
    assert second.id != first.id
    assert "48 300 euroa" in second.text


def test_filters_of_the_asker_are_walls(town: Engine) -> None:
    answer = town.ask("Mitä uimarannan kunnostamisesta päätettiin?", Filters(date_from="2031-04-01"))
    assert answer.status is AnswerStatus.NO_ANSWER
    assert answer.coverage["decisions"] == 1
    assert answer.text.endswith("Ilman tätä rajausta vastaus löytyisi: 1.4.2031 alkaen.")
    absent = town.ask("Mitä jäähallin kunnostamisesta päätettiin?", Filters(date_from="2031-04-01"))
    assert "Ilman" not in absent.text


def test_wall_that_leaves_nothing_is_named(town: Engine) -> None:
    answer = town.ask("Mitä uimarannasta päätettiin?", Filters(organ="Kirjastolautakunta"))
    assert answer.status is AnswerStatus.NO_ANSWER
    assert "Kirjastolautakunta" in answer.text
    assert dict(answer.coverage) == {"decisions": 0, "organs": [], "newest": None}


def test_threads_share_an_engine(town: Engine) -> None:
    questions = ["Mitä vanhasta paloasemasta päätettiin?", "Mitä uimarannan kunnostamisesta päätettiin?"] * 2
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(town.ask, questions))
    assert [told(answer) for answer in answers] == [told(town.ask(question)) for question in questions]


# Search


def found(town: Engine, words: str, filters: Filters | None = None, limit: int = 10) -> list[str | None]:
    return [result.section for result in town.search(words, filters, limit).results]


def test_questions_do_not_wait_for_each_other(town: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    both_are_there = Barrier(2, timeout=20)
    fuse = Fusion.run

    def meet(self: Fusion, **inputs: Any) -> dict[str, Any]:
        both_are_there.wait()
        return fuse(self, **inputs)

    monkeypatch.setattr(Fusion, "run", meet)
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(town.ask, ["Mitä asfaltointi maksaa?", "Mitä jäähallista päätettiin?"]))
    assert [each.question.text for each in answers] == ["Mitä asfaltointi maksaa?", "Mitä jäähallista päätettiin?"]


def test_search_ranks_by_words(town: Engine) -> None:
    page = town.search("uimaranta")
    assert page.results[0].decision_id == f"{MARCH}/12"
    assert page.results[0].paragraph_id.startswith(f"{MARCH}/12#")
    assert page.results[0].url == f"/decisions/{page.results[0].paragraph_id}"
    assert page.results[0].snippet
    assert page.total == len(page.results)
    assert page.facets["organ"] == {"Tekninen lautakunta": page.total}


def test_search_without_words_lists_by_date_and_section(town: Engine) -> None:
    assert found(town, "") == ["12", "13", "14", "31"]
    assert found(town, " ", Filters(date_from="2031-05-01")) == ["31"]
    page = town.search("", limit=2)
    assert (page.total, len(page.results)) == (4, 2)
    assert page.facets["year"] == {"2031": 4}


def test_search_goes_on_from_a_place(town: Engine) -> None:
    page = town.search("", limit=2, offset=2)
    assert (page.total, [each.section for each in page.results]) == (4, ["14", "31"])


def test_search_understands_what_it_says(town: Engine) -> None:
    page = town.search("uimaranta maaliskuussa 2031")
    assert page.understood["hints"] == {"date_from": "2031-03-01", "date_to": "2031-03-31"}
    assert page.understood["filters"] == {}


def test_mistyped_search_finds_what_was_meant(town: Engine) -> None:
    page = town.search("paloasma")
    assert (page.did_you_mean, page.results[0].section, page.by_words) == ("paloasema", "13", 1)
    assert town.search("paloasema").did_you_mean == ""


def test_question_without_an_answer_is_told_what_may_have_been_meant(town: Engine) -> None:
    answer = town.ask("Mitä paloasmasta päätettiin?")
    assert (answer.status, answer.did_you_mean) == (AnswerStatus.NO_ANSWER, "Mitä paloasema päätettiin?")
    assert town.ask("Mitä paloasemasta päätettiin?").did_you_mean == ""


def test_what_is_typed_is_completed(town: Engine) -> None:
    assert [each.text for each in town.suggest("tek")] == ["Tekninen lautakunta"]
    assert [each.text for each in town.suggest("talvi")] == ["Talvikunnossapidon kilpailutus"]
    assert [each.text for each in town.suggest("120/")] == [CASE]
    assert town.suggest("tontti") == []
    assert [each.text for each in town.suggest("tontti", INSIDERS)] == ["Tonttikaupan esisopimus"]


def test_every_filter_and_hint_says_itself(town: Engine) -> None:
    asker = Filters(organ="Tekninen lautakunta", date_from="2031-01-01")
    said = town.search("what happened in March 2031", asker).understood["said_each"]
    assert said == [
        {"names": ["organ"], "said": "organ Tekninen lautakunta", "is_filter": True},
        {"names": ["date_from"], "said": "from 1.1.2031", "is_filter": True},
        {"names": ["date_from", "date_to"], "said": "time 1.3.2031–31.3.2031", "is_filter": False},
    ]


# Access


def identifiers(town: Engine, filters: Filters | None) -> set[str]:
    """Gather every decision that searches, answers and nearby decisions give away."""
    questions = ("Mitä Myllyniemen tontin esisopimuksesta päätettiin?", "Miten talvikunnossapidon kilpailutus eteni?")
    seen: set[str] = set()
    for question in questions:
        answer = town.ask(question, filters)
        seen |= {citation.decision_id for citation in answer.citations}
        seen |= {near.decision_id for near in answer.nearby}
    for words in ("Myllyniemi esisopimus", ""):
        seen |= {result.decision_id for result in town.search(words, filters, 50).results}
    return seen


@pytest.mark.parametrize("filters", [None, Filters(), Filters(groups=("virasto",))])
def test_closed_sections_are_hidden_from_others(town: Engine, filters: Filters | None) -> None:
    assert not {CLOSED_ID, CLOSED_STEP_ID} & identifiers(town, filters)
    assert [each.decision_id for each in town.case("Sammalvaara", CASE, filters)] == [f"{MARCH}/14", f"{MAY}/31"]
    for id_ in (CLOSED_ID, f"{CLOSED_ID}#decision-1"):
        with pytest.raises(NotFound):
            town.decision(id_, filters)


def test_closed_case_gives_no_answer_to_others(town: Engine) -> None:
    answer = town.ask("Mitä asiassa 140/02.07.00/2031 päätettiin?")
    assert answer.status is AnswerStatus.NO_ANSWER
    assert answer.coverage["decisions"] == 0
    assert town.case("Sammalvaara", "140/02.07.00/2031") == []


def test_closed_sections_are_open_to_their_group(town: Engine) -> None:
    assert {CLOSED_ID, CLOSED_STEP_ID} <= identifiers(town, INSIDERS)
    assert town.decision(CLOSED_ID, INSIDERS).decision.section == "88"
    assert [each.section for each in town.case("Sammalvaara", CASE, INSIDERS)] == ["14", "31", "89"]
    answer = town.ask("Mitä Myllyniemen tontin esisopimuksesta päätettiin?", INSIDERS)
    assert [section for section, _ in told(answer)] == ["88", "88"]


def test_closed_sections_do_not_count_in_the_coverage_of_others(town: Engine) -> None:
    assert town.ask("Mitä jäähallista päätettiin?").coverage["decisions"] == 4
    assert town.ask("Mitä jäähallista päätettiin?", INSIDERS).coverage["decisions"] == 6


def changed(engine: Engine, since: str | None = None, filters: Filters | None = None) -> list[tuple[str, bool]]:
    return [(each.decision_id, each.removed) for each in engine.changes(since, filters)]


def test_changes_tell_only_what_the_asker_may_see(town: Engine) -> None:
    seen = {decision_id for decision_id, _ in changed(town)}
    assert f"{MARCH}/14" in seen
    assert not {CLOSED_ID, CLOSED_STEP_ID} & seen
    assert {decision_id for decision_id, _ in changed(town, None, INSIDERS)} == seen | {CLOSED_ID, CLOSED_STEP_ID}
    assert town.changes(limit=1) == town.changes()[:1]
    assert changed(town, town.changes(None, INSIDERS)[-1].changed, INSIDERS) == []


@pytest.mark.parametrize("since", ["eilen", "", "0001-01-01T00:00:00+14:00"])
def test_changes_since_what_is_no_time_are_refused(town: Engine, since: str) -> None:
    with pytest.raises(InvalidTime):
        town.changes(since)


def test_status_and_organs_count_only_what_the_asker_may_see(town: Engine) -> None:
    open_status, whole = town.status(), town.inventory()
    assert (open_status["files"], open_status["decisions"], open_status["newest"]) == (2, 4, "2031-05-06")
    assert open_status["organs"] == [{"municipality": "Sammalvaara", "organ": "Tekninen lautakunta"}]
    for counted in ("paragraphs", "passages"):
        assert open_status[counted] < whole[counted]
    assert {**town.status(INSIDERS), "advice": whole["advice"]} == whole  # advice is for those who run it
    assert town.organs() == [("Sammalvaara", "Tekninen lautakunta")]
    assert ("Sammalvaara", "Kaupunginhallitus") in town.organs(INSIDERS)


def test_organ_of_closed_sections_alone_is_not_understood_for_others(town: Engine) -> None:
    question = "Mitä kaupunginhallitus päätti Myllyniemen tontista?"
    assert town.search(question, INSIDERS).understood["hints"] == {"organ": "Kaupunginhallitus"}
    assert "organ" not in town.search(question).understood["hints"]


def test_original_of_closed_sections_is_hidden_from_others(town: Engine) -> None:
    closed = town.decision(CLOSED_ID, INSIDERS).document
    assert closed is not None
    found, content = town.original(closed.id, INSIDERS)
    assert (found, found.name) == (closed, "hallitus-2031-05-20.txt")
    assert content.decode() == BOARD_CLOSED
    for hidden in (closed.id, "../secret", ""):
        with pytest.raises(NotFound):
            town.original(hidden)


def test_original_is_given_only_as_it_was_indexed(tmp_path: Path, model_cache: Path) -> None:
    folder = tmp_path / "minutes"
    folder.mkdir()
    file, sidecar = folder / "may.txt", folder / "may.meta.toml"
    file.write_text(TECHNICAL_MAY, encoding="utf-8")
    engine = Engine(indexed(folder, tmp_path / "store", model_cache))
    document = engine.decision(engine.search("").results[0].decision_id).document
    assert document is not None
    assert engine.original(document.id)[1].decode() == TECHNICAL_MAY

    sidecar.write_text('access_groups = ["hallitus"]', encoding="utf-8")  # closed, and not yet indexed again
    with pytest.raises(NotFound):
        engine.original(document.id)
    sidecar.unlink()
    assert engine.original(document.id)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    file.unlink()
    file.symlink_to(secret)
    with pytest.raises(NotFound):
        engine.original(document.id)
    file.unlink()
    with pytest.raises(NotFound):
        engine.original(document.id)


def test_file_of_which_nobody_knows_who_may_see_it_is_told_to_the_administrator_alone(
    tmp_path: Path, model_cache: Path
) -> None:
    folder = tmp_path / "minutes"
    folder.mkdir()
    (folder / "irtisanominen.txt").write_text(TECHNICAL_MAY, encoding="utf-8")
    (folder / "irtisanominen.meta.toml").write_text("access_groups = 7", encoding="utf-8")
    engine = Engine(indexed(folder, tmp_path / "store", model_cache))
    assert [each["source"] for each in engine.inventory()["skipped"]] == ["irtisanominen.txt"]
    assert (engine.status()["files"], engine.status()["skipped"]) == (0, [])


# Saved answers


def test_saved_answer_is_shown_only_to_those_who_may_see_what_it_cites(town: Engine) -> None:
    answer = town.ask("Mitä Myllyniemen tontin esisopimuksesta päätettiin?", INSIDERS)
    assert town.review(answer, INSIDERS).citations == answer.citations
    with pytest.raises(NotFound):
        town.review(answer)


def test_saved_answer_counts_for_whoever_reads_it(town: Engine) -> None:
    answer = town.ask("Mitä jäähallista päätettiin?", INSIDERS)
    assert (answer.status, answer.coverage["decisions"]) == (AnswerStatus.NO_ANSWER, 6)
    seen = town.review(answer)
    assert seen == replace(town.ask("Mitä jäähallista päätettiin?"), id=answer.id, **unlike(answer, seen))
    assert seen.coverage["decisions"] == 4
    assert not {CLOSED_ID, CLOSED_STEP_ID} & {near.decision_id for near in seen.nearby}
    assert "Kaupunginhallitus" not in seen.text


def unlike(answer: Answer, seen: Answer) -> dict[str, Any]:
    """Give what two answers to one question never share, and what is near, of which others have less."""
    return {
        "conversation": answer.conversation,
        "took_ms": answer.took_ms,
        "nearby": seen.nearby,
        "question": seen.question,
    }


def test_saved_answer_whose_words_are_gone_is_not_shown(town: Engine) -> None:
    answer = town.ask("Mitä uimarannan kunnostamisesta päätettiin?")
    first, *rest = answer.citations
    for gone in (replace(first, quote="Näin ei lue missään."), replace(first, decision_id=f"{MARCH}/99")):
        with pytest.raises(NotFound):
            town.review(replace(answer, citations=(gone, *rest)))


# By id, and the store


def test_decision_and_paragraph_by_id(town: Engine) -> None:
    whole = town.decision(f"{MARCH}/12")
    assert (whole.paragraph, whole.source) == (None, "tekninen-2031-03-04.txt")
    one = town.decision(f"{MARCH}/12#decision-1")
    assert one.paragraph is not None
    assert one.paragraph.text == "Ehdotus hyväksyttiin."


@pytest.mark.parametrize("id_", ["", "#", "nowhere/1", f"{MARCH}/99", f"{MARCH}/12#decision-9", f"{MARCH}/12#x", "%"])
def test_unknown_id_is_not_found(town: Engine, id_: str) -> None:
    with pytest.raises(NotFound) as caught:
        town.decision(id_)
    assert caught.value.status == 404


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_empty_question(town: Engine, text: str) -> None:
    with pytest.raises(EmptyQuestion):
        town.ask(text)


def test_nothing_is_indexed(tmp_path: Path) -> None:
    engine = Engine(Settings(data=tmp_path / "none"))
    for ask in (engine.ask, engine.search, engine.decision):
        with pytest.raises(NothingIndexed, match="pykala index"):
            ask("Mitä päätettiin?")
    with pytest.raises(NothingIndexed):
        engine.status()


def test_status_counts(town: Engine) -> None:
    status = town.inventory()
    assert (status["files"], status["decisions"], status["newest"]) == (3, 6, "2031-05-20")
    assert {each["organ"] for each in status["organs"]} == {"Kaupunginhallitus", "Tekninen lautakunta"}
    assert status["skipped"] == []
    assert status["paragraphs"] >= status["passages"] > 6
    assert status["model"].startswith(PACKAGED_MODEL)


def sections(engine: Engine) -> Sequence[str | None]:
    return [result.section for result in engine.search("").results]


def test_new_generation_is_picked_up_by_an_open_engine(tmp_path: Path, model_cache: Path) -> None:
    folder = tmp_path / "minutes"
    folder.mkdir()
    settings = Settings(data=tmp_path / "store", cache=model_cache, embedding_model=PACKAGED_MODEL)
    engine = Engine(settings)
    with pytest.raises(NothingIndexed):
        engine.search("")
    (folder / "may.txt").write_text(TECHNICAL_MAY, encoding="utf-8")
    index([folder], settings)
    assert sections(engine) == ["31"]
    assert engine.ask("Mitä vanhasta paloasemasta päätettiin?").status is AnswerStatus.NO_ANSWER

    (folder / "march.txt").write_text(TECHNICAL_MARCH, encoding="utf-8")
    index([folder], settings)
    assert sections(engine) == ["12", "13", "14", "31"]
    answer = engine.ask("Mitä vanhasta paloasemasta päätettiin?")
    assert [section for section, _ in told(answer)] == ["13"]

    before = engine.changes()[-1].changed
    (folder / "march.txt").unlink()
    index([folder], settings)
    assert sections(engine) == ["31"]
    assert changed(engine, before) == [(f"{MARCH}/{section}", True) for section in ("12", "13", "14")]
    assert engine.ask("Mitä vanhasta paloasemasta päätettiin?").status is AnswerStatus.NO_ANSWER
    with pytest.raises(NotFound):
        engine.decision(f"{MARCH}/13")


def test_public_address_stands_before_links(town_store: Settings) -> None:
    engine = Engine(town_store.model_copy(update={"public_url": "https://pykala.example/"}))
    assert engine.search("", limit=1).results[0].url.startswith(f"https://pykala.example/decisions/{MARCH}/12#")
    answer = engine.ask("Mitä uimarannan kunnostamisesta päätettiin?")
    assert answer.citations[0].url == f"https://pykala.example/decisions/{MARCH}/12#decision-1"
