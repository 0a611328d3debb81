"""What a front end asks, for one asker: groups, kept answers, whose conversation it is, and turns."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from assistant.engine import Engine
from assistant.errors import NotFound, NotReady, Overloaded
from assistant.model import Answer, AnswerStatus, Filters, Told
from assistant.repository import Repository
from assistant.service import Asker, Service
from assistant.service.figures import Figures
from assistant.service.turns import Turns
from assistant.settings import Settings
from tests.assistant.minutes import CLOSED_ID

NOBODY = Asker("address:127.0.0.1")
STAFF = Asker("key:a", "key", groups=("hallitus",))
OTHER_STAFF = Asker("key:b", "key", groups=("hallitus",))
OPEN = "Mitä Likolammen uimarannan kunnostuksesta päätettiin?"
CLOSED = "Mitä Myllyniemen tontin esisopimuksesta päätettiin?"
COST = "Paljonko se maksaa?"


@pytest.fixture
def service(town: Engine, town_store: Settings, tmp_path: Path) -> Iterator[Service]:
    settings = town_store.model_copy(update={"service_database": f"sqlite:///{tmp_path / 'service.sqlite'}"})
    repository = Repository(settings)
    yield Service(town, repository, settings)
    repository.close()


def test_asker_sees_what_its_groups_may_see_whatever_the_filters_say(service: Service) -> None:
    walls = Filters(year=2031, groups=("hallitus",))
    assert service.ask(NOBODY, CLOSED, walls).status is AnswerStatus.NO_ANSWER
    assert service.ask(STAFF, CLOSED, Filters(year=2031)).status is AnswerStatus.ANSWERED
    assert service.search(NOBODY, "", walls).total == 4
    assert service.search(STAFF, "").total == 6
    with pytest.raises(NotFound):
        service.decision(NOBODY, CLOSED_ID)
    assert service.decision(STAFF, CLOSED_ID).decision.section == "88"


def test_answer_is_kept_for_those_who_may_see_what_it_cites(service: Service) -> None:
    made = service.ask(STAFF, CLOSED)
    kept = service.answer(OTHER_STAFF, made.id)
    assert (kept.text, kept.citations) == (made.text, made.citations)
    with pytest.raises(NotFound):
        service.answer(NOBODY, made.id)
    with pytest.raises(NotFound):
        service.feedback(NOBODY, made.id, useful=True)
    assert service.feedback(STAFF, made.id, useful=False, comment="Vanhentunut")


def test_streamed_claims_are_those_of_the_answer_that_comes_last(service: Service) -> None:
    *claims, answer = service.stream(NOBODY, OPEN)
    assert isinstance(answer, Answer)
    assert claims
    assert [each.claim for each in claims if isinstance(each, Told)] == list(answer.claims)
    assert service.answer(NOBODY, answer.id).claims == answer.claims


@pytest.mark.parametrize("asker", [NOBODY, STAFF])
def test_conversation_goes_on(service: Service, asker: Asker) -> None:
    first = service.ask(asker, OPEN)
    second = service.ask(asker, COST, conversation=first.conversation)
    assert "48 300 euroa" in second.text
    assert second.conversation == first.conversation
    assert service.ask(asker, COST).status is AnswerStatus.NO_ANSWER


def test_conversation_of_another_is_unknown(service: Service) -> None:
    conversation = service.ask(STAFF, OPEN).conversation
    for other in (NOBODY, OTHER_STAFF):
        with pytest.raises(NotFound):
            service.ask(other, COST, conversation=conversation)
    with pytest.raises(NotFound):
        service.ask(NOBODY, COST, conversation="never-begun")


def test_who_follows_up_a_permalink_sees_nothing_of_how_the_first_asker_went_on(service: Service) -> None:
    first = service.ask(NOBODY, OPEN)
    service.ask(NOBODY, "Mitä vanhasta paloasemasta päätettiin?", conversation=first.conversation)
    shown = service.answer(OTHER_STAFF, first.id)
    assert shown.conversation == first.id
    branched = service.ask(OTHER_STAFF, COST, conversation=shown.conversation)
    assert "48 300 euroa" in branched.text
    assert branched.question.topic.find("paloasema") == -1
    assert branched.conversation not in (first.conversation, first.id)
    assert service.ask(OTHER_STAFF, COST, conversation=branched.conversation).conversation == branched.conversation


def test_conversation_ends_where_its_answer_may_not_be_seen_any_more(service: Service) -> None:
    conversation = service.ask(STAFF, CLOSED).conversation
    dismissed = Asker(STAFF.id, "key")
    with pytest.raises(NotFound):
        service.ask(dismissed, COST, conversation=conversation)


def test_thread_is_one_conversation_of_all_who_take_part(service: Service) -> None:
    first = service.ask(STAFF, OPEN, thread="T1/C1/1.2")
    second = service.ask(NOBODY, COST, thread="T1/C1/1.2")
    assert "48 300 euroa" in second.text
    assert first.conversation == second.conversation
    assert service.ask(NOBODY, COST, thread="T1/C1/9.9").status is AnswerStatus.NO_ANSWER
    with pytest.raises(NotFound):
        service.ask(NOBODY, COST, conversation=first.conversation)


def test_who_may_not_see_the_last_answer_of_a_thread_asks_afresh(service: Service) -> None:
    service.ask(STAFF, CLOSED, thread="T1/C1/1.2")
    assert "uimaranta" in service.ask(NOBODY, OPEN, thread="T1/C1/1.2").text


def test_unknown_case_is_not_found_and_a_closed_step_of_a_case_is_left_out(service: Service) -> None:
    steps = [each.section for each in service.case(NOBODY, "sammalvaara", "120/10.03.01/2031")]
    assert steps == ["14", "31"]
    assert len(service.case(STAFF, "Sammalvaara", "120/10.03.01/2031")) == 3
    with pytest.raises(NotFound):
        service.case(NOBODY, "sammalvaara", "140/02.07.00/2031")


def test_service_is_ready_once_it_is_warm(service: Service) -> None:
    with pytest.raises(NotReady):
        service.check()
    service.warm_up()
    service.check()


# turns


def turns(tmp_path: Path, **limits: float) -> Turns:
    return Turns(Settings(data=tmp_path, **limits), Figures(CollectorRegistry()))  # type: ignore[arg-type]


def test_too_many_at_once_are_refused_at_once(tmp_path: Path) -> None:
    given = turns(tmp_path, concurrent=1, waiting=0, wait_seconds=60)
    with given.turn(), pytest.raises(Overloaded) as refused, given.turn():
        pass
    assert refused.value.retry_after == 30
    with given.turn():  # and afterwards there is a turn again
        pass


def test_who_waits_too_long_is_refused(tmp_path: Path) -> None:
    given = turns(tmp_path, concurrent=1, waiting=1, wait_seconds=0.05)
    with given.turn(), pytest.raises(Overloaded), given.turn():
        pass


def test_who_waits_gets_the_turn_that_another_gives_up(tmp_path: Path) -> None:
    given, had = turns(tmp_path, concurrent=1, waiting=1, wait_seconds=10), threading.Event()

    def wait() -> None:
        with given.turn():
            had.set()

    with given.turn():
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert not had.wait(0.05)
    waiting.join(5)
    assert had.is_set()


def test_turns_come_in_the_order_of_asking(tmp_path: Path) -> None:
    given, order = turns(tmp_path, concurrent=1, waiting=8, wait_seconds=10), list[int]()

    def wait(number: int) -> None:
        with given.turn():
            order.append(number)

    waiting = [threading.Thread(target=wait, args=(number,)) for number in range(5)]
    with given.turn():
        for each in waiting:
            each.start()
            time.sleep(0.02)
    wait(5)  # at the moment at which a turn was given up
    for each in waiting:
        each.join(10)
    assert order == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("limits", "at_once"), [({}, 1), ({"llm_url": "http://127.0.0.1:9"}, 4), ({"concurrent": 3}, 3)]
)
def test_one_turn_at_once_where_no_model_is_waited_for(tmp_path: Path, limits: dict[str, Any], at_once: int) -> None:
    given = turns(tmp_path, waiting=0, **limits)
    with ExitStack() as held:
        for _ in range(at_once):
            held.enter_context(given.turn())
        with pytest.raises(Overloaded), given.turn():
            pass
