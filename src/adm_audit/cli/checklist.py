"""`adm-audit checklist`: read the checklists, and check one of your own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from adm_audit.cli.checklist_answer import answer
from adm_audit.cli.checklist_merge import merge
from adm_audit.cli.checklist_sheet import sheet
from adm_audit.cli.checklist_summary import summary


@click.group()
def checklist() -> None:
    """Read the checklists: list the questions, show one, check a file of your own; and answer them: here, in a form
    or a workbook, and put answers together."""


checklist.add_command(sheet)
checklist.add_command(merge)
checklist.add_command(answer)
checklist.add_command(summary)


@checklist.command("list")
@click.option("--checklist", "chosen", multiple=True, metavar="NAME", help="A checklist, or an own .yaml file.")
@click.option("--role", metavar="ROLE", help="Only questions that this role answers or helps with.")
@click.option("--stage", metavar="CODE", help="Only one stage or strand, such as DAT.")
@click.option("--short-form", is_flag=True, help="Only the questions of the short form for small cities.")
@click.option("--yearly", is_flag=True, help="Only the questions that are asked at the start and every year.")
@click.option(
    "--raised-by",
    metavar="RESULT",
    type=click.Path(path_type=Path),
    help="Only those that a result.json raised.",
)
def list_questions(
    chosen: tuple[str, ...],
    role: str | None,
    stage: str | None,
    short_form: bool,
    yearly: bool,
    raised_by: Path | None,
) -> None:
    """List checklists and questions with their ids."""
    from adm_audit.checklist import STANDARD, load_checklists
    from adm_audit.checklist.shown import known_name, listed, sections_of

    library = load_checklists(chosen or STANDARD)
    if role is not None:
        role = known_name(role, library.vocabulary.roles, "role")
    if stage is not None:
        stage = known_name(stage.upper(), sections_of(library), "stage or strand")
    wanted = {
        question.id
        for question in library.questions().values()
        if (role is None or role in question.roles)
        and (stage is None or question.section == stage)
        and (not short_form or question.short_form)
        and (not yearly or question.yearly)
    }
    if raised_by is not None:
        wanted &= _raised(raised_by)
    _print(listed(library, wanted))


@checklist.command("show")
@click.argument("name", metavar="ID")
@click.option("--checklist", "chosen", multiple=True, metavar="NAME", help="A checklist, or an own .yaml file.")
def show(name: str, chosen: tuple[str, ...]) -> None:
    """Show everything about a question, a signal, a trigger, a profile question, a practice, a source or a law note."""
    from adm_audit.checklist import STANDARD, load_checklists
    from adm_audit.checklist.shown import shown

    _print(shown(load_checklists(chosen or STANDARD), name))


@checklist.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check an own checklist, a file of answers, or one of good practices. Every problem is named with its line."""
    from adm_audit.checklist import STANDARD, load_checklists
    from adm_audit.checklist.answers import is_answers, load_answers

    if is_answers(file):
        answers = load_answers(file, load_checklists(STANDARD))
        counts = f"{len(answers.answers)} answers, {len(answers.profile)} of the profile"
        click.echo(f"{file}: {counts}. No problem found.")
        return
    library = load_checklists([str(file)])
    examples = sum(item.own for item in library.practices.values())
    if examples:
        click.echo(f"{file}: {examples} examples. No problem found.")
        return
    for item in library.checklists.values():
        click.echo(f"{file}: {item.id} {item.version}, {len(item.questions)} questions. No problem found.")


def _raised(path: Path) -> set[str]:
    from adm_audit.errors import CallError, Place, Problem
    from adm_audit.result import from_json

    try:
        result = from_json(path.read_bytes())
    except (OSError, ValueError):
        raise CallError(Problem("earlier_not_readable", {"path": str(path)}, Place(str(path)))) from None
    return {item.id for found in result.checklists for item in found.questions if item.raised_by}


def _print(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line)
