"""A few elements of SVG with everything escaped, and scales with round ticks."""

from __future__ import annotations

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
    return Markup(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


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


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values to percentages of the width, with round ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]
    margin: float = 3.0

    def at(self, value: float) -> str:
        """Return where a value stands, kept inside the picture."""
        return f"{self.share(value):.2f}%"

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
    for factor in (1, 2, 5, 10):
        if span / (step * factor) <= most - 1:
            step *= factor
            break
    start, end = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    ticks = tuple(round(at * step, 10) + 0.0 for at in range(start, end + 1))
    return Scale(ticks[0], ticks[-1], ticks)
