"""Whether a gap, or a rate, has changed: sums of rates with weights of either sign, such as a gap now minus a gap before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import TYPE_CHECKING

from adm_audit.stats.attention import limits, possible
from adm_audit.stats.exact import SMALLEST_P
from adm_audit.stats.intervals import side
from adm_audit.values import Because, Bounds, Estimate, Interval, Number, Undefined

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_FARTHEST = 37.0
"""Beyond this many standard deviations a tail is less than `SMALLEST_P`."""
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Term:
    """A rate (``cases`` of ``total``, above 0) and the factor that it enters a sum with."""

    factor: float
    cases: float
    total: float
    design_effect: float = 1.0


def gap(cases: float, total: float, other_cases: float, other_total: float, *, factor: float = 1.0) -> list[Term]:
    """Return the terms of a difference of two rates, times a factor."""
    return [Term(factor, cases, total), Term(-factor, other_cases, other_total)]


def combine(terms: Sequence[Term], *, confidence: float = 0.95) -> Estimate:
    """Return a sum of independent rates, each times its factor, with its interval (MOVER on Wilson's limits).

    For a gap now minus a gap before it equals MOVER on the two intervals of Newcombe. Source: Zou, Huang and Zhang
    2009, Computational Statistics and Data Analysis 53, 1080-1085.

    >>> found = combine([*gap(30, 100, 10, 100), *gap(20, 100, 15, 100, factor=-1)])
    >>> round(found.value, 2), round(found.interval.low, 3), round(found.interval.high, 3)
    (0.15, -0.002, 0.3)
    """
    value = below = above = 0.0
    for term in terms:
        rate, low, high = side(term.cases, term.total, confidence=confidence, design_effect=term.design_effect)
        value += term.factor * rate
        down, up = (rate - low, high - rate) if term.factor >= 0 else (high - rate, rate - low)
        below, above = below + (term.factor * down) ** 2, above + (term.factor * up) ** 2
    return Estimate(value=value, interval=Interval(value - sqrt(below), value + sqrt(above)))


def combine_p(terms: Sequence[Term]) -> float:
    """Return the two-sided p of the hypothesis that a sum of rates is 0: one minus the level that just reaches 0.

    The interval of `combine` is turned round, with Jeffreys' limits of each rate, because Wilson's are too narrow for
    few cases at the small levels that corrections for many comparisons ask for. Sources: Zou, Huang and Zhang 2009;
    Brown, Cai and DasGupta 2001, Statistical Science 16, 101-133.

    >>> round(combine_p([*gap(30, 100, 10, 100), *gap(20, 100, 15, 100, factor=-1)]), 3)
    0.052
    """
    import numpy as np
    from scipy.special import betaincinv, ndtr

    factors = np.array([term.factor for term in terms])
    cases = np.array([term.cases / term.design_effect for term in terms])
    others = np.array([(term.total - term.cases) / term.design_effect for term in terms])
    rates = cases / (cases + others)
    value = float((factors * rates).sum())
    # only the limits between the sum and 0 matter; an upper limit is the lower one of all who are no cases
    lower = (factors > 0) == (value > 0)
    marked, rest, share = _chosen(lower, cases, others), _chosen(lower, others, cases), _chosen(lower, rates, 1 - rates)

    def reach(z: float) -> float:
        limits = np.where(marked > 0, betaincinv(marked + 0.5, rest + 0.5, ndtr(-z)), 0.0)
        return float(((factors * (share - np.minimum(limits, share))) ** 2).sum())

    low, high = 0.0, _FARTHEST
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if reach(middle) < value * value else (low, middle)
    return min(1.0, max(SMALLEST_P, erfc(low / sqrt(2))))


def _chosen(lower: NDArray[np.bool_], one: Floats, other: Floats) -> Floats:
    import numpy as np

    return np.where(lower, one, other)


def between_audits(now: Number, before: Number) -> Number:
    """Return the change of a difference between two audits, from both differences with their intervals (MOVER).

    The people of the two audits must be others. Known only as a range on either side: the range of the change.
    ``Undefined`` where one side is. Source as in `combine`.

    >>> one = Estimate(value=0.15, interval=Interval(0.10, 0.20))
    >>> two = Estimate(value=0.05, interval=Interval(0.02, 0.08))
    >>> found = between_audits(one, two)
    >>> round(found.value, 2), round(found.interval.low, 3), round(found.interval.high, 3)
    (0.1, 0.042, 0.158)
    """
    if not isinstance(now, Estimate | Bounds):
        return now
    if not isinstance(before, Estimate | Bounds):
        return before
    new, old, wide, narrow = possible(now), possible(before), limits(now), limits(before)
    if new is None or old is None or wide is None or narrow is None:
        return Undefined(because=Because("no_interval"))
    ends = Interval(new.low - _end(old), _end(new) - old.low)
    interval = Interval(
        ends.low - sqrt((new.low - wide.low) ** 2 + (_end(narrow) - _end(old)) ** 2),
        (ends.high or 0.0) + sqrt((_end(wide) - _end(new)) ** 2 + (old.low - narrow.low) ** 2),
    )
    if isinstance(now, Bounds) or isinstance(before, Bounds):
        return Bounds(low=ends.low, high=ends.high, interval=interval)
    bounds = None if now.bounds is None and before.bounds is None else ends
    return Estimate(value=now.value - before.value, interval=interval, bounds=bounds)


def _end(interval: Interval) -> float:
    return 1.0 if interval.high is None else interval.high
