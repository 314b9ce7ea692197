"""The action plan as a workbook, a plain table, or a calendar file of tasks (iCalendar, RFC 5545)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import blake2s

from adm_audit.export.tidy import csv_text
from adm_audit.report.actions import Action, actions
from adm_audit.report.library import texts_of
from adm_audit.report.words.voice import Voice, voice_of
from adm_audit.result import AuditResult
from adm_audit.text.catalogue import N_

KINDS = {
    "remedy": N_("Remedy of a gap"),
    "explain": N_("Gap that is not explained"),
    "contradicted": N_("Answer that the data contradict"),
    "question": N_("Question that the audit raises"),
}
_HEADINGS = (N_("What"), N_("Who"), N_("By when"), N_("About"), N_("Kind"))
_WIDTHS = (60, 26, 12, 60, 30)
_NAMES = ("what", "who", "due", "about", "kind", "id")
_CELL, _SUMMARY = 32_000, 200


def plan_of(result: AuditResult, *, language: str = "en") -> tuple[Action, ...]:
    """Return the action plan of a result, gaps first. Raises KeyError for a language that is not offered."""
    return actions(result, texts_of(result), voice_of(result, language))


def action_plan_csv(result: AuditResult, *, language: str = "en") -> str:
    """Return the action plan as CSV. Text that a spreadsheet would carry out as a formula starts with an apostrophe."""
    voice = voice_of(result, language)
    rows = [[*row[:4], row[4], item.id] for item, row in _rows(plan_of(result, language=language), voice)]
    return csv_text([list(_NAMES), *rows])


def action_plan_xlsx(result: AuditResult, *, written_on: date, language: str = "en") -> bytes:
    """Return the action plan as a workbook; dates are real dates, and text is never carried out as a formula.

    written_on: the date that the file carries. The same result and date give the same bytes.
    """
    import xlsxwriter

    voice, written = voice_of(result, language), io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(written_on.year, written_on.month, written_on.day)})
    sheet = book.add_worksheet(voice.say("Action plan"))
    look = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    head = book.add_format({"bold": True, "bottom": 1})
    for at, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.write_string(0, at, voice.say(heading), head)
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    for number, (item, row) in enumerate(_rows(plan_of(result, language=language), voice), start=1):
        for at, text in enumerate(row):
            sheet.write_string(number, at, text[:_CELL], look)
        if item.due:
            sheet.write_datetime(number, 2, datetime.fromisoformat(item.due), day)
    book.close()
    return written.getvalue()


def action_plan_ics(result: AuditResult, *, written_on: date, language: str = "en") -> bytes:
    """Return the action plan as tasks (VTODO) for a calendar program, each with its date where one is set.

    written_on: becomes DTSTAMP. A task keeps its UID from round to round, so a calendar updates it instead of
    adding a second one. Source: RFC 5545, sections 3.6.2 and 3.8.
    """
    from icalendar import Calendar, Todo

    voice = voice_of(result, language)
    stamp = datetime(written_on.year, written_on.month, written_on.day, tzinfo=UTC)
    calendar = Calendar()
    calendar.add("prodid", "-//adm-audit//action plan//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _title(result, voice))
    for item, row in _rows(plan_of(result, language=language), voice):
        task = Todo()
        task.add("uid", _uid(item, result))
        task.add("dtstamp", stamp)
        task.add("summary", _short(row[0] if item.kind == "remedy" else f"{row[4]}: {item.about}"))
        task.add("description", _description(row, voice))
        task.add("categories", [row[4]])
        task.add("status", "NEEDS-ACTION")
        if item.who:
            task.add("contact", item.who)
        if item.due:
            task.add("due", date.fromisoformat(item.due))
        calendar.add_component(task)
    return bytes(calendar.to_ical())


def _rows(plan: Sequence[Action], voice: Voice) -> list[tuple[Action, tuple[str, str, str, str, str]]]:
    return [(item, (item.what, item.who, item.due, item.about, voice.say(KINDS[item.kind]))) for item in plan]


def _title(result: AuditResult, voice: Voice) -> str:
    return voice.shown(result.plan.get("title", ""), 200)


def _uid(item: Action, result: AuditResult) -> str:
    """Return an id from the service and what the action is about, never from a counter or the date."""
    parts = (str(result.plan.get("organisation") or ""), str(result.plan.get("title", "")), item.id)
    digest = blake2s("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16)
    return f"{digest.hexdigest()}@adm-audit"


def _short(text: str) -> str:
    return text if len(text) <= _SUMMARY else text[: _SUMMARY - 1].rstrip() + "…"


def _description(row: tuple[str, str, str, str, str], voice: Voice) -> str:
    lines = [row[0], voice.say("About: {about}", about=row[3])]
    if row[1]:
        lines.append(voice.say("Responsible: {who}", who=row[1]))
    if not row[2]:
        lines.append(voice.say("No date is set yet."))
    return "\n".join(lines)
