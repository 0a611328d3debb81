"""Look at this machine, without a network: folders, disk, model, store, database of answers, Finnish, dictionaries."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from assistant.doctor.finding import Finding, advice, fine, wrong
from assistant.settings import Settings
from indexer.embedding import embedding_model_id, is_prepared
from indexer.errors import IndexerError, StoreMissing
from indexer.finnish import ANALYSER_VERSION, is_known
from indexer.lexicon import LANGUAGES, installed
from indexer.passages import PASSAGE_VERSION
from indexer.stores.opening import named, open_store

_GB = 1_000_000_000
_LITTLE, _TOO_LITTLE, _TO_PREPARE = 1 * _GB, _GB // 10, 2 * _GB
_ANSWERS = "service.sqlite"


def machine(settings: Settings) -> Iterator[Finding]:
    """Look at everything on this machine that serving needs; nothing is written and nothing is prepared."""
    yield from _folders(settings)
    yield from _disk(settings)
    yield from _model(settings)
    if settings.store == "local" and (settings.data.is_dir() or not settings.data.exists()):
        yield from store(settings)
    if not settings.service_database and settings.store == "local" and settings.data.is_dir():
        yield from _answers(settings.data / _ANSWERS)
    yield from _files(settings)
    yield from _language()


def store(settings: Settings) -> Iterator[Finding]:
    """Open the store, whose sizes are compared with what was written, and see what it was made with."""
    subject = f"PYKALA_STORE ({named(settings)})"
    try:
        found = open_store(settings)
    except StoreMissing:
        yield advice(subject, "store_missing")
        return
    except IndexerError as error:
        yield wrong(subject, "error", reason=error.reason, remedy=error.remedy)
        return
    try:
        held = found.coverage()
        is_here = not settings.embedding_url and is_prepared(settings)
        if is_here and found.manifest.model != (wanted := embedding_model_id(settings)):
            yield wrong(subject, "other_model", found=found.manifest.model, wanted=wanted)
        if found.manifest.analyser_version != ANALYSER_VERSION:
            yield wrong(subject, "other_analyser")
        elif found.manifest.passage_version != PASSAGE_VERSION:
            yield advice(subject, "other_passages")
        yield fine(subject, "store_fine", decisions=held.decisions, newest=held.newest or "–")
    except IndexerError as error:  # that the model is missing is told of the model
        yield wrong(subject, "error", reason=error.reason, remedy=error.remedy)
    finally:
        found.close()


def _folders(settings: Settings) -> Iterator[Finding]:
    keeps_answers = not settings.service_database and settings.store == "local"
    for name, folder in (("PYKALA_DATA", settings.data), ("PYKALA_CACHE", settings.cache)):
        there = _nearest(folder)
        subject = f"{name} ({folder})"
        has_to_be_written = keeps_answers if name == "PYKALA_DATA" else not _is_ready(settings)
        if not there.is_dir():
            yield wrong(subject, "no_folder", path=there)
        elif not os.access(there, os.R_OK | os.X_OK):
            yield wrong(subject, "unreadable", path=there)
        elif not os.access(there, os.W_OK):
            kind = wrong if has_to_be_written else advice
            yield kind(subject, "unwritable", path=there)
        elif name == "PYKALA_DATA" and folder.is_dir() and folder.stat().st_mode & stat.S_IROTH:
            yield advice(subject, "open_to_all", path=folder)
        else:
            yield fine(subject, "folder_fine")


def _nearest(folder: Path) -> Path:
    """Give a folder or, where it has not been made yet, what it would be made in."""
    here = folder.absolute()
    while not here.exists() and here != here.parent:
        here = here.parent
    return here


def _disk(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("PYKALA_DATA", settings.data), ("PYKALA_CACHE", settings.cache)):
        free = shutil.disk_usage(_nearest(folder)).free
        needed = _TO_PREPARE if name == "PYKALA_CACHE" and not _is_ready(settings) else _LITTLE
        values = {"free": f"{free / _GB:.1f}", "needed": f"{needed / _GB:.0f}"}
        if free < _TOO_LITTLE or (free < needed and needed == _TO_PREPARE):
            yield wrong(f"{name} ({folder})", "disk_full", **values)
        elif free < needed:
            yield advice(f"{name} ({folder})", "disk_full", **values)


def _model(settings: Settings) -> Iterator[Finding]:
    if settings.embedding_url:  # a neighbour has it
        return
    try:
        if is_prepared(settings):
            yield fine("PYKALA_EMBEDDING_MODEL", "model_fine", model=embedding_model_id(settings))
        else:
            yield advice("PYKALA_EMBEDDING_MODEL", "model_unprepared")
    except IndexerError as error:
        yield wrong("PYKALA_EMBEDDING_MODEL", "error", reason=error.reason, remedy=error.remedy)


def _is_ready(settings: Settings) -> bool:
    try:
        return bool(settings.embedding_url) or is_prepared(settings)
    except IndexerError:
        return False


def _answers(file: Path) -> Iterator[Finding]:
    """Open the database of answers as it is, for reading."""
    if not file.exists():
        return
    try:
        with sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True) as connection:
            [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
        connection.close()
        reason = "" if found == "ok" else str(found)
    except sqlite3.Error as error:
        reason = str(error)
    if reason:
        yield wrong(f"PYKALA_SERVICE_DATABASE ({file})", "answers_damaged", reason=reason)
    elif not os.access(file, os.W_OK):
        yield wrong(f"PYKALA_SERVICE_DATABASE ({file})", "unwritable", path=file)
    else:
        yield fine(f"PYKALA_SERVICE_DATABASE ({file})", "answers_fine")


def _files(settings: Settings) -> Iterator[Finding]:
    """Look at the files that settings name."""
    if settings.dictionaries:
        subject = f"PYKALA_DICTIONARIES ({settings.dictionaries})"
        try:
            words = sum(len(installed(settings.dictionaries, language)) for language in LANGUAGES)
            yield fine(subject, "dictionaries_fine", words=words) if words else wrong(subject, "no_dictionaries")
        except (OSError, ValueError, EOFError) as error:
            yield wrong(subject, "unread", reason=error)
    if settings.slack_people_file and not os.access(settings.slack_people_file, os.R_OK):
        yield wrong("PYKALA_SLACK_PEOPLE_FILE", "unreadable", path=settings.slack_people_file)
    toml = Path("pykala.toml")
    if toml.exists() and toml.stat().st_mode & stat.S_IROTH and _names_secrets(toml):
        yield advice("pykala.toml", "secrets_open_to_all")


def _names_secrets(toml: Path) -> bool:
    text = toml.read_text(encoding="utf-8", errors="replace")
    return any(word in text for word in ("_key", "_token", "_secret", "_database", "store"))


def _language() -> Iterator[Finding]:
    """See that Finnish is analysed, that names of files keep their letters, and that today is today."""
    try:
        yield fine("Voikko", "voikko_fine") if is_known("kunnanvaltuustossa") else wrong("Voikko", "no_voikko")
    except (OSError, ImportError, RuntimeError):
        yield wrong("Voikko", "no_voikko")
    if sys.getfilesystemencoding().lower() != "utf-8":
        yield wrong("locale", "no_utf8", encoding=sys.getfilesystemencoding())
    if time.localtime().tm_gmtoff == 0 and "UTC" in time.tzname:
        yield advice("time zone", "time_zone")
