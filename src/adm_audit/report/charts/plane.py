"""A plane with two scales, for curves. Across in percentages like every chart, upwards in pixels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from adm_audit.report.charts.svg import Scale, grid, tag, tick_labels

TOP, TALL, BOTTOM = 40, 190, 44
HEIGHT = TOP + TALL + BOTTOM
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plane:
    """Both scales of a picture, with the texts at their ticks and what they count."""

    across: Scale
    up: Scale
    ticks_across: Mapping[float, str]
    ticks_up: Mapping[float, str]
    name_across: str
    name_up: str

    def y(self, value: float) -> float:
        """Return how far from the top a value stands, kept inside the picture."""
        inside = min(max(value, self.up.low), self.up.high)
        return round(TOP + TALL * (self.up.high - inside) / (self.up.high - self.up.low), 1)


def frame(plane: Plane) -> Iterator[Markup]:
    """Yield the grid, the ticks of both scales and their names. Ticks of the upright scale stand above their lines."""
    ends = plane.across.at(plane.across.low), plane.across.at(plane.across.high)
    yield grid(plane.across, TOP, TOP + TALL)
    lines = (tag("line", x1=ends[0], x2=ends[1], y1=plane.y(at), y2=plane.y(at)) for at in plane.up.ticks)
    yield tag("g", *lines, class_="c-grid")
    if plane.up.low < 0 < plane.up.high:
        yield tag("line", x1=ends[0], x2=ends[1], y1=plane.y(0), y2=plane.y(0), class_="c-zero")
    texts = (tag("text", plane.ticks_up[at], x=ends[0], y=plane.y(at) - 3) for at in plane.up.ticks)
    yield tag("g", *texts, class_="c-up")
    yield tick_labels(plane.across, plane.ticks_across, TOP + TALL + 16)
    yield tag("text", plane.name_up, y=12, class_="c-side")
    yield tag("text", plane.name_across, x="100%", y=HEIGHT - 6, class_="c-side c-end")


def path(plane: Plane, points: Sequence[Point], look: str) -> Markup:
    """Return a line through points. It consists of pieces, because a polyline takes no percentages."""
    pieces = (
        tag("line", x1=plane.across.at(x1), y1=plane.y(y1), x2=plane.across.at(x2), y2=plane.y(y2))
        for (x1, y1), (x2, y2) in pairwise(points)
    )
    return tag("g", *pieces, class_=look)
