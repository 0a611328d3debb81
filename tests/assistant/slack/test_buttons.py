"""The buttons under an answer, by both transports."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.repository.tables import SavedFeedback
from tests.assistant.slack.office import ASKER, ELSEWHERE, LEADER, PUBLIC, SWEDE, Office
from tests.slack_rules import texts
from tests.slack_world import Message


def asked(at_work: Office, text: str = "mitä uimarannasta päätettiin?") -> Message:
    return at_work.reply(at_work.slack.mention(ASKER, PUBLIC, text))


def feedback(at_work: Office) -> list[tuple[str, bool]]:
    """Read the one table that the web's feedback goes into too."""
    with Session(at_work.repository._engine) as session:
        return [(row.answer_id, row.useful) for row in session.scalars(select(SavedFeedback))]


def test_the_text_opens_at_once_and_marks_the_cited_paragraph(at_work: Office) -> None:
    reply = asked(at_work)
    at_work.send(at_work.slack.click(SWEDE, reply, "show_1"))
    at_work.slack.wait(lambda: any(len(view["blocks"]) > 1 for view in at_work.slack.views.values()))
    (view,) = at_work.slack.views.values()
    shown = [each["text"] for each in texts(view["blocks"])]
    assert shown[:2] == ["Tekninen lautakunta 4.3.2031 § 12", "Uimarannan kunnostus"]
    assert shown[shown.index(":arrow_right: *Citerad punkt*") + 1] == "▶ Uimaranta kunnostetaan"
    assert "Muuta." in shown
    at_work.is_clean()


def test_the_text_of_a_withdrawn_source_is_gone(at_work: Office) -> None:
    reply = asked(at_work)
    at_work.scripted.withdrawn = {"0" * 31 + "1"}
    at_work.send(at_work.slack.click(ASKER, reply, "show_1"))
    gone = "Vastaus on vanhentunut tai sen lähde on poistettu. Kysy uudelleen."
    at_work.slack.wait(lambda: any(gone in str(view) for view in at_work.slack.views.values()))
    at_work.is_clean()


def test_feedback_reaches_the_store_once_in_each_sense(at_work: Office) -> None:
    reply = asked(at_work)
    for button in ("positive_button", "positive_button", "negative_button"):
        thanks = at_work.whispered(at_work.slack.click(SWEDE, reply, "feedback", button))
        assert (thanks.text, thanks.seen_by) == ("Tack för din respons.", SWEDE)
    assert feedback(at_work) == [("0" * 31 + "1", True), ("0" * 31 + "1", False)]
    at_work.is_clean()


def test_a_long_list_turns_its_pages_in_place(at_work: Office) -> None:
    reply = asked(at_work, "luettele uimarannat")
    assert "Kohdat 1–8 / 17" in reply.shown
    at_work.send(at_work.slack.click(SWEDE, reply, "page_next"))
    at_work.slack.wait(lambda: reply.edits == 1)
    assert "Kohdat 9–16 / 17" in reply.shown
    assert "[9]" in reply.shown.replace("\\", "")
    at_work.send(at_work.slack.click(ASKER, reply, "page_before"))
    at_work.slack.wait(lambda: reply.edits == 2)
    assert "Kohdat 1–8 / 17" in reply.shown
    assert len(at_work.slack.by_app()) == 1
    at_work.is_clean()


def test_a_private_list_turns_its_pages_in_place(at_work: Office) -> None:
    told = at_work.whispered(at_work.slack.command(ASKER, PUBLIC, "luettele uimarannat"))
    at_work.send(at_work.slack.click(ASKER, told, "page_next"))
    at_work.slack.wait(lambda: told.edits == 1)
    assert "Kohdat 9–16 / 17" in told.shown
    assert at_work.slack.by_app() == []
    at_work.is_clean()


def test_a_limit_that_was_not_meant_is_taken_out(at_work: Office) -> None:
    reply = asked(at_work)
    button = reply.actions()["remove_1"]
    assert button["text"]["text"].startswith("Poista rajaus: ")
    before = len(at_work.slack.by_app())
    for _ in range(2):  # pressed twice
        at_work.send(at_work.slack.click(ASKER, reply, "remove_1"))
    at_work.slack.wait(lambda: any(each.state == "done" for each in at_work.slack.by_app()[before:]))
    at_work.settle()
    assert len(at_work.slack.by_app()) == 2
    again = at_work.slack.by_app()[-1]
    assert again.thread_ts == reply.thread_ts
    assert at_work.scripted.without[0] == ()
    assert len(at_work.scripted.without[1]) >= 1
    assert button["text"]["text"] not in [each["text"]["text"] for each in again.actions().values() if "text" in each]
    at_work.is_clean()


def test_a_private_answer_is_shared_with_all(at_work: Office) -> None:
    told = at_work.whispered(at_work.slack.command(ASKER, PUBLIC, "mitä uimarannasta päätettiin?"))
    for _ in range(2):  # pressed twice
        at_work.send(at_work.slack.click(ASKER, told, "share"))
    at_work.slack.wait(lambda: bool(at_work.slack.by_app()))
    at_work.settle()
    (shared,) = at_work.slack.by_app()
    assert shared.channel == PUBLIC
    assert f"<@{ASKER}> jakoi vastauksen kysymykseen: mitä uimarannasta päätettiin?" in shared.shown
    assert "share" not in shared.actions()
    at_work.is_clean()


def test_sharing_where_the_app_is_not_asks_for_an_invitation(at_work: Office) -> None:
    told = at_work.whispered(at_work.slack.command(ASKER, ELSEWHERE, "mitä uimarannasta päätettiin?"))
    for _ in range(2):  # it can be tried again
        asked_for = at_work.whispered(at_work.slack.click(ASKER, told, "share"))
        assert "/invite" in asked_for.text
    assert at_work.slack.by_app() == []


def test_sharing_restricted_material_is_refused(at_work: Office) -> None:
    told = at_work.whispered(at_work.slack.command(LEADER, PUBLIC, "salainen"))
    assert "Johtoryhmän muistio" in told.shown
    refusal = at_work.whispered(at_work.slack.click(LEADER, told, "share"))
    assert refusal.text.startswith("The answer was not shared")
    assert at_work.slack.by_app() == []
    at_work.is_clean()
