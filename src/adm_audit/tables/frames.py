"""Frames of other libraries: copied once into a table, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from adm_audit.errors import DataError, Problem
from adm_audit.tables.names import choose
from adm_audit.tables.table import RELATION, Table, connect
from adm_audit.tables.typed import selected, typed_columns

if TYPE_CHECKING:
    import pandas as pd


def open_frame(frame: object, shown: str, columns: Sequence[str] | None, rows: int | None) -> Table:
    """Return the table of a frame: pandas, Polars, PyArrow or another that narwhals knows, eager or lazy.

    Raises DataError (``not_a_frame``) for anything else, and for columns that are missing or stand twice.
    """
    native = _pandas(frame)
    chosen = choose(list(native.columns), columns, shown)
    # By position and under our names: a shallow copy, so that the caller's frame stays as it is.
    part = native.iloc[:rows, list(chosen.positions)].copy(deep=False)
    part.columns = [f"c{at}" for at in range(len(chosen.positions))]
    for at in range(len(chosen.positions)):
        part.isetitem(at, _plain(part.iloc[:, at]))
    connection = connect()
    connection.register("frame", part)
    typed = typed_columns(connection, "frame")
    connection.execute(f"CREATE TABLE {RELATION} AS SELECT {selected(typed)} FROM frame")  # noqa: S608 - by position
    connection.unregister("frame")
    return Table(
        connection, RELATION, chosen.columns, tuple(column.kind for column in typed), len(part), shown,
        notes=chosen.notes, names=chosen.names,
    )  # fmt: skip


def _pandas(frame: object) -> pd.DataFrame:
    import narwhals as nw

    try:
        known: Any = nw.from_native(frame)  # type: ignore[call-overload]
    except TypeError as error:
        raise DataError(Problem("not_a_frame", {"type": type(frame).__name__})) from error
    if isinstance(known, nw.LazyFrame):
        known = known.collect(backend="pandas")
    return known.to_pandas()  # type: ignore[no-any-return]


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    return column
