"""Inside the levels of a factor: the rate of a group and of the other side, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from adm_audit.report.charts.svg import Scale, grid, labels, picture, tag, tick_labels

ROW, TOP, BOTTOM = 44, 6, 30


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level: its name, both rates (None: nobody there), and both as text and in words."""

    name: str
    rate: float | None
    other_rate: float | None
    text: str
    words: str


def level_chart(
    anchor: str, title: str, description: str, rows: Sequence[LevelRow], across: Scale, ticks: dict[float, str]
) -> Markup:
    """Return dumbbells: a filled diamond for the group, a ring for the other side, a line between them."""
    bottom = TOP + ROW * len(rows)
    parts = [grid(across, TOP, bottom)]
    for at, row in enumerate(rows):
        parts += _row(row, TOP + ROW * at, across)
    parts.append(tick_labels(across, ticks, bottom + 20))
    spoken = " ".join([description, *(row.words for row in rows)])
    return picture(anchor, title, spoken, bottom + BOTTOM, *parts)


def _row(row: LevelRow, top: int, across: Scale) -> list[Markup]:
    middle = top + 30
    parts = [
        *labels(row.name, row.text, top + 15),
    ]
    if row.rate is not None and row.other_rate is not None:
        parts.append(
            tag("line", x1=across.at(row.rate), x2=across.at(row.other_rate), y1=middle, y2=middle, class_="c-join")
        )
    if row.other_rate is not None:
        parts.append(tag("use", href="#m-other", x=across.at(row.other_rate), y=middle))
    if row.rate is not None:
        parts.append(tag("use", href="#m-group", x=across.at(row.rate), y=middle))
    return parts
