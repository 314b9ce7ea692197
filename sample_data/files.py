"""Writes the files of the samples: the same numbers give the same bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import xlsxwriter
from quota import Column

Row = Sequence[object]


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Row],
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    newline: str = "\n",
    preamble: Sequence[str] = (),
) -> None:
    """Write a table as text; no value of ours holds a separator or a quote."""
    lines = [*preamble, separator.join(header), *(separator.join(map(str, row)) for row in rows)]
    path.write_bytes((newline.join(lines) + newline).encode(encoding))


def write_parquet(path: Path, types: Mapping[str, str], rows: Sequence[Row]) -> None:
    """Write a typed table (`types`: column to SQL type, in order), in the order of the rows."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
        connection.execute(f"CREATE TABLE sample ({columns})")
        lists = ", ".join(f"unnest(?::{kind}[])" for kind in types.values())
        values = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(f"INSERT INTO sample SELECT {lists}", values)
        target = str(path).replace("'", "''")
        connection.execute(f"COPY sample TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def write_xlsx(path: Path, sheet: str, title: str, header: Sequence[str], rows: Sequence[Row]) -> None:
    """Write one sheet: a title, an empty line, the header, the rows; dates as dates, None as empty."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": title, "created": datetime(2025, 1, 15)})
        page = book.add_worksheet(sheet)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_string(0, 0, title, bold)
        page.write_row(2, 0, header, bold)
        for number, row in enumerate(rows, start=3):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, place, value, day)
                elif value is not None:
                    page.write(number, place, value)


def count_table(
    columns: Mapping[str, Column],
    *,
    base: int,
    below: int,
    total: str,
    totals_for: Sequence[str],
    withheld: str = "x",
) -> list[list[str]]:
    """Return the cells of a table as a statistics office prints them, and a total row for each last value.

    Counts are rounded to `base`; counts from 1 to `below` - 1 are withheld; combinations that nobody
    has are printed as 0. A total is rounded by itself, so the cells need not add up to it.
    """
    cells = Counter(zip(*columns.values(), strict=True))
    values = [sorted(set(column.tolist()), key=str) for column in columns.values()]
    rows = [[*map(str, cell), _printed(cells.get(cell, 0), base, below, withheld)] for cell in product(*values)]
    last = list(columns.values())[-1]
    for value in totals_for:
        number = int(np.count_nonzero(last == value))
        rows.append([*[total] * (len(columns) - 1), value, _printed(number, base, below, withheld)])
    return rows


def _printed(count: int, base: int, below: int, withheld: str) -> str:
    if 0 < count < below:
        return withheld
    return str(int(base * np.floor(count / base + 0.5)))
