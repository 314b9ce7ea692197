"""SQL for one column: as text, as a number. Columns are called c0, c1 ...; no name or value enters SQL."""

from __future__ import annotations

from adm_audit.tables.numbers import date_expression, number_expression
from adm_audit.tables.table import Table

__all__ = ["as_date", "as_number", "as_text", "position"]


def position(table: Table, column: str) -> int:
    """Return the position of a column by its exact name. Raises KeyError where there is none."""
    try:
        return table.columns.index(column)
    except ValueError:
        raise KeyError(column) from None


def as_text(table: Table, column: str) -> str:
    """Return SQL that gives a column as trimmed text: NULL for empty and nan, whole numbers without ``.0``."""
    at = position(table, column)
    kind = table.kinds[at]
    if kind == "number":
        return f"nullif(regexp_replace(CAST(c{at} AS VARCHAR), '\\.0$', ''), 'nan')"
    return f"nullif(trim(CAST(c{at} AS VARCHAR), ' \t\r\n\u00a0'), '')"


def as_number(table: Table, column: str) -> str:
    """Return SQL that gives a column as DOUBLE: NULL for empty, nan and what cannot be read as a number."""
    at = position(table, column)
    if table.kinds[at] == "number":
        return f"nullif(CAST(c{at} AS DOUBLE), 'nan'::DOUBLE)"
    if table.kinds[at] == "boolean":
        return f"CAST(c{at} AS DOUBLE)"
    decimal = table.dialect.decimal if table.dialect else "."
    return number_expression(f"CAST(c{at} AS VARCHAR)", decimal)


def as_date(table: Table, column: str) -> str:
    """Return SQL that gives a column as DATE: NULL for empty and what cannot be read as a date."""
    at = position(table, column)
    if table.kinds[at] == "date":
        return f"CAST(c{at} AS DATE)"
    return date_expression(f"CAST(c{at} AS VARCHAR)", table.dialect.dates if table.dialect else "iso")
