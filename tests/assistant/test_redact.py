"""`pykala redact`: a person's name and number leave no byte, whatever asked for them before, and do not come back."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.commands.logs import formatter
from assistant.engine import Engine
from assistant.errors import NotFound
from assistant.repository import Repository
from assistant.repository.posts import Post
from assistant.service import Asker, Service
from assistant.settings import Settings
from assistant.slack.withdrawal import withdraw
from indexer.embedding import PACKAGED_MODEL
from indexer.errors import RedactionError
from indexer.originals import document_id
from indexer.pipeline import index
from indexer.redactions import FILE, Redactions
from indexer.stores.committed import Committed
from indexer.stores.local import LocalStore
from indexer.stores.records import content_hash
from tests.indexer.writing import Sheets

HOME = "naavaharju/kaupunginhallitus/2031-02-03"
NAMED, OTHER = f"{HOME}/45", f"{HOME}/46"
FORMS = ("Vilmalotta Takkunen", "Vilmalotta Takkusen", "takkunen", "takkusen", "010190-967")
NAMES = (b"vilmalotta", b"takkunen", b"takkusen")
NOBODY = Asker("address:127.0.0.1")


def write(folder: Path) -> None:
    """Write minutes of two §§, the first about a person, and an answer-worthy open matter."""
    sheets = Sheets(["Naavaharjun kaupunki", "Kaupunginhallitus 3.2.2031"])
    sheets.line("§ 45", bold=True)
    sheets.line("Vilmalotta Takkusen avustushakemus", bold=True)
    sheets.skip()
    sheets.line("Vilmalotta Takkunen (010190-967X) hakee avustusta laavun rakentamiseen.")
    sheets.skip()
    sheets.line("Päätös", bold=True)
    sheets.line("Kaupunginhallitus myöntää Vilmalotta Takkuselle 700 euroa laavun rakentamiseen.")
    sheets.page()
    sheets.line("§ 46", bold=True)
    sheets.line("Katuvalojen uusiminen", bold=True)
    sheets.skip()
    sheets.line("Päätös", bold=True)
    sheets.line("Kaupunginhallitus hyväksyy katuvalojen uusimisen.")
    folder.mkdir(exist_ok=True)
    (folder / "hallitus.pdf").write_bytes(sheets.content())


@pytest.fixture
def settings(tmp_path: Path, model_cache: Path) -> Settings:
    write(tmp_path / "corpus")
    made = Settings(data=tmp_path / "store", cache=model_cache, embedding_model=PACKAGED_MODEL)
    index([tmp_path / "corpus"], made)
    return made


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("PYKALA_CACHE", str(settings.cache))
    monkeypatch.setenv("PYKALA_EMBEDDING_MODEL", PACKAGED_MODEL)
    return lambda *given, **more: CliRunner().invoke(app, [*given, "--data", str(settings.data)], **more)


def left(data: Path) -> list[str]:
    """Say which forms stand in any byte beneath the data directory, or in a name of a file there."""
    found = list(data.rglob("*"))
    assert any(path.name == "service.sqlite" for path in found)
    written = b"\0".join(
        [*(str(path).encode() for path in found), *(path.read_bytes() for path in found if path.is_file())]
    ).lower()
    variants = {form: (form, form.replace(" ", "-"), form.replace("-", "")) for form in FORMS}
    return [form for form, ways in variants.items() if any(way.lower().encode() in written for way in ways)]


def ask_around(settings: Settings) -> tuple[str, str]:
    """Let people ask, follow up, judge and be answered in Slack; give the ids of an answer about her and another."""
    repository = Repository(settings)
    service = Service(Engine(settings), repository, settings)
    about = service.ask(NOBODY, "Paljonko Vilmalotta Takkuselle myönnettiin avustusta laavuun?")
    assert "700 euroa" in about.text
    service.ask(NOBODY, "Milloin siitä päätettiin?", conversation=about.conversation)
    other = service.ask(NOBODY, "Mitä katuvalojen uusimisesta päätettiin?")
    assert other.claims
    service.feedback(NOBODY, other.id, False, "Kysyin Vilmalotta Takkusen asiaa")
    repository.save_post(Post("C1", "1.1", about.id, (), "fi"))
    repository.close()
    return about.id, other.id


def redact(run: Callable[..., Result], *more: str) -> dict[str, object]:
    texts = ("--text", "Vilmalotta Takkunen", "--text", "010190-967X")
    done = run("redact", f"{NAMED}#background-1", *texts, "--reason", "tietosuojapyyntö 7", "--json", *more)
    assert done.exit_code == 0, done.output
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_nothing_is_left_and_nothing_comes_back(settings: Settings, run: Callable[..., Result], tmp_path: Path) -> None:
    about, other = ask_around(settings)
    assert {"Vilmalotta Takkunen", "takkusen", "010190-967"} <= set(left(settings.data))
    told = redact(run)
    assert told["files"] == ["hallitus.pdf"]
    assert told["elsewhere"] == []
    assert left(settings.data) == []
    index([tmp_path / "corpus"], settings)
    assert left(settings.data) == []
    (tmp_path / "corpus" / "hallitus.pdf").rename(tmp_path / "corpus" / "poytakirja.pdf")
    index([tmp_path / "corpus"], settings)
    index([tmp_path / "corpus"], settings, rebuild=True)
    assert left(settings.data) == []
    with closing(LocalStore.open(settings.data)) as store:
        assert store.check() == []
    repository = Repository(settings)
    assert repository.answer(about) is None
    assert repository.answer(other) is None  # the title of what was near it told the name
    service = Service(Engine(settings), repository, settings)
    assert withdraw(service, repository, Editor()) == 1  # type: ignore[arg-type]
    assert Editor.edited == ["1.1"]
    repository.close()


class Editor:
    """Slack's `chat.update`, as far as taking back needs it."""

    edited: list[str] = []  # noqa: RUF012

    def chat_update(self, *, ts: str, **_: object) -> None:
        self.edited.append(ts)


