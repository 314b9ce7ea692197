"""A workbook with one sheet a signal: real numbers, frozen headings, and a sheet that says what stands where."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from adm_audit.export.columns import COUNT_HEADINGS, FINDINGS, PLAIN, Column, Kind, Value, counted, used, value
from adm_audit.report.words import names, reason
from adm_audit.report.words.measures import measure_name
from adm_audit.report.words.signals import title
from adm_audit.report.words.voice import Voice, voice_of
from adm_audit.result import AuditResult, GroupTable, SignalResult

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FORMATS: Mapping[Kind, str] = {
    "text": "@",
    "count": "#,##0",
    "share": "0.0%",
    "points": "+0.0%;-0.0%;0.0%",
    "number": "#,##0.00",
    "p": "0.0000",
}
_SHEET, _WIDEST, _NARROWEST, _CELL = 31, 60, 9, 32_000


def to_xlsx(result: AuditResult, *, language: str = "en") -> bytes:
    """Return a workbook: contents, one sheet for each signal, and the counts of all groups.

    Text is written as text, so that no formula from the data is carried out. The same result gives the same bytes.
    """
    import xlsxwriter

    voice, written = voice_of(result, language), io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = date.fromisoformat(result.audited_on)
    book.set_properties({"title": str(result.plan.get("title", "")), "created": datetime(day.year, day.month, day.day)})
    looks = {kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in _FORMATS.items()}
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    pages = _Pages(book, looks, head, voice)
    pages.contents(result)
    for signal in result.signals:
        if signal.findings:
            pages.signal(signal)
    pages.groups(result.tables)
    book.close()
    return written.getvalue()


class _Pages:
    """The sheets of one workbook."""

    def __init__(self, book: Workbook, looks: Mapping[Kind, Format], head: Format, voice: Voice) -> None:
        self.book, self.looks, self.head, self.voice = book, looks, head, voice

    def contents(self, result: AuditResult) -> None:
        """Write what was audited, and what stands on which sheet or why it was not looked at."""
        voice, sheet = self.voice, self.book.add_worksheet(_name(self.voice.say("Contents")))
        top: list[tuple[str, str]] = [
            (voice.say("Title"), str(result.plan.get("title", ""))),
            (voice.say("Date of the audit"), result.audited_on),
            (voice.say("For internal use"), voice.say("Not for publication: small numbers stand in it as they are.")),
        ]
        for row, (label, text) in enumerate(top):
            sheet.write_string(row, 0, label, self.head)
            sheet.write_string(row, 1, text[:_CELL], self.looks["text"])
        sheet.write_row(
            len(top) + 1, 0, [voice.say("Signal"), voice.say("Sheet"), voice.say("Not looked at")], self.head
        )
        for row, signal in enumerate(result.signals, start=len(top) + 2):
            sheet.write_string(row, 0, title(signal.name, voice))
            if signal.findings:
                sheet.write_url(row, 1, f"internal:'{_name(signal.name)}'!A1", string=_name(signal.name))
            elif signal.not_looked_at is not None:
                sheet.write_string(row, 2, reason(signal.not_looked_at, voice)[:_CELL], self.looks["text"])
        sheet.set_column(0, 2, 40)

    def signal(self, signal: SignalResult) -> None:
        """Write all findings of a signal, and its numbers without a verdict below them."""
        voice, sheet = self.voice, self.book.add_worksheet(_name(signal.name))
        rows = [[column.of(item, voice) for column in FINDINGS] for item in signal.findings]
        kept = used(FINDINGS, rows)
        columns = [FINDINGS[at] for at in kept]
        self._headings(sheet, [voice.say(column.heading) for column in columns])
        for number, (item, row) in enumerate(zip(signal.findings, rows, strict=True), start=1):
            for at, column in enumerate(columns):
                self._cell(sheet, number, at, row[kept[at]], _kind(column, item.unit))
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _width(voice.say(column.heading), [row[kept[at]] for row in rows]))
        start = len(rows) + 3
        for number, measure in enumerate(signal.measures, start=start):
            told = [measure_name(measure.name, voice), ", ".join(measure.by), str(measure.facts.get("group") or "")]
            for at, text in enumerate(told):
                self._cell(sheet, number, at, text, "text")
            self._cell(sheet, number, len(told), value(measure.number), "number")

    def groups(self, tables: Sequence[GroupTable]) -> None:
        """Write the counts and rates of every group."""
        voice, sheet = self.voice, self.book.add_worksheet(_name(self.voice.say("Groups")))
        rates = list(dict.fromkeys(name for table in tables for row in table.groups for name in row.rates))
        headings = [voice.say("By"), voice.say("Group"), *(voice.say(text) for text in COUNT_HEADINGS.values())]
        self._headings(sheet, [*headings, *(measure_name(name, voice) for name in rates)])
        line = 0
        for table in tables:
            for row in table.groups:
                line += 1
                by = voice.listed([names.attribute(name, voice) for name in table.by])
                self._cell(sheet, line, 0, by, "text")
                self._cell(sheet, line, 1, ", ".join(_told(part, voice) for part in row.group.values()), "text")
                for at, (_, number) in enumerate(counted(row), start=2):
                    self._cell(sheet, line, at, number, "count")
                for at, name in enumerate(rates, start=len(headings)):
                    self._cell(sheet, line, at, value(row.rates.get(name)), "share")
        sheet.set_column(0, 1, 28)
        sheet.set_column(2, len(headings) + len(rates), 14)

    def _headings(self, sheet: Worksheet, headings: Sequence[str]) -> None:
        for at, text in enumerate(headings):
            sheet.write_string(0, at, text, self.head)
        sheet.freeze_panes(1, 0)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Value, kind: Kind) -> None:
        look: Any = self.looks[kind]
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            sheet.write_string(row, column, self.voice.say("yes") if cell else self.voice.say("no"), look)
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell[:_CELL], look)
        else:
            sheet.write_number(row, column, cell, look)


def _told(part: str | None, voice: Voice) -> str:
    return voice.say("not recorded") if part is None else part


def _kind(column: Column, unit: str) -> Kind:
    if column.kind in ("share", "points") and unit != "share":
        return PLAIN[unit]
    return column.kind


def _width(heading: str, cells: Sequence[Value]) -> float:
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    return min(max(_NARROWEST, longest, len(heading) / 2), _WIDEST)


def _name(text: str) -> str:
    """Return a name that a sheet may have: no signs that Excel refuses, at most 31 characters."""
    return "".join("-" if sign in "[]:*?/\\" else sign for sign in text)[:_SHEET]
