"""Reads files of answers of every kind (YAML, JSON, spreadsheet), and writes YAML and JSON ones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from adm_audit.checklist.answers import read_answers
from adm_audit.checklist.model import Library
from adm_audit.checklist.read import Located
from adm_audit.errors import AdmAuditError, ChecklistError, Place, Problem
from adm_audit.forms.document import as_document
from adm_audit.forms.merge import GROUPS, Said
from adm_audit.forms.yaml_edit import edited
from adm_audit.yaml_source import load_yaml

EMPTY = "adm_audit_answers: 1\nstatus: trial\n"
SHEETS = (".xlsx", ".xlsm", ".ods")


def read_all(paths: Sequence[Path], library: Library) -> list[Said]:
    """Return what several files say. The first may be missing: it is then empty.

    Raises ChecklistError with every problem of every file, CallError where the first is a spreadsheet.
    """
    names = [path.name for path in paths]
    problems: list[Problem] = []
    read: list[Said] = []
    for number, path in enumerate(paths):
        shown = path.name if names.count(path.name) == 1 else str(path)
        calls = tuple(dict.fromkeys((shown, str(path), path.as_posix(), str(number + 1))))
        try:
            read.append(_read(path, calls, library, may_be_missing=number == 0))
        except AdmAuditError as error:
            problems += error.problems
    if problems:
        raise ChecklistError(problems)
    return read


def _read(path: Path, names: tuple[str, ...], library: Library, *, may_be_missing: bool) -> Said:
    source: Located
    if path.suffix.lower() in SHEETS:
        if may_be_missing:
            raise ChecklistError(Problem("merge_into_sheet", {}, Place(names[0])))
        from adm_audit.forms.sheet_read import read_sheet

        source = read_sheet(path, library, shown_as=names[0])
    elif may_be_missing and not path.exists():
        source = load_yaml(EMPTY, names[0], error=ChecklistError)
    else:
        source = load_yaml(path, names[0], error=ChecklistError)
    document = as_document(read_answers(source, library))
    if isinstance(source.data, dict) and "status" not in source.data:
        del document["status"]
    places = {(group, key): source.place((group, key)) for group in GROUPS for key in document[group]}
    return Said(names=names, document=document, places=places)


def written(path: Path, document: Mapping[str, Any], changed: Sequence[str], like: Path | None = None) -> bytes:
    """Return the content of a file of answers: what stood in it, with what changed.

    document: plain data as `as_document` gives it. changed: ids of what is new or different. like: the file whose
    bytes and comments are kept; none, or a missing one, is an empty file.

    Raises ChecklistError: ``edit_loses_comments``, ``edit_not_possible``.
    """
    before = like.read_bytes() if like is not None and like.exists() else None
    is_json = path.suffix.lower() == ".json"
    if before is not None and is_json == (like is not None and like.suffix.lower() == ".json") and not changed:
        return before
    if is_json:
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
    text = before.decode() if before is not None and like is not None and like.suffix.lower() != ".json" else EMPTY
    shown = path.name
    data = load_yaml(text, shown, error=ChecklistError).data
    wanted = dict(data)
    if "status" in changed or before is None or text == EMPTY:
        wanted["status"] = document["status"]
    for group in GROUPS:
        old = data.get(group) or {}
        new = dict(old) | {key: value for key, value in document[group].items() if key in changed or key not in old}
        if new:
            wanted[group] = new
    return edited(text, wanted, shown).encode()
