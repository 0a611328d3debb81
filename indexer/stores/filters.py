"""Compile Haystack filter dictionaries to SQL conditions over the `passages` and `decisions` tables.

Both tables give a filter one meaning. A condition is never NULL: a missing value is unequal to any value and
neither before nor after it, as in Haystack. On `access_groups`, "in" means that the lists meet or that the
record is open to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
_PASSAGES_OF_DECISION = (
    "SELECT 1 FROM passages p"
    " WHERE p.source_id = d.source_id AND p.decision_id = d.decision_id AND p.language = d.language AND "
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of SQL and the values of its question marks."""

    sql: str
    values: tuple[Any, ...] = ()


_Comparison = Callable[[Clause], Clause]
_Resolver = Callable[[str, _Comparison], Clause]


def passage_clause(filters: Filter | None) -> Clause:
    """Compile a filter to a condition on a passage with the table alias `p`; raise FilterError if malformed."""
    return _compile(filters, _on_passage) if filters else Clause("1")


def decision_clause(filters: Filter | None) -> Clause:
    """Compile a filter to a condition on a decision with the table alias `d`; raise FilterError if malformed.

    A field that only passages have holds for a decision when it holds for one of its passages.
    """
    return _compile(filters, _on_decision) if filters else Clause("1")


def removed_clause(filters: Filter | None) -> Clause:
    """Compile a filter to a condition on a removed decision, a row of `changes` with the table alias `d`.

    Fields that are not kept of it have no value.
    """
    return _compile(filters, _on_removed) if filters else Clause("1")


def _on_passage(field: str, compare: _Comparison) -> Clause:
    return compare(_passage_column(field))


def _on_decision(field: str, compare: _Comparison) -> Clause:
    if field.removeprefix("meta.") in SHARED_FIELDS:
        return compare(Clause(f'd."{field.removeprefix("meta.")}"'))
    inner = compare(_passage_column(field))
    return Clause(f"EXISTS ({_PASSAGES_OF_DECISION}{inner.sql})", inner.values)


def _on_removed(field: str, compare: _Comparison) -> Clause:
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


def _compile(condition: Filter, resolve: _Resolver) -> Clause:
    if "field" in condition:
        return _compile_comparison(condition, resolve)
    return _compile_logic(condition, resolve)


def _compile_logic(condition: Filter, resolve: _Resolver) -> Clause:
    operator = _required(condition, "operator")
    conditions = _required(condition, "conditions")
    if operator not in ("AND", "OR", "NOT"):
        raise FilterError(f"Unknown logical operator {operator!r}: say AND, OR or NOT")
    clauses = [_compile(each, resolve) for each in conditions]
    values = tuple(value for clause in clauses for value in clause.values)
    word, empty = ("OR", "0") if operator == "OR" else ("AND", "1")
    joined = f"({f' {word} '.join(clause.sql for clause in clauses)})" if clauses else empty
    return Clause(f"NOT {joined}" if operator == "NOT" else joined, values)


def _compile_comparison(condition: Filter, resolve: _Resolver) -> Clause:
    field = _required(condition, "field")
    operator = _required(condition, "operator")
    value = _required(condition, "value")
    if field.removeprefix("meta.") == "access_groups":
        return resolve(field, lambda column: _access(column, operator, value))
    if operator in ("==", "!="):
        return resolve(field, lambda column: _equality(column, operator, value))
    if operator in _ORDERINGS:
        return resolve(field, lambda column: _ordering(column, operator, value))
    if operator in ("in", "not in"):
        return resolve(field, lambda column: _membership(column, operator, value))
    raise FilterError(f"Unknown comparison operator {operator!r}: say ==, !=, <, <=, >, >=, in or not in")


def _equality(column: Clause, operator: str, value: Any) -> Clause:
    relation = "IS" if operator == "==" else "IS NOT"
    return Clause(f"{column.sql} {relation} ?", (*column.values, _scalar(value)))


def _ordering(column: Clause, operator: str, value: Any) -> Clause:
    bound = _scalar(value)
    if bound is None:
        return Clause("0")
    if isinstance(bound, str) and not _ISO_DATE.match(bound):
        raise FilterError(f"Only numbers and ISO dates have an order, not {value!r} (operator {operator})")
    # SQLite puts every text after every number; comparing unlike types must be false both ways instead.
    types = "('text')" if isinstance(bound, str) else "('integer', 'real')"
    sql = f"(typeof({column.sql}) IN {types} AND {column.sql} {operator} ?)"
    return Clause(sql, (*column.values, *column.values, bound))


def _membership(column: Clause, operator: str, value: Any) -> Clause:
    members = [_scalar(each) for each in _list(operator, value)]
    present = tuple(member for member in members if member is not None)
    # COALESCE keeps a missing value from turning the whole condition into NULL.
    sql = f"COALESCE({column.sql} IN ({_marks(present)}), 0)"
    values = (*column.values, *present)
    if len(present) < len(members):
        sql, values = f"({sql} OR {column.sql} IS NULL)", (*values, *column.values)
    return Clause(f"NOT {sql}" if operator == "not in" else sql, values)


def _access(column: Clause, operator: str, value: Any) -> Clause:
    if operator not in ("in", "not in"):
        raise FilterError(f"access_groups is a list: ask with 'in' or 'not in', not {operator!r}")
    groups = tuple(_scalar(each) for each in _list(operator, value))
    meets = f"EXISTS (SELECT 1 FROM json_each({column.sql}) WHERE value IN ({_marks(groups)}))"
    sql = f"({column.sql} = '[]' OR {meets})"
    return Clause(f"NOT {sql}" if operator == "not in" else sql, groups)


def _marks(values: tuple[Any, ...]) -> str:
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
