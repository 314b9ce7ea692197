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

    Damage inside a file shows only when its rows are read: see `adm_audit.tables.table.reading`.

    Raises DataError: ``file_damaged``, ``parts_differ`` (for each part that differs from the first),
    ``no_rows``, and for columns.
    """
    import duckdb

    connection = connect()
    parts = [_names(connection, file, shown) for file in files]
    differ = [
        Problem("parts_differ", {"path": shown, "file": file.name, "first": files[0].name}, Place(shown))
        for file, names in zip(files, parts, strict=True)
        if sorted(names) != sorted(parts[0])
    ]
    if differ:
        raise DataError(differ)
    chosen = choose(parts[0], columns, shown)
    read = f"read_parquet([{', '.join(path_literal(file) for file in files)}], hive_partitioning = false)"
    inside = ", ".join(f"p{at}" for at in range(len(parts[0])))
    wanted = ", ".join(f"p{at} AS c{new}" for new, at in enumerate(chosen.positions))
    limit = f" LIMIT {int(rows)}" if rows is not None else ""
    try:
        connection.execute(f"CREATE VIEW raw AS SELECT {wanted} FROM {read} AS t({inside}){limit}")
        typed = typed_columns(connection, "raw")
        connection.execute(f"CREATE VIEW {RELATION} AS SELECT {selected(typed)} FROM raw")
        count = connection.execute("SELECT count(*) FROM raw").fetchall()[0][0]
    except duckdb.Error as error:
        raise DataError(_damaged(shown)) from error
    if not count:
        raise DataError(Problem("no_rows", {"path": shown, "columns": len(parts[0])}, Place(shown)))
    return Table(
        connection, RELATION, chosen.columns, tuple(column.kind for column in typed), int(count), shown,
        sha256=_sha256(files), notes=chosen.notes, names=chosen.names,
    )  # fmt: skip


def _damaged(shown: str) -> Problem:
    return Problem("file_damaged", {"path": shown, "format": "Parquet"}, Place(shown))


def _names(connection: duckdb.DuckDBPyConnection, file: Path, shown: str) -> list[str]:
    """Return the names in the schema of a file: ``SELECT *`` would rename those that differ only in case."""
    import duckdb

    try:
        nodes = connection.execute(f"SELECT name, num_children FROM parquet_schema({path_literal(file)})").fetchall()
    except duckdb.Error as error:
        raise DataError(_damaged(shown)) from error
    names, at = [], 1
    while at < len(nodes):
        names.append(str(nodes[at][0]))
        inside = 1
        while inside and at < len(nodes):
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
