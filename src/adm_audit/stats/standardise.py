"""A share standardised directly: as if the people had the age and sex of a reference population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from adm_audit.stats.intervals import wilson
from adm_audit.values import Because, Estimate, Interval, Number, Undefined


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the standard, such as women of 30 to 44: the group and all people, in the data and outside."""

    group: float
    everyone: float
    outside_group: float
    outside: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standardised:
    """share: of the group in the data, standardised; expected: in the population, of the cells that the data hold.

    difference: share less expected, with its interval. left_out: people of the population in cells without data.
    """

    share: Number
    expected: Number
    difference: Number
    left_out: float


def standardised_share(cells: Sequence[Cell], *, confidence: float = 0.95, design_effect: float = 1.0) -> Standardised:
    """Return the share of a group in the data as if these had the population's age and sex.

    In each cell the share of the group is taken; the cells weigh as in the population. Cells without anybody in the
    data are left out on both sides. ``Undefined`` (``no_cell_in_common``) where that leaves none.
    Interval: MOVER for a sum of shares with fixed weights, from Wilson's limits in each cell (Zou, Huang and Zhang
    2009, Computational Statistics and Data Analysis 53, 1080-1085, section 2). design_effect: at least 1.

    >>> young, old = Cell(10, 100, 50, 100), Cell(30, 50, 50, 100)
    >>> found = standardised_share([young, old])
    >>> round(found.share.value, 3), found.expected.value, round(found.difference.value, 3)
    (0.35, 0.5, -0.15)
    """
    used = [cell for cell in cells if cell.everyone > 0 and cell.outside > 0]
    people = sum(cell.outside for cell in used)
    left_out = sum(cell.outside for cell in cells) - people
    if not used:
        nothing = Undefined(because=Because("no_cell_in_common"))
        return Standardised(share=nothing, expected=nothing, difference=nothing, left_out=left_out)
    share = below = above = 0.0
    for cell in used:
        rate, weight = cell.group / cell.everyone, cell.outside / people
        limits = wilson(cell.group, cell.everyone, confidence=confidence, design_effect=design_effect)
        share += weight * rate
        below += (weight * (rate - limits.low)) ** 2
        above += (weight * ((1.0 if limits.high is None else limits.high) - rate)) ** 2
    expected = sum(cell.outside_group for cell in used) / people
    interval = Interval(share - sqrt(below), share + sqrt(above))
    return Standardised(
        share=Estimate(value=share, interval=interval),
        expected=Estimate(value=expected),
        difference=Estimate(
            value=share - expected,
            interval=Interval(interval.low - expected, share + sqrt(above) - expected),
        ),
        left_out=left_out,
    )
