"""`adm-audit checklist answer`: answer the questions in the terminal, one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adm_audit.cli.options import audit_date

if TYPE_CHECKING:
    from adm_audit.checklist.answers import Answers
    from adm_audit.checklist.model import Library


@click.command()
@click.argument("plan", required=False, type=click.Path(path_type=Path))
@click.option(
    "--answers", type=click.Path(path_type=Path), help="File of answers (default: the plan's, or answers.yaml)."
)
@click.option("--role", metavar="ROLE", help="Only questions that this role answers or helps with.")
@click.option("--stage", metavar="CODE", help="Only one stage or strand, such as DAT.")
@click.option("--short-form", "--short", "short", is_flag=True, help="Only the 15 questions of the short form.")
@click.option(
    "--raised", type=click.Path(path_type=Path), metavar="RESULT", help="Only those that a result.json raised."
)
@click.option("--again", is_flag=True, help="Ask what is answered already, too.")
@click.option("--name", default=None, help="Who answers (default: asked once).")
@click.option("--date", "on", callback=audit_date, metavar="DATE", help="Date of the answers (default: today).")
@click.option("--checklist", "chosen", multiple=True, metavar="NAME", help="A checklist, or an own .yaml file.")
def answer(plan: Path | None, answers: Path | None, on: date, **options: Any) -> int:
    """Answer the questions one at a time. Each answer is saved at once; stop with q, and go on another time.

    PLAN is an audit.yaml: it names the file of answers and the checklists, and answers some of the profile.
    """
    from adm_audit.cli.checklist_choice import chosen_questions
    from adm_audit.cli.results import read_result
    from adm_audit.forms.terminal import Asked, interview
    from adm_audit.forms.terminal_talk import Stop

    file, library, facts = _opened(plan, answers, options["chosen"])
    store = _File(file, library)
    store.said()
    result = read_result(options["raised"]) if options["raised"] else None
    chosen = {key: options[key] for key in ("role", "stage", "short")}
    ids = chosen_questions(library, raised=result, **chosen)
    raised = frozenset(ids) if result else frozenset()
    asked = Asked(
        library=library, ids=ids, raised=raised, plan=facts or (result.plan if result else {}), again=options["again"]
    )
    click.echo(f"{len(ids)} questions. Answers are saved in {file} after each one. q stops.", err=True)
    try:
        person = _person(library, options["role"], options["name"], on)
        answered, open_ones = interview(asked, store, _Terminal(), person)
    except Stop:
        return 0
    except click.Abort:
        click.echo(f"\nEvery question up to here is saved in {file}.", err=True)
        raise
    click.echo(f"Answered now: {answered}. Still open: {open_ones}. Saved in {file}.", err=True)
    return 0


def _opened(
    plan: Path | None, answers: Path | None, chosen: tuple[str, ...]
) -> tuple[Path, Library, Mapping[str, Any]]:
    """Return the file of answers, the checklists, and the plan as plain data."""
    from adm_audit.checklist import STANDARD, load_checklists

    if plan is None:
        return answers or Path("answers.yaml"), load_checklists(chosen or STANDARD), {}
    from adm_audit.plan.load import as_data, load_plan

    loaded = load_plan(plan).plan
    file = answers or plan.parent / (loaded.answers or "answers.yaml")
    if answers is None and not loaded.answers:
        click.echo(f"The plan names no answers. Add this line to it: answers: {file.name}", err=True)
    library = load_checklists(chosen or loaded.checklists or STANDARD, Path() if chosen else plan.parent)
    return file, library, as_data(loaded)


def _person(library: Library, role: str | None, name: str | None, on: date) -> Any:
    from adm_audit.forms.sheet_layout import short_label
    from adm_audit.forms.terminal import Person
    from adm_audit.forms.terminal_talk import ask, chosen, clean, options

    talk, roles = _Terminal(), {key: short_label(key, library) for key in library.vocabulary.roles}
    if role is None:
        options(talk, roles)
    while role is None:
        given = ask(talk, "  Your role: one number (Enter: leave it open)")
        role = chosen(given, roles) if given else ""
    if name is None:
        name = ask(talk, "  Your name (Enter: leave it open)")
    return Person(by=role, name=clean(name), on=on.isoformat())


class _Terminal:
    """The terminal of whoever called the command."""

    def say(self, text: str) -> None:
        """Print a line."""
        click.echo(text)

    def ask(self, prompt: str) -> str:
        """Return the line that was typed."""
        return str(click.prompt(prompt, default="", show_default=False))


@dataclass(frozen=True, slots=True)
class _File:
    """A file of answers that is read again before each change, so that nobody's work is written over."""

    path: Path
    library: Library

    def said(self) -> Answers:
        """Return what the file says now."""
        from adm_audit.checklist.answers import Answers, load_answers

        return load_answers(self.path, self.library) if self.path.exists() else Answers()

    def keep(self, group: str, key: str, value: object) -> None:
        """Write one answer; every other byte of the file stays."""
        from adm_audit.forms.answer_file import written
        from adm_audit.forms.document import as_document
        from adm_audit.output import write_bytes

        document = as_document(self.said())
        document[group][key] = value
        write_bytes(self.path, written(self.path, document, [key], self.path))
