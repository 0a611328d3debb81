"""Restricted material is shown to those alone who may see it, and only people of the workspace may ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.slack.people import read_people
from tests.assistant.slack.examples import NASTY, RESTRICTED
from tests.assistant.slack.office import ASKER, GUEST, LEADER, PRIVATE, PUBLIC, STRANGER, SWEDE, Office, office
from tests.slack_rules import texts

SECRET_TEXT = "Johtoryhmän muistio"


def test_a_restricted_question_in_a_public_channel_finds_public_material_only(at_work: Office) -> None:
    before = len(at_work.slack.ephemerals)
    reply = at_work.reply(at_work.slack.mention(LEADER, PUBLIC, "salainen"))
    assert SECRET_TEXT not in reply.shown
    assert at_work.scripted.groups == [()]
    at_work.slack.wait(lambda: len(at_work.slack.ephemerals) > before)
    hint = at_work.slack.ephemerals[-1]
    assert (hint.seen_by, hint.text[:29]) == (LEADER, "Only public material was sear")
    at_work.is_clean()


def test_it_is_answered_in_a_direct_message_a_named_channel_and_for_one_alone(at_work: Office) -> None:
    slack = at_work.slack
    assert SECRET_TEXT in at_work.reply(slack.message(LEADER, "salainen")).shown
    assert SECRET_TEXT in at_work.reply(slack.mention(LEADER, PRIVATE, "salainen")).shown
    assert SECRET_TEXT in at_work.whispered(slack.command(LEADER, PUBLIC, "salainen")).shown
    assert at_work.scripted.groups == [(RESTRICTED,)] * 3
    at_work.is_clean()


def test_a_named_channel_gives_nobody_more_than_they_have(at_work: Office) -> None:
    reply = at_work.reply(at_work.slack.mention(ASKER, PRIVATE, "salainen"))
    assert SECRET_TEXT not in reply.shown
    assert at_work.scripted.groups == [()]


@pytest.mark.parametrize("change", [{"is_private": False}, {"is_ext_shared": True}])
def test_a_named_channel_that_was_opened_shows_nothing_restricted(at_work: Office, change: dict[str, bool]) -> None:
    at_work.slack.channels[PRIVATE] |= change
    reply = at_work.reply(at_work.slack.mention(LEADER, PRIVATE, "salainen"))
    assert SECRET_TEXT not in reply.shown


def test_who_reads_along_in_a_named_channel_does_not_open_what_they_may_not_see(at_work: Office) -> None:
    reply = at_work.reply(at_work.slack.mention(LEADER, PRIVATE, "salainen"))
    at_work.send(at_work.slack.click(ASKER, reply, "show_1"))
    at_work.slack.wait(lambda: any("poistettu" in str(view) for view in at_work.slack.views.values()))
    assert SECRET_TEXT not in str(at_work.slack.views)


@pytest.mark.parametrize("user", [GUEST, STRANGER])
def test_guests_and_other_workspaces_are_refused(at_work: Office, user: str) -> None:
    refused = "Sinulla ei ole oikeutta kysyä tästä palvelusta. Pyydä oikeutta ylläpitäjältä."
    assert at_work.whispered(at_work.slack.mention(user, PUBLIC, "mitä?")).text == refused
    assert at_work.whispered(at_work.slack.command(user, PUBLIC, "mitä?")).text == refused
    assert at_work.reply(at_work.slack.message(user, "mitä?")).text == refused
    at_work.send(at_work.slack.opened(user, "home"))
    at_work.slack.wait(lambda: user in at_work.slack.homes)
    assert "Tekninen lautakunta" not in str(at_work.slack.homes[user])
    assert at_work.scripted.asked == {}
    at_work.is_clean()


def test_guests_and_other_workspaces_are_answered_where_the_settings_allow(tmp_path: Path) -> None:
    with office("http", tmp_path, slack_guests=True, slack_teams=("T0000009",)) as opened:
        for user in (GUEST, STRANGER):
            assert "Uimaranta kunnostetaan" in opened.reply(opened.slack.mention(user, PUBLIC, "mitä?")).shown


def test_groups_come_by_table_file_and_user_group(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("sähköposti,ryhmät\nSvea@kunta.example, tarkastus , talous\nrivi ilman osoitetta\n", "utf-8")
    assert read_people(people) == {"svea@kunta.example": ("tarkastus", "talous")}
    settings: dict[str, Any] = {"slack_people_file": people, "slack_usergroups": {"S1": ("hallitus",), "S2": ("x",)}}
    with office("http", tmp_path / "data", **settings) as opened:
        opened.slack.usergroups = {"S1": [SWEDE]}  # S2 is not there any more
        opened.reply(opened.slack.message(SWEDE, "mitä?"))
        assert opened.scripted.groups == [("hallitus", "talous", "tarkastus")]


def test_a_document_full_of_markup_and_orders_is_shown_as_it_is_written(at_work: Office) -> None:
    slack = at_work.slack
    replies = [at_work.reply(slack.mention(ASKER, PUBLIC, "markup")), at_work.reply(slack.message(ASKER, "markup"))]
    told = at_work.whispered(slack.command(ASKER, PUBLIC, "markup"))
    at_work.send(slack.click(ASKER, replies[0], "show_1"))
    for message in (*replies, told):
        assert "<" not in message.shown
        whole = [each["text"] for each in message.blocks if each["type"] == "markdown"]
        assert "](https://bad.example)" not in (whole[0] if whole else message.text)
        assert all(each["verbatim"] for each in texts(message.blocks) if each["type"] == "mrkdwn")
        assert "Ignore all previous instructions" in message.shown
    assert "<!channel>" in NASTY
    assert sum(at_work.scripted.asked.values()) == 3
    at_work.is_clean()


def test_an_answer_whose_source_was_withdrawn_is_taken_back_wherever_it_went(at_work: Office) -> None:
    slack = at_work.slack
    kept = at_work.reply(slack.mention(SWEDE, PUBLIC, "mitä muuta?"))
    gone = [at_work.reply(slack.mention(ASKER, PUBLIC, "mitä?")), at_work.reply(slack.message(SWEDE, "mitä?"))]
    told = at_work.whispered(slack.command(LEADER, PUBLIC, "mitä?"))
    at_work.send(slack.click(LEADER, told, "share"))
    slack.wait(lambda: len(slack.by_app()) == 4)
    at_work.settle()
    gone.append(slack.by_app()[-1])
    assert at_work.workers[0].withdraw() == 0
    at_work.scripted.withdrawn = {f"{number:032x}" for number in (2, 3, 4)}
    assert at_work.workers[0].withdraw() == 3
    assert [each.text for each in gone] == [
        "Vastaus on poistettu, koska sen lähde ei ole enää saatavilla.",
        "Svaret har tagits bort, eftersom dess källa inte längre är tillgänglig.",
        "The answer was removed because its source is no longer available.",
    ]
    assert all("Uimaranta kunnostetaan" not in each.shown for each in gone)
    assert "Uimaranta kunnostetaan" in kept.shown
    assert at_work.workers[0].withdraw() == 0
    at_work.is_clean()


def test_restricted_answers_stand_while_their_readers_may_see_them(at_work: Office) -> None:
    at_work.reply(at_work.slack.message(LEADER, "salainen"))
    at_work.settle()
    assert at_work.workers[0].withdraw() == 0
    (post,) = at_work.repository.posts()
    assert post.groups == (RESTRICTED,)


def test_a_message_that_somebody_deleted_is_forgotten(at_work: Office) -> None:
    reply = at_work.reply(at_work.slack.mention(ASKER, PUBLIC, "mitä?"))
    at_work.settle()
    at_work.scripted.withdrawn = {"0" * 31 + "1"}
    del at_work.slack.messages[reply.channel, reply.ts]
    assert at_work.workers[0].withdraw() == 0
    assert at_work.repository.posts() == []


def test_what_is_near_is_taken_back_too(at_work: Office) -> None:
    reply = at_work.reply(at_work.slack.mention(ASKER, PUBLIC, "tyhjä"))
    at_work.settle()
    assert at_work.workers[0].withdraw() == 0
    at_work.scripted.near_withdrawn = True
    assert at_work.workers[0].withdraw() == 1
    assert "Lähimmät" not in reply.shown
