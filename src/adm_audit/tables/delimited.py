"""Text files with separators: read by DuckDB, everything as text, bad lines named."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from adm_audit.errors import DataError, Place, Problem
from adm_audit.tables.badlines import STORED, Bad, Judged, judge, rejected
from adm_audit.tables.dialect import Layout, checked, find_decimal, find_layout
from adm_audit.tables.encoding import Encoded, find_encoding, transcode
from adm_audit.tables.formats import date_order
from adm_audit.tables.lines import Record, records
from adm_audit.tables.names import Chosen, choose
from adm_audit.tables.padding import used_columns
from adm_audit.tables.remarks import leave_out_remarks
from adm_audit.tables.rewrite import rewrite
from adm_audit.tables.table import (
    LONGEST_LINE,
    RELATION,
    DateOrder,
    Dialect,
    Given,
    Kind,
    Table,
    connect,
    literal,
    path_literal,
)  # fmt: skip
from adm_audit.values import Because

if TYPE_CHECKING:
    import duckdb

_HEAD = 1 << 18
_PIECES = 8
_PIECE = 1 << 14
_SAMPLED = 2_000


@dataclass(frozen=True, slots=True)
class _Source:
    """A text file as UTF-8: where it is not, ``utf8`` is a copy in a temporary folder of the user's own."""

    shown: str
    utf8: Path
    folder: Path
    layout: Layout

    @property
    def skip(self) -> int:
        return self.layout.header.line - 1

    @property
    def width(self) -> int:
        return len(self.layout.header.fields)


