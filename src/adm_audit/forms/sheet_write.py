"""Writes a workbook in which people answer the checklists: drop-downs, and a sheet for each role."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from adm_audit.checklist.answers import Answers, yes_no
from adm_audit.checklist.model import Library, ProfileQuestion, Question
from adm_audit.errors import CallError, Problem
from adm_audit.forms.document import as_document
from adm_audit.forms.plain import on_one_line
from adm_audit.forms.sheet_layout import (
    ANSWER,
    ENTRIES,
    EVIDENCE,
    ID,
    LISTS,
    MARK,
    PART,
    PROFILE,
    RECORD,
    START,
    sheet_name,
    sheet_role,
    short_label,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LONGEST = 32_000
_PIECES = 2
_WIDTHS = {
    ID: 11, "Version": 8, PART: 20, "Stage": 16, "Question": 48, "Example": 40, "Why it matters": 36, ANSWER: 16,
    "Choice": 44, "What should lie behind it": 32, "Note": 40, "Answered by": 22, "Who helps": 22, RECORD: 24,
    "What to record": 32,
}  # fmt: skip
_HOW = (
    "How to answer",
    "1. Fill in the sheet Profile first. It decides which questions apply.",
    "2. Then the sheet of your role. Choose each answer from the list: Yes, Partly, No, Not applicable, Don't know.",
    '3. "Not applicable" needs a reason in Note. With "Don\'t know", write in Note who would know.',
    "4. A yes with nothing shown for it is reported as stated, not shown. Name a link or a file under Evidence.",
    "5. Leave open what you cannot answer. Keep the headings and the ids as they are.",
    "6. Give the file back, or run: adm-audit checklist merge answers.yaml THIS_FILE.xlsx",
)


def sheet_xlsx(
    library: Library,
    said: Answers | None = None,
    *,
    wanted: Collection[str] | None = None,
    role: str | None = None,
    title: str = "",
    made_on: date | None = None,
) -> bytes:
    """Return the workbook.

    said: answers that stand in it from the start. wanted: ids of questions (default: all). role: the role that
    fills it in; its questions then stand on one sheet. made_on: date in its properties (default: none given).

    Raises CallError (``sheet_text_too_long``) for answers that no cell can hold.
    """
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = made_on or date(2000, 1, 1)
    book.set_properties({"title": title, "created": datetime(day.year, day.month, day.day)})
    pages = _Pages(book, library, as_document(said))
    pages.start(title)
    pages.profile()
    by_role: dict[str, list[Question]] = {}
    for question in library.questions().values():
        if wanted is None or question.id in wanted:
            by_role.setdefault(sheet_role(question, role), []).append(question)
    for name in [key for key in library.vocabulary.roles if key in by_role]:
        pages.role(name, by_role[name])
    pages.lists()
    book.close()
    if pages.problems:
        raise CallError(pages.problems)
    return written.getvalue()


class _Pages:
    """The sheets of one workbook, and the lists that their drop-downs read."""

    def __init__(self, book: Workbook, library: Library, document: Mapping[str, Any]) -> None:
        self.book, self.library, self.document = book, library, document
        self.problems: list[Problem] = []
        self.taken = {LISTS.casefold()}
        self.choices: dict[tuple[str, ...], int] = {}
        top = {"valign": "top", "text_wrap": True}
        self.head = book.add_format({"bold": True, "bottom": 1, **top})
        self.told = book.add_format({"font_color": "#444444", **top})
        self.entry = book.add_format({"locked": False, "bg_color": "#FFFBE6", "border": 1, "num_format": "@", **top})
        self.number = book.add_format({"locked": False, "bg_color": "#FFFBE6", "border": 1, "align": "left", **top})
        self.day = book.add_format(
            {"locked": False, "bg_color": "#FFFBE6", "border": 1, "num_format": "yyyy-mm-dd", **top}
        )

    def start(self, title: str) -> None:
        """Write what this is, how to fill it in, and which format and checklists it has."""
        sheet = self.book.add_worksheet(sheet_name(START, self.taken))
        sheet.set_column(0, 0, 110)
        checklists = [f"{item.title} ({item.id} {item.version})" for item in self.library.checklists.values()]
        for row, line in enumerate([title or "Checklists", *checklists, "", *_HOW]):
            self._text(sheet, row, 0, line, self.head if row == 0 or line == _HOW[0] else self.told, line)
        row = len(checklists) + len(_HOW) + 4
        self._text(sheet, row, 0, MARK, self.told, MARK)
        sheet.write_number(row, 1, 1, self.told)
        sheet.protect()

    def profile(self) -> None:
        """Write the profile: a row for a question, or for each of its options, fields or grounds."""
        sheet = self.book.add_worksheet(sheet_name(PROFILE, self.taken))
        self._headings(sheet, [ID, PART, "Question", "Example", "Choice", ANSWER])
        row = 0
        for item in self.library.profile.values():
            for number, (part, choice, options, value) in enumerate(self._profile_rows(item)):
                row += 1
                told = [item.id, part, item.question if number == 0 else "", item.example if number == 0 else "", choice]  # fmt: skip
                for at, text in enumerate(told):
                    self._text(sheet, row, at, text, self.told, item.id)
                self._entry(sheet, row, len(told), value, item.id, look=self.number if item.kind == "fields" else None)
                self._choice(sheet, row, len(told), options)
        self._ready(sheet, row, 6)

    def _profile_rows(self, item: ProfileQuestion) -> list[tuple[str, str, tuple[str, ...], Any]]:
        """Return part, its text, the answers to choose from, and what was said."""
        said = self.document["profile"].get(item.id)
        labels = {key: option.label for key, option in item.options.items()}
        if item.kind == "one":
            return [("", "", tuple(labels.values()), labels.get(str(said), said))]
        if item.kind == "several":
            chosen = said if isinstance(said, list) else []
            return [(key, label, ("Yes",), "Yes" if key in chosen else None) for key, label in labels.items()]
        inner = said if isinstance(said, Mapping) else {}
        if item.kind == "fields":
            return [(key, field.label, (), inner.get(key)) for key, field in item.fields.items()]
        grounds = self.library.vocabulary.grounds
        return [
            (key, ground.label or key, tuple(labels.values()), labels.get(str(inner.get(key)), inner.get(key)))
            for key, ground in grounds.items()
        ]

    def role(self, role: str, questions: Sequence[Question]) -> None:
        """Write the questions of a role, with what was answered."""
        sheet = self.book.add_worksheet(sheet_name(short_label(role, self.library), self.taken))
        answers = self.document["answers"]
        pieces = max([_PIECES, *(len(answers.get(item.id, {}).get("evidence", ())) for item in questions)])
        evidence = [(text.format(n=n + 1), key, n) for n in range(pieces) for text, key in EVIDENCE.items()]
        told = [ID, "Stage", "Question", "Example", "Why it matters", "What should lie behind it", "Who helps"]
        headings = [*told, *ENTRIES, *(heading for heading, _, _ in evidence), RECORD, "What to record"]
        self._headings(sheet, headings)
        for row, item in enumerate(questions, start=1):
            for at, text in enumerate(self._told(item, role)):
                self._text(sheet, row, at, text, self.told, item.id)
            self._answer(sheet, row, len(told), item, answers.get(item.id, {}), [(k, n) for _, k, n in evidence])
        at = headings.index("Version")
        sheet.set_column(at, at, 8, None, {"hidden": True})
        self._ready(sheet, len(questions), len(headings))

    def _told(self, item: Question, role: str) -> list[str]:
        sections = {code: section.title for one in self.library.checklists.values() for code, section in one.sections.items()}  # fmt: skip
        helps = ", ".join(short_label(name, self.library) for name in item.roles if name != role)
        return [item.id, sections.get(item.section, item.section), item.question, item.example, item.why, item.evidence, helps]  # fmt: skip

    def _answer(
        self,
        sheet: Worksheet,
        row: int,
        at: int,
        item: Question,
        said: Mapping[str, Any],
        pieces: list[tuple[str, int]],
    ) -> None:
        words = self.library.vocabulary
        for column, key in enumerate(ENTRIES.values(), start=at):
            value = said.get(key)
            if key == "version":
                sheet.write_number(row, column, item.version, self.told)
                continue
            if key == "answer":
                self._choice(sheet, row, column, tuple(term.label for term in words.answers.values()))
                value = words.answers[str(value)].label if value in words.answers else value
            elif key == "by":
                self._choice(sheet, row, column, tuple(short_label(name, self.library) for name in words.roles))
                value = short_label(str(value), self.library) if value in words.roles else value
            self._entry(sheet, row, column, value, item.id, is_day=key == "on")
        at += len(ENTRIES)
        evidence = said.get("evidence", [])
        for column, (key, number) in enumerate(pieces, start=at):
            value = evidence[number].get(key) if number < len(evidence) else None
            self._entry(sheet, row, column, value, item.id, is_day=key == "on")
        record = words.records.get(item.also_record or "")
        column = at + len(pieces)
        if record is not None:
            self._entry(sheet, row, column, said.get("record", {}).get(record.id), item.id, look=self.number)
            self._text(sheet, row, column + 1, f"{record.type}; for example {record.example}", self.told, item.id)

    def lists(self) -> None:
        """Write the lists of the drop-downs on a hidden sheet."""
        sheet = self.book.add_worksheet(LISTS)
        for options, column in self.choices.items():
            sheet.write_column(0, column, options)
        sheet.hide()

    def _headings(self, sheet: Worksheet, headings: Sequence[str]) -> None:
        for at, text in enumerate(headings):
            sheet.write_string(0, at, text, self.head)
            sheet.set_column(at, at, _WIDTHS.get(text, 18))

    def _ready(self, sheet: Worksheet, rows: int, columns: int) -> None:
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, rows, columns - 1)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})

    def _choice(self, sheet: Worksheet, row: int, column: int, options: tuple[str, ...]) -> None:
        if not options:
            return
        at = self.choices.setdefault(options, len(self.choices))
        name = _column(at)
        rule = {
            "validate": "list",
            "source": f"={LISTS}!${name}$1:${name}${len(options)}",
            "error_title": "Not in the list",
            "error_message": "Choose one of the answers in the list.",
        }
        sheet.data_validation(row, column, row, column, rule)

    def _entry(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        value: Any,
        of: str,
        *,
        is_day: bool = False,
        look: Format | None = None,
    ) -> None:
        value = yes_no(value)
        if value is None:
            sheet.write_blank(row, column, None, self.day if is_day else look or self.entry)
        elif is_day:
            day = date.fromisoformat(str(value))
            sheet.write_datetime(row, column, datetime(day.year, day.month, day.day), self.day)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, look or self.entry)
        else:
            self._text(
                sheet, row, column, value if isinstance(value, str) else on_one_line(value), look or self.entry, of
            )

    def _text(self, sheet: Worksheet, row: int, column: int, text: str, look: Format, of: str) -> None:
        if len(text) > _LONGEST:
            self.problems.append(Problem("sheet_text_too_long", {"id": of, "most": _LONGEST}))
            return
        sheet.write_string(row, column, text, look)


def _column(number: int) -> str:
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
