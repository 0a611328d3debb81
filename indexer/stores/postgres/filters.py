"""Compile Haystack filter dictionaries to conditions of PostgreSQL, with the meaning of `indexer/stores/filters.py`."""

from __future__ import annotations

import json
from typing import Any

from haystack.errors import FilterError

from indexer.stores.base import Filter
from indexer.stores.filters import (
    PASSAGE_FIELDS,
    PASSAGES_OF_DECISION,
    REMOVED_FIELDS,
    SHARED_FIELDS,
    Clause,
    Comparison,
    compile_filter,
    marks,
)

_NUMBERS = {"year"}
_TRUTHS = {"routine"}
_ANYTHING = "jsonb"  # how the column of a field begins that no table has a column of its own for


def passage_clause(filters: Filter | None) -> Clause:
    """Compile a filter to a condition on a passage with the table alias `p`; raise FilterError if malformed."""
    return compile_filter(filters, _on_passage, _Postgres()) if filters else Clause("TRUE")


def decision_clause(filters: Filter | None) -> Clause:
    """Compile a filter to a condition on a decision with the table alias `d`; raise FilterError if malformed."""
    return compile_filter(filters, _on_decision, _Postgres()) if filters else Clause("TRUE")


def removed_clause(filters: Filter | None) -> Clause:
    """Compile a filter to a condition on a removed decision, a row of `changes` with the table alias `d`."""
    return compile_filter(filters, _on_removed, _Postgres()) if filters else Clause("TRUE")


def _on_passage(field: str, compare: Comparison) -> Clause:
    return compare(_passage_column(field))


def _on_decision(field: str, compare: Comparison) -> Clause:
    name = field.removeprefix("meta.")
    if name in SHARED_FIELDS:
        return compare(Clause(f'd."{name}"'))
    inner = compare(_passage_column(field))
    return Clause(f"EXISTS ({PASSAGES_OF_DECISION}{inner.sql})", inner.values)


def _on_removed(field: str, compare: Comparison) -> Clause:
    name = field.removeprefix("meta.")
    return compare(Clause(f'd."{name}"' if name in REMOVED_FIELDS else "jsonb(NULL)"))


def _passage_column(field: str) -> Clause:
    name = field.removeprefix("meta.")
    if field == "id":
        return Clause("p.id")
    if field == "content":
        return Clause("(SELECT t.content FROM texts t WHERE t.key = p.key)")
    if name == "page":
        return Clause("jsonb(p.page)")
    if name in PASSAGE_FIELDS:
        return Clause(f'p."{name}"')
    if '"' in name:
        raise FilterError(f"A field name cannot hold a quotation mark: {field}")
    path = "(SELECT CAST(t.meta AS jsonb) #> ? FROM texts t WHERE t.key = p.key)"
    return Clause(f"jsonb({path})", (name.split("."),))


class _Postgres:
    """Compare in PostgreSQL, whose columns have one type: a value of another type is unequal and has no order."""

    def equality(self, column: Clause, operator: str, value: Any) -> Clause:
        if value is None:
            missing = _missing(column)
            return missing if operator == "==" else Clause(f"NOT {missing.sql}", missing.values)
        same = self._relation(column, "=", value)
        return same if operator == "==" else Clause(f"NOT {same.sql}", same.values)

    def ordering(self, column: Clause, operator: str, value: Any) -> Clause:
        if value is None:
            return Clause("FALSE")
        if not column.sql.startswith(_ANYTHING):
            return self._relation(column, operator, value)
        kind = "string" if isinstance(value, str) else "number"
        typed = f"(jsonb_typeof({column.sql}) IS NOT DISTINCT FROM '{kind}' AND "
        if kind == "number":
            return Clause(f"{typed}{column.sql} {operator} ?)", (*column.values, *column.values, _json(value)))
        text = f"({column.sql} #>> '{{}}') COLLATE \"C\""
        return Clause(f"{typed}{text} {operator} ?)", (*column.values, *column.values, value))

    def membership(self, column: Clause, operator: str, members: list[Any]) -> Clause:
        clauses = [self.equality(column, "==", each) for each in members if each is None or not _plain_text(column)]
        texts = [each for each in members if isinstance(each, str)] if _plain_text(column) else []
        if texts:
            clauses.append(
                Clause(
                    f"({column.sql} IS NOT NULL AND {column.sql} IN ({marks(texts)}))",
                    (*column.values,) * 2 + (*texts,),
                )
            )
        sql = " OR ".join(clause.sql for clause in clauses) or "FALSE"
        values = tuple(value for clause in clauses for value in clause.values)
        return Clause(f"NOT ({sql})" if operator == "not in" else f"({sql})", values)

    def access(self, column: Clause, operator: str, groups: tuple[Any, ...]) -> Clause:
        meets = f"EXISTS (SELECT 1 FROM jsonb_array_elements_text(CAST({column.sql} AS jsonb)) g WHERE g = ANY(?))"
        sql = f"({column.sql} = '[]' OR {meets})"
        return Clause(f"NOT {sql}" if operator == "not in" else sql, ([str(each) for each in groups],))

    def _relation(self, column: Clause, relation: str, value: Any) -> Clause:
        name = column.sql.partition(".")[2].strip('"')
        if column.sql.startswith(_ANYTHING):
            wanted: Any = _json(value)
        elif name in _NUMBERS and isinstance(value, int | float):
            wanted = value
        elif name in _TRUTHS and value in (0, 1):
            wanted = bool(value)
        elif name not in _NUMBERS | _TRUTHS and isinstance(value, str):
            wanted = value
        else:
            return Clause("FALSE")
        # A missing value is FALSE and not NULL, and the second half alone is what an index is asked for.
        sql = f"({column.sql} IS NOT NULL AND {column.sql} {relation} ?)"
        return Clause(sql, (*column.values, *column.values, wanted))


def _missing(column: Clause) -> Clause:
    if column.sql.startswith(_ANYTHING):
        return Clause(f"(COALESCE({column.sql}, 'null') = 'null')", column.values)
    return Clause(f"({column.sql} IS NULL)", column.values)


def _plain_text(column: Clause) -> bool:
    name = column.sql.partition(".")[2].strip('"')
    return not column.sql.startswith(_ANYTHING) and name not in _NUMBERS | _TRUTHS


def _json(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value, dumps=json.dumps)
