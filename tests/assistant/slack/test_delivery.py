"""Each request is acknowledged in time and each question answered once, whatever Slack and the network do."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from assistant.repository import Repository
from assistant.repository.clock import now
from assistant.slack.heard import question
from tests.assistant.slack.office import ASKER, PUBLIC, Office, office
from tests.slack_server import Throttle


def test_a_storm_of_retries_at_two_workers_is_answered_once(transport: str, tmp_path: Path) -> None:
    with office(transport, tmp_path, workers=2) as opened:
        opened.scripted.pause = 0.3
        asked = opened.slack.mention(ASKER, PUBLIC, "mitä uimarannasta päätettiin?")
        with ThreadPoolExecutor(4) as senders:
            receipts = list(senders.map(lambda retry: opened.slack.send(asked, retry), range(4)))
        assert all(each.in_time for each in receipts)
        opened.slack.wait(lambda: bool(opened.slack.by_app()))
        opened.settle()
        assert opened.scripted.asked == {"mitä uimarannasta päätettiin?": 1}
        assert len(opened.slack.by_app()) == 1
        opened.is_clean()


def test_a_message_of_which_two_events_tell_is_answered_once(at_work: Office) -> None:
    asked = at_work.slack.message(ASKER, "mitä uimarannasta päätettiin?")
    at_work.reply(asked)
    at_work.send(at_work.slack.event(asked["event"]))
    at_work.settle()
    assert len(at_work.slack.by_app()) == 1


def test_two_hundred_questions_at_once_are_acknowledged_in_time_and_answered_once(
    transport: str, tmp_path: Path
) -> None:
    with office(transport, tmp_path) as opened:
        opened.scripted.pause = 0.01
        asked = [opened.slack.mention(ASKER, PUBLIC, f"kysymys {number}") for number in range(200)]
        with ThreadPoolExecutor(50) as senders:
            receipts = list(senders.map(opened.slack.send, asked))
        assert max(each.seconds for each in receipts) <= 3
        assert {each.status for each in receipts} == {200}
        opened.slack.wait(lambda: len(opened.slack.by_app()) == 200, 60)
        opened.settle()
        assert Counter(each.thread_ts for each in opened.slack.by_app()) == {each["event"]["ts"]: 1 for each in asked}
        assert set(opened.scripted.asked.values()) == {1}
        opened.is_clean()


def test_a_full_queue_leaves_events_with_slack_and_tells_people(tmp_path: Path) -> None:
    with office("http", tmp_path, slack_threads=1, slack_waiting=1) as opened:
        opened.scripted.gate.clear()
        questions = [opened.slack.mention(ASKER, PUBLIC, f"kysymys {number}") for number in range(3)]
        receipts = [opened.slack.send(each) for each in questions]
        assert [each.status for each in receipts] == [200, 200, 503]
        told = opened.whispered(opened.slack.command(ASKER, PUBLIC, "mitä?"))
        assert told.text.startswith("Kysymyksiä on nyt jonossa liikaa")
        opened.scripted.gate.set()
        opened.slack.wait(lambda: len(opened.slack.by_app()) == 2)
        while opened.slack.send(questions[2], retry=1).status == 503:  # as Slack brings it again
            time.sleep(0.05)
        opened.slack.wait(lambda: len(opened.slack.by_app()) == 3)


def ago(minutes: int) -> datetime:
    return now() - timedelta(minutes=minutes)


def test_what_a_worker_that_died_had_taken_on_is_answered_once(tmp_path: Path) -> None:
    with office("http", tmp_path, workers=2) as opened:
        died = opened.slack.mention(ASKER, PUBLIC, "mitä uimarannasta päätettiin?")
        long_ago = opened.slack.mention(ASKER, PUBLIC, "mitä tontista päätettiin?")
        for asked, minutes in ((died, 2), (long_ago, 90)):
            then = Repository(opened.settings, clock=partial(ago, minutes))
            heard = question(asked["event"], str(asked["team_id"]))
            assert heard is not None
            assert then.take_on(heard.key, asdict(heard), "a worker that died", [f"slack:{asked['event_id']}"])
            then.close()
        assert sum(worker.take_over() for worker in opened.workers) == 1
        opened.slack.wait(lambda: len(opened.slack.by_app()) == 1)
        opened.send(died, retry=1)  # whether or not Slack was told
        assert sum(worker.take_over() for worker in opened.workers) == 0
        opened.settle()
        assert opened.scripted.asked == {"mitä uimarannasta päätettiin?": 1}
        (reply,) = opened.slack.by_app()
        assert reply.thread_ts == died["event"]["ts"]


def test_what_a_worker_still_works_on_is_left_to_it(tmp_path: Path) -> None:
    with office("http", tmp_path, workers=2) as opened:
        opened.scripted.gate.clear()
        opened.send(opened.slack.mention(ASKER, PUBLIC, "mitä uimarannasta päätettiin?"))
        later = Repository(opened.settings, clock=lambda: now() + timedelta(minutes=2))
        assert opened.workers[0].take_over() == opened.workers[1].take_over() == 0
        assert len(later.take_over("another", timedelta(minutes=1))) == 1  # it would be known, had it died
        later.close()
        opened.scripted.gate.set()
        opened.slack.wait(lambda: bool(opened.slack.by_app()))
        opened.settle()
        assert opened.repository.take_over("another", timedelta(seconds=-1)) == []


def test_an_expired_stream_becomes_an_ordinary_message(at_work: Office) -> None:
    at_work.slack.expire_streams_after = 0
    asked = at_work.slack.mention(ASKER, PUBLIC, "mitä uimarannasta päätettiin?")
    at_work.send(asked)
    at_work.slack.wait(lambda: any(each.edits for each in at_work.slack.by_app()))
    (reply,) = at_work.slack.by_app()
    assert (reply.state, reply.edits) == ("expired", 1)
    assert "Uimaranta kunnostetaan" in reply.shown
    assert "feedback" in reply.actions()
    at_work.is_clean()


def test_a_workspace_without_streams_and_status_gets_whole_messages(at_work: Office) -> None:
    at_work.slack.broken = {"chat.startStream": "method_deprecated", "assistant.threads.setStatus": "not_allowed"}
    reply = at_work.reply(at_work.slack.mention(ASKER, PUBLIC, "mitä uimarannasta päätettiin?"))
    assert reply.shown.count("Uimaranta kunnostetaan") >= 2
    assert at_work.slack.called()["chat.postMessage"] == 1


def test_slack_that_fails_midway_gets_the_reply_that_it_takes(at_work: Office) -> None:
    at_work.slack.broken = {"chat.stopStream": "internal_error", "chat.update": "internal_error"}
    asked = at_work.slack.mention(ASKER, PUBLIC, "mitä uimarannasta päätettiin?")
    at_work.send(asked)
    at_work.slack.wait(lambda: any(each.state == "done" for each in at_work.slack.by_app()))
    assert at_work.slack.by_app()[-1].text.startswith("Palvelussa tapahtui virhe.")


def test_what_slack_itself_cannot_do_delays_no_acknowledgement(at_work: Office) -> None:
    at_work.slack.broken = dict.fromkeys(("auth.test", "users.info", "assistant.threads.setStatus"), "internal_error")
    at_work.slack.throttle = Throttle(share=0.5, seconds=5)
    for number in range(3):
        at_work.send(at_work.slack.mention(ASKER, PUBLIC, f"kysymys {number}"))
    at_work.slack.throttle = Throttle()
    at_work.slack.wait(lambda: len(at_work.slack.by_app()) == 3, 60)
    assert all(each.text.startswith("Something went wrong") for each in at_work.slack.by_app())


def test_the_service_waits_as_long_as_slack_says(at_work: Office) -> None:
    at_work.reply(at_work.slack.mention(ASKER, PUBLIC, "kysymys"))  # after which it is known who asks
    at_work.slack.throttle = Throttle(share=0.4)
    for number in range(3):
        at_work.send(at_work.slack.mention(ASKER, PUBLIC, f"kysymys {number}"))
    at_work.slack.wait(lambda: sum(each.state == "done" for each in at_work.slack.by_app()) == 4, 60)
    at_work.settle()
    assert at_work.slack.throttle.refused >= 3
    assert at_work.slack.throttle.too_early == 0
    assert len(at_work.slack.by_app()) == 4
    at_work.is_clean()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_closed_socket_is_opened_anew(tmp_path: Path) -> None:
    with office("socket", tmp_path) as opened:
        opened.slack.drop_connections()
        opened.slack.wait(lambda: opened.slack.connections == 2 and len(opened.slack.sockets) == 1, 30)
        opened.reply(opened.slack.mention(ASKER, PUBLIC, "mitä uimarannasta päätettiin?"))
        opened.is_clean()
    gc.collect()  # Slack's client leaves the old socket to the collector


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Office]:
    with office("http", tmp_path) as opened:
        yield opened


def test_a_bad_signature_is_refused(web: Office) -> None:
    asked = web.slack.mention(ASKER, PUBLIC, "mitä?")
    assert web.slack.post(web.slack.hooks[0], asked, secret="guessed").status == 401
    web.settle()
    assert web.scripted.asked == {}


def test_a_request_that_was_signed_long_ago_is_refused(web: Office) -> None:
    asked = web.slack.mention(ASKER, PUBLIC, "mitä?")
    assert web.slack.post(web.slack.hooks[0], asked, age=5 * 60 + 5).status == 401
    assert web.slack.post(web.slack.hooks[0], asked, age=5 * 60 - 5).status == 200
    web.slack.wait(lambda: bool(web.slack.by_app()))


def test_a_replay_within_five_minutes_is_not_answered_again(web: Office) -> None:
    asked = web.slack.mention(ASKER, PUBLIC, "mitä?")
    web.reply(asked)
    assert web.slack.post(web.slack.hooks[0], asked).status == 200
    web.settle()
    assert len(web.slack.by_app()) == 1


def test_slack_can_verify_the_address(web: Office) -> None:
    challenge = {"type": "url_verification", "challenge": "3eZbrw1aB", "token": "old"}
    receipt = web.slack.post(web.slack.hooks[0], challenge)
    assert (receipt.status, "3eZbrw1aB" in receipt.body) == (200, True)


def test_slow_work_of_others_does_not_delay_the_acknowledgement(web: Office) -> None:
    web.scripted.pause = 2.0
    for _ in range(4):
        receipt = web.send(web.slack.mention(ASKER, PUBLIC, "mitä?"))
        assert receipt.seconds < 2
