"""Confidence intervals for one rate, for the difference and for the ratio of two rates.

Counts may be fractional (weights): a design effect divides cases and total alike.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from statistics import NormalDist

from adm_audit.values import Interval


@cache
def z_of(confidence: float) -> float:
    """Return the two-sided normal quantile of a confidence level between 0 and 1.

    >>> round(z_of(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(cases: float, total: float, *, confidence: float, design_effect: float = 1.0) -> Interval:
    """Return Wilson's score interval of ``cases / total`` (total > 0, 0 <= cases <= total).

    The limits are exactly 0 and 1 where cases are none or all. Source: Wilson 1927, JASA 22, 209-212.

    >>> limits = wilson(15, 148, confidence=0.95)
    >>> round(limits.low, 4), round(limits.high, 4)
    (0.0624, 0.1605)
    """
    p, n, z = cases / total, total / design_effect, z_of(confidence)
    middle = p + z * z / (2 * n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if cases == 0 else (middle - half) / scale
    high = 1.0 if cases == total else (middle + half) / scale
    return Interval(low, high)


def clopper_pearson(cases: float, total: float, *, confidence: float) -> Interval:
    """Return the exact interval of Clopper and Pearson (1934, Biometrika 26, 404-413).

    >>> round(clopper_pearson(11, 11, confidence=0.95).low, 4)
    0.7151
    """
    from scipy.special import betaincinv

    half = (1 - confidence) / 2
    low = 0.0 if cases == 0 else float(betaincinv(cases, total - cases + 1, half))
    high = 1.0 if cases == total else float(betaincinv(cases + 1, total - cases, 1 - half))
    return Interval(low, high)


def newcombe_difference(
    cases: float,
    total: float,
    other_cases: float,
    other_total: float,
    *,
    confidence: float,
    design_effects: tuple[float, float] = (1.0, 1.0),
) -> Interval:
    """Return Newcombe's interval (1998, Statistics in Medicine 17, 873-890, method 10) of the difference of two rates.

    >>> limits = newcombe_difference(5, 50, 0, 20, confidence=0.95)
    >>> round(limits.low, 4), round(limits.high, 4)
    (-0.0708, 0.2136)
    """
    p1, p2 = cases / total, other_cases / other_total
    one = wilson(cases, total, confidence=confidence, design_effect=design_effects[0])
    two = wilson(other_cases, other_total, confidence=confidence, design_effect=design_effects[1])
    u1, u2 = one.high or 0.0, two.high or 0.0
    difference = p1 - p2
    low = difference - sqrt((p1 - one.low) ** 2 + (u2 - p2) ** 2)
    high = difference + sqrt((u1 - p1) ** 2 + (p2 - two.low) ** 2)
    return Interval(low, high)


def mover_ratio(
    cases: float,
    total: float,
    other_cases: float,
    other_total: float,
    *,
    confidence: float,
    design_effects: tuple[float, float] = (1.0, 1.0),
) -> Interval:
    """Return the MOVER-R interval of the ratio of two rates, without a division by zero.

    No cases in the group: the lower limit is 0. No cases on the other side: no upper limit; none on either: from 0 on.
    Source: Donner and Zou 2012, Statistical Methods in Medical Research 21, 347-359.

    >>> limits = mover_ratio(5, 50, 0, 20, confidence=0.95)
    >>> round(limits.low, 4), limits.high
    (0.512, None)
    """
    p1, p2 = cases / total, other_cases / other_total
    one = wilson(cases, total, confidence=confidence, design_effect=design_effects[0])
    two = wilson(other_cases, other_total, confidence=confidence, design_effect=design_effects[1])
    l1, u1, l2, u2 = one.low, one.high or 0.0, two.low, two.high or 0.0
    if cases == 0 and other_cases == 0:
        return Interval(0.0, None)
    x = p1 * p2
    a, b = l1 * (2 * p1 - l1), u2 * (2 * p2 - u2)
    c, d = u1 * (2 * p1 - u1), l2 * (2 * p2 - l2)
    low = 0.0 if cases == 0 else a / (x + sqrt(max(x * x - a * b, 0.0)))
    high = None if other_cases == 0 else (x + sqrt(max(x * x - c * d, 0.0))) / d
    return Interval(low, high)
