"""Every way to ask, by both transports: the answer comes where it was asked, once, and Slack refuses nothing."""

from __future__ import annotations

from tests.assistant.slack.office import ASKER, ELSEWHERE, PUBLIC, SWEDE, Office
from tests.slack_world import BOT


def test_a_mention_is_answered_in_its_thread(at_work: Office) -> None:
    asked = at_work.slack.mention(ASKER, PUBLIC, "mitä uimarannasta päätettiin?")
    reply = at_work.reply(asked)
    assert reply.thread_ts == asked["event"]["ts"]
    assert "Uimaranta kunnostetaan [\\[1\\]](https://minutes.example/decisions/x#decision-1)" in reply.text
    assert {"show_1", "show_2", "feedback", "remove_1"} <= set(reply.actions())
    assert at_work.scripted.asked == {"mitä uimarannasta päätettiin?": 1}
    status = at_work.slack.status_log[0]
    assert status["status"] == "hakee pöytäkirjoista…"
    assert len(status["loading_messages"]) == 3
    assert at_work.slack.statuses == {}
    at_work.is_clean()


def test_a_direct_message_is_answered_in_its_thread(at_work: Office) -> None:
    asked = at_work.slack.message(ASKER, "mitä uimarannasta päätettiin?")
    reply = at_work.reply(asked)
    assert (reply.channel, reply.thread_ts) == (asked["event"]["channel"], asked["event"]["ts"])
    assert reply.state == "done"
    assert at_work.slack.called()["chat.startStream"] == 1
    at_work.is_clean()


def test_a_follow_up_in_the_thread_follows_the_answer_before(at_work: Office) -> None:
    first = at_work.slack.mention(ASKER, PUBLIC, "mitä uimarannasta päätettiin?")
    at_work.reply(first)
    thread = first["event"]["ts"]
    at_work.reply(at_work.slack.mention(ASKER, PUBLIC, "entä milloin?", thread))
    at_work.reply(at_work.slack.mention(ASKER, PUBLIC, "muu asia"))
    follows = [before.question.text if before else None for before in at_work.scripted.previous]
    assert follows == [None, "mitä uimarannasta päätettiin?", None]
    at_work.is_clean()


def test_a_conversation_that_is_opened_gets_suggestions(at_work: Office) -> None:
    at_work.send(at_work.slack.opened(ASKER, "messages"))
    at_work.slack.wait(lambda: bool(at_work.slack.prompts))
    prompts = at_work.slack.prompts[at_work.slack.direct(ASKER)]
    assert prompts[0]["message"] == "Tekninen lautakunta: mitä viimeisimmässä kokouksessa päätettiin?"
    at_work.is_clean()


def test_the_app_home_speaks_the_language_of_each(at_work: Office) -> None:
    for user in (ASKER, SWEDE):
        at_work.send(at_work.slack.opened(user, "home"))
    at_work.slack.wait(lambda: len(at_work.slack.homes) == 2)
    heads = {user: view["blocks"][0]["text"]["text"] for user, view in at_work.slack.homes.items()}
    assert heads == {ASKER: "Kysy pöytäkirjoista", SWEDE: "Fråga protokollen"}
    at_work.is_clean()


def test_a_command_is_answered_for_its_user_alone(at_work: Office) -> None:
    told = at_work.whispered(at_work.slack.command(ASKER, ELSEWHERE, "mitä uimarannasta päätettiin?"))
    assert (told.channel, told.seen_by) == (ELSEWHERE, ASKER)
    assert "Uimaranta kunnostetaan" in told.shown
    assert "share" in told.actions()
    assert at_work.slack.by_app() == []
    at_work.is_clean()


def test_a_command_without_a_question_says_how_to_ask(at_work: Office) -> None:
    told = at_work.whispered(at_work.slack.command(SWEDE, PUBLIC, "  "))
    assert told.text.startswith("Skriv en fråga efter kommandot")
    assert at_work.scripted.asked == {}


