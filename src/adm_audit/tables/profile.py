"""What a column holds: its values with their counts, how many are missing, how many can be read as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adm_audit.plan.values import Matched, match
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
    decimal: str = "."

    def find(self, wanted: Iterable[object]) -> Matched:
        """Return which values of a plan occur here, as positions in ``values``, with the decimal sign of the file."""
        return match(wanted, [value for value, _ in self.values], decimal=self.decimal)


def dictionary(table: Table, column: str) -> str:
    """Return the name of the table that `profile` makes for a column: one row for each different raw value.

    Its columns: raw (as in the source), v (trimmed text, NULL for empty), code (0 for empty, then 1, 2 ... in the
    order of v), n (rows), x (as a number), d (as a date).
    """
    return f"d{table.columns.index(column)}"


def profile(table: Table, columns: Sequence[str]) -> dict[str, ColumnProfile]:
    """Return the profile of each named column, and leave its `dictionary` in the connection.

    Raises ValueError for a column that the table does not hold.
    """
    return {column: _profile(table, column) for column in dict.fromkeys(columns)}


def _profile(table: Table, column: str) -> ColumnProfile:
    connection, name, at = table.connection, dictionary(table, column), table.columns.index(column)
    decimal = table.dialect.decimal if table.dialect else "."
    dates = table.dialect.dates if table.dialect else "iso"
    number = (
        "CASE WHEN isfinite(CAST(raw AS DOUBLE)) THEN CAST(raw AS DOUBLE) END"
        if table.kinds[at] == "number"
        else number_expression("v", decimal)
    )
    # text is trimmed, and numbers and dates are read, once for each different value and not for every row
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT raw, v, n, {number} AS x, {date_expression('v', dates)} AS d, "
        "CAST(CASE WHEN v IS NULL THEN 0 ELSE dense_rank() OVER (ORDER BY v NULLS LAST) END AS INTEGER) AS code "
        f"FROM (SELECT raw, {text_expression(table.kinds[at])} AS v, n FROM "
        f"(SELECT c{at} AS raw, count(*) AS n FROM {table.relation} GROUP BY ALL))"
    )
    facts = connection.execute(
        "SELECT max(code), coalesce(sum(n) FILTER (v IS NULL), 0), coalesce(sum(n) FILTER (x IS NOT NULL), 0), "
        "coalesce(sum(n) FILTER (d IS NOT NULL), 0), min(x), max(x), min(v) FILTER (x <> floor(x)) "
        f"FROM {name}"
    ).fetchall()[0]
    values = connection.execute(
        f"SELECT v, sum(n) FROM {name} WHERE v IS NOT NULL GROUP BY v ORDER BY v LIMIT {LISTED_VALUES}"
    ).fetchall()
    return ColumnProfile(
        name=column,
        kind=table.kinds[at],
        rows=table.rows,
        distinct=int(facts[0] or 0),
        missing=int(facts[1]),
        values=tuple((str(value), int(count)) for value, count in values),
        numbers=int(facts[2]),
        dates=int(facts[3]),
        low=facts[4],
        high=facts[5],
        fractional=facts[6],
        decimal=decimal,
    )


def text_expression(kind: str, raw: str = "raw") -> str:
    """Return SQL that gives a raw value as trimmed text: NULL for empty and nan, whole numbers without ``.0``.

    kind: as in `Table`. raw: the name of a column, made by us.
    """
    if kind == "number":
        return f"nullif(regexp_replace(CAST({raw} AS VARCHAR), '\\.0$', ''), 'nan')"
    return f"nullif(trim(CAST({raw} AS VARCHAR), ' \t\r\n\u00a0'), '')"
