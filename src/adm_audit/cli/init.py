"""`adm-audit init`: look at a data file and propose a plan."""

from __future__ import annotations

from pathlib import Path

import click


def _language(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    from adm_audit.tables.encoding import is_language, languages

    if not is_language(value):
        raise click.BadParameter(f"{value!r} is not a language known here. Known: {', '.join(languages())}.")
    return value


@click.command()
@click.argument("data", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="The plan to write (default: audit.yaml beside the data).",
)
@click.option("--sheet", default=None, help="Sheet of a spreadsheet.")
@click.option("--skip", type=click.IntRange(0, 10_000), default=None, help="Lines above the header of a text file.")
@click.option("--encoding", default=None, help="Encoding of a text file, such as utf-8 or cp1252.")
@click.option(
    "--lang",
    default="en",
    show_default=True,
    callback=_language,
    help="Language of the file; decides the code page to try.",
)
@click.option("--force", is_flag=True, help="Overwrite a plan that is already there.")
def init(data, output, sheet, skip, encoding, lang, force) -> int:  # type: ignore[no-untyped-def]
    """Look at DATA, say what was detected, and write a commented audit.yaml with guesses to check."""
    from adm_audit.errors import CallError, Place, Problem
    from adm_audit.output import write_text
    from adm_audit.proposal import look_at

    target = output or data.parent / "audit.yaml"
    if target.exists() and not force:
        raise CallError(Problem("plan_exists", {"path": str(target)}, Place(str(target))))
    found = look_at(data, target.parent, sheet=sheet, language=lang, skip=skip, encoding=encoding)
    for line in found.lines:
        click.echo(line, err=True)
    write_text(target, found.plan)
    click.echo(str(target))
    click.echo(f"Next: fill in the lines marked FILL IN, then: adm-audit check {target}", err=True)
    return 0
