"""Lines that a spreadsheet filled up with separators: titles above a table, remarks below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from adm_audit.tables.formats import looks_like_number
from adm_audit.tables.lines import Record

_NARROW = 3
_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)


def header_among(found: Sequence[Record]) -> int:
    """Return which of the records of one width is the header: the first, but for titles padded with separators.

    A title fills a third of the columns at most, the header all but a third. Columns that are always empty do
    not count. Where titles are not followed by a line of names, the first record is the header.

    >>> title, blank = Record(1, ("City", "", "", "")), Record(2, ("", "", "", ""))
    >>> header_among([title, blank, Record(3, ("id", "sex", "age", "")), Record(4, ("1", "F", "30", "x"))])
    2
    """
    if not found or all(field.strip() for field in found[0].fields):
        return 0
    used = used_columns(found)
    for at, record in enumerate(found):
        filled = [column for column in used if record.fields[column].strip()]
        if is_title(filled, used):
            continue
        values = any(_is_value(record.fields[column]) for column in filled)
        return at if not values and fills_a_header(len(filled), len(used)) else 0
    return 0


def _is_value(text: str) -> bool:
    return looks_like_number(text) and _YEAR.fullmatch(text.strip()) is None


def fills_a_header(filled: int, width: int) -> bool:
    """Return whether a line of names may fill so few of the columns: fewer than a third have no name.

    >>> fills_a_header(6, 8), fills_a_header(2, 3)
    (True, False)
    """
    return 3 * (width - filled) < width


def used_columns(found: Sequence[Record]) -> list[int]:
    """Return the columns that are filled in more than one of the records (of two records: in one)."""
    times = Counter(at for record in found for at, field in enumerate(record.fields) if field.strip())
    return sorted(at for at, count in times.items() if count > 1 or len(found) < _NARROW)


def is_title(filled: Sequence[int], used: Sequence[int]) -> bool:
    """Return whether a line that fills these of the used columns can be a title and not a line of names.

    In a narrow table only where it fills the first column: a column of row numbers often has no name.
    """
    few = len(filled) <= max(1, len(used) // 3)
    return few and len(used) > 1 and (len(used) > _NARROW or not filled or filled[0] == used[0])
