"""Columns of Python values: their kind, and the text from which DuckDB makes the typed column again."""

from __future__ import annotations

import datetime
import math
import numbers
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adm_audit.tables.table import RELATION, Kind

if TYPE_CHECKING:
    import duckdb

_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class Column:
    """A column as text (None: empty), its kind, and the type of DuckDB that the text is cast to."""

    kind: Kind
    type: str
    texts: list[str | None]


def column_of(values: Sequence[object]) -> Column:
    """Return a column for values of any kind. Mixed ones become text; whole numbers show no ``.0``.

    None, nan, NaT and "" are empty. A column with nothing else is text.

    >>> column_of([1.0, None, 2.0])
    Column(kind='number', type='BIGINT', texts=['1', None, '2'])
    >>> column_of([1.0, "k.A.", True])
    Column(kind='text', type='VARCHAR', texts=['1', 'k.A.', 'true'])
    """
    filled = [value for value in values if not is_empty(value)]
    kind, type_ = _kind(filled)
    texts = [None if is_empty(value) else as_text(value) for value in values]
    if type_ == "DOUBLE":
        texts = [None if is_empty(value) else repr(float(value)) for value in values]  # type: ignore[arg-type]
    return Column(kind, type_, texts)


def _kind(filled: Sequence[object]) -> tuple[Kind, str]:
    if not filled or any(isinstance(value, str) for value in filled):
        return "text", "VARCHAR"
    if all(_is_boolean(value) for value in filled):
        return "boolean", "BOOLEAN"
    if all(_is_number(value) for value in filled):
        whole = all(float(value).is_integer() and abs(float(value)) < _EXACT for value in filled)  # type: ignore[arg-type]
        return "number", "BIGINT" if whole else "DOUBLE"
    if all(isinstance(value, datetime.date) for value in filled):
        days = not any(isinstance(value, datetime.datetime) for value in filled)
        return "date", "DATE" if days else "TIMESTAMP"
    return "text", "VARCHAR"


def _is_boolean(value: object) -> bool:
    return isinstance(value, bool) or type(value).__name__ in {"bool_", "bool"}


def _is_number(value: object) -> bool:
    if _is_boolean(value):
        return False
    return isinstance(value, numbers.Real) or type(value).__name__ == "Decimal"


def is_empty(value: object) -> bool:
    """Return whether a value stands for nothing: None, "", nan, NaT, NA.

    >>> [is_empty(value) for value in (None, "", float("nan"), 0, "0", False)]
    [True, True, True, False, False, False]
    """
    if value is None or (isinstance(value, str) and value == ""):
        return True
    if type(value).__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(value, float) and math.isnan(value)


def as_text(value: object) -> str:
    """Return a value as a text file would show it: whole numbers without ``.0``, dates year first.

    >>> as_text(3.0), as_text(0.5), as_text(True), as_text(datetime.date(2024, 3, 1))
    ('3', '0.5', 'true', '2024-03-01')
    """
    if isinstance(value, str):
        return value.replace("\0", "�")
    if _is_boolean(value):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.UTC).replace(tzinfo=None)
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def store(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> int:
    """Make the table from columns of equal length. Returns the number of rows."""
    import pandas as pd

    # Text columns are text by our word: without this DuckDB looks at the first values and guesses.
    connection.execute("SET pandas_analyze_sample = 0")
    frame = pd.DataFrame(
        {f"p{at}": pd.Series(column.texts, dtype=object) for at, column in enumerate(columns)}
    )
    connection.register("stored", frame)
    wanted = ", ".join(f"CAST(p{at} AS {column.type}) AS c{at}" for at, column in enumerate(columns))
    connection.execute(f"CREATE TABLE {RELATION} AS SELECT {wanted} FROM stored")  # noqa: S608 - names by position
    connection.unregister("stored")
    return len(frame)
