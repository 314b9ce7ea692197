"""A few elements of SVG with everything escaped, and scales with round ticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup, escape


def tag(name: str, *children: Markup | str, **attributes: object) -> Markup:
    """Return an element; ``class_`` stands for class, ``_`` for ``-``, None is left out, texts are escaped.

    >>> tag("text", "a < b", class_="label", text_anchor="end", x="5%")
    Markup('<text class="label" text-anchor="end" x="5%">a &lt; b</text>')
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(str(escape(child)) for child in children)
    return Markup(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")  # noqa: S704 - all parts are escaped above


def picture(anchor: str, title: str, description: str, height: int, *parts: Markup) -> Markup:
    """Return an SVG picture with a title and a description that a screen reader speaks."""
    name, story = f"{anchor}-title", f"{anchor}-desc"
    return tag(
        "svg",
        tag("title", title, id=name),
        tag("desc", description, id=story),
        *parts,
        class_="chart",
        width="100%",
        height=height,
        role="img",
        aria_labelledby=f"{name} {story}",
    )


def percent(share: float) -> str:
    """Return a position or width as SVG wants it.

    >>> percent(12.345), percent(50.0)
    ('12.3%', '50%')
    """
    return f"{share:.1f}".removesuffix(".0") + "%"


GRIDS = range(1, 11)
"""For so many steps between ticks the page's sprite has a pattern of lines."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values to percentages of the width, with round ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]
    margin: float = 3.0

    def at(self, value: float) -> str:
        """Return where a value stands, kept inside the picture."""
        return percent(self.share(value))

    def share(self, value: float) -> float:
        """Return where a value stands, in per cent of the width."""
        inside = min(max(value, self.low), self.high)
        span = self.high - self.low or 1.0
        return self.margin + (100 - 2 * self.margin) * (inside - self.low) / span


def scale(low: float, high: float, *, most: int = 7) -> Scale:
    """Return a scale that holds both values and ends at round ticks.

    >>> scale(-0.031, 0.17).ticks
    (-0.05, 0.0, 0.05, 0.1, 0.15, 0.2)
    """
    span = max(high - low, 1e-9)
    step = 10 ** floor(log10(span / most))
    for factor in (1, 2, 5, 10, 20):
        if span / (step * factor) <= most - 1:
            step *= factor
            break
    start, end = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    ticks = tuple(round(at * step, 10) + 0.0 for at in range(start, end + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def grid(across: Scale, top: int, bottom: int) -> Markup:
    """Return an upright line for each tick of a scale: a pattern of the page's sprite, as ticks are equally far apart."""
    steps = len(across.ticks) - 1
    if steps not in GRIDS:
        lines = (tag("line", x1=across.at(tick), x2=across.at(tick), y1=top, y2=bottom) for tick in across.ticks)
        return tag("g", *lines, class_="c-grid")
    width = percent(100 - 2 * across.margin)
    return tag("rect", x=percent(across.margin), width=width, y=top, height=bottom - top, fill=f"url(#g{steps})")


def tick_labels(across: Scale, ticks: Mapping[float, str], y: int) -> Markup:
    """Return the texts under the ticks of a scale."""
    return tag("g", *(tag("text", ticks[tick], x=across.at(tick), y=y) for tick in across.ticks), class_="c-tick")


_LONGEST, _CROWDED = 40, 18


def labels(name: str, text: str, y: int) -> list[Markup]:
    """Return the name of a row and its value at the right.

    Beside a long name the value gives way on a narrow screen (class ``c-long``); it stands in the table too.
    """
    cut = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    look = "c-value c-long" if len(name) > _CROWDED else "c-value"
    return [tag("text", cut, y=y, class_="c-name"), tag("text", text, x="100%", y=y, class_=look)]
