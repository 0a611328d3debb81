"""The tables of the service's database; the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from assistant.repository.clock import in_utc


class Moment(TypeDecorator[datetime]):
    """A time in UTC, also on a database that keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time its zone back."""
        return in_utc(value) if value is not None else None


class Table(DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012


class SavedAnswer(Table):
    """An answer, whole, so that it can be shown and followed up."""

    __tablename__ = "answers"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    answer: Mapped[dict[str, Any]]
    made: Mapped[datetime] = mapped_column(index=True)


class SavedConversation(Table):
    """The answer that a follow-up of its owner follows, and how many questions there were."""

    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(300), primary_key=True)
    answer: Mapped[dict[str, Any]]
    turns: Mapped[int]
    used: Mapped[datetime] = mapped_column(index=True)


class SavedFeedback(Table):
    """What a reader thought of an answer."""

    __tablename__ = "feedback"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    answer_id: Mapped[str] = mapped_column(String(64), index=True)
    useful: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text)
    given: Mapped[datetime] = mapped_column(index=True)


class SavedKey(Table):
    """An API key; of its secret only the hash."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    secret_hash: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[str]]
    groups: Mapped[list[str]]
    made: Mapped[datetime]
    expires: Mapped[datetime | None]
    used: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class SavedSession(Table):
    """A person who logged in; of the session's token only the hash."""

    __tablename__ = "sessions"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    groups: Mapped[list[str]]
    until: Mapped[datetime] = mapped_column(index=True)


class SavedPost(Table):
    """A message in Slack that shows an answer, so that it can be found when a source is withdrawn."""

    __tablename__ = "posts"
    channel: Mapped[str] = mapped_column(String(64), primary_key=True)
    ts: Mapped[str] = mapped_column(String(64), primary_key=True)
    answer_id: Mapped[str] = mapped_column(String(64))
    groups: Mapped[list[str]]
    language: Mapped[str] = mapped_column(String(2))
    made: Mapped[datetime] = mapped_column(index=True)


class SavedSight(Table):
    """Somebody was shown something restricted."""

    __tablename__ = "sights"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    who: Mapped[str] = mapped_column(String(300))
    name: Mapped[str] = mapped_column(Text)
    thing: Mapped[str] = mapped_column(Text)
    way: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)


class SeenEvent(Table):
    """An event that has been handled and must not be handled twice."""

    __tablename__ = "events"
    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class PendingQuestion(Table):
    """A question that a worker has taken on; the worker says again and again that it is still there."""

    __tablename__ = "pending"
    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    worker: Mapped[str] = mapped_column(String(64), index=True)
    question: Mapped[dict[str, Any]]
    asked: Mapped[datetime] = mapped_column(index=True)
    alive: Mapped[datetime] = mapped_column(index=True)


class Kept(Table):
    """A value that all workers share, such as the key that signs cookies."""

    __tablename__ = "kept"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
