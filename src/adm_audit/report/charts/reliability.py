"""Outcomes by score: one group with its intervals, the other groups as thin lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from adm_audit.report.charts.plane import HEIGHT, Plane, Point, frame, path
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
    parts = list(frame(plane))
    if promised:
        least, most = max(plane.across.low, plane.up.low), min(plane.across.high, plane.up.high)
        parts.append(path(plane, [(least, least), (most, most)], "c-promised"))
    parts += [path(plane, curve.points, "c-thin") for curve in others]
    marks = []
    for (x, _), (low, high) in zip(group.points, group.limits, strict=True):
        at = plane.across.at(x)
        marks.append(tag("line", x1=at, x2=at, y1=plane.y(low), y2=plane.y(high), class_="c-reach"))
    marks += [tag("circle", cx=plane.across.at(x), cy=plane.y(y), r="3.6") for x, y in group.points]
    parts.append(tag("g", path(plane, group.points, "c-path"), *marks, class_="v-group c-dots"))
    return picture(anchor, *titles, HEIGHT, *parts)
