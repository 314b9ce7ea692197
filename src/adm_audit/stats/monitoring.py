"""Looking again and again without false alarms: evidence against equal treatment that may be read at any time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import exp, log
from typing import TYPE_CHECKING

from adm_audit.stats.exact import reach_of, support
from adm_audit.stats.exact_strata import expected_cases

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Counts = tuple[int, int, int, int]
POINTS, WIDEST, SPREAD = 41, 2.4, 0.8
"""The odds ratios that are looked for: so many points on the logarithm, how far out, and how they are weighted."""
_SMALL = 1000
"""Up to so many possible numbers of cases all are summed; beyond, only those that matter at each odds ratio."""
_NOTHING = 60.0
"""An odds ratio that is less likely by this much on the logarithm says nothing any more."""


def evidence(periods: Sequence[Counts]) -> list[float]:
    """Return the natural logarithm of the evidence M after each period that a group is not treated as the others.

    periods: cases and total of the group, cases and total of the others. M is the mean, over odds ratios psi, of how much
    more likely the counts so far are at psi than at equal odds, given all margins; ln psi on 41 points within ±2.4,
    weighted as a normal distribution with standard deviation .8. Under equal odds the mean of M is 1 whenever one stops
    looking, so M of 20 or more comes with a chance of at most 1 in 20, however often one looks (Ville's inequality). Source:
    Turner, Ly and Grünwald 2024, Journal of Statistical Planning and Inference 230, 106116 (exact sequential tests).

    >>> [round(value, 2) for value in evidence([(15, 50, 5, 50), (16, 50, 4, 50)])]
    [1.67, 5.61]
    """
    import numpy as np
    from scipy.special import logsumexp

    points, weights = _prior()
    so_far: Floats = np.log(weights)
    found = []
    for counts in periods:
        so_far = so_far + log_ratios(counts, points)
        found.append(float(logsumexp(so_far)))
    return found


def alarm_at(logs: Sequence[float], comparisons: int, budget: float = 0.05) -> int | None:
    """Return the first period at which the evidence reaches comparisons / budget; None where it never does.

    >>> alarm_at([1.0, 3.2, 2.0], 1)
    1
    """
    return next((at for at, value in enumerate(logs) if value >= log(comparisons / budget)), None)


@cache
def _prior() -> tuple[tuple[float, ...], tuple[float, ...]]:
    step = 2 * WIDEST / (POINTS - 1)
    points = tuple(-WIDEST + at * step for at in range(POINTS))
    weights = [exp(-((point / SPREAD) ** 2) / 2) for point in points]
    return points, tuple(weight / sum(weights) for weight in weights)


def log_ratios(counts: Counts, points: Sequence[float]) -> Floats:
    """Return, for each log odds ratio, the logarithm of how much more likely the counts are there than at equal odds.

    P_psi(x) / P_1(x) = psi^x / E_1(psi^X), X hypergeometric.
    """
    import numpy as np
    from scipy.special import logsumexp

    cases, drawn, other_cases, other = counts
    margins = (drawn, cases + other_cases, drawn + other)
    lowest, highest = support(*margins)
    at = np.array(points)
    if highest - lowest > _SMALL:
        return _outwards(at, cases, margins)
    x, logs = _logs(lowest, highest, margins)
    found: Floats = at * cases - np.asarray(logsumexp(logs + at[:, None] * x, axis=1), dtype=np.float64)
    return found


def _outwards(points: Floats, cases: int, margins: tuple[int, int, int]) -> Floats:
    """Return the same for many people: from the likeliest point outwards, as far as anything matters.

    The logarithm is concave, so a straight line through the last two points lies above all that follow.
    """
    import numpy as np

    drawn, marked, population = margins
    expected = [expected_cases(float(point), drawn, population - drawn, marked) for point in points]
    start = int(np.argmin(np.abs(np.array(expected) - cases)))
    found: Floats = np.zeros(len(points))
    found[start] = points[start] * cases - _log_mean(float(points[start]), margins)
    for step in (1, -1):
        at = start + step
        while 0 <= at < len(points):
            far = found[at - step] < found[start] - _NOTHING and at - step != start
            line = 2 * found[at - step] - found[at - 2 * step] if far else 0.0
            found[at] = line if far else points[at] * cases - _log_mean(float(points[at]), margins)
            at += step
    return found


def _log_mean(point: float, margins: tuple[int, int, int]) -> float:
    """Return ln E(exp(point X)) of a hypergeometric X, summed over all that matters."""
    from scipy.special import logsumexp

    drawn, marked, population = margins
    lowest, highest = support(*margins)
    middle = round(expected_cases(point, drawn, population - drawn, marked))
    cells = (middle, drawn - middle, marked - middle, population - drawn - marked + middle)
    reach = reach_of(2 / sum(1 / (max(cell, 0) + 0.5) for cell in cells) + 2)
    x, logs = _logs(max(lowest, middle - reach), min(highest, middle + reach), margins)
    return float(logsumexp(logs + point * x))


def _logs(first: int, last: int, margins: tuple[int, int, int]) -> tuple[Floats, Floats]:
    """Return first..last and the logarithms of their hypergeometric chances."""
    import numpy as np
    from scipy.special import gammaln

    drawn, marked, population = margins
    x = np.arange(first, last + 1, dtype=np.float64)
    logs = (
        gammaln(marked + 1) - gammaln(x + 1) - gammaln(marked - x + 1)
        + gammaln(population - marked + 1) - gammaln(drawn - x + 1) - gammaln(population - marked - drawn + x + 1)
        - gammaln(population + 1) + gammaln(drawn + 1) + gammaln(population - drawn + 1)
    )  # fmt: skip
    return x, logs
