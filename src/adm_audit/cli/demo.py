"""`adm-audit demo`: audit the embedded sample."""

from __future__ import annotations

from pathlib import Path

import click

from adm_audit.cli.options import audit_date


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("adm-audit-demo"),
    show_default=True,
    help="Folder for the results.",
)
@click.option("--date", "audited_on", default=None, callback=audit_date, help="Date that the report carries.")
def demo(output, audited_on) -> int:  # type: ignore[no-untyped-def]
    """Audit the embedded sample (invented welfare data), write report.html and result.json."""
    from adm_audit.cli.work import carry_out
    from adm_audit.package_data import data_folder

    return carry_out(data_folder("sample_data") / "welfare" / "audit.yaml", output, audited_on=audited_on)
