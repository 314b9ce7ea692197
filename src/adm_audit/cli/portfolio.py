"""`adm-audit portfolio`: several results side by side."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

import click

from adm_audit.cli.options import audit_date, language


@click.command()
@click.argument("results", nargs=-1, required=True, metavar="RESULT...", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("portfolio"),
    show_default=True,
    help="Folder for portfolio.html and portfolio.json.",
)
@click.option(
    "--same-groups",
    "same",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A YAML file that says which names stand for the same people in several services.",
)
@click.option("--lang", default=None, callback=language, help="Language of the texts (default: the first plan's).")
@click.option(
    "--date",
    "written_on",
    default=None,
    callback=audit_date,
    help="Date that the page carries (default: today). Same date and results give the same bytes.",
)
def portfolio(results, output, same, lang, written_on) -> int:  # type: ignore[no-untyped-def]
    """Read the result.json of several services: is the same group worse off in more than one of them?"""
    from adm_audit.checklist.load import standard_library
    from adm_audit.cli.results import read_results
    from adm_audit.cli.same_groups import read_same_groups
    from adm_audit.output import write_bytes, write_text
    from adm_audit.pairing.portfolio import Service
    from adm_audit.pairing.portfolio import portfolio as side_by_side
    from adm_audit.report.portfolio import to_html, to_json, to_text

    read = read_results(results)
    library = standard_library()
    services = [Service(path=str(path), result=result) for path, result in zip(results, read, strict=True)]
    found = side_by_side(services, library, same_as=read_same_groups(same) if same else None)
    spoken = lang or str(read[0].plan.get("language", "en"))
    links = [_report_beside(path, output) for path in results]
    page = to_html(found, library, language=spoken, links=links, written_on=written_on.isoformat())
    write_text(output / "portfolio.html", page)
    write_bytes(output / "portfolio.json", to_json(found))
    for name in ("portfolio.html", "portfolio.json"):
        click.echo(str(output / name))
    click.echo(to_text(found, library, language=spoken), err=True)
    return 0


def _report_beside(path: Path, output: Path) -> str:
    """Return the address of the report that stands beside a result, as seen from the page; empty if there is none."""
    report = path.parent / "report.html"
    if not report.is_file():
        return ""
    try:
        return quote(Path(os.path.relpath(report, output)).as_posix())
    except ValueError:  # another drive
        return ""
