"""Compile Haystack filter dictionaries to SQL conditions over the `passages` and `decisions` tables.

Both tables give a filter one meaning. A condition is never NULL: a missing value is unequal to any value and
neither before nor after it, as in Haystack. On `access_groups`, "in" means that the lists meet or that the
record is open to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from haystack.errors import FilterError

from indexer.stores.base import Filter

SHARED_FIELDS = (
    "source_id",
    "decision_id",
    "municipality",
    "municipality_slug",
    "organ",
    "organ_slug",
    "date",
    "year",
    "section",
    "case",
    "title",
    "document_kind",
    "language",
    "access_groups",
    "routine",
)
PASSAGE_FIELDS = (*SHARED_FIELDS, "part", "page")
# What stays of a decision that was removed.
REMOVED_FIELDS = (
    "decision_id",
    "language",
    "access_groups",
    "municipality_slug",
    "organ_slug",
    "date",
    "year",
    "section",
    "document_kind",
    "routine",
)

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:$|[T ])")
_ORDERINGS = ("<", "<=", ">", ">=")
PASSAGES_OF_DECISION = (
    "SELECT 1 FROM passages p"
    " WHERE p.source_id = d.source_id AND p.decision_id = d.decision_id AND p.language = d.language AND "
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of SQL and the values of its question marks."""

    sql: str
    values: tuple[Any, ...] = ()


class Comparisons(Protocol):
    """How a database compares a column with values."""

    def equality(self, column: Clause, operator: str, value: Any) -> Clause: ...
    def ordering(self, column: Clause, operator: str, value: Any) -> Clause: ...
    def membership(self, column: Clause, operator: str, members: list[Any]) -> Clause: ...
    def access(self, column: Clause, operator: str, groups: tuple[Any, ...]) -> Clause: ...


Comparison = Callable[[Clause], Clause]
Resolver = Callable[[str, Comparison], Clause]


def passage_clause(filters: Filter | None) -> Clause:
    """Compile a filter to a condition on a passage with the table alias `p`; raise FilterError if malformed."""
    return compile_filter(filters, _on_passage, _Sqlite()) if filters else Clause("TRUE")


def decision_clause(filters: Filter | None) -> Clause:
    """Compile a filter to a condition on a decision with the table alias `d`; raise FilterError if malformed.

    A field that only passages have holds for a decision when it holds for one of its passages.
    """
    return compile_filter(filters, _on_decision, _Sqlite()) if filters else Clause("TRUE")


def removed_clause(filters: Filter | None) -> Clause:
    """Compile a filter to a condition on a removed decision, a row of `changes` with the table alias `d`.

    Fields that are not kept of it have no value.
    """
    return compile_filter(filters, _on_removed, _Sqlite()) if filters else Clause("TRUE")


def _on_passage(field: str, compare: Comparison) -> Clause:
    return compare(_passage_column(field))


def _on_decision(field: str, compare: Comparison) -> Clause:
    if field.removeprefix("meta.") in SHARED_FIELDS:
        return compare(Clause(f'd."{field.removeprefix("meta.")}"'))
    inner = compare(_passage_column(field))
    return Clause(f"EXISTS ({PASSAGES_OF_DECISION}{inner.sql})", inner.values)


def _on_removed(field: str, compare: Comparison) -> Clause:
    name = field.removeprefix("meta.")
    return compare(Clause(f'd."{name}"' if name in REMOVED_FIELDS else "NULL"))


def _passage_column(field: str) -> Clause:
    if field in ("id", "content"):
        return Clause(f"p.{field}")
    name = field.removeprefix("meta.")
    if name in PASSAGE_FIELDS:
        return Clause(f'p."{name}"')
    if '"' in name:
        raise FilterError(f"A field name cannot hold a quotation mark: {field}")
    path = "$" + "".join(f'."{piece}"' for piece in name.split("."))
    return Clause("json_extract(p.meta, ?)", (path,))


def compile_filter(condition: Filter, resolve: Resolver, by: Comparisons) -> Clause:
    """Compile a filter with a database's way to name a field and to compare it."""
    if "field" in condition:
        return _compile_comparison(condition, resolve, by)
    return _compile_logic(condition, resolve, by)


