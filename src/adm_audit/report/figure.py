"""A figure as the template takes it, and the texts under its scale."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from adm_audit.report.charts.svg import Scale
from adm_audit.report.words import Voice


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


def points(across: Scale, voice: Voice) -> dict[float, str]:
    """Return the ticks of a scale as points with their sign."""
    steps = [abs(tick) for tick in across.ticks if tick]
    digits = 0 if all(round(100 * step, 6).is_integer() for step in steps) else 1
    return {tick: voice.numbers.signed(100 * tick, digits) for tick in across.ticks}


def shares(across: Scale, voice: Voice) -> dict[float, str]:
    """Return the ticks of a scale as percentages."""
    digits = 0 if all(round(100 * tick, 6).is_integer() for tick in across.ticks) else 1
    return {tick: voice.numbers.percent(tick, digits) for tick in across.ticks}
