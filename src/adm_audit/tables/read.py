"""Opens whatever holds the rows: text files, Parquet, spreadsheets, frames."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

from adm_audit.errors import DataError, Place, Problem
from adm_audit.tables.files import file_format, sources
from adm_audit.tables.table import Dialect, Given, Table

__all__ = ["Dialect", "Table", "open_table", "sources"]


def open_table(
    source: Path | object,
    *,
    shown_as: str | None = None,
    columns: Sequence[str] | None = None,
    dialect: Dialect | None = None,
    sheet: str | None = None,
    language: str = "en",
    preview_rows: int | None = None,
    **given: Unpack[Given],
) -> Table:
    """Return the rows of a file or frame as a relation with the columns ``c0 .. cN``.

    source: a path (a pattern with ``*`` for Parquet), or a frame that narwhals knows. shown_as: how the plan
    writes it. columns: only these are read, in the file's order (None: all with a name of their own).
    dialect: how a text file is written; otherwise detected, except for what is ``given``. sheet: of a
    spreadsheet (None: the first with a table). language: decides the code page and the order of day and
    month where the file leaves them open. preview_rows: read only the first so many rows.

    Raises DataError with every problem found; PlanError where what the plan says of the file is impossible.
    """
    if not isinstance(source, str | Path):
        from adm_audit.tables.frames import open_frame

        return open_frame(source, shown_as or "frame", columns, preview_rows)
    shown = shown_as or str(source)
    files = sources(Path(source), shown)
    kinds = {file_format(file, shown if len(files) == 1 else f"{shown} ({file.name})") for file in files}
    if kinds == {"parquet"}:
        from adm_audit.tables.parquet import open_parquet

        return open_parquet(files, shown, columns, preview_rows)
    if len(files) > 1:
        raise DataError(Problem("pattern_only_parquet", {"pattern": shown, "count": len(files)}, Place(shown)))
    if kinds == {"excel"}:
        from adm_audit.tables.excel import open_excel

        return open_excel(files[0], shown, columns, sheet=sheet, rows=preview_rows)
    from adm_audit.tables.delimited import open_delimited

    return open_delimited(files[0], shown, columns, dialect=dialect, given=given, language=language, rows=preview_rows)
