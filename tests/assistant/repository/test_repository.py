"""What the service remembers: whole, for as long as it is set, and by several workers at once."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from assistant.engine import Engine
from assistant.model import Answer, Filters
from assistant.repository import Repository
from assistant.repository.pending import Pending
from assistant.repository.repository import FILE, TURNS
from assistant.repository.tables import Kept, SavedAnswer
from assistant.settings import Settings
from indexer.errors import StoreError

START = datetime(2031, 5, 6, 12, tzinfo=UTC)


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def after(self, **span: float) -> None:
        self.time = START + timedelta(**span)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "sqlite":
        return Settings(data=tmp_path / "store")
    return Settings(data=tmp_path / "store", store=request.getfixturevalue("postgres").database())


@pytest.fixture
def repository(settings: Settings, watch: Watch) -> Iterator[Repository]:
    opened = Repository(settings, watch)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answer(town: Engine) -> Answer:
    return town.ask("Mitä Likolammen uimarannan kunnostuksesta päätettiin?", Filters(year=2031, groups=("hallitus",)))


def test_answer_comes_back_whole(repository: Repository, answer: Answer) -> None:
    repository.save_answer(answer)
    assert answer.citations
    assert repository.answer(answer.id) == answer
    assert repository.answer("another") is None


def test_kept_answer_is_followed_up_as_the_answer_itself(repository: Repository, town: Engine, answer: Answer) -> None:
    repository.save_answer(answer)
    kept = repository.previous(answer.conversation)
    assert kept is not None
    after_kept, after_own = (town.ask("Paljonko se maksaa?", previous=each) for each in (kept, answer))
    assert "48 300 euroa" in after_kept.text
    assert (after_kept.text, after_kept.question) == (after_own.text, after_own.question)
    assert after_kept.conversation == answer.conversation


def test_conversation_keeps_its_last_answer_and_ends(repository: Repository, answer: Answer) -> None:
    for turn in range(1, TURNS):
        repository.save_answer(replace(answer, id=str(turn)))
    last = repository.previous(answer.conversation)
    assert last is not None
    assert last.id == str(TURNS - 1)
    repository.save_answer(replace(answer, id=str(TURNS)))
    assert repository.previous(answer.conversation) is None


def test_what_is_old_is_not_given_and_then_purged(repository: Repository, watch: Watch, answer: Answer) -> None:
    repository.save_answer(answer)
    repository.save_feedback(answer.id, True, "Löytyi heti.")
    assert repository.seen("event") is False
    watch.after(days=30)
    assert repository.previous(answer.conversation) is not None
    assert repository.answer(answer.id) == answer
    watch.after(days=30, seconds=1)
    assert repository.previous(answer.conversation) is None
    assert repository.answer(answer.id) is None
    assert repository.purge() == 3  # the answer, the conversation and the event
    watch.after(days=365, seconds=1)
    assert repository.purge() == 1  # the feedback
    assert repository.purge() == 0


def test_key_is_known_by_its_token_alone(repository: Repository, settings: Settings) -> None:
    token, key = repository.create_key("Intranet", ("read", "ask"), ("hallitus",))
    found = repository.key_of(token)
    assert found is not None
    assert (found.id, found.name, found.scopes, found.groups) == (key.id, "Intranet", ("read", "ask"), ("hallitus",))
    wrong = token[:-1] + ("1" if token[-1] == "0" else "0")
    assert [repository.key_of(each) for each in (wrong, "", key.id, f"{token} ", f"pykala_{key.id}_")] == [None] * 5
    if settings.store == "local":
        kept = b"".join(file.read_bytes() for file in settings.data.glob(f"{FILE}*"))
    else:
        with repository._engine.connect() as connection:
            kept = str(connection.execute(text("SELECT CAST(k AS TEXT) FROM api_keys k")).all()).encode()
    assert key.id.encode() in kept
    assert token.rpartition("_")[2].encode() not in kept


def test_key_expires(repository: Repository, watch: Watch) -> None:
    token, _ = repository.create_key("Portal", ("ask",), expires=START + timedelta(days=1))
    lasting, _ = repository.create_key("Other", ("ask",))
    watch.after(days=1, seconds=-1)
    assert repository.key_of(token) is not None
    watch.after(days=1)
    assert repository.key_of(token) is None
    assert repository.key_of(lasting) is not None


def test_revoked_key_is_refused_at_once_and_stays_listed(repository: Repository) -> None:
    token, key = repository.create_key("Portal", ("ask",))
    assert repository.key_of(token) is not None
    assert [repository.revoke_key(each) for each in (key.id, key.id, "none")] == [True, False, False]
    assert repository.key_of(token) is None
    assert [(each.name, each.revoked) for each in repository.all_keys()] == [("Portal", START)]


def test_last_use_is_remembered_by_the_minute(repository: Repository, watch: Watch) -> None:
    token, _ = repository.create_key("Portal", ("ask",))
    uses = []
    for seconds in (0, 30, 60):
        watch.after(seconds=seconds)
        repository.key_of(token)
        uses.append(repository.all_keys()[0].used)
    assert uses == [START, START, START + timedelta(seconds=60)]


def test_workers_share_a_new_database(settings: Settings, request: pytest.FixtureRequest) -> None:
    if settings.store != "local":
        address = request.getfixturevalue("postgres").database(empty=True)
        settings = settings.model_copy(update={"store": address})
    with ThreadPoolExecutor(8) as threads:
        workers = list(threads.map(Repository, [settings] * 8))
        heard = list(threads.map(lambda n: workers[n % 8].seen("event"), range(32)))
        secrets = set(threads.map(Repository.secret, workers))
    assert heard.count(False) == 1
    assert len(secrets) == 1
    for worker in workers:
        worker.close()


def test_a_later_format_is_refused_and_left_as_it_is(repository: Repository, settings: Settings) -> None:
    with Session(repository._engine) as session, session.begin():
        session.execute(update(Kept).where(Kept.name == "format").values(value="2"))
    for _ in range(2):
        with pytest.raises(StoreError, match=r"format 2, and this version of Pykälä reads 1.*Install the version"):
            Repository(settings)


def test_a_question_that_was_taken_on_goes_to_one_other_worker(repository: Repository, watch: Watch) -> None:
    assert repository.take_on("first", {"text": "Mitä?"}, "a", ["event"])
    assert not repository.take_on("first", {"text": "Mitä?"}, "b")
    assert not repository.take_on("second", {"text": "Mitä?"}, "b", ["event"])
    minute = timedelta(minutes=1)
    watch.after(seconds=50)
    repository.is_alive("a")
    watch.after(seconds=100)
    assert repository.take_over("b", minute) == []
    watch.after(seconds=111)
    assert repository.take_over("b", minute) == [Pending("first", {"text": "Mitä?"})]
    assert repository.take_over("c", minute) == []
    watch.after(seconds=3601)
    assert repository.take_over("c", minute) == []  # nobody waits any more
    assert repository.purge() == 1
    assert not repository.take_on("first", {}, "a")  # it was heard all the same


def test_a_question_that_was_answered_goes_to_nobody(repository: Repository, watch: Watch) -> None:
    repository.take_on("first", {"text": "Mitä?"}, "a")
    repository.take_on("second", {"text": "Kuka on Erkki Esimerkki?"}, "a")
    repository.is_answered("first")
    assert repository.forget_words(lambda held: "Erkki" in held, lambda held: held) == 1
    watch.after(seconds=120)
    assert repository.take_over("b", timedelta(minutes=1)) == []


def test_database_is_its_owners_alone(repository: Repository, settings: Settings) -> None:
    repository.secret()
    if settings.store != "local":
        pytest.skip("a server's files are the server's")
    assert {stat.S_IMODE(file.stat().st_mode) for file in settings.data.glob(f"{FILE}*")} == {0o600}


def test_answer_of_another_version_is_told_and_not_given(
    repository: Repository, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    repository.save_answer(answer)
    with Session(repository._engine) as session, session.begin():
        session.execute(update(SavedAnswer).values(answer={"id": answer.id}))
    assert repository.answer(answer.id) is None
    assert "another version" in caplog.text
