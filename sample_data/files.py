"""Writes the files of the samples: the same numbers give the same bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np
from quota import Column

Row = Sequence[object]


def write_csv(  # noqa: PLR0913 - one argument for each trait of a dialect
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


def count_table(
    columns: Mapping[str, Column], *, base: int, below: int, total: str, totals_for: Sequence[str]
) -> list[list[str]]:
    """Return the cells of a table as a statistics office prints them, and a total row for each last value.

    Counts are rounded to `base`; counts from 1 to `below` - 1 are withheld as "x"; combinations that nobody
    has are printed as 0. A total is rounded by itself, so the cells need not add up to it.
    """
    cells = Counter(zip(*columns.values(), strict=True))
    values = [sorted(set(column.tolist()), key=str) for column in columns.values()]
    rows = [[*map(str, cell), _printed(cells.get(cell, 0), base, below)] for cell in product(*values)]
    last = list(columns.values())[-1]
    for value in totals_for:
        number = int(np.count_nonzero(last == value))
        rows.append([*[total] * (len(columns) - 1), value, _printed(number, base, below)])
    return rows


def _printed(count: int, base: int, below: int) -> str:
    if 0 < count < below:
        return "x"
    return str(int(base * np.floor(count / base + 0.5)))
