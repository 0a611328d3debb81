"""Remember since when each listed decision is what it is, and which ones were removed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from indexer.stores.base import Change, Filter
from indexer.stores.filters import REMOVED_FIELDS
from indexer.stores.records import NO_LIMIT, Connection, Records

_STEP = timedelta(microseconds=1)
_KEY = ("decision_id", "language", "access_groups")
_KEPT = ", ".join(REMOVED_FIELDS)
_AGAIN = ", ".join(f"{name} = excluded.{name}" for name in (*REMOVED_FIELDS, "record_hash", "changed"))
_SAME = " AND ".join(f"c.{name} = d.{name}" for name in _KEY)
_STANDS = f"d.standing AND d.listed AND {_SAME}"

_GONE = f"""
SELECT c.decision_id, c.language, c.access_groups FROM changes c
WHERE c.record_hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM decisions d WHERE {_STANDS})
ORDER BY 1, 2, 3
"""
_NEW = f"""
SELECT d.decision_id, d.language, d.access_groups FROM decisions d LEFT JOIN changes c ON {_SAME}
WHERE d.standing AND d.listed AND (c.record_hash IS NULL OR c.record_hash <> d.record_hash)
ORDER BY d.date IS NULL, d.date, d.decision_id, d.language
"""
_REMOVE = """
UPDATE changes SET record_hash = NULL, changed = ?
WHERE decision_id = ? AND language = ? AND access_groups = ?
"""
_CHANGE = f"""
INSERT INTO changes ({_KEPT}, record_hash, changed)
SELECT {_KEPT}, record_hash, CAST(? AS TEXT) FROM decisions
WHERE standing AND listed AND decision_id = ? AND language = ? AND access_groups = ?
ON CONFLICT (decision_id, language, access_groups) DO UPDATE SET {_AGAIN}
"""


def record_changes(connection: Connection, now: datetime) -> None:
    """Date what changed since the last commit, each change one microsecond after the other, removals first."""
    [(last,)] = connection.execute("SELECT MAX(changed) FROM changes")
    # A clock that was set back must not hide a change from those who ask for what is later than the last one.
    moment = now if last is None else max(now, datetime.fromisoformat(last) + _STEP)
    for find, write in ((_GONE, _REMOVE), (_NEW, _CHANGE)):
        keys = connection.execute(find).fetchall()
        times = [_utc(moment + place * _STEP) for place in range(len(keys))]
        connection.executemany(write, ((time, *key) for time, key in zip(times, keys, strict=True)))
        moment += len(keys) * _STEP


def copy_changes(connection: Connection, changes: Iterable[tuple[object, ...]]) -> None:
    """Go on from what another store remembers."""
    marks = ", ".join("?" * (len(REMOVED_FIELDS) + 2))
    connection.executemany(f"INSERT INTO changes ({_KEPT}, record_hash, changed) VALUES ({marks})", changes)


def remembered(records: Records) -> list[tuple[object, ...]]:
    """Give what `copy_changes` takes."""
    rows = records.rows(f"SELECT {_KEPT}, record_hash, changed FROM changes ORDER BY changed")
    routine = REMOVED_FIELDS.index("routine")
    return [(*row[:routine], bool(row[routine]), *row[routine + 1 :]) for row in rows]


def last_change(records: Records) -> str:
    """Give the time of the last change; empty where there is none."""
    [(last,)] = records.rows("SELECT MAX(changed) FROM changes")
    return last or ""


def changes_since(records: Records, since: str | None, filters: Filter | None, limit: int | None) -> list[Change]:
    """List the changes after a time, oldest first; raise ValueError for what is no ISO date or time."""
    after = "" if since is None else _utc(_parse(since))
    stands, removed = records.decision_clause(filters), records.removed_clause(filters)
    sql = f"""
    SELECT d.decision_id, d.language, c.changed AS changed, 0
    FROM changes c JOIN decisions d ON {_STANDS} WHERE c.changed > ? AND {stands.sql}
    UNION ALL
    SELECT d.decision_id, d.language, d.changed, 1
    FROM changes d WHERE d.record_hash IS NULL AND d.changed > ? AND {removed.sql}
    ORDER BY changed LIMIT ?
    """
    values = (after, *stands.values, after, *removed.values, NO_LIMIT if limit is None else limit)
    return [
        Change(decision_id, language, changed, bool(gone))
        for decision_id, language, changed, gone in records.rows(sql, values)
    ]


def _parse(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _utc(moment: datetime) -> str:
    """Write a time so that texts and times have one order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
