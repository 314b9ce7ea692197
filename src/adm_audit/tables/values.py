"""Columns of Python values: their kind, and the text from which DuckDB makes the typed column again."""

from __future__ import annotations

import datetime
import math
import numbers
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adm_audit.tables.table import RELATION, Kind

if TYPE_CHECKING:
    import duckdb

_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class Column:
    """A column of plain values, its kind, and the type of DuckDB that they are cast to.

    data: texts with None for empty; for numbers floats with nan for empty.
    """

    kind: Kind
    type: str
    data: Sequence[str | float | None]


def column_of(values: Sequence[object]) -> Column:
    """Return a column for values of any kind. Mixed ones become text; whole numbers show no ``.0``.

    None, nan, NaT and "" are empty. A column with nothing else is text.

    >>> column_of([1.0, 2.0])
    Column(kind='number', type='BIGINT', data=[1.0, 2.0])
    >>> column_of([1.0, "k.A.", None, True])
    Column(kind='text', type='VARCHAR', data=['1', 'k.A.', None, 'true'])
    """
    sorts = {_sort(kind) for kind in set(map(type, values))} - {"empty"}
    if len(sorts) > 1:  # nan, a number, is how many libraries write an empty cell among texts
        sorts = {_sort(type(value)) for value in values if not is_empty(value)}
    if sorts == {"number"}:
        return _numbers(values)
    if sorts == {"boolean"}:
        return Column("boolean", "BOOLEAN", _texts(values))
    if sorts and sorts <= {"date", "time"}:
        return Column("date", "TIMESTAMP" if "time" in sorts else "DATE", _texts(values))
    if sorts == {"text"} and not any(type(value) is not str for value in values):
        return Column("text", "VARCHAR", [value or None for value in values])  # type: ignore[misc]
    return Column("text", "VARCHAR", _texts(values))


def _sort(kind: type) -> str:
    if kind.__name__ in {"NoneType", "NAType", "NaTType"}:
        return "empty"
    if issubclass(kind, bool) or kind.__name__ == "bool":
        return "boolean"
    if issubclass(kind, numbers.Real) or kind.__name__ == "Decimal":
        return "number"
    if issubclass(kind, datetime.date):
        return "time" if issubclass(kind, datetime.datetime) else "date"
    return "text" if issubclass(kind, str) else "other"


def _numbers(values: Sequence[Any]) -> Column:
    # Whole numbers beyond 2 to the 53rd, such as long case numbers, do not fit a float.
    if any(isinstance(value, int) and abs(value) >= _EXACT for value in values):
        texts = _texts(values)
        whole = all(isinstance(value, int) and abs(value) < 2**127 for value in values if not is_empty(value))
        return Column("number", "HUGEINT", texts) if whole else Column("text", "VARCHAR", texts)
    data = [math.nan if is_empty(value) else float(value) for value in values]
    filled = [number for number in data if not math.isnan(number)]
    if not filled:
        return Column("text", "VARCHAR", [None] * len(data))
    whole = all(number.is_integer() and abs(number) < _EXACT for number in filled)
    return Column("number", "BIGINT" if whole else "DOUBLE", data)


def _texts(values: Sequence[object]) -> list[str | None]:
    return [None if is_empty(value) else as_text(value) for value in values]


def is_empty(value: object) -> bool:
    """Return whether a value stands for nothing: None, "", nan, NaT, NA.

    >>> [is_empty(value) for value in (None, "", float("nan"), 0, "0", False)]
    [True, True, True, False, False, False]
    """
    kind = type(value)
    if kind is str:
        return value == ""
    if kind is float:
        return value != value  # noqa: PLR0124 - only nan differs from itself
    if value is None or kind.__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(value, float) and math.isnan(value)


def as_text(value: object) -> str:
    """Return a value as a text file would show it: whole numbers without ``.0``, dates year first.

    >>> as_text(3.0), as_text(0.5), as_text(True), as_text(datetime.date(2024, 3, 1))
    ('3', '0.5', 'true', '2024-03-01')
    """
    if isinstance(value, str):
        return value
    if _sort(type(value)) == "boolean":
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
    frame = pd.DataFrame({f"p{at}": series(column) for at, column in enumerate(columns)})
    connection.register("stored", frame)
    wanted = ", ".join(f"CAST(p{at} AS {column.type}) AS c{at}" for at, column in enumerate(columns))
    connection.execute(f"CREATE TABLE {RELATION} AS SELECT {wanted} FROM stored")
    connection.unregister("stored")
    return len(frame)


def series(column: Column) -> Any:
    """Return a column as a pandas series of floats or of texts."""
    import pandas as pd

    return pd.Series(column.data, dtype="float64" if column.type in {"BIGINT", "DOUBLE"} else object)
