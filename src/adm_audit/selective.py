"""What can be known when outcomes exist only for selected people: Manski's bounds."""

from __future__ import annotations

from adm_audit.counts import Count, high, low
from adm_audit.intervals import wilson
from adm_audit.values import Bounds, Interval


def manski(tp: Count, fp: Count, selected: Count, total: Count, *, confidence: float = 0.95) -> dict[str, Bounds]:
    """Return the possible range of each rate that selective outcomes leave open.

    tp, fp: selected people whose outcome is positive or negative; selected of total people. The people without an
    outcome may all be negative or all be positive. The interval is Wilson's outside each end. Rates whose whole
    population may be empty are left out. Source: Manski 2003, Partial Identification of Probability Distributions.

    >>> bounds = manski(30, 20, 50, 1000)
    >>> round(bounds["base_rate"].low, 3), round(bounds["base_rate"].high, 3)
    (0.03, 0.98)
    >>> round(bounds["true_positive_rate"].low, 4)
    0.0306
    """
    right, wrong = (low(tp), high(tp)), (low(fp), high(fp))
    everyone = high(total)
    unknown = max(high(total) - low(tp) - low(fp), 0)
    unselected = max(high(total) - low(selected), 0)
    found: dict[str, Bounds] = {}
    if everyone <= 0:
        return found
    found["base_rate"] = _bounds((right[0], everyone), (min(right[1] + unknown, everyone), everyone), confidence)
    if right[0] > 0:
        found["true_positive_rate"] = _bounds((right[0], right[0] + unknown), (1, 1), confidence)
        found["false_negative_rate"] = _bounds((0, 1), (unknown, right[0] + unknown), confidence)
    if wrong[0] > 0:
        found["false_positive_rate"] = _bounds((wrong[0], wrong[0] + unknown), (1, 1), confidence)
    if unselected > 0:
        found["false_omission_rate"] = _bounds((0, 1), (1, 1), confidence)
    return found


def _bounds(lower: tuple[float, float], upper: tuple[float, float], confidence: float) -> Bounds:
    least, most = lower[0] / lower[1], upper[0] / upper[1]
    low_limit = 0.0 if least == 0 else wilson(*lower, confidence=confidence).low
    high_limit = 1.0 if most == 1 else wilson(*upper, confidence=confidence).high
    return Bounds(low=least, high=most, interval=Interval(low_limit, high_limit))
