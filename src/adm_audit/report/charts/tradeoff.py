"""Every cut-off of a score as a point: how many it finds, and the gap that it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from adm_audit.report.charts.plane import HEIGHT, Plane, frame, path
from adm_audit.report.charts.svg import picture, tag


@dataclass(frozen=True, slots=True)
class CutPoint:
    """One cut-off: what it finds, the gap with its limits, and its label; role: ``now``, ``better`` or empty."""

    found: float
    gap: float
    low: float
    high: float
    label: str
    role: str = ""


def tradeoff_chart(anchor: str, titles: tuple[str, str], plane: Plane, points: Sequence[CutPoint]) -> Markup:
    """Return the picture; the cut-off in use, and a better one, carry marks and their score."""
    line = [(point.found, point.gap) for point in points]
    parts = [*frame(plane), path(plane, line, "c-plain")]
    marks = []
    for point in points:
        at, middle = plane.across.at(point.found), plane.y(point.gap)
        marks.append(tag("line", x1=at, x2=at, y1=plane.y(point.low), y2=plane.y(point.high), class_="c-reach"))
        if not point.role:
            marks.append(tag("circle", cx=at, cy=middle, r="3"))
            continue
        marks.append(tag("use", href="#m-group" if point.role == "now" else "#m-other", x=at, y=middle))
        right = plane.across.share(point.found) > 80
        marks.append(
            tag(
                "text",
                point.label,
                x=at,
                y=middle - 12,
                dx="-8" if right else "8",
                class_="c-name c-end" if right else "c-name",
            )
        )
    parts.append(tag("g", *marks, class_="v-other c-dots"))
    return picture(anchor, *titles, HEIGHT, *parts)
