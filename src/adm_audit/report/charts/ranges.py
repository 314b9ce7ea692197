"""Bars from one value to another: what remains possible, or how large a gap must be to be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from adm_audit.report.charts.svg import Scale, grid, labels, percent, picture, tag, tick_labels

ROW, TOP, BOTTOM = 44, 6, 30


@dataclass(frozen=True, slots=True)
class RangeRow:
    """One bar: its name, its ends (parts of 1), a level drawn as a tick (None: none), and its verdict for the mark."""

    name: str
    low: float
    high: float
    text: str
    level: float | None = None
    verdict: str | None = None


def range_chart(
    anchor: str, title: str, description: str, rows: Sequence[RangeRow], across: Scale, ticks: dict[float, str]
) -> Markup:
    """Return the bars under each other on one scale."""
    bottom = TOP + ROW * len(rows)
    parts = [grid(across, TOP, bottom)]
    for at, row in enumerate(rows):
        parts += _row(row, TOP + ROW * at, across)
    parts.append(tick_labels(across, ticks, bottom + 20))
    # the table right behind the chart holds every row
    return picture(anchor, title, description, bottom + BOTTOM, *parts)


def _row(row: RangeRow, top: int, across: Scale) -> list[Markup]:
    low, high = across.share(row.low), across.share(row.high)
    look = "c-bar" if row.verdict is None else f"c-bar v-{row.verdict}"
    parts = [
        *labels(row.name, row.text, top + 15),
        tag("rect", x=percent(low), width=percent(max(high - low, 0.4)), y=top + 23, height=12, class_=look),
    ]
    if row.level is not None:
        at = across.at(row.level)
        parts.append(tag("line", x1=at, x2=at, y1=top + 19, y2=top + 39, class_="c-level"))
    return parts
