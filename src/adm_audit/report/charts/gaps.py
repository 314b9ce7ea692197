"""Dots and intervals: the gap of each group, with the attention level as a band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from adm_audit.report.charts.svg import Scale, grid, labels, percent, picture, scale, tag, tick_labels

ROW, TOP, BOTTOM = 46, 26, 30


@dataclass(frozen=True, slots=True)
class GapRow:
    """One group: its name, its gap as text and in words, and where it stands (parts of 1).

    value None: only the range ``low`` to ``high`` is known. band: the attention level here, None without one.
    """

    name: str
    text: str
    words: str
    verdict: str
    value: float | None
    low: float | None
    high: float | None
    band: tuple[float, float] | None


def common_scale(rows: Sequence[GapRow], *, shares: bool = True) -> Scale:
    """Return a scale that holds all gaps, their intervals, zero, and the attention band.

    shares: the gaps are differences of shares, never beyond 1.
    """
    ends = [0.0, 0.01, -0.01] if shares else [0.0]
    for row in rows:
        ends += [end for end in (row.value, row.low, row.high, *(row.band or ())) if end is not None]
    return scale(max(min(ends), -1.0), min(max(ends), 1.0)) if shares else scale(min(ends), max(ends))


def gap_chart(
    anchor: str,
    title: str,
    description: str,
    rows: Sequence[GapRow],
    across: Scale,
    *,
    sides: tuple[str, str] | None,
    ticks: dict[float, str] | None,
) -> Markup:
    """Return the chart of one attribute.

    sides: what lies to the left and to the right of zero; ticks: the labels of the scale. Charts under each other share
    both: the first names the sides, the last the scale.
    """
    bottom = TOP + ROW * len(rows)
    zero = across.at(0)
    parts = [
        grid(across, TOP, bottom),
        *_bands(rows, across),
        tag("line", x1=zero, x2=zero, y1=TOP - 6, y2=bottom + 4, class_="c-zero"),
        *[_row(row, TOP + ROW * at, across) for at, row in enumerate(rows)],
    ]
    if sides is not None:
        parts.append(tag("text", f"← {sides[0]}", y=12, class_="c-side"))
        parts.append(tag("text", f"{sides[1]} →", x="100%", y=12, class_="c-side c-end"))
    if ticks is not None:
        parts.append(tick_labels(across, ticks, bottom + 20))
    height = bottom + (BOTTOM if ticks is not None else 6)
    # the table right behind the chart holds every row; the description names what stands out
    spoken = " ".join([description, *(row.words for row in rows if row.verdict.startswith("shown"))])
    return picture(anchor, title, spoken, height, *parts)


def _bands(rows: Sequence[GapRow], across: Scale) -> list[Markup]:
    """Return the attention band, one rectangle for rows under each other that share it."""
    parts = []
    start = 0
    for at, row in enumerate(rows):
        if at + 1 < len(rows) and _ends(rows[at + 1], across) == _ends(row, across):
            continue
        ends = _ends(row, across)
        if ends is not None:
            height = ROW * (at + 1 - start)
            parts.append(tag("rect", x=ends[0], width=ends[1], y=TOP + ROW * start, height=height, class_="c-band"))
        start = at + 1
    return parts


def _ends(row: GapRow, across: Scale) -> tuple[str, str] | None:
    if row.band is None:
        return None
    low, high = (across.share(end) for end in row.band)
    return percent(low), percent(high - low)


def _row(row: GapRow, top: int, across: Scale) -> Markup:
    middle = top + 32
    parts = [
        *labels(row.name, row.text, top + 17),
    ]
    if row.low is not None and row.high is not None:
        left, right = across.at(row.low), across.at(row.high)
        parts.append(tag("line", x1=left, x2=right, y1=middle, y2=middle, class_="c-line"))
    if row.value is not None:
        parts.append(tag("use", href=f"#m-{row.verdict}", x=across.at(row.value), y=middle))
    return tag("g", *parts, class_=f"v-{row.verdict}")
