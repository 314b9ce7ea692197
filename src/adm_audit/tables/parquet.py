"""Parquet files: a view, not a copy."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from adm_audit.errors import DataError, Place, Problem
from adm_audit.tables.names import choose
from adm_audit.tables.table import RELATION, Table, connect, path_literal
from adm_audit.tables.typed import selected, typed_columns

if TYPE_CHECKING:
    import duckdb


def open_parquet(files: Sequence[Path], shown: str, columns: Sequence[str] | None, rows: int | None) -> Table:
    """Return a view of one or several Parquet files with the same columns.

    Raises DataError: ``file_damaged``, ``parts_differ``, ``no_rows``, and for columns.
    """
    import duckdb

    connection = connect()
    try:
        names = _names(connection, files[0])
        chosen = choose(names, columns, shown)
        read = f"read_parquet([{', '.join(path_literal(file) for file in files)}], hive_partitioning=false)"
        inside = ", ".join(f"p{at}" for at in range(len(names)))
        wanted = ", ".join(f"p{at} AS c{new}" for new, at in enumerate(chosen.positions))
        limit = f" LIMIT {int(rows)}" if rows is not None else ""
        connection.execute(f"CREATE VIEW raw AS SELECT {wanted} FROM {read} AS t({inside}){limit}")  # noqa: S608 - names by position, paths as literals
        typed = typed_columns(connection, "raw")
        connection.execute(f"CREATE VIEW {RELATION} AS SELECT {selected(typed)} FROM raw")  # noqa: S608 - by position
        count = connection.execute("SELECT count(*) FROM raw").fetchall()[0][0]
    except duckdb.Error as error:
        code = "file_damaged" if len(files) == 1 else "parts_differ"
        raise DataError(Problem(code, {"path": shown, "format": "Parquet"}, Place(shown))) from error
    if not count:
        raise DataError(Problem("no_rows", {"path": shown, "columns": len(names)}, Place(shown)))
    return Table(
        connection, RELATION, chosen.columns, tuple(column.kind for column in typed), int(count), shown,
        sha256=_sha256(files), notes=chosen.notes, names=chosen.names,
    )  # fmt: skip


def _names(connection: duckdb.DuckDBPyConnection, file: Path) -> list[str]:
    # From the schema of the file: `SELECT *` would rename columns that differ only in case.
    nodes = connection.execute(
        f"SELECT name, num_children FROM parquet_schema({path_literal(file)})"  # noqa: S608 - a path as literal
    ).fetchall()
    names, at = [], 1
    while at < len(nodes):
        names.append(str(nodes[at][0]))
        inside = 1
        while inside:
            inside += int(nodes[at][1] or 0) - 1
            at += 1
    return names


def _sha256(files: Sequence[Path]) -> str:
    """One file: its hash. Several: the hash of the lines ``hash  name``, sorted, as sha256sum prints them."""
    hashes = []
    for file in files:
        with file.open("rb") as opened:
            hashes.append((file.name, hashlib.file_digest(opened, "sha256").hexdigest()))
    if len(hashes) == 1:
        return hashes[0][1]
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()
