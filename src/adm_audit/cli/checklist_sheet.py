"""`adm-audit checklist sheet`: write a form in which people answer the checklists."""

from __future__ import annotations

from pathlib import Path

import click

FORMATS = ("html",)


@click.command()
@click.option(
    "--format", type=click.Choice(FORMATS), default="html", show_default=True, expose_value=False, help="What to write."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write.")
@click.option("--answers", type=click.Path(path_type=Path), help="Answers that stand in the form from the start.")
@click.option(
    "--raised",
    type=click.Path(path_type=Path),
    metavar="RESULT",
    help="A result.json: marks the questions that this audit raised, and says what its plan answers.",
)
@click.option("--checklist", "chosen", multiple=True, metavar="NAME", help="A checklist, or an own .yaml file.")
@click.option("--title", default="", help="Title of the form (default: the title of the audited plan).")
@click.option("--force", is_flag=True, help="Overwrite a file that is already there.")
def sheet(output, answers, raised, chosen, title, force) -> int:  # type: ignore[no-untyped-def]
    """Write a form to fill in: one HTML file that works without a network and saves a file of answers."""
    from adm_audit.cli.checklist_form import write_form
    from adm_audit.errors import CallError, Place, Problem

    if output.exists() and not force:
        raise CallError(Problem("answers_sheet_exists", {"path": str(output)}, Place(str(output))))
    questions = write_form(output, chosen=chosen, answers=answers, raised=raised, title=title)
    click.echo(str(output))
    click.echo(f"{questions} questions. Open the file in a browser; it saves answers.json.", err=True)
    return 0
