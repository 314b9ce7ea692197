"""Writes the HTML form, for `adm-audit checklist sheet --format html`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adm_audit.result import AuditResult


def write_form(
    output: Path,
    *,
    chosen: Sequence[str] = (),
    answers: Path | None = None,
    raised: Path | None = None,
    title: str = "",
    language: str = "en",
) -> int:
    """Write the form and return the number of its questions.

    chosen: checklists, or own files ending in .yaml; without any, those of the result, else both of the package.
    answers: a file of answers that stand in the form from the start. raised: a result.json.

    Raises CallError, ChecklistError with every problem of these files.
    """
    from adm_audit.checklist import STANDARD, load_checklists
    from adm_audit.checklist.answers import load_answers
    from adm_audit.forms.html_form import form_html
    from adm_audit.output import write_text

    result = _result(raised) if raised else None
    of_result = [item.id for item in result.checklists if item.id in STANDARD] if result else []
    library = load_checklists(chosen or of_result or STANDARD)
    said = load_answers(answers, library) if answers else None
    write_text(output, form_html(library, said, result=result, title=title, language=language))
    return len(library.questions())


def _result(path: Path) -> AuditResult:
    from adm_audit.errors import CallError, Place, Problem
    from adm_audit.result import from_json

    try:
        return from_json(path.read_bytes())
    except (OSError, ValueError):
        raise CallError(Problem("earlier_not_readable", {"path": str(path)}, Place(str(path)))) from None
