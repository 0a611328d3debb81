"""Eight typical answers from the corpus that ships, as Slack shows them.

`python -m tests.assistant.slack.test_snapshots` writes what is shown anew, to be read before they are
kept; `… DATA` asks the questions again, of a store of `corpus/` in the folder DATA.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.model import Claim
from assistant.settings import Settings
from assistant.slack.blocks import Shown, message, pages
from tests.assistant.slack.kept import ANSWER, FOLDER, kept
from tests.assistant.slack.outline import outline
from tests.slack_picture import page
from tests.slack_rules import check_blocks

QUESTIONS = {
    "list": "Which 2024 welfare projects concern the sports hall?",
    "decision": "Mitä kaupunginvaltuusto päätti kirjastoauton hankinnasta?",
    "vote": "Hur röstade stadsstyrelsen om bokbussen i april 2023?",
    "long_list": "Mille yhdistyksille myönnettiin kohdeavustuksia kylien tapahtumiin 2023?",
    "timeline": "Miten kirjastoauton hankinta eteni?",
    "amount": "How many visitors did the rowing day gather?",
    "no_answer": "Kuinka monta tapahtumaa vapaa-aikapalvelut järjesti vuonna 2019?",
    "false_premise": "Miksi valtuusto hylkäsi kaupunkistrategian Kuusniva 2030?",
}


PAGED = "pages"  # the long list's claims, told often enough to need pages
_TIMES = 4


def paged() -> str:
    """Show each page of an answer that is too long for one."""
    answer = kept("long_list")
    many = [replace(each, n=n) for n, each in enumerate(answer.citations * _TIMES, start=1)]
    claims = [Claim(each.text, (n,)) for n, each in enumerate(answer.claims * _TIMES, start=1)]
    long = replace(answer, claims=tuple(claims), citations=tuple(many))
    shown = [message(long, Shown("fi", number)) for number in range(len(pages(long)))]
    assert len(shown) > 1
    for blocks in shown:
        check_blocks(blocks)
    return "\n".join(outline(blocks) for blocks in shown)


def shown(name: str) -> str:
    answer = kept(name)
    return outline(message(answer, Shown(answer.question.language)))


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_typical_answer_is_shown_as_it_was(name: str) -> None:
    assert shown(name) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_the_pages_of_a_long_answer_are_shown_as_they_were() -> None:
    assert paged() == (FOLDER / f"{PAGED}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(QUESTIONS))
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_slack_takes_it_in_each_language(name: str, language: str) -> None:
    check_blocks(message(kept(name), Shown(language, is_ephemeral=True)))


def test_the_picture_shows_what_slack_shows() -> None:
    answer = kept("decision")
    drawn = page((answer.question.text, message(answer, Shown("fi"))))
    assert "Lempi Kuurnalan vastaehdotuksen äänin 12–9" in drawn
    assert ">[1] Kaupunginvaltuusto 22.5.2023 § 24</a> · päätös" in drawn
    assert '<span class="button">Näytä teksti [1]</span>' in drawn
    assert "&lt;" not in drawn


def write(data: str | None) -> None:
    FOLDER.mkdir(exist_ok=True)
    if data:
        engine = Engine(Settings(data=Path(data), public_url="https://minutes.example"))
        for number, (name, question) in enumerate(QUESTIONS.items(), start=1):
            answer = ANSWER.dump_python(engine.ask(question), mode="json")
            answer |= {"id": f"answer-{number}", "conversation": f"conversation-{number}", "took_ms": 1}
            (FOLDER / f"{name}.json").write_bytes(ANSWER.dump_json(ANSWER.validate_python(answer), indent=1) + b"\n")
    (FOLDER / f"{PAGED}.txt").write_text(paged(), encoding="utf-8")
    for name in QUESTIONS:
        (FOLDER / f"{name}.txt").write_text(shown(name), encoding="utf-8")


if __name__ == "__main__":
    write(sys.argv[1] if len(sys.argv) > 1 else None)
