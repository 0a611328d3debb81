"""What Slack brings is read as people wrote it."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.slack.heard import LONGEST_QUESTION, question, spoken

EVENT: dict[str, Any] = {"type": "app_mention", "user": "U1", "text": "<@U0000BOT> mitä?", "ts": "1.1", "channel": "C1"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U0000BOT>  mitä\n<#C1|hallitus> päätti?", "mitä hallitus päätti?"),
        ("<https://a.example/b|sivu> &lt;b&gt; &amp; c", "sivu <b> & c"),
        ("<https://a.example/b> <mailto:a@b.example|a@b.example>", "https://a.example/b a@b.example"),
        ("<!here> <!subteam^S1|@hallitus>", "@hallitus"),
        ("", ""),
        ("x" * 5_000, "x" * LONGEST_QUESTION),
    ],
)
def test_words_are_read_without_markup(text: str, words: str) -> None:
    assert spoken(text) == words


def test_a_thread_is_the_conversation() -> None:
    heard, reply = question(EVENT, "T1"), question({**EVENT, "ts": "2.2", "thread_ts": "1.1"}, "T1")
    assert heard is not None
    assert reply is not None
    assert heard.conversation == reply.conversation == "slack:C1:1.1"
    assert (heard.key, reply.key) == ("slack:T1:C1:1.1", "slack:T1:C1:2.2")


@pytest.mark.parametrize(
    "change",
    [
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"subtype": "channel_join"},
        {"edited": {"ts": "1"}},
        {"user": ""},
    ],
)
def test_only_people_are_heard(change: dict[str, Any]) -> None:
    assert question({**EVENT, **change}, "T1") is None


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
def test_a_question_with_a_file_or_for_the_channel_too_is_heard(subtype: str) -> None:
    assert question({**EVENT, "subtype": subtype}, "T1") is not None


def test_a_stranger_is_asked_of_in_their_own_workspace() -> None:
    heard = question({**EVENT, "user_team": "T9"}, "T1")
    assert heard is not None
    assert heard.team == "T9"
