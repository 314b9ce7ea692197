"""`adm-audit checklist merge`: put files of answers together."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("answers", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write (default: into ANSWERS).")
@click.option(
    "--take",
    "takes",
    multiple=True,
    metavar="ID=FILE",
    help="Where files differ on a question: whose answer stays. FILE is a name, or 1 for ANSWERS, 2 for the next.",
)
@click.option("--checklist", "chosen", multiple=True, metavar="NAME", help="A checklist, or an own .yaml file.")
def merge(
    answers: Path, files: tuple[Path, ...], output: Path | None, takes: tuple[str, ...], chosen: tuple[str, ...]
) -> int:
    """Put files of answers together: FILE may be .yaml, .json (from the form) or .xlsx (from the sheet).

    What is new is added to ANSWERS, and its comments stay. Where two files differ, both are printed, nothing is
    written and the exit code is 2.
    """
    from adm_audit.checklist import STANDARD, load_checklists
    from adm_audit.forms.answer_file import read_all, written
    from adm_audit.forms.merge import merged
    from adm_audit.output import write_bytes

    said = read_all([answers, *files], load_checklists(chosen or STANDARD))
    together = merged(said, takes)
    target = output or answers
    if output is None and not together.changed and answers.exists():
        click.echo(f"{answers}: nothing new.", err=True)
        return 0
    write_bytes(target, written(target, together.document, together.changed, answers))
    click.echo(str(target))
    named = f": {', '.join(together.changed)}" if together.changed else ""
    click.echo(f"New or changed: {len(together.changed)}{named}.", err=True)
    return 0
