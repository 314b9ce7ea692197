"""Reads a workbook of answers back: the same shape as `answers.yaml`, each value with its sheet, row and column."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from adm_audit.checklist.model import Library, ProfileQuestion, Question
from adm_audit.checklist.read import nearest_name
from adm_audit.errors import ChecklistError, Fact, Place, Problem
from adm_audit.forms.plain import same
from adm_audit.forms.sheet_layout import ANSWER, ID, LISTS, MARK, PART, heading_key, plain_word, short_label
from adm_audit.yaml_source import key_path, load_yaml

At = tuple[str | int, ...]
_MOST_BYTES, _MOST_UNPACKED = 20_000_000, 200_000_000
_MOST_ROWS, _MOST_COLUMNS, _HEADER_ROWS, _FEWEST = 20_000, 500, 30, 3
_YES = {"yes", "x", "true", "1"}
_NO = {"", "no", "false", "0"}


@dataclass(slots=True)
class SheetAnswers:
    """The answers of a workbook as plain data, and where each one stands."""

    shown_as: str
    data: dict[str, Any] = field(default_factory=lambda: {MARK: 1})
    places: dict[At, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: At, on: Literal["key", "value"] = "value") -> Place:  # noqa: ARG002 - a cell is both
        """Return sheet, row and column of a value, or of the row around it."""
        known = path
        while known not in self.places and known:
            known = known[:-1]
        found = self.places.get(known, Place(self.shown_as))
        return Place(found.file, found.line, found.column, key_path(path))


def read_sheet(path: Path, library: Library, *, shown_as: str | None = None) -> SheetAnswers:
    """Return the answers of a workbook that `checklist sheet` wrote. Columns may have moved, rows may be gone.

    What the answers themselves say is checked by `read_answers`. Raises ChecklistError with every problem of the
    workbook: it cannot be read, headings are missing or doubled, a row with an answer has no id, a question is
    answered twice, a column that is not known holds something.
    """
    shown = shown_as or path.name
    answers = SheetAnswers(shown)
    for name, cells in _sheets(path, shown):
        _Page(answers, library, name, cells).read()
    if answers.problems:
        raise ChecklistError(answers.problems)
    for group, order in (("profile", library.profile), ("answers", library.questions())):
        if group in answers.data:
            said, ranks = answers.data[group], {key: rank for rank, key in enumerate(order)}
            answers.data[group] = {key: said[key] for key in sorted(said, key=lambda key: ranks.get(key, len(ranks)))}
    return answers


def _sheets(path: Path, shown: str) -> list[tuple[str, list[list[object]]]]:
    import python_calamine as calamine

    if not path.exists():
        raise ChecklistError(Problem("sheet_not_found", {"path": shown}, Place(shown)))
    try:
        if path.stat().st_size > _MOST_BYTES or _unpacked(path) > _MOST_UNPACKED:
            raise ChecklistError(Problem("sheet_too_big", {"path": shown}, Place(shown)))
        book = calamine.CalamineWorkbook.from_path(str(path))
        found: list[tuple[str, list[list[object]]]] = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > _MOST_ROWS or sheet.total_width > _MOST_COLUMNS:
                raise ChecklistError(Problem("sheet_too_big", {"path": shown}, Place(f"{shown} [{name}]")))
            found.append((name, [list[object](row) for row in sheet.to_python(skip_empty_area=False)]))
        return found
    except (calamine.CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise ChecklistError(Problem("sheet_unreadable", {"path": shown}, Place(shown))) from error


def _unpacked(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return sum(entry.file_size for entry in archive.infolist())


class _Page:
    """One sheet of the workbook."""

    def __init__(self, answers: SheetAnswers, library: Library, name: str, cells: Sequence[Sequence[object]]) -> None:
        self.answers, self.library, self.name = answers, library, name
        self.cells = [[_cell(value) for value in row] for row in cells]
        self.file = f"{answers.shown_as} [{name}]"
        self.columns: dict[str | tuple[str, int], int] = {}

    def read(self) -> None:
        """Read all rows into the answers."""
        if self._is_start() or self.name == LISTS or not any(map(any, self.cells)):
            return
        header = self._header()
        if header is None:
            self._problem("sheet_without_headings", None, None, sheet=self.name)
            return
        if not self._columns(header):
            return
        for number, row in enumerate(self.cells[header + 1 :], start=header + 1):
            self._row(number, row)

    def _is_start(self) -> bool:
        """Note the format where the sheet says it; such a sheet holds no answers."""
        for row in self.cells:
            if MARK in row:
                after = row[row.index(MARK) + 1 :]
                self.answers.data[MARK] = next((value for value in after if value != ""), "")
                return True
        return False

    def _header(self) -> int | None:
        for number, row in enumerate(self.cells[:_HEADER_ROWS]):
            if sum(heading_key(str(value)) is not None for value in row if value != "") >= _FEWEST:
                return number
        return None

    def _columns(self, header: int) -> bool:
        for at, value in enumerate(self.cells[header]):
            filled = [row[at] for row in self.cells[header + 1 :] if at < len(row) and row[at] != ""]
            key = heading_key(str(value)) if value != "" else None
            if key is None and filled:
                self._problem("sheet_unknown_column", header, at, name=str(value), entries=len(filled))
            elif key and key in self.columns and filled:
                self._problem("sheet_column_twice", header, at, name=str(value), first=self.columns[key] + 1)
            elif key:
                self.columns.setdefault(key, at)
        missing = [name for name, key in ((ID, "id"), (ANSWER, "answer")) if key not in self.columns]
        for name in missing:
            self._problem("sheet_missing_column", header, None, name=name)
        return not missing

    def _row(self, number: int, row: Sequence[object]) -> None:
        entered = {
            key: row[at]
            for key, at in self.columns.items()
            if key not in ("id", "part", "version") and at < len(row) and row[at] != ""
        }
        if not entered:
            return
        identifier = str(self._value(row, "id")).strip()
        if not identifier:
            nearest = self._asked(row)
            self._problem("sheet_row_without_id", number, self.columns["id"], nearest=nearest)
        elif identifier in self.library.profile:
            self._profile(number, row, self.library.profile[identifier], entered.get("answer", ""))
        else:
            self._answer(number, row, identifier, entered)

    def _value(self, row: Sequence[object], key: str) -> object:
        at = self.columns.get(key)
        return row[at] if at is not None and at < len(row) else ""

    def _asked(self, row: Sequence[object]) -> str | None:
        texts = {plain_word(str(value)) for value in row if value != ""}
        return next((q.id for q in self.library.questions().values() if plain_word(q.question) in texts), None)

    def _answer(self, number: int, row: Sequence[object], identifier: str, entered: dict[Any, object]) -> None:
        entry: dict[str, Any] = {}
        places: dict[At, Place] = {("answers", identifier): self._place(number, self.columns["answer"])}
        question = self.library.questions().get(identifier)
        version = self._value(row, "version")
        if version != "":
            entered = {"version": version, **entered}
        pieces: dict[int, dict[str, Any]] = {}
        order = sorted({key[1] for key in entered if isinstance(key, tuple)})
        for key, value in entered.items():
            place = self._place(number, self.columns[key])
            if isinstance(key, tuple):
                pieces.setdefault(key[1], {})[key[0]] = _text(value)
                places["answers", identifier, "evidence", order.index(key[1]), key[0]] = place
            else:
                places["answers", identifier, key] = place
                self._set(entry, key, value, question)
        if pieces:
            entry["evidence"] = [pieces[piece] for piece in order]
        self._keep(("answers", identifier), entry, places)

    def _set(self, entry: dict[str, Any], key: str, value: object, question: Question | None) -> None:
        words = self.library.vocabulary
        if key == "record":
            name = question.also_record if question and question.also_record else "record"
            shape = words.records[name].shape if name in words.records else ""
            entry["record"] = {name: _recorded(value, shape)}
        elif key == "answer":
            labels = {plain_word(term.label): term.id for term in words.answers.values()}
            entry[key] = labels.get(plain_word(_text(value)), plain_word(_text(value)))
        elif key == "by":
            labels = {plain_word(term.label): term.id for term in words.roles.values()}
            labels |= {plain_word(short_label(name, self.library)): name for name in words.roles}
            entry[key] = labels.get(plain_word(_text(value)), _text(value).strip())
        elif key in ("version", "on"):
            entry[key] = value
        else:
            entry[key] = _text(value)

    def _keep(self, path: At, value: Any, places: dict[At, Place]) -> None:
        """Keep a value; a second one that says something else is a problem."""
        inner = self.answers.data
        for step in path[:-1]:
            inner = inner.setdefault(str(step), {})
        last = str(path[-1])
        if last not in inner:
            inner[last] = value
            self.answers.places |= places
        elif not same(inner[last], value):
            place = places[path]
            facts: dict[str, Fact] = {"id": str(path[1]), "first": str(self.answers.places[path])}
            self.answers.problems.append(Problem("sheet_two_answers", facts, place))

    def _profile(self, number: int, row: Sequence[object], item: ProfileQuestion, value: object) -> None:
        part = str(self._value(row, "part")).strip()
        at = self.columns["answer"]
        place = self._place(number, at)
        labels = {plain_word(option.label): key for key, option in item.options.items()}
        chosen = labels.get(plain_word(_text(value)), _text(value).strip())
        if item.kind == "one":
            self._keep(("profile", item.id), chosen, {("profile", item.id): place})
            return
        grounds = self.library.vocabulary.grounds
        known = {"several": item.options, "fields": item.fields, "per_ground": grounds}[item.kind]
        if part not in known:
            nearest = nearest_name(part, known) if part else None
            facts: dict[str, Fact] = {"id": item.id, "part": part, "known": tuple(known), "heading": PART}
            self._problem("sheet_unknown_part", number, self.columns.get("part", at), nearest=nearest, **facts)
            return
        self.answers.places.setdefault(("profile", item.id), place)
        if item.kind == "several":
            self._option(item.id, part, plain_word(_text(value)), place, number)
        else:
            kept = chosen if item.kind == "per_ground" else value
            self._keep(("profile", item.id, part), kept, {("profile", item.id, part): place})

    def _option(self, question: str, part: str, word: str, place: Place, number: int) -> None:
        if word not in _YES | _NO:
            self._problem("sheet_not_chosen", number, self.columns["answer"], id=question, word=word)
        elif word in _YES:
            chosen = self.answers.data.setdefault("profile", {}).setdefault(question, [])
            if part not in chosen:
                chosen.append(part)
                self.answers.places["profile", question, len(chosen) - 1] = place

    def _place(self, row: int | None, column: int | None) -> Place:
        return Place(self.file, None if row is None else row + 1, None if column is None or row is None else column + 1)

    def _problem(
        self, code: str, row: int | None, column: int | None, nearest: str | None = None, **facts: Fact
    ) -> None:
        self.answers.problems.append(Problem(code, facts, self._place(row, column), nearest))


def _cell(value: object) -> object:
    """Return a cell as a plain value: text without its edges, whole numbers as such, days as dates."""
    match value:
        case None:
            return ""
        case str():
            return value.replace("\r\n", "\n").strip()
        case datetime():
            return value.date()
        case bool() | date():
            return value
        case float():
            return int(value) if value.is_integer() else value
        case int():
            return value
        case _:
            return str(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _recorded(value: object, shape: str) -> object:
    if shape == "number" and isinstance(value, str):
        return load_yaml(value, "cell", error=ChecklistError).data if value.isdecimal() else value
    if shape == "list" and isinstance(value, str):
        try:
            return load_yaml(value, "cell", error=ChecklistError).data
        except ChecklistError:
            return value
    if shape == "yes_no":
        return plain_word(_text(value))
    return value if shape in ("number", "date") else _text(value)
