"""Spreadsheets (xlsx, xls, ods): the sheet, the header in it, and columns with their types."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adm_audit.errors import DataError, Fact, Place, Problem
from adm_audit.tables.names import choose, nearest
from adm_audit.tables.padding import fills_a_header
from adm_audit.tables.spread import too_large
from adm_audit.tables.table import RELATION, Table, connect
from adm_audit.tables.values import as_text, column_of, store
from adm_audit.values import Because

_FOOTER_ROWS = 20


@dataclass(frozen=True, slots=True)
class _Grid:
    """The table in a sheet: names, rows, and the number of each row in the sheet (from 1)."""

    names: list[str]
    rows: list[list[object]]
    numbers: list[int]
    header: int
    notes: tuple[Because, ...]


def open_excel(path: Path, shown: str, columns: Sequence[str] | None, *, sheet: str | None, rows: int | None) -> Table:
    """Return the table in a sheet of a spreadsheet. Numbers, booleans and dates keep their types.

    sheet: its name; None: the first one that holds a table. The header is the first row that fills the
    table; rows before it, empty rows and remarks below the table are left out, and noted.

    Raises DataError: ``file_password``, ``file_damaged``, ``sheet_missing``, ``sheet_too_large``,
    ``sheet_without_table``, ``no_rows``, and for columns.
    """
    book = _open(path, shown)
    name, cells, chosen_note = _sheet(book, sheet, shown)
    grid = _grid(cells)
    if grid is None:
        raise DataError(Problem("sheet_without_table", {"sheet": name}, Place(shown)))
    if not grid.rows:
        raise DataError(Problem("no_rows", {"path": shown, "columns": len(grid.names)}, Place(shown)))
    chosen = choose(grid.names, columns, shown)
    body = grid.rows[:rows]
    connection = connect()
    typed = [column_of([row[at] for row in body]) for at in chosen.positions]
    count = store(connection, typed)
    return Table(
        connection, RELATION, chosen.columns, tuple(column.kind for column in typed), count, shown,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(), sheet=name, names=chosen.names,
        notes=(*chosen_note, *grid.notes, *chosen.notes), first_line=grid.numbers[0], lines=grid.numbers,
    )  # fmt: skip


def _open(path: Path, shown: str) -> Any:
    import python_calamine as calamine

    # Excel keeps an encrypted workbook as a stream of this name in an old-style container.
    with path.open("rb") as file:
        if "EncryptedPackage".encode("utf-16-le") in file.read():
            raise DataError(Problem("file_password", {"path": shown}, Place(shown)))
    if too_large(path):
        raise DataError(Problem("sheet_too_large", {"path": shown}, Place(shown)))
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise DataError(Problem("file_password", {"path": shown}, Place(shown))) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise DataError(Problem("file_damaged", {"path": shown, "format": "Excel/ODS"}, Place(shown))) from error


def _sheet(book: Any, wanted: str | None, shown: str) -> tuple[str, list[list[object]], tuple[Because, ...]]:
    names = list(book.sheet_names)
    if wanted is not None:
        if wanted not in names:
            facts: dict[str, Fact] = {"sheet": wanted, "sheets": tuple(names)}
            raise DataError(Problem("sheet_missing", facts, Place(shown), nearest(wanted, names)))
        return wanted, _cells(book, wanted, shown), ()
    for name in names:
        cells = _cells(book, name, shown)
        if _grid(cells) is not None:
            others = tuple(other for other in names if other != name)
            note = Because("sheet_chosen", {"sheet": name, "others": others})
            return name, cells, (note,) if others else ()
    raise DataError(Problem("no_sheet_with_table", {"sheets": tuple(names)}, Place(shown)))


def _cells(book: Any, name: str, shown: str) -> list[list[object]]:
    import python_calamine as calamine

    try:
        return list(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except (calamine.CalamineError, ValueError) as error:
        raise DataError(Problem("file_damaged", {"path": shown, "format": "Excel/ODS"}, Place(shown))) from error


def _filled(row: Sequence[object]) -> list[int]:
    return [at for at, value in enumerate(row) if value != "" and (type(value) is not str or value.strip())]


def _grid(cells: list[list[object]]) -> _Grid | None:
    """Return the table in a sheet: two or more columns below a row that fills it; None if there is none."""
    filled = [_filled(row) for row in cells]
    width = max(map(len, filled), default=0)
    if width < 2:
        return None
    header = next(at for at, found in enumerate(filled) if fills_a_header(len(found), width))
    first = min(at for found in filled[header:] for at in found[:1])
    last = max(at for found in filled[header:] for at in found[-1:])
    body = [at for at in range(header + 1, len(cells)) if filled[at]]
    footer = _footer(filled, body, width)
    body = body[: len(body) - len(footer)]
    return _Grid(
        [as_text(name) for name in cells[header][first : last + 1]],
        [cells[at][first : last + 1] for at in body],
        [at + 1 for at in body],
        header + 1,
        tuple(_notes(header, body, footer)),
    )


def _footer(filled: list[list[int]], body: list[int], width: int) -> list[int]:
    """Return the last rows that hold a single cell: in a table of two columns only after an empty row."""
    found: list[int] = []
    for at in reversed(body):
        if len(filled[at]) != 1 or len(found) == _FOOTER_ROWS:
            break
        found.insert(0, at)
    if width > 2:
        return found
    gap = next((index for index, at in enumerate(found) if not filled[at - 1]), None)
    return [] if gap is None else found[gap:]


def _notes(header: int, body: list[int], footer: list[int]) -> list[Because]:
    notes = []
    if header:
        notes.append(Because("lines_before_header", {"count": header, "line": header + 1}))
    empty = body[-1] - body[0] + 1 - len(body) if body else 0
    if empty:
        notes.append(Because("empty_rows_left_out", {"count": empty}))
    notes += [Because("remark_below_left_out", {"line": at + 1}) for at in footer]
    return notes
