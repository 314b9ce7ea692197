"""`adm-audit export`: write what a result holds in a form for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from adm_audit.cli.options import audit_date, language


@click.command()
@click.argument("result", type=click.Path(path_type=Path))
@click.option("--to", "target", type=click.Choice(["action-plan"]), required=True, help="What to write.")
@click.option(
    "--format",
    "wanted",
    type=click.Choice(["xlsx", "ics", "csv"]),
    default="xlsx",
    show_default=True,
    help="A workbook, tasks for a calendar program, or a plain table.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write (default: beside RESULT).")
@click.option("--lang", default=None, callback=language, help="Language of the texts (default: the plan's).")
@click.option(
    "--date",
    "written_on",
    default=None,
    callback=audit_date,
    help="Date that the file carries (default: today). Same date and result give the same bytes.",
)
def export(result, target, wanted, output, lang, written_on) -> int:  # type: ignore[no-untyped-def]
    """Write the action plan of RESULT (a result.json): who does what by when."""
    from adm_audit.cli.results import read_result
    from adm_audit.export import action_plan_csv, action_plan_ics, action_plan_xlsx
    from adm_audit.output import write_bytes

    read = read_result(result)
    spoken = lang or str(read.plan.get("language", "en"))
    if wanted == "csv":
        content = action_plan_csv(read, language=spoken).encode("utf-8")
    elif wanted == "ics":
        content = action_plan_ics(read, written_on=written_on, language=spoken)
    else:
        content = action_plan_xlsx(read, written_on=written_on, language=spoken)
    path = output or result.parent / f"{target}.{wanted}"
    write_bytes(path, content)
    click.echo(str(path))
    return 0