def test_what_is_left_is_found_cited_and_quoted_word_for_word(settings: Settings, run: Callable[..., Result]) -> None:
    redact(run)
    engine = Engine(settings)
    found = engine.decision(NAMED)
    assert found.decision.title == "[poistettu] avustushakemus"
    (background,) = (each.text for each in found.decision.paragraphs if each.paragraph_id.endswith("#background-1"))
    assert background == "[poistettu] ([poistettu]) hakee avustusta laavun rakentamiseen."
    answer = engine.ask("Paljonko avustusta laavun rakentamiseen myönnettiin?")
    assert "700 euroa" in answer.text
    for citation in answer.citations:
        assert any(citation.quote in each.text for each in engine.decision(citation.decision_id).decision.paragraphs)
    assert engine.suggest("Vilma") == []


def test_page_is_blackened_and_the_file_not_given(settings: Settings, run: Callable[..., Result]) -> None:
    before = Engine(settings)
    (source,) = (record.source for record in before.store.sources())
    light = darkness(before.picture(NAMED, 1).content)
    assert before.original(document_id(source.source_id))
    redact(run)
    engine = Engine(settings)
    assert darkness(engine.picture(NAMED, 1).content) > 2 * light
    assert engine.picture(NAMED, 2).pages == 2
    with pytest.raises(NotFound):
        engine.original(document_id(source.source_id))
    assert engine.decision(NAMED).document is None


def darkness(picture: bytes) -> int:
    """Count the black pixels of a picture."""
    return sum(Image.open(io.BytesIO(picture)).convert("L").histogram()[:40])


def test_page_on_which_the_words_are_not_found_is_not_drawn(
    settings: Settings, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    redact(run)
    monkeypatch.setattr("indexer.pictures._PageWords.text", lambda _self: "Muita sanoja.")
    here = lambda _self, function, *given: function(*given)  # noqa: E731  # in this process, where the words are changed
    monkeypatch.setattr("assistant.page_pictures.Pictures._done", here)
    with pytest.raises(NotFound):
        Engine(settings).picture(NAMED, 1)
    monkeypatch.setattr("indexer.pictures._PageWords.text", lambda _self: " ")
    with pytest.raises(NotFound):
        Engine(settings).picture(OTHER, 2)


def test_every_place_that_held_it_holds_nothing_of_it(
    settings: Settings, run: Callable[..., Result], tmp_path: Path
) -> None:
    log = logging.FileHandler(settings.data / "pykala.log", encoding="utf-8")
    log.setFormatter(formatter(settings))
    with logged_to(log):
        ask_around(settings)
        with closing(Repository(settings)) as repository:
            repository.save_sights("key:1", "intranet", [f"{HOME}/vilmalotta-takkusen-avustus"], "decision")
        assert Engine(settings).suggest("Vilmalotta")
        places = ("records.sqlite", "keywords/*.seg", "service.sqlite")
        held = {place: files_that_tell(settings.data, place) for place in places}
        assert all(held.values()), held
        kept = traces(settings.data)
        assert len(kept) >= 4
        assert all(any(trace in path.read_bytes() for path in files(settings.data)) for trace in kept)
        told = redact(run)
        index([tmp_path / "corpus"], settings)
        Engine(settings).suggest("Vilmalotta")
    assert int(str(told["forgotten"])) >= 5
    assert left(settings.data) == []
    assert log.baseFilename in map(str, files(settings.data))
    assert not any(trace in path.read_bytes() for path in files(settings.data) for trace in kept)
    assert Engine(settings).suggest("Vilmalotta") == []
    with closing(Repository(settings)) as repository:
        assert [each.thing for each in repository.sights(1)] == [f"{HOME}/[…]-avustus"]


@contextmanager
def logged_to(handler: logging.Handler) -> Iterator[None]:
    """Write the whole log of the program to a handler as well."""
    loggers = [logging.getLogger(name) for name in ("assistant", "indexer")]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.INFO)
    loggers[0].info("the log begins")
    yield
    for each in loggers:
        each.removeHandler(handler)
        each.setLevel(logging.NOTSET)
    handler.close()


