"""What a column holds: its values with their counts, how many are missing, how many can be read as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adm_audit.tables.columns import as_text
from adm_audit.tables.numbers import date_expression, number_expression
from adm_audit.tables.table import Table

LISTED_VALUES = 2_001
"""So many values of a column are listed at most."""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """A column: ``values`` with counts (sorted by text; the first `LISTED_VALUES`), distinct, missing, numbers.

    missing: rows that are empty. numbers, dates: rows that can be read as one. low, high: smallest and largest number.
    fractional: the first value that is a number but not a whole one.
    """

    name: str
    kind: str
    rows: int
    distinct: int
    missing: int
    values: tuple[tuple[str, int], ...]
    numbers: int = 0
    dates: int = 0
    low: float | None = None
    high: float | None = None
    fractional: str | None = None


def profile(table: Table, columns: Sequence[str]) -> dict[str, ColumnProfile]:
    """Return the profile of each named column.

    Raises KeyError for a column that the table does not hold.
    """
    return {column: _profile(table, column) for column in dict.fromkeys(columns)}


def _profile(table: Table, column: str) -> ColumnProfile:
    connection = table.connection
    decimal = table.dialect.decimal if table.dialect else "."
    dates = table.dialect.dates if table.dialect else "iso"
    # numbers and dates are read from the distinct values, not from every row
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE profiled AS SELECT v, n, {number_expression('v', decimal)} AS x, "  # noqa: S608 - built from positions only
        f"{date_expression('v', dates)} AS d FROM "
        f"(SELECT {as_text(table, column)} AS v, count(*) AS n FROM {table.relation} GROUP BY ALL)"
    )
    facts = connection.execute(
        "SELECT count(v), coalesce(sum(n) FILTER (v IS NULL), 0), coalesce(sum(n) FILTER (x IS NOT NULL), 0), "
        "coalesce(sum(n) FILTER (d IS NOT NULL), 0), min(x), max(x), min(v) FILTER (x <> floor(x)) FROM profiled"
    ).fetchall()[0]
    values = connection.execute(
        f"SELECT v, n FROM profiled WHERE v IS NOT NULL ORDER BY v LIMIT {LISTED_VALUES}"
    ).fetchall()
    connection.execute("DROP TABLE profiled")
    return ColumnProfile(
        name=column,
        kind=table.kinds[table.columns.index(column)],
        rows=table.rows,
        distinct=int(facts[0]),
        missing=int(facts[1]),
        values=tuple((str(value), int(count)) for value, count in values),
        numbers=int(facts[2]),
        dates=int(facts[3]),
        low=facts[4],
        high=facts[5],
        fractional=facts[6],
    )
