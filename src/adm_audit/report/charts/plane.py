"""A plane with two scales, for curves. Across in percentages like every chart, upwards in pixels.

Lines and dots stand in an inner picture that is stretched across, so that each curve is one path; strokes keep their
width, and dots are strokes without a length. Texts and marks stand outside of it and keep their shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from adm_audit.report.charts.svg import Scale, percent, tag, tick_labels

TOP, TALL, BOTTOM = 40, 190, 44
HEIGHT = TOP + TALL + BOTTOM
WIDE = 1000
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

    def x(self, value: float) -> int:
        """Return how far from the left of the inner picture a value stands, of 1000, kept inside."""
        inside = min(max(value, self.across.low), self.across.high)
        return round(WIDE * (inside - self.across.low) / (self.across.high - self.across.low or 1.0))

    def y(self, value: float) -> int:
        """Return how far from the top of the inner picture a value stands, kept inside."""
        inside = min(max(value, self.up.low), self.up.high)
        return round(TALL * (self.up.high - inside) / (self.up.high - self.up.low or 1.0))


def frame(plane: Plane, *lines: Markup) -> Iterator[Markup]:
    """Yield the grid with lines in it, the ticks of both scales and their names.

    Ticks of the upright scale stand above their lines. lines: what `path`, `dots` and `reaches` return.
    """
    net = "".join(f"M{plane.x(at)} 0V{TALL}" for at in plane.across.ticks)
    net += "".join(f"M0 {plane.y(at)}H{WIDE}" for at in plane.up.ticks)
    parts = [tag("path", d=net, class_="c-net")]
    if plane.up.low < 0 < plane.up.high:
        parts.append(tag("path", d=f"M0 {plane.y(0)}H{WIDE}", class_="c-zero"))
    left, right = plane.across.share(plane.across.low), plane.across.share(plane.across.high)
    yield tag(
        "svg",
        *parts,
        *lines,
        x=percent(left),
        y=TOP,
        width=percent(right - left),
        height=TALL,
        viewBox=f"0 0 {WIDE} {TALL}",
        preserveAspectRatio="none",
        class_="c-plane",
        aria_hidden="true",  # the picture around it has the title and the description
    )
    texts = (
        tag("text", plane.ticks_up[at], x=plane.across.at(plane.across.low), y=TOP + plane.y(at) - 3)
        for at in plane.up.ticks
    )
    yield tag("g", *texts, class_="c-up")
    yield tick_labels(plane.across, plane.ticks_across, TOP + TALL + 16)
    yield tag("text", plane.name_up, y=12, class_="c-side")
    yield tag("text", plane.name_across, x="100%", y=HEIGHT - 6, class_="c-side c-end")


def path(plane: Plane, points: Sequence[Point], look: str) -> Markup:
    """Return a line through points."""
    return tag("path", d="M" + "L".join(f"{plane.x(x)} {plane.y(y)}" for x, y in points), class_=look)


def dots(plane: Plane, points: Iterable[Point]) -> Markup:
    """Return a dot at each point."""
    return tag("path", d="".join(f"M{plane.x(x)} {plane.y(y)}h0" for x, y in points), class_="c-dot")


def reaches(plane: Plane, limits: Iterable[tuple[float, float, float]]) -> Markup:
    """Return an upright line from a lower to an upper limit at each place across."""
    lines = (f"M{plane.x(x)} {plane.y(low)}V{plane.y(high)}" for x, low, high in limits)
    return tag("path", d="".join(lines), class_="c-reach")
