"""Every cut-off of a score as a point: how many it finds, and the gap that it leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from adm_audit.report.charts.plane import HEIGHT, TOP, Plane, dots, frame, path, reaches
from adm_audit.report.charts.svg import picture, tag

_RIGHT = 80


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
    plain = [(point.found, point.gap) for point in points if not point.role]
    limits = [(point.found, point.low, point.high) for point in points]
    drawn = tag("g", reaches(plane, limits), dots(plane, plain), class_="v-other")
    marks = [part for point in points if point.role for part in _mark(plane, point)]
    return picture(anchor, *titles, HEIGHT, *frame(plane, path(plane, line, "c-plain"), drawn), *marks)


def _mark(plane: Plane, point: CutPoint) -> Iterator[Markup]:
    at, middle = plane.across.at(point.found), TOP + plane.y(point.gap)
    yield tag("use", href="#m-group" if point.role == "now" else "#m-other", x=at, y=middle)
    crowded = plane.across.share(point.found) > _RIGHT
    look = "c-name c-end" if crowded else "c-name"
    yield tag("text", point.label, x=at, y=middle - 12, dx="-8" if crowded else "8", class_=look)
