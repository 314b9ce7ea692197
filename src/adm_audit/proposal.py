"""A first look at a data file: what was detected, and the plan that it suggests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from adm_audit.errors import Problem
from adm_audit.plan.guess import ColumnProfile as Seen
from adm_audit.plan.guess import guess
from adm_audit.plan.propose import propose
from adm_audit.tables.describe import profile_line
from adm_audit.tables.profile import ColumnProfile, profile
from adm_audit.tables.read import open_table
from adm_audit.tables.table import Table
from adm_audit.text.problems import sentence
from adm_audit.text.safe import visible

_LISTED = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed plan and what was detected, a line each."""

    plan: str
    lines: tuple[str, ...]


def look_at(
    data: Path,
    folder: Path,
    *,
    sheet: str | None = None,
    language: str = "en",
    skip: int | None = None,
    encoding: str | None = None,
) -> Proposal:
    """Open a file, profile every column and propose a plan that lies in ``folder``.

    skip, encoding: of a text file, where they are not to be found out.

    Raises DataError where the file cannot be read.
    """
    table = open_table(data, sheet=sheet, language=language, skip=skip, encoding=encoding)
    profiles = profile(table, table.columns)
    columns = [_seen(found) for found in profiles.values()]
    shown = Path(os.path.relpath(data, folder)).as_posix()
    lines = [*_lines(table), *_about_options(table, language, text_only=(skip, encoding) != (None, None))]
    lines += (profile_line(profiles[name]) for name in _likely(columns))
    return Proposal(propose(columns, shown, table.dialect, sheet=table.sheet), tuple(lines))


def _seen(found: ColumnProfile) -> Seen:
    return Seen(
        name=found.name,
        kind=found.kind,
        distinct=found.distinct,
        missing=found.missing,
        values=found.values[:_LISTED],
        minimum=found.low,
        maximum=found.high,
    )


def _likely(columns: list[Seen]) -> list[str]:
    """Return the columns whose values a person has to check: the decision, what turned out, the groups."""
    found = guess(columns)
    roles = [found.roles[role] for role in ("decision", "outcome") if role in found.roles]
    return [column.name for column in (*roles, *(group for group, _ in found.protected))]


def _about_options(table: Table, language: str, *, text_only: bool) -> Iterator[str]:
    if table.dialect is None and text_only:
        yield "--skip and --encoding are for text files. They were not used."
    # other notes name the language themselves; it decides the decimal sign only beside semicolons
    open_sign = any(note.code == "decimal_unclear" for note in table.notes)
    if open_sign and table.dialect is not None and table.dialect.separator == ";":
        yield f"The decimal sign is the one usual for the language {visible(language)} (--lang)."


def _lines(table: Table) -> list[str]:
    lines = [f"{table.source}: {table.rows:,} rows, {len(table.columns)} columns"]
    if table.dialect is not None:
        written = table.dialect
        lines.append(
            f"Detected: encoding {written.encoding}, separator {written.separator!r}, decimal sign {written.decimal!r}, "
            f"dates {written.dates or 'none'}, {written.skip} lines before the header"
        )
    return [*lines, *(sentence(Problem(note.code, note.facts)) for note in table.notes)]
