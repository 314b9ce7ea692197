"""Tests of two or more groups with fixed margins: exact mid-p, and the usual ones to compare with other tools.

Probabilities are built by ratios from the mode and divided by their sum: sums of log-gamma lose nine digits at a
million people. Only the part of a distribution that matters is computed, so a million people take a millisecond.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import erfc, floor, log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SMALLEST_P = sys.float_info.min
"""No p is given as less: a probability of exactly 0 does not exist."""
_KEEP = 50.0
_UNDERFLOW = 760.0
_SAME = 1 + 1e-7


def mid_p(cases: int, total: int, other_cases: int, other_total: int) -> float:
    """Return the two-sided mid-p of the exact test: twice the smaller tail, the observed table counted half.

    Between `SMALLEST_P` and 1; 1 where a side has nobody, or nobody or everybody is a case.
    More cases than people raise ValueError. Source: Lancaster 1961, JASA 56, 223-234.

    >>> round(mid_p(5, 50, 0, 20), 4)
    0.1751
    """
    margins = _margins(cases, total, other_cases, other_total)
    if margins is None:
        return 1.0
    if _beyond_floats(cases, *margins):
        return SMALLEST_P
    first, chances = hypergeometric(*margins, around=cases)
    at = cases - first
    tail = min(float(chances[:at].sum()), float(chances[at + 1 :].sum()))
    return _probability(2 * tail + float(chances[at]))


def fisher_p(cases: int, total: int, other_cases: int, other_total: int) -> float:
    """Return Fisher's two-sided exact p: all tables that are at most as likely as the observed one.

    Printed to compare with other tools, not used for verdicts. Tables count as equally likely up to a factor of
    1 + 1e-7, as in SciPy and R.

    >>> round(fisher_p(4, 53, 5, 150), 4)
    0.244
    """
    margins = _margins(cases, total, other_cases, other_total)
    if margins is None:
        return 1.0
    if _beyond_floats(cases, *margins):
        return SMALLEST_P
    first, chances = hypergeometric(*margins, around=cases)
    observed = max(float(chances[cases - first]), SMALLEST_P)
    # The other tail can reach further out than the observed table: widen until what is left is nothing beside it.
    first, chances = hypergeometric(*margins, around=cases, keep=_KEEP - log(observed))
    return _probability(float(chances[chances <= chances[cases - first] * _SAME].sum()))


def score_test(cases: float, total: float, other_cases: float, other_total: float) -> tuple[float, float] | None:
    """Return z and two-sided p of the pooled score test; None where nobody or everybody is a case, or a side is empty.

    Printed to compare with other tools, not used for verdicts. Its square is Pearson's chi-square.

    >>> z, p = score_test(805, 1795, 349, 1488)
    >>> round(z, 2), p < 1e-30
    (12.78, True)
    """
    if min(total, other_total) <= 0 or not 0 < cases + other_cases < total + other_total:
        return None
    pooled = (cases + other_cases) / (total + other_total)
    z = (cases / total - other_cases / other_total) / sqrt(pooled * (1 - pooled) * (1 / total + 1 / other_total))
    return z, _probability(erfc(abs(z) / sqrt(2)))


def chi_square_p(groups: Sequence[tuple[float, float]]) -> float | None:
    """Return Pearson's p for (cases, total) of several groups, without continuity correction.

    Groups of nobody are left out. None with fewer than two groups, or where nobody or everybody is a case.

    >>> round(chi_square_p([(250, 1000), (270, 1000), (240, 1000), (260, 1000)]), 4)
    0.4519
    """
    from scipy.special import chdtrc

    present = [(cases, total) for cases, total in groups if total > 0]
    everyone, selected = sum(total for _, total in present), sum(cases for cases, _ in present)
    if len(present) < 2 or not 0 < selected < everyone:
        return None
    share = selected / everyone
    statistic = sum((cases - total * share) ** 2 / (total * share * (1 - share)) for cases, total in present)
    return _probability(float(chdtrc(len(present) - 1, statistic)))


def hypergeometric(
    drawn: int, marked: int, population: int, *, around: int | None = None, keep: float = _KEEP
) -> tuple[int, Floats]:
    """Return the first value and the probabilities of how many of ``drawn`` people are among the ``marked``.

    Only from the mode to beyond ``around``, as far as anything matters: by Bernstein's inequality, and because the
    distribution is log-concave, what is left out is less than exp(-keep) of the whole and of the tail at ``around``.

    >>> first, chances = hypergeometric(2, 2, 4)
    >>> first, [round(float(chance), 4) for chance in chances]
    (0, [0.1667, 0.6667, 0.1667])
    """
    lowest, highest = support(drawn, marked, population)
    mode = min(max((drawn + 1) * (marked + 1) // (population + 2), lowest), highest)
    reach = reach_of(_variance(drawn, marked, population), keep)
    point = mode if around is None else around
    first, last = max(lowest, min(mode, point) - reach), min(highest, max(mode, point) + reach)
    weights = weights_from(mode, first, last, (drawn, marked, population))
    return first, weights / weights.sum()


def support(drawn: int, marked: int, population: int) -> tuple[int, int]:
    """Return the smallest and largest possible number of marked people among the drawn.

    >>> support(3, 4, 5)
    (2, 3)
    """
    return max(0, drawn + marked - population), min(drawn, marked)


def weights_from(start: int, first: int, last: int, margins: tuple[int, int, int], odds: float = 1.0) -> Floats:
    """Return hypergeometric weights of first..last, noncentral if ``odds`` is not 1, as multiples of that at start.

    >>> [round(float(weight), 4) for weight in weights_from(1, 0, 2, (2, 2, 4))]
    [0.25, 1.0, 0.25]
    """
    import numpy as np

    up = np.arange(start, last, dtype=np.float64)
    down = np.arange(start - 1, first - 1, -1, dtype=np.float64)
    rising = np.cumprod(_ratio(up, margins) * odds)
    falling = np.cumprod(1 / (_ratio(down, margins) * odds))
    return np.concatenate((falling[::-1], [1.0], rising))


def log_step(start: int, end: int, margins: tuple[int, int, int]) -> float:
    """Return the logarithm of how likely ``end`` is, as a multiple of ``start``.

    >>> round(log_step(1, 2, (2, 2, 4)), 4) == round(log(1 / 4), 4)
    True
    """
    import numpy as np

    steps = np.arange(min(start, end), max(start, end), dtype=np.float64)
    value = float(np.log(_ratio(steps, margins)).sum())
    return value if end > start else -value


def _ratio(x: Floats, margins: tuple[int, int, int]) -> Floats:
    """Return how likely x + 1 is, as a multiple of x."""
    drawn, marked, population = margins
    ratios: Floats = (marked - x) * (drawn - x) / ((x + 1) * (population - marked - drawn + x + 1))
    return ratios


def reach_of(variance: float, exponent: float = _KEEP) -> int:
    """Return how far from the mean (or mode, within 1) Bernstein's bound falls to exp(-exponent).

    >>> reach_of(100.0)
    120
    """
    return floor(exponent / 3 + sqrt(exponent * exponent / 9 + 2 * exponent * variance)) + 2


def _margins(cases: int, total: int, other_cases: int, other_total: int) -> tuple[int, int, int] | None:
    if not (0 <= cases <= total and 0 <= other_cases <= other_total):
        raise ValueError(f"more cases than people: {cases} of {total}, {other_cases} of {other_total}")
    if total == 0 or other_total == 0:
        return None
    return total, cases + other_cases, total + other_total


def _variance(drawn: int, marked: int, population: int) -> float:
    share = marked / population
    return drawn * share * (1 - share) * (population - drawn) / max(population - 1, 1)


def _beyond_floats(cases: int, drawn: int, marked: int, population: int) -> bool:
    distance = abs(cases - drawn * marked / population)
    return distance > reach_of(_variance(drawn, marked, population), _UNDERFLOW)


def _probability(value: float) -> float:
    return min(1.0, max(SMALLEST_P, value))
