"""`adm-audit run`: carry out the audit that a plan describes."""

from __future__ import annotations

from pathlib import Path

import click

from adm_audit.cli.options import audit_date, fail_on, formats, language


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder for the results (default: beside the plan, in a folder named results).",
)
@click.option(
    "--for",
    "audience",
    type=click.Choice(["team", "council", "public"]),
    default="team",
    show_default=True,
    help="Who will read it: everything for the team, two pages for the council (report.council.html), or everything from "
    "counts that were rounded and hidden, for the public (report.public.html, result.public.json).",
)
@click.option("--lang", default=None, callback=language, help="Language of the report (default: the plan's).")
@click.option(
    "--format",
    "wanted",
    default="html,json",
    show_default=True,
    callback=formats,
    help="What to write: html, json, xlsx, csv (comma between).",
)
@click.option(
    "--fail-on",
    default=None,
    callback=fail_on,
    help="Exit with 1 if one of these holds: shown, unexplained, contradicted (comma between).",
)
@click.option(
    "--date",
    "audited_on",
    default=None,
    callback=audit_date,
    help="Date that the report carries (default: today). Same date and data give the same bytes.",
)
def run(plan, output, audience, lang, wanted, fail_on, audited_on) -> int:  # type: ignore[no-untyped-def]
    """Carry out the audit that PLAN (an audit.yaml) describes, and write report.html and result.json."""
    from adm_audit.cli.work import carry_out

    return carry_out(
        plan,
        output or plan.parent / "results",
        lang=lang,
        wanted=wanted,
        fail_on=fail_on,
        audited_on=audited_on,
        audience=audience,
    )
