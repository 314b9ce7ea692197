"""Outcomes by score: one group with its intervals, the other groups as thin lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from adm_audit.report.charts.plane import HEIGHT, Plane, Point, dots, frame, path, reaches
from adm_audit.report.charts.svg import picture, tag


@dataclass(frozen=True, slots=True)
class Curve:
    """The share with a positive outcome at each score, ascending; with the limits of each, where they are drawn."""

    points: tuple[Point, ...]
    limits: tuple[tuple[float, float], ...] = ()


def reliability_chart(
    anchor: str, titles: tuple[str, str], plane: Plane, group: Curve, others: Sequence[Curve], *, promised: bool
) -> Markup:
    """Return the picture. titles: its title and its description. promised: the score is a probability, so that outcomes
    that keep what it says lie on the diagonal."""
    lines = [path(plane, curve.points, "c-thin") for curve in others]
    if promised:
        least, most = max(plane.across.low, plane.up.low), min(plane.across.high, plane.up.high)
        lines.append(path(plane, [(least, least), (most, most)], "c-promised"))
    limits = [(x, *ends) for (x, _), ends in zip(group.points, group.limits, strict=True)]
    mine = (path(plane, group.points, "c-path"), reaches(plane, limits), dots(plane, group.points))
    return picture(anchor, *titles, HEIGHT, *frame(plane, *lines, tag("g", *mine, class_="v-group")))
