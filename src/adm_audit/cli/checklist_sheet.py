"""`adm-audit checklist sheet`: write a form in which people answer the checklists."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

FORMATS = ("html", "xlsx")


@click.command()
@click.option("--format", "kind", type=click.Choice(FORMATS), help="What to write (default: by the ending of -o).")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write.")
@click.option("--answers", type=click.Path(path_type=Path), help="Answers that stand in the form from the start.")
@click.option(
    "--raised",
    type=click.Path(path_type=Path),
    metavar="RESULT",
    help="A result.json: the questions that this audit raised (html marks them, xlsx holds only these).",
)
@click.option("--role", metavar="ROLE", help="xlsx: only questions that this role answers or helps with.")
@click.option("--stage", metavar="CODE", help="xlsx: only one stage or strand, such as DAT.")
@click.option("--short-form", "--short", "short", is_flag=True, help="xlsx: only the 15 questions of the short form.")
@click.option("--checklist", "chosen", multiple=True, metavar="NAME", help="A checklist, or an own .yaml file.")
@click.option("--title", default="", help="Title of the form (default: the title of the audited plan).")
@click.option("--force", is_flag=True, help="Overwrite a file that is already there.")
def sheet(output: Path, *, kind: str | None, force: bool, **options: Any) -> int:
    """Write a form to fill in: one HTML file that works without a network, or a workbook with a sheet per role.

    The HTML form chooses roles and stages on the page itself.
    """
    from adm_audit.errors import CallError, Place, Problem

    if output.exists() and not force:
        raise CallError(Problem("answers_sheet_exists", {"path": str(output)}, Place(str(output))))
    filters = {name: options.pop(name) for name in ("role", "stage", "short")}
    if (kind or output.suffix.lower().removeprefix(".")) == "xlsx":
        questions = _workbook(output, filters, **options)
        todo = f"Fill it in, then: adm-audit checklist merge answers.yaml {output}"
    else:
        from adm_audit.cli.checklist_form import write_form

        if any(filters.values()):
            raise click.UsageError("--role, --stage and --short-form are for --format xlsx; the HTML form has filters.")
        questions = write_form(output, **options)
        todo = "Open the file in a browser; it saves answers.json."
    click.echo(str(output))
    click.echo(f"{questions} questions. {todo}", err=True)
    return 0


def _workbook(
    output: Path,
    filters: Mapping[str, Any],
    *,
    answers: Path | None,
    raised: Path | None,
    chosen: tuple[str, ...],
    title: str,
) -> int:
    from datetime import date

    from adm_audit.checklist import STANDARD, load_checklists
    from adm_audit.checklist.answers import load_answers
    from adm_audit.cli.checklist_choice import chosen_questions
    from adm_audit.cli.results import read_result
    from adm_audit.forms.sheet_write import sheet_xlsx
    from adm_audit.output import write_bytes

    result = read_result(raised) if raised else None
    library = load_checklists(chosen or STANDARD)
    said = load_answers(answers, library) if answers else None
    wanted = chosen_questions(library, raised=result, **filters)
    title = title or str((result.plan if result else {}).get("title", ""))
    content = sheet_xlsx(library, said, wanted=wanted, role=filters["role"], title=title, made_on=date.today())
    write_bytes(output, content)
    return len(wanted)
