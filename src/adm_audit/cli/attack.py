"""`adm-audit attack`: try to work out the small counts that a result hides."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

_SHOWN = 20


@click.command()
@click.argument("result", type=click.Path(path_type=Path))
def attack(result: Path) -> int:
    """Try to work out the small counts of RESULT (a result.public.json) from everything that it publishes.

    Exit code 1 if any is known more tightly than the rule of its plan allows.
    """
    from adm_audit.api import attack as carry_out

    found = carry_out(result)
    click.echo(
        f"{found.hidden} hidden counts in {found.tables} tables; a hidden count must be able to be "
        f"anything from 0 to {found.rule.minimum - 1}."
    )
    if not found.recognised:
        click.echo("None can be worked out more tightly than that.")
        return 0
    printed = sum(item.printed for item in found.recognised)
    click.echo(f"{printed} small counts are printed as they are, {len(found.recognised) - printed} can be worked out:")
    for item in found.recognised[:_SHOWN]:
        click.echo(f"- {_who(item.group)}, {item.field}: {_range(item.low, item.high)}")
    if len(found.recognised) > _SHOWN:
        click.echo(f"and {len(found.recognised) - _SHOWN} more.")
    click.echo("Do not publish this result. Make one for the public with: adm-audit run PLAN --for public")
    return 1


def _who(group: Mapping[str, str | None]) -> str:
    from adm_audit.text.safe import visible

    return ", ".join(f"{visible(name)} {visible(value or '-')}" for name, value in group.items()) or "everybody"


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"
