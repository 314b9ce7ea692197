"""Of 100 people: two groups side by side, each a square of a hundred figures."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from adm_audit.report.charts.svg import tag

_CELL, _ACROSS = 18, 10


@dataclass(frozen=True, slots=True)
class Crowd:
    """A group: what stands under its figures, and how many of 100 are marked."""

    name: str
    marked: int


def crowd_chart(anchor: str, title: str, description: str, crowd: Crowd) -> Markup:
    """Return 100 figures, the marked ones filled and the others drawn in outline (patterns of the page's sprite)."""
    side = _CELL * _ACROSS
    whole_rows, rest = divmod(crowd.marked, _ACROSS)
    name, story = f"{anchor}-title", f"{anchor}-desc"
    broken = 1 if rest else 0
    blocks = [
        _block("p-on", 0, 0, _ACROSS, whole_rows),
        _block("p-on", 0, whole_rows, rest, broken),
        _block("p-off", rest, whole_rows, _ACROSS - rest, broken),
        _block("p-off", 0, whole_rows + broken, _ACROSS, _ACROSS - whole_rows - broken),
    ]
    return tag(
        "svg",
        tag("title", title, id=name),
        tag("desc", description, id=story),
        *blocks,
        class_="crowd",
        viewBox=f"0 0 {side} {side}",
        role="img",
        aria_labelledby=f"{name} {story}",
    )


def _block(pattern: str, column: int, row: int, columns: int, rows: int) -> Markup:
    if columns <= 0 or rows <= 0:
        return Markup("")
    return tag(
        "rect",
        x=column * _CELL,
        y=row * _CELL,
        width=columns * _CELL,
        height=rows * _CELL,
        fill=f"url(#{pattern})",
    )
