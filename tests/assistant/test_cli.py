"""The command line: what each command prints, its exit codes, and remedies on standard error."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import typer.testing
from pydantic import ValidationError

from assistant import cli
from assistant.model import Answer
from assistant.settings import Settings
from assistant.terminal import answer_text
from tests.assistant.minutes import TECHNICAL_MAY

MARCH = "sammalvaara/tekninen-lautakunta/2031-03-04"
MAY = "sammalvaara/tekninen-lautakunta/2031-05-06"


@pytest.fixture
def data(town_store: Settings) -> str:
    return str(town_store.data)


def run(*args: str, stdin: str | None = None) -> typer.testing.Result:
    return typer.testing.CliRunner().invoke(cli.app, list(args), input=stdin)


def printed(*args: str, stdin: str | None = None) -> Any:
    """Run a command that succeeds and read what it prints as JSON."""
    done = run(*args, "--json", stdin=stdin)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def failed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *args: str) -> tuple[int, str]:
    """Run the program as a shell does; give its exit code and what it says on standard error."""
    monkeypatch.setattr("sys.argv", ["pykala", *args])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert said.out == ""
    return int(ended.value.code or 0), said.err


# index


def test_index_adds_updates_and_removes(tmp_path: Path) -> None:
    folder, store = tmp_path / "minutes", str(tmp_path / "store")
    folder.mkdir()
    (folder / "may.txt").write_text(TECHNICAL_MAY, encoding="utf-8")
    (folder / "photo.png").write_bytes(b"\x89PNG")

    would = printed("index", str(folder), "--data", store, "--dry-run")
    made = printed("index", str(folder), "--data", store)
    assert {name for name in made if made[name] != would[name]} <= {"dry_run", "seconds"}
    assert (made["files"], made["added"], made["decisions"]) == (2, 2, 1)
    assert [name for name, _ in made["skipped"]] == ["photo.png"]

    again = run("index", str(folder), "--data", store)
    assert again.exit_code == 0
    assert "2 files: 0 were added" in again.stdout
    assert "0 passages were embedded" in again.stdout
    assert "skipped photo.png: " in again.stdout

    (folder / "may.txt").unlink()
    assert printed("index", str(folder), "--data", store)["removed"] == 1
    assert printed("search", "", "--data", store)["total"] == 0


def test_index_of_a_missing_path_fails_with_a_remedy(tmp_path: Path) -> None:
    done = run("index", str(tmp_path / "nowhere"), "--data", str(tmp_path / "store"))
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "nowhere: there is no such file or folder" in done.stderr
    assert "pykala index FOLDER" in done.stderr
    assert not (tmp_path / "store").exists()


# search


def test_search_prints_decisions(data: str) -> None:
    done = run("search", "uimaranta", "--data", data)
    assert done.exit_code == 0
    assert "Tekninen lautakunta 2031-03-04 § 12  Uimarannan kunnostus" in done.stdout
    assert f"{MARCH}/12#" in done.stdout


def test_search_json_is_what_the_contract_promises(data: str) -> None:
    page = printed("search", "uimaranta", "--data", data)
    assert set(page) == {"total", "results", "facets", "understood", "took_ms", "by_words", "did_you_mean"}
    assert set(page["results"][0]) == {
        "decision_id", "document_kind", "municipality", "organ", "date", "section", "case", "title", "part",
        "paragraph_id", "snippet", "score", "url",
    }  # fmt: skip
    assert page["results"][0]["decision_id"] == f"{MARCH}/12"


@pytest.mark.parametrize(
    ("options", "sections"),
    [
        ([], ["12", "13", "14", "31"]),
        (["--municipality", "Sammalvaara"], ["12", "13", "14", "31"]),
        (["--municipality", "Kuusimäki"], []),
        (["--organ", "Tekninen lautakunta", "--from", "2031-05-01"], ["31"]),
        (["--to", "2031-03-04"], ["12", "13", "14"]),
        (["--year", "2030"], []),
        (["--document-kind", "minutes"], ["12", "13", "14", "31"]),
        (["--document-kind", "agenda"], []),
        (["--part", "handling"], ["13"]),
        (["--limit", "2"], ["12", "13"]),
    ],
)
def test_search_without_words_lists_under_the_filters(data: str, options: list[str], sections: list[str]) -> None:
    page = printed("search", "", *options, "--data", data)
    assert [result["section"] for result in page["results"]] == sections


# ask


def test_ask_prints_claims_and_citations(data: str) -> None:
    done = run("ask", "Mitä vanhasta paloasemasta päätettiin?", "--data", data)
    assert done.exit_code == 0
    words = "Lautakunta päätti äänin 5–4, että paloasema säilytetään ja katto korjataan."
    assert f"Tekninen lautakunta 4.3.2031 § 13, päätös: ”{words}” [1]" in done.stdout
    assert "[1] Tekninen lautakunta 4.3.2031 § 13, Vanhan paloaseman purkaminen, tekninen-2031-03-04.txt" in done.stdout
    assert f"{MARCH}/13#decision-1" in done.stdout


def test_honest_silence_is_a_success_and_tells_what_is_near(data: str) -> None:
    done = run("ask", "Mitä jäähallin katosta päätettiin?", "--data", data)
    assert done.exit_code == 0
    assert "Asiakirjat eivät vastaa tähän kysymykseen. Haku kattoi 4 päätöstä" in done.stdout
    assert "Lähellä kysymystä:" in done.stdout
    assert "Tekninen lautakunta 4.3.2031 §" in done.stdout


@pytest.mark.parametrize(("language", "label"), [("fi", "päätös"), ("sv", "beslut"), ("en", "decision")])
def test_answer_in_the_language_that_is_asked_for(data: str, language: str, label: str) -> None:
    answer = printed("ask", "Mitä vanhasta paloasemasta päätettiin?", "--lang", language, "--data", data)
    assert answer["language"] == language
    assert f"§ 13, {label}: " in answer["answer"]


def test_ask_under_filters(data: str) -> None:
    answer = printed(
        "ask", "Mitä uimarannasta päätettiin?", "--from", "2031-05-01", "--part", "decision", "--data", data
    )
    assert answer["status"] == "no_answer"
    assert answer["understood"]["filters"] == {"date_from": "2031-05-01", "part": "decision"}


def test_batch_answers_line_by_line_with_follow_ups(data: str) -> None:
    lines = (
        "Mitä Likolammen uimarannan kunnostuksesta päätettiin?\n"
        "\tPaljonko se maksaa?\n"
        "\n"
        "What was decided about the fire station?\n"
    )
    done = run("ask", "--batch", "--data", data, stdin=lines)
    assert done.exit_code == 0
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == [line.strip() for line in lines.splitlines() if line.strip()]
    assert "48 300 euroa" in answers[1]["answer"]
    assert answers[0]["conversation"] == answers[1]["conversation"] != answers[2]["conversation"]
    assert answers[2]["language"] == "en"
    assert answers[2]["citations"][0]["section"] == "13"


def test_batch_that_begins_with_a_follow_up_is_answered(data: str) -> None:
    done = run("ask", "--batch", "--data", data, stdin="\tMitä vanhasta paloasemasta päätettiin?\n")
    assert json.loads(done.stdout)["status"] == "answered"


def test_empty_batch_prints_nothing(data: str) -> None:
    done = run("ask", "--batch", "--data", data, stdin="")
    assert (done.exit_code, done.stdout) == (0, "")


# show, status, check


def test_show_prints_a_decision_or_a_paragraph(data: str) -> None:
    done = run("show", f"{MARCH}/12", "--data", data)
    assert done.stdout.startswith("Tekninen lautakunta 4.3.2031 § 12  Uimarannan kunnostus  (tekninen-2031-03-04.txt)")
    assert "decision-1  Ehdotus hyväksyttiin." in done.stdout
    done = run("show", f"{MARCH}/12#decision-1", "--data", data)
    assert "Ehdotus hyväksyttiin." in done.stdout
    assert "painunut" not in done.stdout


def test_show_json_is_what_the_contract_promises(data: str) -> None:
    shown = printed("show", f"{MARCH}/12", "--data", data)
    promised = (
        "decision_id document_kind language municipality organ date section case title heading_path references source"
        " paragraphs"
    )
    assert set(promised.split()) <= set(shown)
    assert all({"paragraph_id", "part", "text", "context", "page"} <= set(each) for each in shown["paragraphs"])
    assert shown["case"] == "118/10.03.01/2031"
    one = printed("show", f"{MARCH}/12#decision-1", "--data", data)
    assert [each["paragraph_id"] for each in one["paragraphs"]] == [f"{MARCH}/12#decision-1"]


def test_status_tells_what_is_there(data: str) -> None:
    done = run("status", "--data", data)
    assert done.exit_code == 0
    assert "Sammalvaara: Tekninen lautakunta" in done.stdout
    assert printed("status", "--data", data)["decisions"] == 6


def test_check_of_a_sound_store(data: str, tmp_path: Path) -> None:
    done = run("check", "--data", data)
    assert (done.exit_code, "agree" in done.stdout) == (0, True)
    assert printed("check", "--data", data) == {"agrees": True, "faults": []}
    assert run("check", "--data", str(tmp_path / "none")).exit_code == 0


def test_check_names_what_disagrees(data: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(data, store)
    (records,) = (path for path in store.rglob("*") if path.is_file() and path.read_bytes()[:6] == b"SQLite")
    with sqlite3.connect(records) as database:
        database.execute("DELETE FROM passages WHERE decision_id = ?", (f"{MARCH}/12",))
    database.close()
    done = run("check", "--data", str(store))
    assert done.exit_code == 1
    assert done.stdout
    assert "pykala index --rebuild" in done.stderr
    as_json = run("check", "--data", str(store), "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["faults"]


# Failures and wrong use


@pytest.mark.parametrize("command", [["ask", "Mitä päätettiin?"], ["search", "x"], ["show", "x/1"], ["status"]])
def test_empty_store_fails_with_a_remedy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    code, said = failed(capsys, monkeypatch, *command, "--data", str(tmp_path / "none"))
    assert code == 1
    assert said.startswith("pykala: ")
    assert "pykala index" in said


def test_unknown_id_fails_with_a_remedy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: str
) -> None:
    code, said = failed(capsys, monkeypatch, "show", f"{MARCH}/99", "--data", data)
    assert code == 1
    assert f"{MARCH}/99" in said
    assert "search by words" in said


def test_unknown_setting_is_wrong_use(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pykala.toml").write_text('dataa = "x"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, said = failed(capsys, monkeypatch, "status")
    assert code == 2
    assert "dataa" in said
    assert "pykala.toml" in said


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (["ask", "Mitä päätettiin?", "--lang", "et"], "--lang"),
        (["ask", ""], "QUESTION"),
        (["ask"], "QUESTION"),
        (["ask", "x", "--from", "yesterday"], "YYYY-MM-DD"),
        (["search", "x", "--to", "2031-02-30"], "YYYY-MM-DD"),
        (["search", "x", "--from", "4.3.2031"], "YYYY-MM-DD"),
        (["search", "x", "--year", "MMXXXI"], "--year"),
        (["search", "x", "--document-kind", "novel"], "--document-kind"),
        (["search", "x", "--part", "middle"], "--part"),
        (["search", "x", "--limit", "0"], "--limit"),
        (["search"], "WORDS"),
        (["show"], "ID"),
        (["sing"], "sing"),
        (["status", "--loud"], "--loud"),
    ],
)
def test_wrong_use(args: list[str], named: str, data: str) -> None:
    done = run(*args, *([] if args == ["sing"] else ["--data", data]))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert named.lower() in done.stderr.lower()


@pytest.mark.parametrize("command", ["index", "search", "ask", "show", "status", "check"])
def test_every_command_has_help(command: str) -> None:
    done = run(command, "--help")
    assert done.exit_code == 0
    assert "--data" in done.stdout


def test_terminal_text_tells_what_was_understood(town_store: Settings) -> None:
    from assistant.engine import Engine

    answer: Answer = Engine(town_store).ask("Vad beslutades om brandstationen år 2031?")
    lines = answer_text(answer).splitlines()
    assert lines[0].endswith("[1]")
    assert "(Tolkat: år 2031)" in lines


def test_kind_of_store_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYKALA_STORE", "mysql://naavaharju.example/pykala")
    with pytest.raises(ValidationError, match="store"):
        Settings()
