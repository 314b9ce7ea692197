"""The slow way for awkward text files: Python reads every record and writes it again, plainly.

For files with mixed or old Macintosh line ends, or with quotes in the lines before the header.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from adm_audit.tables.badlines import STORED, Bad
from adm_audit.tables.formats import looks_like_number
from adm_audit.tables.table import LONGEST_LINE


@contextmanager
def long_fields() -> Iterator[None]:
    """Let the csv module read cells up to our limit; its own limit is global, so it is put back."""
    before = csv.field_size_limit(LONGEST_LINE)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def rewrite(path: Path, target: Path, separator: str, *, skip: int, width: int) -> list[Bad]:
    """Write the records after ``skip`` lines to ``target``: every cell quoted, one kind of line end.

    Returns the records that do not have ``width`` fields or are broken (they are not written; at most
    `STORED` of them).
    """
    bad: list[Bad] = []
    with (
        long_fields(),
        path.open(encoding="utf-8-sig", newline="") as old,
        target.open("w", encoding="utf-8", newline="") as new,
    ):
        for _ in range(skip):
            old.readline()
        writer = csv.writer(new, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
        good_line = 0
        for line, record in _records(old, separator, skip):
            if isinstance(record, list) and len(record) == width:
                writer.writerow(record)
                good_line = line
            elif len(bad) < STORED:
                bad.append(_misfit(line, record) if isinstance(record, list) else record)
    return [replace(one, last=one.line > good_line) for one in bad]


def _records(lines: Iterator[str], separator: str, skip: int) -> Iterator[tuple[int, list[str] | Bad]]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = skip + 1
    while True:
        record: list[str] | Bad
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            record = _broken(line, str(error), over_lines=skip + reader.line_num > line)
        if isinstance(record, Bad) or "".join(record).strip() or len(record) > 1:
            yield line, record
        line = skip + reader.line_num + 1


def _misfit(line: int, record: list[str]) -> Bad:
    return Bad(line, "fields", len(record), number=len(record) == 1 and looks_like_number(record[0]))


def _broken(line: int, error: str, *, over_lines: bool) -> Bad:
    if "end of data" in error:
        return Bad(line, "quote_open")
    if "field limit" in error:
        return Bad(line, "quote_open" if over_lines else "too_long")
    return Bad(line, "quote_inside")
