"""Brings the many types of DuckDB to our four kinds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adm_audit.tables.table import Kind

if TYPE_CHECKING:
    import duckdb

_WHOLE = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "UHUGEINT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """A column of a relation: its kind, and SQL that gives it in one of our types."""

    kind: Kind
    sql: str


def typed_columns(connection: duckdb.DuckDBPyConnection, relation: str) -> list[Typed]:
    """Return kind and SQL of each column ``c0 .. cN`` of a relation; other types are read as text."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return [_typed(f"c{at}", str(row[1])) for at, row in enumerate(described)]


def _typed(name: str, kind: str) -> Typed:
    if kind == "VARCHAR":
        return Typed("text", name)
    if kind == "BOOLEAN":
        return Typed("boolean", name)
    if kind in _WHOLE:
        return Typed("number", name)
    if kind in {"FLOAT", "DOUBLE"} or kind.startswith("DECIMAL"):
        return Typed("number", f"CAST({name} AS DOUBLE)")
    if kind == "DATE":
        return Typed("date", name)
    if kind.startswith("TIMESTAMP"):
        return Typed("date", f"CAST({name} AS TIMESTAMP)")
    return Typed("text", f"CAST({name} AS VARCHAR)")


def selected(typed: Iterable[Typed]) -> str:
    """Return the select list that renames columns to ``c0 .. cN`` in their new order."""
    return ", ".join(f"{column.sql} AS c{at}" for at, column in enumerate(typed))
