"""Remember answers, conversations, feedback, API keys and events; safe to share between threads and processes."""

from __future__ import annotations

import logging
import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Engine, create_engine, delete, event, func, insert, make_url, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from assistant.model import Answer
from assistant.repository.clock import Clock, now
from assistant.repository.judged import Judged
from assistant.repository.pending import Pending
from assistant.repository.posts import Post
from assistant.repository.sessions import Person
from assistant.repository.sights import Sight
from assistant.repository.tables import (
    Kept,
    PendingQuestion,
    SavedAnswer,
    SavedConversation,
    SavedFeedback,
    SavedKey,
    SavedPost,
    SavedSession,
    SavedSight,
    SeenEvent,
    Table,
)
from assistant.repository.tokens import ApiKey, is_same, new_token, secret_hash, token_id
from assistant.settings import Settings
from indexer.durable import alone
from indexer.errors import StoreError

FILE = "service.sqlite"
TURNS = 50  # questions of one conversation
_ANSWER = TypeAdapter(Answer)
_EVENT_DAYS = 2  # Slack repeats an event for an hour
_PENDING_DAYS = 1 / 24  # after an hour nobody waits for an answer any more
_USED_EVERY = timedelta(minutes=1)
_AT_ONCE = 200  # answers in memory
_WITH_ANSWERS: tuple[type[SavedAnswer] | type[SavedConversation], ...] = (SavedAnswer, SavedConversation)
_FORMAT = "1"  # of the tables; one more when a column of theirs changes
_CREATING = 7_065_762_617  # any number, the same in all workers
# What a server is waited for; a file is there at once.
_IN_TIME: dict[str, dict[str, Any]] = {"postgresql": {"pool_timeout": 5, "connect_args": {"connect_timeout": 5}}}
_log = logging.getLogger(__name__)


