"""What takes too long, or has no model, ends in a cheaper answer that says so, and never in an error."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from assistant.engine import Engine
from assistant.engine.patience import OutOfTime, Patience
from assistant.model import AnswerStatus, Claim, SearchPage, Told
from assistant.settings import Settings

QUESTION = "Mitä uimarannan kunnostamisesta päätettiin?"
LATE = {
    "fi": "Vastausta ei ehditty koota.",
    "sv": "Det fanns inte tid att sammanställa ett svar.",
    "en": "There was not enough time to put an answer together.",
}


@pytest.fixture
def engine(town_store: Settings) -> Engine:
    return Engine(town_store)


@pytest.fixture
def stuck(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Give an engine whose answers do not come until the test is over."""
    over = Event()

    def wait(*_: Any) -> None:
        over.wait(60)
        raise RuntimeError("too late for anybody")

    monkeypatch.setattr(engine, "_answer", wait)
    monkeypatch.setattr(engine, "_searched_for", wait)
    engine.hurry(0.2)
    yield engine
    over.set()


@pytest.mark.parametrize("language", sorted(LATE))
def test_answer_that_takes_too_long_tells_the_nearest_decisions(stuck: Engine, language: str) -> None:
    began = time.monotonic()
    answer = stuck.ask(QUESTION, language=language)
    assert time.monotonic() - began < 10
    assert answer.status is AnswerStatus.NO_ANSWER
    assert answer.text.startswith(LATE[language])
    assert (answer.claims, answer.citations) == ((), ())
    assert any("uimaran" in each.title.lower() for each in answer.nearby)


def test_search_that_takes_too_long_finds_by_words(stuck: Engine) -> None:
    page = stuck.search("uimaranta")
    assert any("uimaran" in each.title.lower() for each in page.results)
    pieces = list(stuck.look(QUESTION))
    assert isinstance(pieces[0], SearchPage)
    assert pieces[0].results
    assert not any(isinstance(each, Told | Claim) for each in pieces)


def test_without_a_model_words_answer_and_the_answer_says_so(town_store: Settings, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder", encoding="utf-8")
    engine = Engine(town_store.model_copy(update={"cache": tmp_path / "cache"}))
    answer = engine.ask(QUESTION, language="en")
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.notice.startswith("The search was by words alone")
    assert all(claim.citations for claim in answer.claims)
    whole = Engine(town_store).ask(QUESTION, language="en")
    assert (whole.notice, whole.claims[0]) == ("", answer.claims[0])
    assert engine.search("uimaranta").results


def test_what_is_in_time_is_given_as_it_is_and_its_errors_too() -> None:
    patience = Patience()
    assert patience.wait_for(lambda: 1) == 1
    patience.limit(5)
    assert patience.wait_for(lambda: 1) == 1
    with pytest.raises(ZeroDivisionError):
        patience.wait_for(lambda: 1 // 0)
    with pytest.raises(TimeoutError, match="the store's"):
        patience.wait_for(lambda: (_ for _ in ()).throw(TimeoutError("the store's")))
    patience.limit(0.05)
    over = Event()
    with pytest.raises(OutOfTime):
        patience.wait_for(lambda: over.wait(30))
    over.set()
