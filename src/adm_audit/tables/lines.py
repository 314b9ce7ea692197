"""The records of a text with separators, and the lines on which they start."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line on which it starts (from 1) and its fields."""

    line: int
    fields: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many fields hold more than spaces.

        >>> Record(1, ("Title", "", " ")).filled
        1
        """
        return sum(bool(field.strip()) for field in self.fields)

    @property
    def height(self) -> int:
        """Over how many lines it goes.

        >>> Record(1, ("two\\nlines", "x")).height
        2
        """
        return 1 + sum(field.count("\n") for field in self.fields)


def records(text: str, separator: str, *, skip: int = 0, strict: bool = False) -> Iterator[Record]:
    """Yield the records of a text after ``skip`` lines, without blank ones, up to a broken one.

    strict: whether text after a closing quote breaks a record; otherwise it belongs to the value.
    """
    lines = io.StringIO(text, newline="")
    for _ in range(skip):
        lines.readline()
    reader = csv.reader(lines, delimiter=separator, strict=strict)
    line = 1
    try:
        for fields in reader:
            if fields and not (len(fields) == 1 and not fields[0].strip()):
                yield Record(skip + line, tuple(fields))
            line = reader.line_num + 1
    except csv.Error:
        return


def line_of_row(path: Path, row: int, *, encoding: str, separator: str, skip: int) -> int:
    """Return the line of a text file on which a row starts (row from 0, line from 1).

    skip: lines before the header. Raises IndexError where the file has fewer rows.
    """
    with path.open(encoding=encoding, newline="") as file:
        text = file.read()
    filled = (record for record in records(text, separator, skip=skip) if any(record.fields))
    for at, record in enumerate(filled):
        if at == row + 1:
            return record.line
    raise IndexError(row)
