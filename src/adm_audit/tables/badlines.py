"""Lines of a text file that do not fit its columns: found, told apart from a footer, and named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from adm_audit.errors import DataError, Place, Problem
from adm_audit.tables.formats import looks_like_number
from adm_audit.tables.table import LONGEST_LINE
from adm_audit.values import Because

if TYPE_CHECKING:
    import duckdb

STORED = 1_000
_NAMED = 10
_FOOTER_LINES = 20
_FOOTER_BYTES = 1 << 16

Wrong = Literal["fields", "quote_open", "quote_inside", "too_long", "characters"]


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that cannot be a row.

    line: where it starts, from 1. found: its number of fields, where that is wrong.
    last: whether no good record follows. number: whether it is a single number, as no remark is.
    """

    line: int
    wrong: Wrong
    found: int = 0
    last: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What was left out without harm: the lines of a footer."""

    footer: int = 0
    notes: tuple[Because, ...] = ()


def rejected(connection: duckdb.DuckDBPyConnection, path: Path, separator: str, width: int) -> list[Bad]:
    """Return the records that DuckDB refused while it read ``path`` (at most `STORED`), by line."""
    found = connection.execute(
        "SELECT line_byte_position, any_value(error_type), any_value(csv_line) FROM reject_errors "
        "GROUP BY line_byte_position ORDER BY line_byte_position"
    ).fetchall()
    if not found:
        return []
    # Lines of spaces are as good as none; and DuckDB counts blank lines as the start of the next record.
    found = [(start, kind, str(text)) for start, kind, text in found if str(text).strip()]
    starts = [_after_line_ends(path, int(start) - 1) for start, _, _ in found]
    lines = _line_numbers(path, starts)
    footer_from = _footer_start(path, starts, separator, width)
    return [
        Bad(
            line,
            *_wrong(path, start, str(kind), text, separator),
            start >= footer_from,
            looks_like_number(text),
        )
        for line, start, (_, kind, text) in zip(lines, starts, found, strict=True)
    ]


def _wrong(path: Path, start: int, kind: str, text: str, separator: str) -> tuple[Wrong, int]:
    if kind.startswith("LINE SIZE"):
        return ("too_long" if _line_is_long(path, start) else "quote_open"), 0
    if kind.startswith("INVALID"):
        return "characters", 0
    try:
        strict = kind.startswith("UNQUOTED")
        record = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict), [])
    except csv.Error as error:
        return ("quote_open" if "end of data" in str(error) else "quote_inside"), 0
    return ("quote_inside", 0) if strict else ("fields", len(record))


def _after_line_ends(path: Path, start: int) -> int:
    with path.open("rb") as file:
        file.seek(start)
        piece = file.read(1 << 12)
    return start + len(piece) - len(piece.lstrip(b"\r\n"))


def _line_is_long(path: Path, start: int) -> bool:
    """A line that is long by itself holds a huge cell; one that is not was made long by an open quote."""
    with path.open("rb") as file:
        file.seek(start)
        return len(file.readline(LONGEST_LINE // 2)) >= LONGEST_LINE // 2


def _line_numbers(path: Path, starts: Sequence[int]) -> list[int]:
    lines, line, at = [], 1, 0
    with path.open("rb") as file:
        for start in starts:
            while at < start:
                piece = file.read(min(1 << 20, start - at))
                if not piece:
                    break
                line += piece.count(b"\n")
                at += len(piece)
            lines.append(line)
    return lines


def _footer_start(path: Path, starts: Sequence[int], separator: str, width: int) -> int:
    """Return the byte from which on no record has ``width`` fields; the size of the file if there is none."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for start in starts:
            if start < size - _FOOTER_BYTES:
                continue
            file.seek(start)
            tail = file.read().decode("utf-8", errors="replace")
            try:
                after = list(csv.reader(io.StringIO(tail, newline=""), delimiter=separator))
            except csv.Error:
                continue
            if all(len(record) < width for record in after):
                return start
    return size


def judge(bad: Sequence[Bad], width: int, shown: str, *, ends_with_line_end: bool) -> Judged:
    """Return the footer: the last lines with fewer fields than the header (at most 20).

    Raises DataError naming every other bad line (the first ten), or ``file_cut_off`` where the last line
    stops in the middle of a row.
    """
    at_end = [one for one in bad if one.last and one.wrong == "fields" and one.found < width]
    footer = at_end if len(at_end) <= _FOOTER_LINES else []
    wrong = [one for one in bad if one not in footer]
    if wrong:
        raise DataError(list(_problems(wrong, width, shown)))
    if footer and (footer[-1].found > 1 or footer[-1].number) and not ends_with_line_end:
        last = footer[-1]
        facts = {"found": last.found, "expected": width}
        raise DataError(Problem("file_cut_off", facts, Place(shown, last.line)))
    notes = [Because("footer_left_out", {"line": one.line, "found": one.found, "expected": width}) for one in footer]
    return Judged(len(footer), tuple(notes))


def _problems(wrong: Sequence[Bad], width: int, shown: str) -> Iterable[Problem]:
    for one in wrong[:_NAMED]:
        place = Place(shown, one.line)
        if one.wrong == "fields":
            yield Problem("line_fields", {"found": one.found, "expected": width}, place)
        else:
            yield Problem(f"line_{one.wrong}", {}, place)
    if len(wrong) > _NAMED:
        code = "more_lines_at_least" if len(wrong) >= STORED else "more_lines"
        yield Problem(code, {"count": len(wrong) - _NAMED}, Place(shown))
