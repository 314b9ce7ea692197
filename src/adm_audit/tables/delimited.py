"""Text files with separators: read by DuckDB, everything as text, bad lines named."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from pathlib import Path

from adm_audit.errors import DataError, Place, Problem
from adm_audit.tables.names import choose
from adm_audit.tables.table import RELATION, Dialect, Given, Table, connect, literal, path_literal


def open_delimited(
    path: Path, shown: str, columns: Sequence[str] | None, *,
    dialect: Dialect | None, given: Given, language: str, rows: int | None,
) -> Table:  # fmt: skip
    """First version: UTF-8, comma or what is given."""
    dialect = dialect or Dialect(separator=given.get("separator") or ",", decimal=given.get("decimal") or ".")
    with path.open(encoding="utf-8-sig", newline="") as file:
        raw = next(csv.reader(file, delimiter=dialect.separator))
    chosen = choose(raw, columns, shown)
    connection = connect()
    declared = ", ".join(f"'p{at}': 'VARCHAR'" for at in range(len(raw)))
    wanted = ", ".join(f"p{at} AS c{new}" for new, at in enumerate(chosen.positions))
    connection.execute(
        f"CREATE TABLE {RELATION} AS SELECT {wanted} FROM read_csv({path_literal(path)}, auto_detect=false, "  # noqa: S608
        f"columns={{{declared}}}, delim={literal(dialect.separator)}, quote='\"', escape='\"', header=true)"
    )
    count = connection.execute(f"SELECT count(*) FROM {RELATION}").fetchall()[0][0]  # noqa: S608
    if not count:
        raise DataError(Problem("no_rows", {"path": shown, "columns": len(raw)}, Place(shown)))
    return Table(
        connection, RELATION, chosen.columns, ("text",) * len(chosen.columns), count, shown,
        hashlib.sha256(path.read_bytes()).hexdigest(), dialect, None, chosen.notes, chosen.names, 2, path,
    )  # fmt: skip


def line_of_row(path: Path, dialect: Dialect, row: int) -> int:
    """Return the line of a row."""
    return row + 2
