"""Options that several commands share, checked where they are read."""

from __future__ import annotations

from datetime import date

import click

FORMATS = ("html", "json", "xlsx", "csv")
CONDITIONS = ("shown", "unexplained", "contradicted")


def audit_date(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date:
    """Return the date of an audit; today where none is given."""
    if value is None:
        return date.today()
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date. Write it as 2026-11-22.") from None


def formats(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """Return the formats to write."""
    return _names(value, FORMATS)


def fail_on(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Return the conditions that make the exit code 1."""
    return () if value is None else _names(value, CONDITIONS)


def language(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Return a language that is complete; None for the plan's own."""
    from adm_audit.text.catalogue import LANGUAGES

    if value is not None and value not in LANGUAGES:
        raise click.BadParameter(f"{value!r} is not complete yet. Languages offered: {', '.join(LANGUAGES)}.")
    return value


def _names(value: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    wrong = [name for name in names if name not in allowed]
    if wrong or not names:
        raise click.BadParameter(f"{', '.join(wrong) or 'nothing'} is not known. Allowed: {', '.join(allowed)}.")
    return names
