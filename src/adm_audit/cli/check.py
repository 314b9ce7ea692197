"""`adm-audit check`: read a plan and its data, list every problem."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
def check(plan) -> int:  # type: ignore[no-untyped-def]
    """Read PLAN and the columns and values that it names; list every problem with its place."""
    click.echo(f"Reading {plan} ...", err=True)
    from adm_audit.api import check_plan

    for line in check_plan(plan):
        click.echo(line)
    return 0
