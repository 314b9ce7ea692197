"""Confidence intervals for one rate, for the difference and for the ratio of two rates.

All of them exist at any count, none and everybody included. Counts may be fractional (weights): a design effect
divides cases and total alike.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt
from statistics import NormalDist

from adm_audit.values import Interval

Side = tuple[float, float, float]
"""A rate, or another number that is at least 0, with its lower and upper limit."""


@lru_cache(maxsize=512)
def z_of(confidence: float) -> float:
    """Return the two-sided normal quantile of a confidence level between 0 and 1.

    >>> round(z_of(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(cases: float, total: float, *, confidence: float = 0.95, design_effect: float = 1.0) -> Interval:
    """Return Wilson's score interval of ``cases / total``.

    total: above 0; cases: 0 to total, else ValueError. design_effect: at least 1.
    The limits are exactly 0 and 1 where cases are none or all. Source: Wilson 1927, JASA 22, 209-212.

    >>> limits = wilson(15, 148)
    >>> round(limits.low, 4), round(limits.high, 4)
    (0.0624, 0.1605)
    """
    _, low, high = side(cases, total, confidence=confidence, design_effect=design_effect)
    return Interval(low, high)


def side(cases: float, total: float, *, confidence: float = 0.95, design_effect: float = 1.0) -> Side:
    """Return a rate with its Wilson limits. Parameters as in `wilson`.

    >>> side(0, 10)[:2]
    (0.0, 0.0)
    """
    if not 0 <= cases <= total or total <= 0:
        raise ValueError(f"a rate needs 0 <= cases <= total and total > 0, not {cases} of {total}")
    p, n, z = cases / total, total / design_effect, z_of(confidence)
    middle = p + z * z / (2 * n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if cases == 0 else min(p, (middle - half) / scale)
    high = 1.0 if cases == total else max(p, (middle + half) / scale)
    return p, low, high


def clopper_pearson(cases: float, total: float, *, confidence: float = 0.95, design_effect: float = 1.0) -> Interval:
    """Return the exact interval of Clopper and Pearson (1934, Biometrika 26, 404-413). Parameters as in `wilson`.

    >>> round(clopper_pearson(11, 11).low, 4)
    0.7151
    """
    from scipy.special import betaincinv

    k, n = cases / design_effect, total / design_effect
    tail = (1 - confidence) / 2
    low = 0.0 if cases == 0 else float(betaincinv(k, n - k + 1, tail))
    high = 1.0 if cases == total else float(betaincinv(k + 1, n - k, 1 - tail))
    return Interval(low, high)


def newcombe_difference(
    cases: float,
    total: float,
    other_cases: float,
    other_total: float,
    *,
    confidence: float = 0.95,
    design_effects: tuple[float, float] = (1.0, 1.0),
) -> Interval:
    """Return Newcombe's interval (1998, Statistics in Medicine 17, 873-890, method 10) of the difference of two rates.

    >>> limits = newcombe_difference(5, 50, 0, 20)
    >>> round(limits.low, 4), round(limits.high, 4)
    (-0.0708, 0.2136)
    """
    return join_difference(
        side(cases, total, confidence=confidence, design_effect=design_effects[0]),
        side(other_cases, other_total, confidence=confidence, design_effect=design_effects[1]),
    )


def join_difference(one: Side, two: Side) -> Interval:
    """Return the interval of a difference of two independent numbers from their own limits (Newcombe 1998; MOVER).

    >>> join_difference((0.5, 0.25, 0.75), (0.5, 0.5, 0.5))
    Interval(low=-0.25, high=0.25)
    """
    (p1, l1, u1), (p2, l2, u2) = one, two
    difference = p1 - p2
    return Interval(
        difference - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2),
        difference + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2),
    )


def mover_ratio(
    cases: float,
    total: float,
    other_cases: float,
    other_total: float,
    *,
    confidence: float = 0.95,
    design_effects: tuple[float, float] = (1.0, 1.0),
) -> Interval:
    """Return the MOVER-R interval of the ratio of two rates, from their Wilson limits, without a division by zero.

    It excludes 1 on the tables where `newcombe_difference` excludes 0. No cases in the group: the lower limit is 0.
    No cases on the other side: no upper limit (``high`` is None); none on either: from 0 on.
    Source: Donner and Zou 2012, Statistical Methods in Medical Research 21, 347-359.

    >>> limits = mover_ratio(5, 50, 0, 20)
    >>> round(limits.low, 4), limits.high
    (0.512, None)
    """
    return join_ratio(
        side(cases, total, confidence=confidence, design_effect=design_effects[0]),
        side(other_cases, other_total, confidence=confidence, design_effect=design_effects[1]),
    )


def join_ratio(one: Side, two: Side) -> Interval:
    """Return the MOVER-R interval of a ratio of two independent numbers, at least 0, from their own limits.

    A denominator whose lower limit is 0 gives no upper limit. Source as in `mover_ratio`; both limits are written so
    that only the lower limit of the denominator is divided by.

    >>> join_ratio((0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
    Interval(low=2.0, high=2.0)
    """
    (p1, l1, u1), (p2, l2, u2) = one, two
    product = p1 * p2
    a, b = l1 * (2 * p1 - l1), u2 * (2 * p2 - u2)
    c, d = u1 * (2 * p1 - u1), l2 * (2 * p2 - l2)
    low = 0.0 if a <= 0 else a / (product + sqrt(max(product * product - a * b, 0.0)))
    high = None if d <= 0 else (product + sqrt(max(product * product - c * d, 0.0))) / d
    return Interval(low, high)


def complement(interval: Interval) -> Interval:
    """Return the interval of 1 - rate.

    >>> complement(Interval(0.25, 0.5))
    Interval(low=0.5, high=0.75)
    """
    return Interval(1 - (1.0 if interval.high is None else interval.high), 1 - interval.low)