class Repository:
    """Everything the service itself remembers."""

    def __init__(self, settings: Settings, clock: Clock = now) -> None:
        self._settings = settings
        self._clock = clock
        self._engine = connect(settings)

    # answers

    def save_answer(self, answer: Answer, owner: str = "") -> None:
        """Keep an answer under its id and as the last one of its conversation, which belongs to an owner."""
        dumped = _ANSWER.dump_python(answer, mode="json")
        with Session(self._engine) as session, session.begin():
            session.merge(SavedAnswer(id=answer.id, answer=dumped, made=self._clock()))
            kept = session.get(SavedConversation, (answer.conversation, owner))
            turns = kept.turns + 1 if kept else 1
            session.merge(
                SavedConversation(id=answer.conversation, owner=owner, answer=dumped, turns=turns, used=self._clock()),
            )

    def answer(self, answer_id: str) -> Answer | None:
        """Give a saved answer; who may see it has to be asked of the engine."""
        since = self._clock() - timedelta(days=self._settings.keep_answers_days)
        with Session(self._engine) as session:
            kept = session.get(SavedAnswer, answer_id)
            return _restored(kept.answer) if kept and kept.made >= since else None

    def previous(self, conversation: str, owner: str = "") -> Answer | None:
        """Give the answer that a follow-up follows.

        None where the owner has no such conversation, or it is old or too long.
        """
        since = self._clock() - timedelta(days=self._settings.keep_conversations_days)
        with Session(self._engine) as session:
            kept = session.get(SavedConversation, (conversation, owner))
            if kept is None or kept.used < since or kept.turns >= TURNS:
                return None
            return _restored(kept.answer)

    def save_feedback(self, answer_id: str, useful: bool, comment: str = "") -> str:
        """Keep what a reader thought of an answer; give the id of the feedback."""
        feedback = SavedFeedback(
            id=uuid.uuid4().hex, answer_id=answer_id, useful=useful, comment=comment, given=self._clock()
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            session.add(feedback)
        return feedback.id

    def judged(self, days: int | None = None) -> list[Judged]:
        """List the answers of the last days, or all that are kept, with how they were judged, latest first."""
        kept = self._settings.keep_answers_days
        since = self._clock() - timedelta(days=min(kept, days) if days else kept)
        chosen = select(SavedAnswer).where(SavedAnswer.made >= since).order_by(SavedAnswer.made.desc(), SavedAnswer.id)
        with Session(self._engine) as session:
            given: dict[str, list[SavedFeedback]] = {}
            for feedback in session.scalars(select(SavedFeedback).order_by(SavedFeedback.given)):
                given.setdefault(feedback.answer_id, []).append(feedback)
            answers = [(found, row.made) for row in session.scalars(chosen) if (found := _restored(row.answer))]
            return [_judged(each, given.get(each.id, ()), made) for each, made in answers]

    # who saw what is restricted

    def save_sights(self, who: str, name: str, things: Iterable[str], way: str) -> None:
        """Remember that somebody was shown restricted things."""
        rows = [
            SavedSight(id=uuid.uuid4().hex, who=who, name=name, thing=each, way=way, at=self._clock())
            for each in things
        ]
        with Session(self._engine) as session, session.begin():
            session.add_all(rows)

    def sights(self, days: int) -> list[Sight]:
        """List who was shown restricted things in the last days, latest first."""
        since = self._clock() - timedelta(days=days)
        chosen = select(SavedSight).where(SavedSight.at >= since).order_by(SavedSight.at.desc(), SavedSight.id)
        with Session(self._engine) as session:
            return [Sight(row.who, row.name, row.thing, row.way, row.at) for row in session.scalars(chosen)]

    # messages that show answers

    def save_post(self, post: Post) -> None:
        """Remember a message for as long as its answer is kept."""
        with Session(self._engine) as session, session.begin():
            answer = session.get(SavedAnswer, post.answer_id)
            made = answer.made if answer else self._clock()
            session.merge(
                SavedPost(
                    channel=post.channel,
                    ts=post.ts,
                    answer_id=post.answer_id,
                    groups=list(post.groups),
                    language=post.language,
                    made=made,
                )
            )

    def posts(self) -> list[Post]:
        """List the messages whose answers are still kept, oldest first."""
        since = self._clock() - timedelta(days=self._settings.keep_answers_days)
        chosen = select(SavedPost).where(SavedPost.made >= since).order_by(SavedPost.made, SavedPost.ts)
        with Session(self._engine) as session:
            return [
                Post(row.channel, row.ts, row.answer_id, tuple(row.groups), row.language)
                for row in session.scalars(chosen)
            ]

    def forget_post(self, post: Post) -> None:
        """Forget a message that shows no answer any more."""
        gone = delete(SavedPost).where(SavedPost.channel == post.channel, SavedPost.ts == post.ts)
        with self._engine.begin() as connection:
            connection.execute(gone)

    # API keys

    def create_key(
        self, name: str, scopes: tuple[str, ...], groups: tuple[str, ...] = (), expires: datetime | None = None
    ) -> tuple[str, ApiKey]:
        """Make a key; its token is given once and cannot be read again."""
        token, key_id = new_token()
        row = SavedKey(
            id=key_id,
            name=name,
            secret_hash=secret_hash(token),
            scopes=list(scopes),
            groups=list(groups),
            made=self._clock(),
            expires=expires,
        )
        with Session(self._engine) as session, session.begin():
            session.add(row)
            session.flush()
            return token, _key(row)

    def all_keys(self) -> list[ApiKey]:
        """List all keys, oldest first, revoked ones too."""
        with Session(self._engine) as session:
            return [_key(row) for row in session.scalars(select(SavedKey).order_by(SavedKey.made, SavedKey.id))]

    def revoke_key(self, key_id: str) -> bool:
        """Take a key out of use at once; say whether there was such a key in use."""
        revoke = update(SavedKey).where(SavedKey.id == key_id, SavedKey.revoked.is_(None))
        with self._engine.begin() as connection:
            return connection.execute(revoke.values(revoked=self._clock())).rowcount == 1

    def key_of(self, token: str) -> ApiKey | None:
        """Give the valid key of a token and remember that it was used; None where there is none."""
        at, key_id = self._clock(), token_id(token)
        if key_id is None:
            return None
        with Session(self._engine) as session:
            row = session.get(SavedKey, key_id)
            if row is None or not is_same(token, row.secret_hash) or not _key(row).is_valid(at):
                return None
            found = _key(row)
        if found.used is None or at - found.used >= _USED_EVERY:  # no write for each request
            with self._engine.begin() as connection:
                connection.execute(update(SavedKey).where(SavedKey.id == key_id).values(used=at))
        return found

    # people who logged in

    def open_session(self, person: Person) -> str:
        """Remember a person for as long as the settings say; give the token by which they are known again."""
        token = secrets.token_urlsafe(32)
        until = self._clock() + timedelta(hours=self._settings.session_hours)
        row = SavedSession(
            token_hash=secret_hash(token), person=person.id, name=person.name, groups=list(person.groups), until=until
        )
        self._added(row)
        return token

    def person_of(self, token: str) -> Person | None:
        """Give the person whose session a token is, or None where it has ended."""
        with Session(self._engine) as session:
            row = session.get(SavedSession, secret_hash(token))
            if row is None or row.until <= self._clock():
                return None
            return Person(row.person, row.name, tuple(row.groups))

    def close_session(self, token: str) -> None:
        """End a session, for all who have its token."""
        with self._engine.begin() as connection:
            connection.execute(delete(SavedSession).where(SavedSession.token_hash == secret_hash(token)))

    # events and values that workers share

    def seen(self, event_id: str) -> bool:
        """Say whether an event was seen before, and remember it; of several workers one hears False."""
        return not self._added(SeenEvent(id=event_id, at=self._clock()))

    def unsee(self, event_id: str) -> None:
        """Forget an event that could not be handled, so that it can be when it comes again."""
        with self._engine.begin() as connection:
            connection.execute(delete(SeenEvent).where(SeenEvent.id == event_id))

    def take_on(self, key: str, question: dict[str, Any], worker: str, events: Iterable[str] = ()) -> bool:
        """Remember a question that a worker is about to answer, and its events; say False where it was heard before.

        It is remembered until `is_answered`, so that another worker can answer it where this one dies.
        """
        at = self._clock()
        seen = [SeenEvent(id=each, at=at) for each in (key, *events)]
        return self._added(*seen, PendingQuestion(id=key, worker=worker, question=question, asked=at, alive=at))

    def is_answered(self, key: str) -> None:
        """Forget a question that was taken on."""
        with self._engine.begin() as connection:
            connection.execute(delete(PendingQuestion).where(PendingQuestion.id == key))

    def is_alive(self, worker: str) -> None:
        """Remember that a worker is still there for the questions that it has taken on."""
        with self._engine.begin() as connection:
            mine = update(PendingQuestion).where(PendingQuestion.worker == worker)
            connection.execute(mine.values(alive=self._clock()))

    def take_over(self, worker: str, silence: timedelta) -> list[Pending]:
        """Let a worker take on the questions of workers that have said nothing for so long; each goes to one only."""
        at = self._clock()
        since = at - timedelta(days=_PENDING_DAYS)
        left = select(PendingQuestion).where(PendingQuestion.alive < at - silence, PendingQuestion.asked >= since)
        with Session(self._engine) as session:
            found = list(session.scalars(left.order_by(PendingQuestion.asked)))
        return [Pending(row.id, row.question) for row in found if self._took(row, worker)]

    def _took(self, row: PendingQuestion, worker: str) -> bool:
        same = update(PendingQuestion).where(PendingQuestion.id == row.id, PendingQuestion.worker == row.worker)
        with self._engine.begin() as connection:
            return connection.execute(same.values(worker=worker, alive=self._clock())).rowcount == 1

    def secret(self) -> str:
        """Give the key that signs cookies, made once for this database."""
        self._added(Kept(name="secret", value=secrets.token_hex(32)))
        with Session(self._engine) as session:
            return session.get_one(Kept, "secret").value

    def purge(self) -> int:
        """Forget what is older than the settings keep it; give how many rows went."""
        kept = self._settings
        limits = (
            (SavedAnswer, SavedAnswer.made, kept.keep_answers_days),
            (SavedConversation, SavedConversation.used, kept.keep_conversations_days),
            (SavedFeedback, SavedFeedback.given, kept.keep_feedback_days),
            (SavedSession, SavedSession.until, 0),
            (SavedPost, SavedPost.made, kept.keep_answers_days),
            (SavedSight, SavedSight.at, kept.keep_audit_days),
            (SeenEvent, SeenEvent.at, _EVENT_DAYS),
            (PendingQuestion, PendingQuestion.asked, _PENDING_DAYS),
        )
        gone = 0
        with self._engine.begin() as connection:
            for table, column, days in limits:
                old = column < self._clock() - timedelta(days=days)
                gone += connection.execute(delete(table).where(old)).rowcount
        if gone:
            self._compact()
        return gone

    def forget(self, is_gone: Callable[[Answer], bool]) -> int:
        """Forget the answers, and the conversations that end in one, of which that is said; give how many rows went."""
        gone = 0
        with Session(self._engine) as session, session.begin():
            for table in _WITH_ANSWERS:
                for row in session.scalars(select(table)).yield_per(_AT_ONCE):
                    assert isinstance(row, SavedAnswer | SavedConversation)  # which the type checker cannot tell
                    kept = _restored(row.answer)
                    if kept is None or is_gone(kept):
                        session.delete(row)
                        gone += 1
        if gone:
            self._compact()
        return gone

    def forget_words(self, holds: Callable[[str], bool], without: Callable[[str], str]) -> int:
        """Forget answers, conversations and questions that hold some words; take these out of feedback and of sights.

        Give how many rows these were.

        Nothing of them stays in a SQLite file; another database overwrites its deleted rows in its own time.
        """
        gone = 0
        with Session(self._engine) as session, session.begin():
            for table in _WITH_ANSWERS:
                for row in session.scalars(select(table)).yield_per(_AT_ONCE):
                    assert isinstance(row, SavedAnswer | SavedConversation)  # which the type checker cannot tell
                    if any(map(holds, _texts(row.answer))):
                        session.delete(row)
                        gone += 1
            for asked in session.scalars(select(PendingQuestion)).yield_per(_AT_ONCE):
                if any(map(holds, _texts(asked.question))):
                    session.delete(asked)
                    gone += 1
            for comment in session.scalars(select(SavedFeedback)).yield_per(_AT_ONCE):
                if holds(comment.comment):
                    comment.comment = without(comment.comment)
                    gone += 1
            for sight in session.scalars(select(SavedSight)).yield_per(_AT_ONCE):
                if holds(sight.thing):
                    sight.thing = without(sight.thing)
                    gone += 1
        self._compact()
        return gone

    def _compact(self) -> None:
        """Leave nothing of deleted rows in a SQLite file or beside it."""
        if self._engine.dialect.name != "sqlite":
            return
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> None:
        """Raise an error of the database where it cannot be reached."""
        with self._engine.connect() as connection:
            connection.execute(select(1))

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _added(self, *rows: Table) -> bool:
        """Add rows, or none of them and say False where the key of one is taken."""
        try:
            with Session(self._engine) as session, session.begin():
                session.add_all(rows)
        except IntegrityError:
            return False
        return True


def connect(settings: Settings) -> Engine:
    """Reach the database, with all its tables; raise StoreError where a later version of Pykälä made them."""
    address = _address(settings)
    if address:
        in_time = _IN_TIME.get(make_url(address).get_backend_name(), {})
        engine = create_engine(address, pool_pre_ping=True, hide_parameters=True, **in_time)  # logs hold no answers
    else:
        settings.data.mkdir(parents=True, exist_ok=True)
        file = settings.data / FILE
        _make_private(file)
        engine = create_engine(f"sqlite:///{file.absolute()}", hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    with _closed_on_error(engine), _creating(engine) as connection:
        # `create_all` looks first and creates afterwards, which workers that start together do at the same moment.
        for table in Table.metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=lambda each: str(each.name)):
                connection.execute(CreateIndex(index, if_not_exists=True))
        _check_format(connection)
    return engine


@contextmanager
def _closed_on_error(engine: Engine) -> Iterator[None]:
    try:
        yield
    except BaseException:
        engine.dispose()
        raise


def _check_format(connection: Connection) -> None:
    found = connection.scalar(select(Kept.value).where(Kept.name == "format"))
    if found is None:
        connection.execute(insert(Kept).values(name="format", value=_FORMAT))
    elif found != _FORMAT:
        place = connection.engine.url.render_as_string()
        reason = f"the service's database has format {found}, and this version of Pykälä reads {_FORMAT}"
        raise StoreError(place, reason, "Install the version of Pykälä that wrote it, or restore a backup.")


@contextmanager
def _creating(engine: Engine) -> Iterator[Connection]:
    """Connect to create tables; of workers that start together one works, and the others wait."""
    with ExitStack() as stack:
        file = engine.url.database if engine.dialect.name == "sqlite" else None
        if file and file != ":memory:":
            stack.enter_context(alone(Path(file).with_name(f".{Path(file).name}.lock")))
        connection = stack.enter_context(engine.begin())
        if file:  # it stays so; SQLite refuses it at once, whatever the time-out, where two ask at the same moment
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        if engine.dialect.name == "postgresql":  # whose IF NOT EXISTS looks first as well
            connection.execute(select(func.pg_advisory_xact_lock(_CREATING)))
        yield connection


def _address(settings: Settings) -> str:
    """Give the address of the database, that of the store where the store is in one; empty for a file."""
    if settings.service_database or settings.store == "local":
        return settings.service_database
    return f"postgresql+psycopg://{settings.store.partition('://')[2]}"


def _make_private(file: Path) -> None:
    """Let nobody but the owner read the database, from its first byte on."""
    file.touch(mode=0o600, exist_ok=True)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Let readers and one writer work side by side, and writers wait for each other."""
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten


def _restored(kept: dict[str, Any]) -> Answer | None:
    try:
        return _ANSWER.validate_python(kept)
    except ValidationError as error:
        # Without the values, which are words of the answer.
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        _log.warning("an answer of another version of Pykälä cannot be read any more: %s", faults)
        return None


def _judged(answer: Answer, given: Iterable[SavedFeedback], at: datetime) -> Judged:
    judgements = list(given)
    useful = sum(each.useful for each in judgements)
    comments = tuple(each.comment for each in judgements if each.comment)
    return Judged(answer, useful, len(judgements) - useful, comments, at)


def _texts(kept: Any) -> Iterator[str]:
    """Give every text of a kept answer."""
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, dict | list):
        for each in kept.values() if isinstance(kept, dict) else kept:
            yield from _texts(each)


def _key(row: SavedKey) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes),
        groups=tuple(row.groups),
        made=row.made,
        expires=row.expires,
        used=row.used,
        revoked=row.revoked,
    )
