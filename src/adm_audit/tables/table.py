"""A table that was opened: a DuckDB relation whose columns are named by position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

from adm_audit.errors import DataError, Place, Problem
from adm_audit.tables.lines import line_of_row
from adm_audit.values import Because

if TYPE_CHECKING:
    import duckdb

Kind = Literal["text", "number", "boolean", "date"]
DateOrder = Literal["iso", "day-first", "month-first"]
RELATION = "opened"
LONGEST_LINE = 1 << 20
"""A longer line of a text file (in bytes) holds a cell that cannot be meant."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is written.

    encoding: its name in Python. separator: one character. decimal: ``.`` or ``,``. dates: the order of day
    and month; None where no column looks like dates or the order cannot be told. skip: lines before the
    header. footer: lines after the last row.
    """

    encoding: str = "utf-8"
    separator: str = ","
    decimal: str = "."
    dates: DateOrder | None = None
    skip: int = 0
    footer: int = 0


class Given(TypedDict, total=False):
    """What the plan says about a text file. What it leaves out (or gives as None) is detected."""

    encoding: str | None
    separator: str | None
    decimal: str | None
    dates: DateOrder | None
    skip: int | None


@dataclass(slots=True)
class Table:
    """Rows behind a relation with the columns ``c0 .. cN``; ``c{i}`` is ``columns[i]``.

    Values of text files are all text, an empty cell is NULL. Other sources keep their types: text, numbers
    (whole numbers or DOUBLE), BOOLEAN, DATE or TIMESTAMP (UTC).

    columns: names as in the file, trimmed, in the file's order; only those that were asked for.
    names: the names of all columns of the file, blank ones as "".
    first_line: line (text) or row (spreadsheet) of the first data row in the file, from 1; None for others.
    notes: what was detected, left out or looks odd.
    path: where the file is, for `place` only; never shown. lines: the row in the sheet of each row.
    """

    connection: duckdb.DuckDBPyConnection
    relation: str
    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: int
    source: str
    sha256: str | None = None
    dialect: Dialect | None = None
    sheet: str | None = None
    notes: tuple[Because, ...] = ()
    names: tuple[str, ...] = ()
    first_line: int | None = None
    path: Path | None = None
    lines: Sequence[int] = ()

    def place(self, row: int) -> Place:
        """Return where a row (``rowid`` of the relation, from 0) stands in the file.

        In a text file the line is exact also where quoted cells run over several lines.
        """
        if self.first_line is None:
            return Place(self.source)
        if self.path is None or self.dialect is None:
            return Place(self.source, self.lines[row] if self.lines else self.first_line + row)
        how = self.dialect
        line = line_of_row(self.path, row, encoding=how.encoding, separator=how.separator, skip=how.skip)
        return Place(self.source, line)


@contextmanager
def reading(table: Table) -> Iterator[None]:
    """Turn errors of DuckDB while the rows of a table are read into DataError ``rows_unreadable``.

    Parquet files are read when a query runs, so that damage inside them shows only then.
    """
    import duckdb

    try:
        yield
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
        # a mistake of ours, not of the file
        raise
    except duckdb.Error as error:
        raise DataError(Problem("rows_unreadable", {"path": table.source}, Place(table.source))) from error


def connect() -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory that loads no extension and reads times as UTC."""
    import duckdb

    connection = duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def literal(text: str) -> str:
    """Return a text as an SQL literal.

    Raises DataError (``name_with_nul``) for text with a NUL character.

    >>> print(literal("it's"))
    'it''s'
    """
    if "\0" in text:
        raise DataError(Problem("name_with_nul", {"name": text.replace("\0", "�")}))
    return "'" + text.replace("'", "''") + "'"


def path_literal(path: Path) -> str:
    """Return the path of one file as an SQL literal, with the characters of file patterns taken literally.

    >>> print(path_literal(Path("a*[1].csv")))
    'a[*][[]1].csv'
    """
    return literal("".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path)))
