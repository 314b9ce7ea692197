"""Plain tables, one row a finding or a number: for people who calculate with scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from adm_audit.export.columns import FINDINGS, Value, counted, limit, value
from adm_audit.report.words.voice import voice_of
from adm_audit.result import AuditResult

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def to_csv(result: AuditResult, *, language: str = "en") -> dict[str, str]:
    """Return plain tables by the name of their file: ``findings.csv`` and ``groups.csv``.

    language: of texts. Numbers are unrounded, with a decimal point; a number that does not exist is an empty cell.
    Text that a spreadsheet would carry out as a formula is preceded by an apostrophe.
    """
    return {"findings.csv": _findings(result, language), "groups.csv": _groups(result)}


def _findings(result: AuditResult, language: str) -> str:
    voice = voice_of(result, language)
    rows: list[list[Value]] = [["signal", *(column.name for column in FINDINGS)]]
    for signal in result.signals:
        rows += [[signal.name, *(column.of(item, voice) for column in FINDINGS)] for item in signal.findings]
        if signal.not_looked_at is not None:
            blank: list[Value] = [None] * len(FINDINGS)
            blank[[column.name for column in FINDINGS].index("verdict")] = "not looked at"
            rows.append([signal.name, *blank])
    return csv_text(rows)


def _groups(result: AuditResult) -> str:
    """Return every count and every rate of every group: by, group, name, value, low, high."""
    rows: list[list[Value]] = [["by", "group", "name", "value", "low", "high"]]
    for table in result.tables:
        for row in table.groups:
            by = " & ".join(table.by)
            group = " & ".join("" if part is None else part for part in row.group.values())
            rows += [[by, group, name, number, None, None] for name, number in counted(row)]
            rows += [
                [by, group, name, value(number), limit(number, "low"), limit(number, "high")]
                for name, number in row.rates.items()
            ]
    return csv_text(rows)


def csv_text(rows: Iterable[Sequence[Value]]) -> str:
    """Return rows as CSV, with text that looks like a formula made harmless."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([_cell(cell) for cell in row] for row in rows)
    return written.getvalue()


def _cell(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_STARTS) else cell
    return repr(cell)
