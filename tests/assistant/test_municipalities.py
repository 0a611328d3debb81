"""One service, three municipalities that do not exist: whose decisions answer, in both kinds of store."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.contract import answer_json
from assistant.engine import Engine
from assistant.model import Answer, AnswerStatus, Filters
from assistant.settings import Settings
from assistant.slack.blocks import pages
from assistant.terminal import answer_text
from assistant.web.addresses import Asked
from assistant.web.answers import answer_view
from indexer.embedding import PACKAGED_MODEL
from indexer.pipeline import index

_MINUTES = """{owner} {sort}

Tekninen lautakunta {day}.03.2031 § {section}
{section}/10.03.01/2031

{title}

Valmistelija Insinööri Aatu Korvenkulma

{background}

Esittelijä Insinööri Aatu Korvenkulma

Päätösehdotus Tekninen lautakunta päättää, että {proposal}.

Päätös Ehdotus hyväksyttiin.
"""
_SKI = "Hiihtoladun valaistus", "Hiihtoladun valaisimet ovat vanhoja."
_TOWNS = {
    "Sammalvaara": ("Sammalvaaran", "kaupunki", 4, *_SKI, "hiihtoladun valaisimet uusitaan syksyllä 2031"),
    "Honkalahti": ("Honkalahden", "kunta", 5, *_SKI, "hiihtoladun valaistusta ei uusita"),
    "Pajuniemi": (
        "Pajuniemen",
        "kaupunki",
        6,
        "Torin kiveys",
        "Torin kivet ovat irronneet.",
        "torin kiveys uusitaan kesällä 2031",
    ),
}


@pytest.fixture(scope="module", params=["local", "postgres"])
def county(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Settings:
    """Index the minutes of all three."""
    folder = tmp_path_factory.mktemp("county")
    for name, (owner, sort, day, title, background, proposal) in _TOWNS.items():
        text = _MINUTES.format(
            owner=owner, sort=sort, day=f"{day:02}", section=day, title=title, background=background, proposal=proposal
        )
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    store = "local" if request.param == "local" else request.getfixturevalue("postgres").database()
    settings = Settings(data=folder / "store", store=store, cache=model_cache, embedding_model=PACKAGED_MODEL)
    index([folder], settings)
    return settings


@pytest.fixture(scope="module")
def engine(county: Settings) -> Engine:
    return Engine(county)


def towns(answer: Answer) -> list[str]:
    return [each.municipality for each in answer.citations]


def at(home: str) -> Filters:
    return Filters(home=home)


def test_a_question_stays_within_the_askers_municipality(engine: Engine) -> None:
    question = "Mitä tekninen lautakunta päätti hiihtoladun valaistuksesta?"
    for home in ("Sammalvaara", "honkalahti"):
        answer = engine.ask(question, at(home))
        assert {each.lower() for each in towns(answer)} == {home.lower()}
        assert answer.question.said.startswith(("kunta Sammalvaara", "kunta Honkalahti"))
    nothing = engine.ask(question, at("Pajuniemi"))
    assert nothing.status is AnswerStatus.NO_ANSWER
    assert "kunta Pajuniemi" in nothing.text
    assert engine.search("hiihtoladun valaistus", at("Pajuniemi")).results[0].municipality == "Pajuniemi"
    assert {each.municipality for each in engine.search("", at("Honkalahti")).results} == {"Honkalahti"}


def test_the_asker_may_take_the_wall_away_or_name_another_municipality(engine: Engine) -> None:
    question = "Mitä tekninen lautakunta päätti torin kiveyksestä?"
    taken = Filters(home="Sammalvaara", without=("municipality",))
    assert towns(engine.ask(question, taken))[0] == "Pajuniemi"
    for asked in (
        "Mitä Pajuniemen tekninen lautakunta päätti torin kiveyksestä?",
        "Mitä torin kiveyksestä päätettiin Pajuniemessä?",
    ):
        answer = engine.ask(asked, at("Sammalvaara"))
        assert answer.question.filters.municipality == "Pajuniemi"
        assert set(towns(answer)) == {"Pajuniemi"}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Missä kunnissa on päätetty hiihtoladun valaistuksesta?", "kunnittain"),
        ("I vilka kommuner har man beslutat om skidspårets belysning?", "per kommun"),
        ("In which municipalities was the lighting of the ski track decided?", "by municipality"),
    ],
)
def test_a_question_across_is_answered_by_municipality(engine: Engine, question: str, said: str) -> None:
    answer = engine.ask(question, at("Pajuniemi"))
    assert answer.status is AnswerStatus.ANSWERED
    assert set(towns(answer)) == {"Sammalvaara", "Honkalahti"}
    assert said in answer.question.said
    lines = answer.text.split("\n")
    assert sorted(line.partition(":")[0] for line in lines) == ["Honkalahti", "Sammalvaara"]
    told = answer_json(answer)["claims"]
    numbers = {each["n"]: each["municipality"] for each in answer_json(answer)["citations"]}
    assert all({numbers[n] for n in each["citations"]} == {each["municipality"]} for each in told)
    assert [each for each in answer_text(answer).split("\n") if each in _TOWNS] == [
        line.partition(":")[0] for line in lines
    ]
    view = answer_view(answer, Asked(q=question))
    assert [each.place for each in view.claims if each.place] == [line.partition(":")[0] for line in lines]
    text = "".join(page.text for page in pages(answer))
    assert text.count("**Honkalahti**") == text.count("**Sammalvaara**") == 1


def test_who_says_no_municipality_has_that_of_the_settings(county: Settings) -> None:
    at_home = Engine(county.model_copy(update={"municipality": "Honkalahti"}))
    assert set(towns(at_home.ask("Mitä päätettiin hiihtoladun valaistuksesta?"))) == {"Honkalahti"}