def open_delimited(
    path: Path, shown: str, columns: Sequence[str] | None, *,
    dialect: Dialect | None, given: Given, language: str, rows: int | None,
) -> Table:  # fmt: skip
    """Return the rows of a text file as a table of text columns; empty cells are NULL.

    dialect: how the file is written; None: found out, except for what is ``given``.

    Raises DataError with all bad lines by number (the first ten); PlanError for impossible values.
    """
    known = checked(_merged(dialect, given), shown)
    encoded = find_encoding(path, shown, known.get("encoding"), language)
    with tempfile.TemporaryDirectory(prefix="adm-audit-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        utf8 = path
        if encoded.encoding not in {"utf-8", "utf-8-sig"}:
            utf8 = folder / "utf8.csv"
            transcode(path, encoded.encoding, utf8)
        head, whole = _head(utf8)
        source = _Source(shown, utf8, folder, find_layout(head, shown, known, whole=whole))
        found, notes = _dialect(source, encoded, known, dialect, language)
        chosen = _chosen(source.layout, columns, shown, told=known.get("skip") is not None)
        connection = connect()
        judged, empty = _load(connection, source, chosen, rows)
        remarks: list[Because] = []
        if rows is None:
            remarks = leave_out_remarks(
                connection, utf8, found.separator, header=source.layout.header, positions=chosen.positions
            )
    count = _count(connection)
    if not count:
        raise DataError(Problem("no_rows", {"path": shown, "columns": source.width}, Place(shown)))
    text: Kind = "text"
    kinds = (text,) * len(chosen.columns)
    every = (*encoded.notes, *source.layout.notes, *notes, *chosen.notes, *judged.notes, *remarks, *_empty(empty))
    return Table(
        connection, RELATION, chosen.columns, kinds, count, shown,
        sha256=encoded.sha256, notes=every, names=chosen.names, path=path,
        dialect=replace(found, footer=judged.footer + len(remarks)), first_line=source.layout.header.line + 1,
    )  # fmt: skip


def _chosen(layout: Layout, columns: Sequence[str] | None, shown: str, *, told: bool) -> Chosen:
    """Return the columns to read. told: whether the plan says where the header stands.

    Raises DataError ``header_is_title`` where more than half of the columns that hold values have no name.
    """
    line, names = layout.header.line, layout.header.fields
    used = used_columns([layout.header, *(row for row in layout.rows if len(row.fields) == len(names))])
    blank = sum(not names[at].strip() for at in used)
    if 2 * blank > len(used):
        raise DataError(Problem("header_is_title", {"blank": blank, "count": len(used)}, Place(shown, line)))
    try:
        return choose(names, columns, shown)
    except DataError as error:
        if told or all(problem.code != "column_missing" for problem in error.problems):
            raise
        raise DataError([*error.problems, Problem("header_from_line", {"line": line}, Place(shown))]) from error


def _merged(dialect: Dialect | None, given: Given) -> Given:
    if dialect is None:
        return given
    known: Given = {
        "encoding": dialect.encoding, "separator": dialect.separator, "decimal": dialect.decimal,
        "dates": dialect.dates, "skip": dialect.skip,
    }  # fmt: skip
    for key in ("encoding", "separator", "decimal", "dates", "skip"):
        if given.get(key) is not None:
            known[key] = given[key]
    return known


def _head(path: Path) -> tuple[str, bool]:
    """Return the start of a file, and whether that is all of it."""
    with path.open("rb") as file:
        data = file.read(_HEAD)
        whole = not file.read(1)
    return data.decode("utf-8-sig", errors="ignore"), whole


def _dialect(
    source: _Source, encoded: Encoded, known: Given, dialect: Dialect | None, language: str
) -> tuple[Dialect, list[Because]]:
    sample = source.layout.rows[:_SAMPLED]
    decimal, dates = known.get("decimal"), known.get("dates")
    notes: list[Because] = []
    if decimal is None or (dates is None and dialect is None):
        sample = (*sample, *_elsewhere(source))
    decimal, notes = find_decimal(sample, source.layout.separator, known, language)
    if dates is None and dialect is None:
        dates, unclear = _dates(sample, language)
        notes += unclear
    return Dialect(encoded.encoding, source.layout.separator, decimal, dates, source.skip), notes


def _dates(sample: Sequence[Record], language: str) -> tuple[DateOrder | None, list[Because]]:
    values = [field for record in sample for field in record.fields]
    seen = date_order(values, language)
    if seen.unclear:
        return seen.order, [Because("dates_unclear")]
    if seen.order == "day-first" and date_order(values, "en").unclear:
        return seen.order, [Because("dates_by_language", {"language": language})]
    return seen.order, []


def _elsewhere(source: _Source) -> Iterator[Record]:
    """Yield rows from all over the file: where it is sorted by date, the start shows early days only."""
    size = source.utf8.stat().st_size
    if size <= _HEAD:
        return
    with source.utf8.open("rb") as file:
        for at in range(1, _PIECES + 1):
            file.seek(max(_HEAD, at * size // _PIECES - _PIECE))
            piece = file.read(_PIECE).decode("utf-8", errors="ignore").partition("\n")[2].rpartition("\n")[0]
            for record in records(piece, source.layout.separator):
                if len(record.fields) == source.width:
                    yield record


def _load(
    connection: duckdb.DuckDBPyConnection, source: _Source, chosen: Chosen, rows: int | None
) -> tuple[Judged, int]:
    """Fill the table. Returns what was left out at the end, and the number of rows without any value.

    Raises DataError for bad lines, unless only a preview of ``rows`` is wanted.
    """
    import duckdb

    reading = _Reading(source.utf8, source.skip, source, chosen, rows)
    bad: list[Bad] | None = None
    if not _awkward(source):
        try:
            count = _create(connection, reading)
            bad = rejected(connection, source.utf8, source.layout.separator, source.width)
        except duckdb.Error:
            bad = None  # mostly mixed line ends, which DuckDB refuses: the slow way then finds out
    if bad is None:
        again = source.folder / "again.csv"
        bad = rewrite(source.utf8, again, source.layout.separator, skip=source.skip, width=source.width)
        reading = replace(reading, path=again, skip=0)
        try:
            count = _create(connection, reading)
        except duckdb.Error as error:
            raise DataError(Problem("text_unreadable", {"path": source.shown}, Place(source.shown))) from error
    judged = Judged()
    if rows is None:
        judged = judge(bad, source.width, source.shown, ends_with_line_end=_ends_with_line_end(source.utf8))
    return judged, _leave_out_empty(connection, reading, count)


@dataclass(frozen=True, slots=True)
class _Reading:
    path: Path
    skip: int
    source: _Source
    chosen: Chosen
    rows: int | None


def _create(connection: duckdb.DuckDBPyConnection, reading: _Reading, where: str = "") -> int:
    declared = ", ".join(f"'p{at}': 'VARCHAR'" for at in range(reading.source.width))
    wanted = ", ".join(f"p{at} AS c{new}" for new, at in enumerate(reading.chosen.positions))
    limit = f" LIMIT {int(reading.rows)}" if reading.rows is not None else ""
    connection.execute(
        f"CREATE OR REPLACE TABLE {RELATION} AS SELECT {wanted} "
        f"FROM read_csv({path_literal(reading.path)}, auto_detect = false, columns = {{{declared}}}, "
        f"delim = {literal(reading.source.layout.separator)}, quote = '\"', escape = '\"', header = true, "
        f"skip = {int(reading.skip)}, null_padding = false, max_line_size = {LONGEST_LINE}, "
        f"store_rejects = true, rejects_limit = {STORED}){where}{limit}"
    )
    return _count(connection)


def _count(connection: duckdb.DuckDBPyConnection, where: str = "") -> int:
    return int(connection.execute(f"SELECT count(*) FROM {RELATION}{where}").fetchall()[0][0])


def _leave_out_empty(connection: duckdb.DuckDBPyConnection, reading: _Reading, count: int) -> int:
    """Leave out rows that are empty in *all* columns of the file. Returns their number."""
    read = ", ".join(f"c{at}" for at in range(len(reading.chosen.positions)))
    if not _count(connection, f" WHERE coalesce({read}, NULL) IS NULL"):
        return 0
    every = ", ".join(f"p{at}" for at in range(reading.source.width))
    return count - _create(connection, reading, f" WHERE coalesce({every}) IS NOT NULL")


def _awkward(source: _Source) -> bool:
    """Quotes before the header (DuckDB skips records, not lines), or line ends of old Macintosh programs."""
    with source.utf8.open("rb") as file:
        start = file.read(_HEAD)
    before = b"".join(start.splitlines(keepends=True)[: source.skip])
    end = start.find(b"\r")
    return b'"' in before or (end >= 0 and start[end + 1 : end + 2] not in {b"\n", b""} and b"\n" not in start[:end])


def _ends_with_line_end(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1))
        return file.read(1) in {b"\n", b"\r"}


def _empty(count: int) -> list[Because]:
    return [Because("empty_rows_left_out", {"count": count})] if count else []
