"""Frames of other libraries: copied once into a table, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from adm_audit.errors import DataError, Place, Problem
from adm_audit.tables.names import Chosen, choose
from adm_audit.tables.table import RELATION, Table, connect
from adm_audit.tables.typed import Typed, selected, typed_columns
from adm_audit.tables.values import column_of, series, store

if TYPE_CHECKING:
    import pandas as pd


def open_frame(frame: object, shown: str, columns: Sequence[str] | None, rows: int | None) -> Table:
    """Return the table of a frame: pandas, Polars, PyArrow or another that narwhals knows, eager or lazy.

    The index is not a column. Columns of mixed values become text.

    Raises DataError: ``not_a_frame``, ``frame_unreadable``, ``no_rows``, and for columns.
    """
    known = _known(frame)
    names = list(known.columns) if hasattr(known, "columns") else []
    if _is_arrow(known):
        names = list(known.column_names)
    chosen = choose(names, columns, shown)
    if _is_arrow(known):
        table = _from_arrow(known, chosen, shown, rows)
    elif hasattr(known, "iloc"):
        table = _from_pandas(known, chosen, shown, rows)
    else:
        table = _from_lists(known, chosen, shown, rows)
    if not table.rows:
        raise DataError(Problem("no_rows", {"path": shown, "columns": len(names)}, Place(shown)))
    return table


def _known(frame: object) -> Any:
    """Return a pandas frame, an Arrow table, or (without PyArrow) an eager narwhals frame."""
    import narwhals as nw
    from narwhals import dependencies

    frame = nw.to_native(frame, pass_through=True)
    if dependencies.is_pandas_dataframe(frame) or dependencies.is_pyarrow_table(frame):
        return frame
    arrow = find_spec("pyarrow") is not None
    try:
        known: Any = nw.from_native(frame)
    except TypeError as error:
        raise DataError(Problem("not_a_frame", {"type": type(frame).__name__})) from error
    if isinstance(known, nw.LazyFrame):
        native = dependencies.is_polars_lazyframe(frame)
        known = known.collect() if native else known.collect(backend="pyarrow" if arrow else "pandas")
    if dependencies.is_pandas_dataframe(known.to_native()):
        return known.to_native()
    return known.to_arrow() if arrow else known


def _is_arrow(known: object) -> bool:
    return type(known).__module__.partition(".")[0] == "pyarrow"


def _from_arrow(known: Any, chosen: Chosen, shown: str, rows: int | None) -> Table:
    part = known.select(list(chosen.positions)).rename_columns([f"c{at}" for at in range(len(chosen.positions))])
    return _copied(part if rows is None else part.slice(0, rows), chosen, shown, {})


def _from_pandas(known: pd.DataFrame, chosen: Chosen, shown: str, rows: int | None) -> Table:
    # A shallow copy under our names: the caller's frame stays as it is.
    part = known.iloc[:rows, list(chosen.positions)].copy(deep=False)
    part.columns = [f"c{at}" for at in range(len(chosen.positions))]
    part = part.reset_index(drop=True)
    typed = {}
    for at, kind in enumerate(part.dtypes.tolist()):
        if not _is_plain(kind):
            column = column_of(part.iloc[:, at].astype(object).tolist())
            part.isetitem(at, series(column))
            typed[at] = Typed(column.kind, f"CAST(c{at} AS {column.type})")
    return _copied(part, chosen, shown, typed)


def _is_plain(kind: Any) -> bool:
    """Return whether DuckDB reads a pandas type as it is meant; objects, categories and others it does not."""
    import pandas as pd

    types = pd.api.types
    if isinstance(kind, pd.CategoricalDtype | pd.SparseDtype | pd.ArrowDtype) or types.is_object_dtype(kind):
        return False
    if types.is_numeric_dtype(kind):
        return str(kind) not in {"float16", "complex64", "complex128"}
    return bool(types.is_bool_dtype(kind) or types.is_datetime64_any_dtype(kind) or types.is_string_dtype(kind))


def _copied(part: Any, chosen: Chosen, shown: str, known: Mapping[int, Typed]) -> Table:
    import duckdb

    connection = connect()
    connection.execute("SET pandas_analyze_sample = 0")
    try:
        connection.register("frame", part)
        typed = [known.get(at, column) for at, column in enumerate(typed_columns(connection, "frame"))]
        connection.execute(f"CREATE TABLE {RELATION} AS SELECT {selected(typed)} FROM frame")
        connection.unregister("frame")
    except duckdb.Error as error:
        raise DataError(Problem("frame_unreadable", {"name": shown})) from error
    kinds = tuple(column.kind for column in typed)
    return Table(connection, RELATION, chosen.columns, kinds, len(part), shown, notes=chosen.notes, names=chosen.names)


def _from_lists(known: Any, chosen: Chosen, shown: str, rows: int | None) -> Table:
    """For frames without PyArrow: slower, by way of Python values."""
    part = known if rows is None else known.head(rows)
    columns = [column_of(part[known.columns[at]].to_list()) for at in chosen.positions]
    connection = connect()
    count = store(connection, columns)
    kinds = tuple(column.kind for column in columns)
    return Table(connection, RELATION, chosen.columns, kinds, count, shown, notes=chosen.notes, names=chosen.names)
