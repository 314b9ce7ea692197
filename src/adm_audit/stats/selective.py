"""What can be known when outcomes exist only for selected people: Manski's bounds."""

from __future__ import annotations

from adm_audit.counts import Count, high, low
from adm_audit.stats.intervals import wilson
from adm_audit.values import Bounds, Interval

Fraction = tuple[float, float]


def manski(
    tp: Count,
    fp: Count,
    selected: Count,
    total: Count,
    *,
    confidence: float = 0.95,
    design_effect: float = 1.0,
) -> dict[str, Bounds]:
    """Return the possible range of each rate that selective outcomes leave open.

    tp, fp: selected people whose outcome is positive or negative; selected of total people. The people without an
    outcome, most of them not selected, may all be negative or all be positive. The interval is Wilson's outside each
    end; rounded counts give the widest range that they allow. Rates whose whole population may be empty are left out.
    design_effect: of all people, for weights and clusters.
    Source: Manski 2003, Partial Identification of Probability Distributions, chapter 1.

    >>> bounds = manski(30, 20, 50, 1000)
    >>> round(bounds["base_rate"].low, 3), round(bounds["base_rate"].high, 3)
    (0.03, 0.98)
    >>> round(bounds["true_positive_rate"].low, 4)
    0.0306
    """
    everyone = high(total)
    if everyone <= 0:
        return {}
    unselected = max(everyone - low(selected), 0)
    # the fewest positives are those known; the most are all people but the known negatives
    fewest, most = min(low(tp), everyone), max(everyone - low(fp), 0)

    def bounds(lower: Fraction, upper: Fraction) -> Bounds:
        return _bounds(lower, upper, confidence, design_effect)

    found = {"base_rate": bounds((fewest, everyone), (most, everyone))}
    if low(tp) > 0:
        # every positive whom the selection missed lowers the rate; unknown outcomes among the selected only raise it
        missed = (unselected, low(tp) + unselected)
        found["true_positive_rate"] = bounds((low(tp), missed[1]), (1, 1))
        found["false_negative_rate"] = bounds((0, 1), missed)
    if low(fp) > 0:
        found["false_positive_rate"] = bounds((low(fp), low(fp) + unselected), (1, 1))
    if unselected > 0:
        found["false_omission_rate"] = bounds((0, 1), (1, 1))
    return found


def gap_bounds(one: Bounds, two: Bounds) -> Bounds:
    """Return the possible range of a difference of two rates of which only the possible ranges are known.

    From the lowest value of one minus the highest of two, to the highest minus the lowest; the interval alike.

    >>> gap_bounds(Bounds(low=0.25, high=1.0), Bounds(low=0.5, high=0.75))
    Bounds(kind='bounds', low=-0.5, high=0.5, interval=None)
    """
    interval = None
    if one.interval is not None and two.interval is not None:
        interval = _minus(one.interval, two.interval)
    ends = _minus(Interval(one.low, one.high), Interval(two.low, two.high))
    return Bounds(low=ends.low, high=ends.high, interval=interval)


def _minus(one: Interval, two: Interval) -> Interval:
    return Interval(
        one.low - (1.0 if two.high is None else two.high), (1.0 if one.high is None else one.high) - two.low
    )


def _bounds(lower: Fraction, upper: Fraction, confidence: float, design_effect: float) -> Bounds:
    least, most = lower[0] / lower[1], upper[0] / upper[1]
    low_limit = 0.0 if least == 0 else wilson(*lower, confidence=confidence, design_effect=design_effect).low
    high_limit = 1.0 if most == 1 else wilson(*upper, confidence=confidence, design_effect=design_effect).high
    return Bounds(low=least, high=most, interval=Interval(low_limit, high_limit))