def files(data: Path) -> list[Path]:
    return [each for each in data.rglob("*") if each.is_file()]


def files_that_tell(data: Path, place: str) -> list[Path]:
    """List the files of a kind that hold the person's name in any form."""
    return [each for each in data.rglob(place) if any(name in each.read_bytes().lower() for name in NAMES)]


def traces(data: Path) -> list[bytes]:
    """Give what tells of the person without words: the vectors and the hashes of the passages that name her."""
    with closing(LocalStore.open(data)) as store:
        texts = [each.content or "" for each in store.filter_documents() if "akku" in (each.content or "")]
    with closing(Committed(data / "generations" / "000001")) as committed:
        vectors = committed.vectors_of(texts)
    return [np.array(vectors[text], dtype=np.float32).tobytes() for text in texts] + [
        content_hash(text) for text in texts
    ]


def test_list_tells_no_word_and_an_undone_redaction_is_read_again(
    settings: Settings, run: Callable[..., Result], tmp_path: Path
) -> None:
    id_ = redact(run)["id"]
    assert (settings.data / FILE).stat().st_mode & 0o077 == 0
    (entry,) = json.loads(run("redact", "--list", "--json").stdout)
    assert (entry["id"], entry["within"], entry["reason"]) == (id_, HOME, "tietosuojapyyntö 7")
    assert run("redact", "--undo", str(id_)).exit_code == 0
    assert index([tmp_path / "corpus"], settings).updated == 1
    assert "Takkusen" in Engine(settings).decision(NAMED).decision.title
    assert run("redact", "--undo", "nothing").exit_code == 1


def test_what_does_not_stand_there_is_refused_and_not_remembered(
    settings: Settings, run: Callable[..., Result]
) -> None:
    for id_, text in ((NAMED, "Olematon Henkilö"), (f"{HOME}/99", "Takkunen"), (NAMED, "ab")):
        refused = run("redact", id_, "--text", text)
        assert refused.exit_code == 1
    assert Redactions.load(settings.data).entries == ()
    assert run("redact", NAMED).exit_code == 2


def test_redaction_that_was_cut_off_is_finished_by_the_next_indexing(settings: Settings, tmp_path: Path) -> None:
    assert "Takkusen" in Engine(settings).decision(NAMED).decision.title
    Redactions.load(settings.data).added(["Vilmalotta Takkusen"], HOME, "").save(settings.data)
    index([tmp_path / "corpus"], settings)
    assert Engine(settings).decision(NAMED).decision.title == "[poistettu] avustushakemus"


def test_withdrawn_document_takes_its_answers_with_it(
    settings: Settings, run: Callable[..., Result], tmp_path: Path
) -> None:
    ask_around(settings)
    (tmp_path / "corpus" / "hallitus.pdf").unlink()
    (tmp_path / "corpus" / "muu.txt").write_text("Naavaharjun kaupunki\n\nMuita asioita on vireillä.", encoding="utf-8")
    assert run("index", str(tmp_path / "corpus")).exit_code == 0
    with closing(sqlite3.connect(settings.data / "service.sqlite")) as database:
        assert database.execute("SELECT COUNT(*) FROM answers").fetchone() == (0,)
        database.execute("UPDATE feedback SET comment = ''")  # a reader's own words, kept a year
        database.commit()
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert left(settings.data) == []


def test_older_backup_brings_nothing_back(settings: Settings, run: Callable[..., Result], tmp_path: Path) -> None:
    ask_around(settings)
    older, newer = tmp_path / "older.zip", tmp_path / "newer.zip"
    assert run("backup", str(older)).exit_code == 0
    redact(run)
    assert run("backup", str(newer)).exit_code == 0
    assert run("restore", str(older)).exit_code == 1  # there is a store already
    done = run("restore", str(older), "--replace")
    assert done.exit_code == 0, done.output
    assert left(settings.data) == []
    elsewhere = tmp_path / "elsewhere"
    assert CliRunner().invoke(app, ["restore", str(newer), "--data", str(elsewhere)]).exit_code == 0
    assert left(elsewhere) == []
    assert Redactions.load(elsewhere).entries == Redactions.load(settings.data).entries != ()
    assert (elsewhere / FILE).stat().st_mode & 0o077 == 0
    with closing(LocalStore.open(elsewhere)) as store:
        assert store.check() == []


def test_lists_of_two_installations_are_not_mixed() -> None:
    own, other = (Redactions(key * 32).added(["Vilmalotta"], "", "syy") for key in (b"a", b"b"))
    later = own.added(["Takkunen"], "", "syy")
    assert own.merged(later).entries == later.entries
    assert later.merged(own).entries == later.entries
    assert Redactions(b"c" * 32).merged(own).holds("Vilmalotta")
    with pytest.raises(RedactionError, match="another installation"):
        own.merged(other)
