"""How strongly two columns hang together: Cramer's V without its upward bias, and the correlation ratio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from adm_audit.stats.intervals import z_of
from adm_audit.values import Because, Estimate, Interval, Number, Undefined

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Association:
    """The strength of a link (0 to 1) with its interval, and the p-value of no link (None where it is undefined)."""

    strength: Number
    p: float | None


def cramers_v(table: Sequence[Sequence[float]], *, confidence: float = 0.95, design_effect: float = 1.0) -> Association:
    """Return the bias-corrected strength of the link between rows and columns of a table of counts.

    table: counts, at least two rows and two columns with people; empty ones are left out. design_effect: the counts are divided by it.
    Estimate: Bergsma 2013, Journal of the Korean Statistical Society 42, 323-328. Interval: the wider of two, both
    for the strength itself: the noncentral chi-square distribution turned round, which holds near no link, and the
    delta method on the mean square contingency (Bishop, Fienberg and Holland 1975, page 386), which holds for strong
    ones. p: Pearson's chi-square test. Fewer than two rows or columns: ``Undefined`` (``fewer_than_two_groups``).

    >>> found = cramers_v([[30, 10], [10, 30]])
    >>> round(found.strength.value, 3), found.p < 0.001
    (0.49, True)
    """
    import numpy as np

    counts = np.asarray(table, dtype=float) / design_effect
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0] if counts.size else counts
    if counts.ndim != 2 or min(counts.shape, default=0) < 2:
        return Association(Undefined(because=Because("fewer_than_two_groups")), None)
    people, (rows, columns) = float(counts.sum()), counts.shape
    degrees = (rows - 1) * (columns - 1)
    square = _mean_square(counts)
    corrected = max(0.0, square - degrees / (people - 1)) if people > 1 else 0.0
    width = min(_fewer(rows, people), _fewer(columns, people)) - 1
    value = min(1.0, sqrt(corrected / width)) if width > 0 else 0.0
    low, high = _limits(counts, square, confidence)
    scale = min(rows, columns) - 1
    interval = Interval(min(value, sqrt(low / scale)), min(1.0, max(value, sqrt(high / scale))))
    return Association(Estimate(value=value, interval=interval), _chi_square_tail(people * square, degrees))


def correlation_ratio(
    numbers: Sequence[float], table: Sequence[Sequence[float]], *, design_effect: float = 1.0
) -> Number:
    """Return how much of the spread of a number goes with the groups, as a strength from 0 to 1 (epsilon, corrected).

    numbers: one for each row of the table. table: how many people of each group (columns) have it.
    No spread, or fewer than two groups: ``Undefined``. Source: Kelley 1935, PNAS 21, 554-559.

    >>> round(correlation_ratio([0, 1], [[30, 10], [10, 30]]).value, 3)
    0.49
    """
    import numpy as np

    values, counts = np.asarray(numbers, dtype=float), np.asarray(table, dtype=float) / design_effect
    sizes = counts.sum(axis=0)
    counts, sizes = counts[:, sizes > 0], sizes[sizes > 0]
    people = float(sizes.sum())
    if len(sizes) < 2 or people <= len(sizes):
        return Undefined(because=Because("fewer_than_two_groups"))
    means = values @ counts / sizes
    mean = float(means @ sizes / people)
    whole = float((values - mean) ** 2 @ counts.sum(axis=1))
    if whole <= 0:
        return Undefined(because=Because("no_spread"))
    between = float((means - mean) ** 2 @ sizes)
    groups = len(sizes)
    explained = 1 - (whole - between) / whole * (people - 1) / (people - groups)
    return Estimate(value=sqrt(min(1.0, max(0.0, explained))))


def _mean_square(counts: Floats) -> float:
    shares = counts / counts.sum()
    expected = shares.sum(axis=1, keepdims=True) * shares.sum(axis=0, keepdims=True)
    return float(((shares - expected) ** 2 / expected).sum())


def _fewer(size: int, people: float) -> float:
    return size - (size - 1) ** 2 / (people - 1) if people > 1 else float(size)


def _limits(counts: Floats, square: float, confidence: float) -> tuple[float, float]:
    """Return limits of the mean square contingency itself, between 0 and the largest that it can be."""
    people, degrees = float(counts.sum()), (counts.shape[0] - 1) * (counts.shape[1] - 1)
    low = _noncentral(people * square, degrees, (1 + confidence) / 2) / people
    # a table that is more even than chance would make it says no more than one that is just as even
    high = _noncentral(max(people * square, degrees), degrees, (1 - confidence) / 2) / people
    half = z_of(confidence) * sqrt(max(0.0, _variance(counts)) / people)
    # the estimate is biased upwards by about this much, and so is the middle of the delta method's interval
    middle = max(0.0, square - degrees / people)
    return max(0.0, min(low, middle - half)), min(max(high, middle + half), float(min(counts.shape) - 1))


def _variance(counts: Floats) -> float:
    """Return people times the variance of the mean square contingency under multinomial sampling."""
    shares = counts / counts.sum()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    ratio = shares / (rows[:, None] * columns[None, :])
    # derivative of sum p^2/(r c) by each share; its variance under the multinomial is the delta method
    by_row, by_column = (shares * ratio).sum(axis=1) / rows, (shares * ratio).sum(axis=0) / columns
    slope = 2 * ratio - by_row[:, None] - by_column[None, :]
    mean = float((shares * slope).sum())
    return float((shares * slope**2).sum()) - mean**2


def _noncentral(value: float, degrees: int, tail: float) -> float:
    """Return the noncentrality at which a share ``tail`` of the distribution lies below the value; 0 where none does."""
    from scipy.special import chndtr

    if chndtr(value, degrees, 0.0) <= tail:
        return 0.0
    low, high = 0.0, max(1.0, value)
    while chndtr(value, degrees, high) > tail:
        low, high = high, 2 * high
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if chndtr(value, degrees, middle) > tail else (low, middle)
    return (low + high) / 2


def _chi_square_tail(value: float, degrees: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(degrees, value))