def test_a_mention_without_a_question_says_how_to_ask(at_work: Office) -> None:
    reply = at_work.reply(at_work.slack.mention(SWEDE, PUBLIC, ""))
    assert reply.text.startswith("Skriv en fråga i meddelandet")
    assert at_work.scripted.asked == {}


def test_the_shortcut_asks_with_the_text_of_a_message(at_work: Office) -> None:
    message = at_work.slack.says(SWEDE, PUBLIC, f"<@{ASKER}> mitä <#C0000009|hanke> &amp; <https://a.example|sivu>?")
    told = at_work.whispered(at_work.slack.shortcut(ASKER, message))
    assert at_work.scripted.asked == {"mitä hanke & sivu?": 1}
    assert (told.seen_by, "share" in told.actions()) == (ASKER, True)
    at_work.is_clean()


def test_no_answer_says_so_and_names_what_is_near(at_work: Office) -> None:
    reply = at_work.reply(at_work.slack.mention(ASKER, PUBLIC, "tyhjä kysymys"))
    assert "ei löytynyt vastausta" in reply.shown
    assert "Lähimmät päätökset:" in reply.shown
    assert at_work.slack.called()["chat.startStream"] == 0
    at_work.is_clean()


def test_an_engine_that_is_down_is_told_and_the_status_ends(at_work: Office) -> None:
    for asked in (at_work.slack.mention(ASKER, PUBLIC, "rikki"), at_work.slack.message(ASKER, "rikki")):
        assert at_work.reply(asked).text.startswith("Palvelussa tapahtui virhe.")
    assert at_work.whispered(at_work.slack.command(SWEDE, PUBLIC, "rikki")).text.startswith("Ett fel inträffade")
    assert at_work.slack.statuses == {}
    at_work.is_clean()


def test_what_bots_say_edits_and_own_messages_are_left_alone(at_work: Office) -> None:
    slack = at_work.slack
    own = at_work.reply(slack.message(ASKER, "mitä uimarannasta päätettiin?"))
    place = {"channel": own.channel, "ts": own.ts, "channel_type": "im"}
    edited = {"type": "message", "subtype": "message_changed", "message": {"user": ASKER, "text": "rikki"}, **place}
    for event in (
        {"type": "message", "user": BOT, "bot_id": "B0000001", "text": own.text, **place},
        {"type": "message", "user": "U0000BOB", "bot_id": "B0000009", "text": "mitä?", **place},
        edited,
    ):
        assert slack.send(slack.event(event)).in_time
    at_work.send(slack.mention(ASKER, PUBLIC, "mitä?", edited={"user": ASKER, "ts": "1.2"}))
    at_work.send(slack.mention("U0000BOB", PUBLIC, "mitä?", bot_id="B0000009"))
    at_work.settle()
    assert sum(at_work.scripted.asked.values()) == 1
    assert len(slack.by_app()) == 1


def test_a_slip_is_mended_by_a_button(at_work: Office) -> None:
    reply = at_work.reply(at_work.slack.mention(ASKER, PUBLIC, "mitä uimarnta maksoi?"))
    assert reply.actions()["meant"]["text"]["text"] == "Tarkoititko: mitä uimaranta maksoi?"
    again = at_work.reply(at_work.slack.click(ASKER, reply, "meant"))
    assert again.thread_ts == reply.thread_ts
    assert list(at_work.scripted.asked) == ["mitä uimarnta maksoi?", "mitä uimaranta maksoi?"]
    at_work.is_clean()


def test_sentences_of_a_model_that_was_given_up_do_not_stay(at_work: Office) -> None:
    asked = at_work.slack.mention(ASKER, PUBLIC, "malli")
    at_work.send(asked)
    at_work.slack.wait(lambda: any(each.edits for each in at_work.slack.by_app()))
    (reply,) = at_work.slack.by_app()
    assert "Mallin oma lause" not in reply.shown
    assert "Uimaranta kunnostetaan" in reply.shown
    assert "Kielimalli ei vastannut ajoissa." in reply.shown
    at_work.is_clean()
