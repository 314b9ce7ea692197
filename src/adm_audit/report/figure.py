"""A figure as the template takes it, and the texts under its scale."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from adm_audit.report.charts.svg import Scale
from adm_audit.report.words import Voice, units
from adm_audit.result import Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """Pictures with one caption. kind: gaps, crowd, levels or ranges. titles: a heading over each picture."""

    kind: str
    caption: str
    pictures: tuple[tuple[str, Markup], ...]
    key: tuple[tuple[str, str], ...] = ()


def plain_points(across: Scale, voice: Voice) -> dict[float, str]:
    """Return the ticks of a scale as points without a sign."""
    return {tick: text.lstrip("+") for tick, text in points(across, voice).items()}


def points(across: Scale, voice: Voice, unit: Unit = "share") -> dict[float, str]:
    """Return the ticks of a scale as points (or in their unit) with their sign."""
    values = {tick: units.scaled(tick, unit) for tick in across.ticks}
    digits = next(
        (many for many in range(3) if all(round(value, 6) == round(value, many) for value in values.values())), 3
    )
    if unit == "strength":
        return {tick: voice.numbers.decimal(value, digits) for tick, value in values.items()}
    return {tick: voice.numbers.signed(value, digits) for tick, value in values.items()}


def shares(across: Scale, voice: Voice) -> dict[float, str]:
    """Return the ticks of a scale as percentages."""
    digits = 0 if all(round(100 * tick, 6).is_integer() for tick in across.ticks) else 1
    return {tick: voice.numbers.percent(tick, digits) for tick in across.ticks}