def _compile_logic(condition: Filter, resolve: Resolver, by: Comparisons) -> Clause:
    operator = _required(condition, "operator")
    conditions = _required(condition, "conditions")
    if operator not in ("AND", "OR", "NOT"):
        raise FilterError(f"Unknown logical operator {operator!r}: say AND, OR or NOT")
    clauses = [compile_filter(each, resolve, by) for each in conditions]
    values = tuple(value for clause in clauses for value in clause.values)
    word, empty = ("OR", "FALSE") if operator == "OR" else ("AND", "TRUE")
    joined = f"({f' {word} '.join(clause.sql for clause in clauses)})" if clauses else empty
    return Clause(f"NOT {joined}" if operator == "NOT" else joined, values)


def _compile_comparison(condition: Filter, resolve: Resolver, by: Comparisons) -> Clause:
    field = _required(condition, "field")
    operator = _required(condition, "operator")
    value = _required(condition, "value")
    if field.removeprefix("meta.") == "access_groups":
        if operator not in ("in", "not in"):
            raise FilterError(f"access_groups is a list: ask with 'in' or 'not in', not {operator!r}")
        groups = tuple(_scalar(each) for each in _list(operator, value))
        return resolve(field, lambda column: by.access(column, operator, groups))
    if operator in ("==", "!="):
        return resolve(field, lambda column: by.equality(column, operator, _scalar(value)))
    if operator in _ORDERINGS:
        return resolve(field, lambda column: by.ordering(column, operator, _bound(operator, value)))
    if operator in ("in", "not in"):
        members = [_scalar(each) for each in _list(operator, value)]
        return resolve(field, lambda column: by.membership(column, operator, members))
    raise FilterError(f"Unknown comparison operator {operator!r}: say ==, !=, <, <=, >, >=, in or not in")


class _Sqlite:
    """Compare in SQLite, whose columns may hold values of any type."""

    def equality(self, column: Clause, operator: str, value: Any) -> Clause:
        relation = "IS" if operator == "==" else "IS NOT"
        return Clause(f"{column.sql} {relation} ?", (*column.values, value))

    def ordering(self, column: Clause, operator: str, value: Any) -> Clause:
        if value is None:
            return Clause("FALSE")
        # SQLite puts every text after every number; comparing unlike types must be false both ways instead.
        types = "('text')" if isinstance(value, str) else "('integer', 'real')"
        sql = f"(typeof({column.sql}) IN {types} AND {column.sql} {operator} ?)"
        return Clause(sql, (*column.values, *column.values, value))

    def membership(self, column: Clause, operator: str, members: list[Any]) -> Clause:
        present = tuple(member for member in members if member is not None)
        # COALESCE keeps a missing value from turning the whole condition into NULL.
        sql = f"COALESCE({column.sql} IN ({marks(present)}), 0)"
        values = (*column.values, *present)
        if len(present) < len(members):
            sql, values = f"({sql} OR {column.sql} IS NULL)", (*values, *column.values)
        return Clause(f"NOT {sql}" if operator == "not in" else sql, values)

    def access(self, column: Clause, operator: str, groups: tuple[Any, ...]) -> Clause:
        meets = f"EXISTS (SELECT 1 FROM json_each({column.sql}) WHERE value IN ({marks(groups)}))"
        sql = f"({column.sql} = '[]' OR {meets})"
        return Clause(f"NOT {sql}" if operator == "not in" else sql, groups)


def _bound(operator: str, value: Any) -> Any:
    bound = _scalar(value)
    if isinstance(bound, str) and not _ISO_DATE.match(bound):
        raise FilterError(f"Only numbers and ISO dates have an order, not {value!r} (operator {operator})")
    return bound


def marks(values: Sequence[Any]) -> str:
    """Write a question mark for each value."""
    return ", ".join("?" * len(values))


def _required(condition: Filter, key: str) -> Any:
    try:
        return condition[key]
    except KeyError:
        raise FilterError(f"'{key}' is missing in the filter {dict(condition)}") from None


def _list(operator: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise FilterError(f"The operator {operator!r} needs a list, not {value!r}")
    return value


def _scalar(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    raise FilterError(f"A field cannot be compared with a {type(value).__name__}: {value!r}")
