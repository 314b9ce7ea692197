"""Remarks below a table that a spreadsheet filled up with separators: found, checked and left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median_low
from typing import TYPE_CHECKING

from adm_audit.tables.formats import looks_like_number
from adm_audit.tables.lines import Record, records
from adm_audit.tables.padding import used_columns
from adm_audit.tables.table import RELATION
from adm_audit.values import Because

if TYPE_CHECKING:
    import duckdb

_TAIL = 1 << 16
_ABOVE = 200
_MOST = 20


def remarks_below(found: Sequence[Record]) -> list[Record]:
    """Return the last records that are remarks: only the first field is filled, in the rows above most are.

    found: the last records of a table, all of one width. Records that may be rows are none: numbers, values that
    stand in the first column above, or that are written like one (``A-17``). At most 20, or else none. In a table
    of two columns only what follows an empty line.

    >>> rows = [Record(at, (f"A-{at}", "F", "yes")) for at in range(1, 5)]
    >>> [one.line for one in remarks_below([*rows, Record(5, ("Source: city", "", ""))])]
    [5]
    >>> remarks_below([*rows, Record(5, ("A-5", "", ""))])
    []
    """
    filled = [record for record in found if record.filled]
    end = len(filled)
    while end and filled[end - 1].filled == 1 and filled[end - 1].fields[0].strip():
        end -= 1
    rows, last = filled[:end][-_ABOVE:], filled[end:]
    if not rows or len(last) > _MOST:
        return []
    used = used_columns(rows)
    if len(used) < 2 or 2 * median_low(row.filled for row in rows) <= len(used):
        return []
    known = {_written(row.fields[0]) for row in rows}
    person = max((at for at, one in enumerate(last, 1) if _is_row(one.fields[0], known)), default=0)
    remarks = last[person:]
    if remarks and len(used) == 2:
        above = (rows + last)[len(rows) + person - 1]
        return remarks if remarks[0].line > above.line + above.height else []
    return remarks


def _written(text: str) -> str:
    """Texts with digits count as the same whatever the digits are; others only if they are the same."""
    return re.sub(r"\d+", "0", text.strip())


def _is_row(text: str, known: set[str]) -> bool:
    return looks_like_number(text) or _written(text) in known


def leave_out_remarks(
    connection: duckdb.DuckDBPyConnection, path: Path, separator: str, *, header: Record, positions: Sequence[int]
) -> list[Because]:
    """Delete the rows of the relation that are remarks below the table, and say so.

    path: the file, in UTF-8. positions: which of its columns were read. The last rows must hold what the remarks
    hold; if not, nothing is deleted.
    """
    tail, whole = _tail(path)
    found = [record for record in records(tail, separator) if not whole or record.line > header.line]
    remarks = remarks_below([record for record in found if len(record.fields) == len(header.fields)])
    if not remarks:
        return []
    order = f"FROM {RELATION} ORDER BY rowid DESC LIMIT {len(remarks)}"
    last = connection.execute(f"SELECT rowid, * {order}").fetchall()[::-1]
    expected = [tuple(one.fields[at].strip() for at in positions) for one in remarks]
    if [tuple((value or "").strip() for value in row[1:]) for row in last] != expected:
        return []
    connection.execute(f"DELETE FROM {RELATION} WHERE rowid >= {int(last[0][0])}")
    before = 0 if whole else _line_ends(path) - _translated(tail).count("\n")
    return [Because("remark_below_left_out", {"line": before + one.line}) for one in remarks]


def _tail(path: Path) -> tuple[str, bool]:
    """Return the last lines of a file, and whether that is all of it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL))
        text = file.read().decode("utf-8", errors="ignore")
    if size <= _TAIL:
        return text.removeprefix("\ufeff"), True
    return text.partition("\n")[2], False


def _line_ends(path: Path) -> int:
    count = 0
    with path.open(encoding="utf-8", errors="ignore") as file:
        while piece := file.read(1 << 20):
            count += piece.count("\n")
    return count


def _translated(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
